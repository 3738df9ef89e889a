"""The import page in the walk: who has it, whose batches are whose. Written down by hand."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from hongzhu.imports.access import orgs_to_fill
from hongzhu.imports.columns import Sheet
from hongzhu.imports.models import Batch
from hongzhu.imports.own import Own
from hongzhu.imports.problems import Report
from hongzhu.imports.rows import Line, ParsedSheet
from hongzhu.imports.sheets import MEETINGS, PEOPLE, TRAININGS
from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import PartyOrg
from tests.access.calls import Codes, rows
from tests.access.expected import NONE, WRITES
from tests.access.world import kind_of
from tests.accounts.makers import make_user
from tests.makers import NOW

Values = dict[str, Any]
NOT_HERE, TO_SIGN_IN, UNSIGNED = 404, 302, 401
MARKS: Final = ("BAT",)
FILLS: Final = {
    **dict.fromkeys(("worker", "secretary"), ("D1",)),
    "sibling": ("D2",),
    "joint": ("D4",),
    "township": ("T1",),
    "other_township": ("T2",),
    "bureau": ("B",),
}
"""into which organisations a reader imports"""
DEEDS: Final = ("columns", "check", "undo", "drop")


def plant(now: datetime) -> None:
    """A batch of D1 whose owner is none of the readers: nobody sees it."""
    owner = make_user("importer", "导入的人")
    org = PartyOrg.objects.everything("test").get(code="D1")
    Batch.objects.everything("test").create(user=owner, org=org, name="BAT-D1.xlsx", opened_at=now)


def pages(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """(name, address, the statuses that are right)."""
    yield "imports", "/imports", _right(reader, reader in FILLS)
    yield "import_template", "/imports/template.xlsx", _right(reader, reader in FILLS)
    for body in ("D1", "D1G", "S1", "D3"):
        named = f"{'school' if kind_of(body) == 'school' else 'org'}:{body}"
        address = f"/imports/offline?body={named}&kind=meeting.theme-day"
        is_own = body in WRITES.get(reader, NONE)
        right = _right(reader, reader in FILLS)
        yield "import_offline", address, right if is_own or reader not in FILLS else frozenset({422})
    for key in _keys():
        yield "batch", f"/imports/{key}", _right(reader, False)
    yield "batch nowhere", "/imports/999999", _right(reader, False)


def deeds(reader: str) -> Iterator[tuple[str, str, frozenset[int], dict[str, str]]]:
    """(name, address, the statuses that are right, what is sent) of what is somebody else's."""
    refused = frozenset({TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE})
    for key in _keys():
        for deed in DEEDS:
            yield f"post batch {deed}", f"/imports/{key}/{deed}", refused, {"import": "1"}
    if reader not in FILLS:
        yield "post imports", "/imports", refused, {}


def allowed(_reader: str, _mark: str) -> bool:
    """The name of a file is its owner's."""
    return False


def may_go(reader: str, address: str) -> bool | None:
    """Whether a page may lead a reader there."""
    return reader in FILLS if re.match(r"/imports\b", address) else None


def _keys() -> list[int]:
    return list(Batch.objects.everything("test").values_list("pk", flat=True))


def _right(reader: str, may: bool) -> frozenset[int]:
    return frozenset({TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE})


def _codes(reader: Reader, _action: str) -> Codes:
    return frozenset(orgs_to_fill(reader).values_list("code", flat=True))


def _sheet(sheet: Sheet, rows: Mapping[str, Values]) -> ParsedSheet:
    columns = {name for values in rows.values() for name in values} | {"code"}
    lines = [
        Line(number, dict.fromkeys(columns) | values | {"code": code})
        for number, (code, values) in enumerate(rows.items())
    ]
    return ParsedSheet(sheet, sheet.title, dict.fromkeys(columns, "A"), lines)


def _own(reader: Reader) -> Own:
    return Own(reader, PartyOrg.objects.everything("test").get(code="D1"), NOW.date())


def _taken(reader: Reader, _action: str) -> Codes:
    """The rows of a workbook for D1 that are not refused."""
    own, found = _own(reader), set[str]()
    for sheet, lines in ROWS.items():
        parsed = _sheet(sheet, lines)
        own.check(parsed, Report())
        found |= {line.values["code"] for line in parsed.lines if not line.is_bad}
    return frozenset(found)


def _named(reader: Reader, _action: str) -> Codes:
    return frozenset(
        _own(reader).people.filter(code__in=("D1-member", "D3-member")).values_list("code", flat=True)
    )


DAY: Final = {"held_on": date(2026, 3, 10), "starts_on": date(2026, 3, 10)}
ROWS: Final[dict[Sheet, dict[str, Values]]] = {
    PEOPLE: {
        "D1-member": {"org": "D1", "school": "S1"},
        "D3-member": {"org": "D1"},
        "new of D1": {"org": "D1", "group": "D1G"},
        "new of D3": {"org": "D3"},
        "new of S1": {"school": "S1"},
        "new of S3": {"org": "D1", "school": "S3"},
        "new of D2G": {"org": "D1", "group": "D2G"},
    },
    MEETINGS: {
        "M-D1-0": {"body": "D1", **DAY},
        "M-D3-0": {"body": "D1", **DAY},
        "meeting of D1": {"body": "D1", **DAY},
        "meeting of S1": {"body": "S1", **DAY},
        "meeting of D3": {"body": "D3", **DAY},
    },
    TRAININGS: {
        "TR-D1": {"body": "D1", **DAY},
        "TR-D3": {"body": "D1", **DAY},
        "training of D1": {"body": "D1", **DAY},
        "training of D3": {"body": "D3", **DAY},
    },
}
"""what a workbook brings: somebody else's record under the own organisation, too"""
TAKEN_PEOPLE: Final = ("D1-member", "new of D1", "new of S1")
TAKEN_RECORDS: Final = ("M-D1-0", "TR-D1", "meeting of D1", "meeting of S1", "training of D1")
ASKED: Final[dict[str, Callable[[Reader, str], Codes]]] = {
    "imports": _codes,
    "rows taken in": _taken,
    "names in rows": _named,
    "sheets brought in": lambda reader, _action: frozenset(sheet.title for sheet in _own(reader).sheets),
    "batch": rows(Batch, "org__code"),
}
LINES: Final[dict[tuple[str, str], Mapping[str, Iterable[str]]]] = {
    ("imports", ""): {**FILLS, "double": ("D1", "T1")},
    ("batch", "read"): {},
    ("rows taken in", ""): {
        "committee": TAKEN_RECORDS,
        **dict.fromkeys(("worker", "secretary", "double"), (*TAKEN_RECORDS, *TAKEN_PEOPLE)),
    },
    ("names in rows", ""): dict.fromkeys(
        ("member", "leader", "committee", "worker", "secretary", "former", "double"), ("D1-member",)
    ),
    ("sheets brought in", ""): {
        "leader": ("会议",),
        **dict.fromkeys(("committee", "officer", "deputy"), ("会议", "培训")),
        **dict.fromkeys((*FILLS, "double"), ("人员", "会议", "培训")),
    },
}
"""(what is asked, action) → reader → codes"""
