"""The books in the walk: who may read, take out, print for binding, have prepared. Written down by hand."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from hongzhu.books.access import orgs_to_prepare, orgs_with_books, reads_all
from hongzhu.books.actions import bind_new_pages, start_preparation
from hongzhu.books.kinds import book_kinds
from hongzhu.books.making import Asked
from hongzhu.books.models import Binding, BoundEntry, Preparation
from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import PartyOrg
from tests.access.calls import Codes, rows
from tests.access.world import HELD, READERS
from tests.makers import BY

NOT_HERE, TO_SIGN_IN, UNSIGNED = 404, 302, 401
MARKS: Final = ()
"""what stands in books are the marks of meetings and people"""
KEPT: Final = {
    **{each: {"D1", "D1G"} for each in ("worker", "secretary")},
    "sibling": {"D2", "D2G"},
    "joint": {"D4"},
    "township": {"T1", "T1G"},
    "officer": {"T1"},
    "other_township": {"T2"},
    "bureau": {"B"},
}
"""whose books a reader keeps: prints for binding"""
TAKEN: Final = KEPT | {"leader": {"D1G"}}
"""whose books a reader takes out as files"""
READ: Final = TAKEN | {
    "committee": {"D1", "D1G"},
    **{key: {"D1", "D1G"} for key in ("member", "leader")},
    "former": {"D1"},
}
"""whose books a reader reads"""
OF_EVERYONE: Final = ("member", "leader", "former")
"""who reads at D1 only what every member attends"""
PREPARED: Final = {
    "township": ("D1", "D2"),
    "officer": ("D1", "D2"),
    "other_township": ("D3", "D4"),
    "bureau": ("D1", "D2", "D3", "D4"),
}
"""whose books a reader has prepared, without seeing them"""
ORGS: Final = ("D1", "D1G", "D2", "D3", "T1", "B")
BOUND: Final = ("D1", "D3")
"""whose books were printed for binding, and prepared, in the world"""


def plant(now: datetime) -> None:
    """Two branches have printed their books for binding; the bureau has everybody's prepared."""
    orgs = PartyOrg.objects.everything("test").in_bulk([*BOUND, "B"], field_name="code")
    for code in BOUND:
        asked = Asked(org=orgs[code], year=HELD.year, reader=None, now=now)
        bind_new_pages(asked, book_kinds(), by=BY, now=now)
    start_preparation(orgs["B"], HELD.year, len(PREPARED["bureau"]), by=BY, now=now)


def _has(table: Mapping[str, Iterable[str]], reader: str, org: str) -> bool:
    return org in table.get(reader, ())


def pages(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """(name, address, the statuses that are right)."""
    for org in ORGS:
        is_group, may_read, may_take = org.endswith("G"), _has(READ, reader, org), _has(TAKEN, reader, org)
        reads_committee = may_read and not is_group and not (org == "D1" and reader in OF_EVERYONE)
        yield "books", f"/books?org={org}", _right(reader, may_read)
        yield "book", f"/books/{org}/2026/group", _right(reader, may_read)
        yield "book of all", f"/books/{org}/2026/assembly", _right(reader, may_read and not is_group)
        yield "book of few", f"/books/{org}/2026/committee", _right(reader, reads_committee)
        yield "book of people", f"/books/{org}/2026/roster", _right(reader, may_read and not is_group)
        yield "book_file", f"/books/{org}/2026/all.xlsx", _right(reader, may_take)
        yield "book_prepared", f"/books/{org}/2026/prepared.pdf", _right(reader, False)
    yield "book_file", "/books/D1/2026/committee.docx", _right(reader, _has(KEPT, reader, "D1"))
    for binding in Binding.objects.everything("test").select_related("org"):
        yield (
            "book_binding",
            f"/books/bindings/{binding.pk}.pdf",
            _right(reader, _has(TAKEN, reader, binding.org.code)),
        )
    for nowhere in (
        "/books/D1/2026/none",
        "/books/D1/1000/assembly",
        "/books/D1/2026/all",
        "/books/D1/2026/all.exe",
    ):
        yield "book nowhere", nowhere, _right(reader, False)
    yield "books_district", "/books/district", _right(reader, reader in PREPARED)


def deeds(reader: str) -> Iterator[tuple[str, str, frozenset[int], dict[str, str]]]:
    """(name, address, the statuses that are right, what is sent) of printing and having prepared where one may not."""
    refused = frozenset({TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE})
    for org in ORGS:
        if not _has(KEPT, reader, org):
            yield "post bind", f"/books/{org}/2026/bind", refused, {}
    if reader not in PREPARED:
        yield "post prepare", "/books/district", refused, {"year": "2026"}


def allowed(reader: str, mark: str) -> bool:
    """No mark is of the books alone."""
    raise AssertionError(f"{reader} {mark}")


PLACE: Final = re.compile(r"/books/(bindings|district|\w+)(?:/\d+/?(\w*)(\.\w+)?)?")


def may_go(reader: str, address: str) -> bool | None:
    """Whether a page may lead a reader there: nobody is offered what he would be refused."""
    place = PLACE.match(address)
    if place is None:
        return None
    org, deed, is_file = place.groups()
    if org in ("bindings", "district"):
        return reader in (KEPT if org == "bindings" else PREPARED)
    if deed == "committee" and reader in OF_EVERYONE:
        return False
    return _has(KEPT if deed == "bind" else TAKEN if is_file else READ, reader, org)


def in_part(reader: str, org: str) -> str:
    """Where a reader reads as a member only."""
    return " in part" if reader in OF_EVERYONE and (org == "D1" or reader == "member") else ""


def _right(reader: str, may: bool) -> frozenset[int]:
    return frozenset({TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE})


def _codes(reader: Reader, action: str) -> Codes:
    return frozenset(
        f"{org.code}{'' if reads_all(reader, org) else ' in part'}" for org in orgs_with_books(reader, action)
    )


ASKED: Final[dict[str, Callable[[Reader, str], Codes]]] = {
    "books": _codes,
    "binding": rows(Binding, "org__code"),
    "bound entry": rows(BoundEntry, "org__code"),
    "preparation": rows(Preparation, "org__code"),
    "preparing": lambda reader, _action: frozenset(orgs_to_prepare(reader).values_list("code", flat=True)),
}
DOUBLE, DEPUTY = {"double": ("T1", "T1G", "D1", "D1G")}, {"deputy": ("D2",)}
"""the two readers of whom only lines are asked keep the books where they hold an office"""
BOUND_TAKEN: Final = dict.fromkeys(("worker", "secretary", "double"), ("D1",))
LINES: Final[dict[tuple[str, str], Mapping[str, Iterable[str]]]] = {
    ("books", "read"): {
        **{each: [org + in_part(each, org) for org in READ.get(each, ())] for each in READERS},
        **DOUBLE,
        **DEPUTY,
    },
    ("books", "export"): {**{each: TAKEN.get(each, ()) for each in READERS}, **DOUBLE, **DEPUTY},
    ("books", "bind"): {**{each: KEPT.get(each, ()) for each in READERS}, **DOUBLE, **DEPUTY},
    ("binding", "export"): BOUND_TAKEN,
    ("bound entry", "export"): BOUND_TAKEN,
    ("preparation", "prepare"): {"bureau": ("B",)},
    ("preparing", ""): {**PREPARED, "double": ("D2",)},
}
"""(what is asked, action) → reader → codes"""
