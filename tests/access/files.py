"""Attachments in the walk: who may have which page and file. Written down by hand."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tests.access.expected import NONE, PLANS, RECORDS, TRAININGS, WRITES, may_open, may_read
from tests.access.world import ATTACHED, READERS, WITHDRAWN

NOT_HERE, TO_SIGN_IN, NOT_SO, UNSIGNED, NO_METHOD = 404, 302, 403, 401, 405
HUNG_ON: Final = ATTACHED | {WITHDRAWN: ATTACHED["M-D1-0"]}
"""record → the mark of what hangs on it"""
PICTURE: Final = "FIL-D1-meeting.assembly.jpg"
GONE: Final = "GON-D1.pdf"


def files() -> Iterator[tuple[str, str, str]]:
    """(record, mark, the name of a file that hangs on it)."""
    for record, mark in ATTACHED.items():
        yield record, mark, f"FIL-{mark}.pdf"
    yield "M-D1-0", ATTACHED["M-D1-0"], PICTURE
    yield WITHDRAWN, ATTACHED["M-D1-0"], f"FIL-{ATTACHED['M-D1-0']}.W.pdf"


def page(record: str) -> str:
    """The address of the attachments of a record."""
    if record.startswith("plan "):
        return f"/attachments/of/plan/{{{record}}}"
    return f"/attachments/of/{'training' if record.startswith('TR-') else 'meeting'}/{record}"


def may_change(reader: str, record: str, mark: str) -> bool:
    """Whether a reader may add and remove: who may change the record."""
    writes = WRITES if record.startswith("M-") else RECORDS
    return mark.partition("-")[0] in writes.get(reader, NONE) and record != WITHDRAWN


def may_count(reader: str, record: str, mark: str) -> bool:
    """Whether a reader may know that there is something: who may look at the record."""
    body, _, kind = mark.partition("-")
    if record.startswith("M-"):
        return may_read(reader, body, kind)
    return body in (TRAININGS if record.startswith("TR-") else PLANS).get(reader, NONE)


def pages_of_files(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """(name, address, the statuses that are right) of every list and every file; of what was removed, of what is none."""
    for record, mark in HUNG_ON.items():
        yield "attachments", page(record), _right(reader, may_open(reader, mark))
    for _record, mark, name in files():
        may = may_open(reader, mark)
        yield "attachment", f"/attachments/{{file {name}}}", _right(reader, may)
        yield (
            "attachment_small",
            f"/attachments/{{file {name}}}/small",
            _right(reader, may and name == PICTURE),
        )
    yield "attachment gone", f"/attachments/{{file {GONE}}}", _right(reader, False)
    for nowhere in ("/attachments/of/talk/1", "/attachments/of/meeting/none", "/attachments/of/plan/x"):
        yield "attachments nowhere", nowhere, _right(reader, False)


def deeds_at_files(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """(name, address, the statuses that are right) of adding, removing and bringing back where one may not."""
    refused = frozenset({TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE})
    for record, mark in HUNG_ON.items():
        if not may_change(reader, record, mark):
            yield "post attachments", page(record), refused
    for record, mark, name in files():
        address = f"/attachments/{{file {name}}}"
        if not may_change(reader, record, mark):
            yield "post remove", f"{address}/remove", refused
            yield "post restore", f"{address}/restore", refused
        yield "post attachment", address, refused | {NO_METHOD}
    if not may_change(reader, "M-D1-0", "D1"):
        yield "post restore gone", f"/attachments/{{file {GONE}}}/restore", refused


def _right(reader: str, may: bool) -> frozenset[int]:
    return frozenset({TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE})


def hung(*beginnings: str) -> tuple[str, ...]:
    """The files whose marks begin so."""
    return tuple(name for _record, mark, name in files() if mark.startswith(beginnings))


LINES_OF_FILES: Final[dict[tuple[str, str], Mapping[str, Iterable[str]]]] = {
    ("attachment", "read"): {
        **{each: [name for _record, mark, name in files() if may_open(each, mark)] for each in READERS},
        "double": (*hung("D1-", "S1-"), *hung("D3-plan")),
        "deputy": hung("D2-"),
    },
    ("attachment", "count"): {
        **{
            each: [name for record, mark, name in files() if may_count(each, record, mark)]
            for each in READERS
        },
        "double": hung(""),
        "deputy": hung("D2-"),
    },
    ("attachment", "change"): {
        **{
            each: [
                *(name for record, mark, name in files() if may_change(each, record, mark)),
                *([GONE] if "D1" in WRITES.get(each, ()) else []),
            ]
            for each in READERS
        },
        "double": (*(name for name in hung("D1-", "S1-") if not name.endswith(".W.pdf")), GONE),
        "deputy": hung("D2-"),
    },
}
"""(what is asked, action) → reader → the names of the files"""
