"""The import page in the walk: who has it, whose batches are whose. Written down by hand."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from hongzhu.imports.access import orgs_to_fill
from hongzhu.imports.models import Batch
from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import PartyOrg
from tests.access.calls import Codes, rows
from tests.access.expected import NONE, WRITES
from tests.access.world import kind_of
from tests.accounts.makers import make_user

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


ASKED: Final[dict[str, Callable[[Reader, str], Codes]]] = {
    "imports": _codes,
    "batch": rows(Batch, "org__code"),
}
LINES: Final[dict[tuple[str, str], Mapping[str, Iterable[str]]]] = {
    ("imports", ""): {**FILLS, "double": ("D1", "T1")},
    ("batch", "read"): {},
}
"""(what is asked, action) → reader → codes"""
