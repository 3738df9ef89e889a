"""Which page comes after which: bound pages stay where they are, and what is new comes after them.

The rule: pages that were printed for binding keep their numbers. A record that comes late (补记) is put after them, with
a mark that says where it belongs by its day; so is an amendment of a printed record, or its withdrawal. As long as
nothing is bound a book runs by day and hour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol

from hongzhu.kit.dates import moment
from hongzhu.orgs.models import PartyOrg
from hongzhu.paper.book import Book, Entry, Leaf

from .kinds import BookKind

LATER: Final = "本页所记后来有更正或撤回，见后面补印的页"
GONE: Final = Entry(
    title="原有一条记录",
    marks=("这一条后来改了日期或会议类型，移到了别的簿册；原来印好的这一页请照样保存。",),
)


class Bound(Protocol):
    """A record as it was printed: a row of BoundEntry, or what is about to become one."""

    @property
    def key(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def is_withdrawn(self) -> bool: ...
    @property
    def first_page(self) -> int: ...
    @property
    def last_page(self) -> int: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True)
class New:
    """A record, or what became of a printed one, that no bound page shows."""

    leaf: Leaf
    note: str

    @property
    def is_withdrawn(self) -> bool:
        """It was taken back."""
        return bool(self.leaf.withdrawn)

    @property
    def entry(self) -> Entry:
        """As it is printed."""
        return noted(self.leaf.entry(self.leaf.version, is_withdrawn=self.is_withdrawn), self.note)


def new_among(leaves: Iterable[Leaf], bound: Sequence[Bound]) -> list[New]:
    """What is not printed yet, by day and hour."""
    leaves = list(leaves)
    printed: dict[str, list[Bound]] = {}
    for row in bound:
        printed.setdefault(row.key, []).append(row)
    days = {leaf.key: leaf.day for leaf in leaves}
    found = []
    for leaf in leaves:
        rows = printed.get(leaf.key, [])
        if any((row.version, row.is_withdrawn) == (leaf.version, bool(leaf.withdrawn)) for row in rows):
            continue
        note = _follows(leaf, rows) if rows else _belongs(leaf, bound, days)
        found.append(New(leaf, note))
    return found


def _follows(leaf: Leaf, rows: Sequence[Bound]) -> str:
    pages = "、".join(_pages(row) for row in rows)
    return f"第 {pages} 页所记{'已经撤回' if leaf.withdrawn else '的更正'}"


def _belongs(leaf: Leaf, bound: Sequence[Bound], days: dict[str, date]) -> str:
    """Where a record belongs that would stand between bound pages; nothing where it simply comes next."""
    known = [(days[row.key], row) for row in bound if row.key in days]
    if not any(day > leaf.day for day, _row in known):
        return ""
    before = [row for day, row in known if day <= leaf.day]
    if not before:
        return "补入：按日期应在第 1 页之前，簿册已经装订，补在后面"
    last = max(before, key=lambda row: row.last_page)
    return f"补入：按日期应在第 {last.last_page} 页之后，簿册已经装订，补在后面"


def _pages(row: Bound) -> str:
    return str(row.first_page) if row.first_page == row.last_page else f"{row.first_page}—{row.last_page}"


def noted(entry: Entry, note: str) -> Entry:
    """With a mark above its own."""
    return replace(entry, marks=(note, *entry.marks)) if note else entry


def bound_entries(
    leaves: Iterable[Leaf], bound: Sequence[Bound], shown: Iterable[Bound] | None = None
) -> list[Entry]:
    """Bound pages again, as they were printed, at their numbers; `shown`: only these of them."""
    known = {leaf.key: leaf for leaf in leaves}
    found = []
    for row in sorted(bound if shown is None else shown, key=lambda row: row.first_page):
        leaf = known.get(row.key)
        entry = GONE
        if leaf is not None and row.version in leaf.entries:
            entry = noted(leaf.entry(row.version, is_withdrawn=row.is_withdrawn), row.note)
            if (row.version, row.is_withdrawn) != (leaf.version, bool(leaf.withdrawn)):
                entry = replace(entry, foot=LATER)
        found.append(replace(entry, first=row.first_page, last=row.last_page))
    return found


def whole(leaves: Sequence[Leaf], bound: Sequence[Bound]) -> tuple[Entry, ...]:
    """The year: bound pages first, at their numbers, then what is new."""
    entries = bound_entries(leaves, bound)
    new = [each.entry for each in new_among(leaves, bound)]
    if new and entries:
        new[0] = replace(new[0], first=max(entry.last for entry in entries) + 1)
    return (*entries, *new)


def book(
    kind: BookKind, org: PartyOrg, year: int, entries: Sequence[Entry], *, has_cover: bool = True
) -> Book:
    """A minute book."""
    return Book(title=kind.title, owner=org.name, year=str(year), entries=tuple(entries), has_cover=has_cover)


def closed(made: Book, heads: Sequence[tuple[str, int, str]], now: datetime) -> Book:
    """With its last page: when it was printed, how much it holds, the heads of the chains it comes from."""
    count = len(made.table.rows if made.table else made.entries)
    held = f"共 {count} {'人' if made.table else '条'}" if count else "没有记录"
    lines = [f"印于 {moment(now)}，{held}。没有写的地方留空，没有补造。"]
    for stream, number, chained in heads:
        lines.append(f"审计链 {stream} 到第 {number} 条，链头 {chained}")
    if heads:
        lines.append(
            "簿册取自系统里的记录。要核对有没有改动，请管理系统的人运行核对命令，第几条和链头应与上面一致。"
        )
    return made.closed_with(*lines)
