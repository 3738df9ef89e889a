"""The district grid: schools by duties, who needs help first, never by how much. People only as numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from django.urls import reverse

from hongzhu.policy.explaining import amount
from hongzhu.policy.pack import Obligation
from hongzhu.policy.rules import COUNTED, Compiled, Rule
from hongzhu.policy.vocabulary import PERIODS

from .places import Place
from .tallies import GRACE, Mark, Tallies, joined, leading, rank
from .words import LOOKS, clause_label, is_sensitive, people, percent

MOST: Final = 10
"""duties a grid shows unless others are asked for"""
SEVERITIES: Final = ("major", "normal", "info")
IN_ROWS: Final = ("school", "org", "group", "person", "assignment")
"""kinds of subject that stand in the row of a school"""
GROUPS: Final = ("late", "blank", "soon", "done")
"""a row is in one of these; they follow one another in this order, each by code"""
WORDS: Final = {**LOOKS, "open": "未到期", "done": "已办", "ask": "待确认", GRACE: "宽限中"}
SOON: Final = "soon"
MEASURED: Final = ("late", GRACE, SOON)
"""looks of which a cell says how many or how long"""
PRESSING: Final = (*MEASURED, "blank")


class Column(NamedTuple):
    """A duty, as the head of a column."""

    duty: Obligation
    rule: Rule
    clause: str
    often: str
    address: str
    """of its pages, without kind and code"""

    @property
    def is_of_people(self) -> bool:
        """A cell then counts people."""
        return self.rule.subject == "person"


class Cell(NamedTuple):
    """`words` stand in the cell, `told` says the same in full; no `href` where there is nothing to explain."""

    look: str
    words: str
    told: str
    href: str = ""

    @property
    def is_pressing(self) -> bool:
        """Something is to do or to enter."""
        return self.look in PRESSING


NOTHING: Final = Cell("none", WORDS["none"], WORDS["none"])


@dataclass(frozen=True)
class Line:
    """A place and its cells, one per column; `rest`: all other duties together, where they are shown."""

    place: Place
    href: str
    cells: tuple[Cell, ...]
    rest: Cell | None = None
    late: tuple[str, ...] = field(default=())
    """what is late, in words"""
    number_late: int = 0
    """how many duties are, with the rest"""

    @property
    def all_cells(self) -> tuple[Cell, ...]:
        """With the rest."""
        return (*self.cells, self.rest) if self.rest else self.cells

    @property
    def group(self) -> str:
        """Which of GROUPS the place belongs to."""
        looks = {"soon" if cell.look == GRACE else cell.look for cell in self.all_cells}
        return next((look for look in GROUPS if look in looks), "done")


def columns(compiled: Compiled, on: date, kinds: Iterable[str] = IN_ROWS) -> list[Column]:
    """Every duty of these subjects that can be recorded, in the order of the document, as it stands on the day."""
    order = {each.id: number for number, each in enumerate(compiled.pack.obligations)}
    found = [
        Column(
            duty := each.on(on),
            rule,
            clause_label(compiled.pack, duty.clause),
            _often(compiled, duty, on),
            reverse("duty", args=[duty.id, "-", "-"]).removesuffix("-/-"),
        )
        for rule in compiled.rules
        if rule.recordable and rule.subject in kinds
        for each in rule.obligations
    ]
    return sorted(found, key=lambda column: order[column.duty.id])


def main_columns(every: list[Column]) -> list[Column]:
    """The ten most telling: confirmed by the district, the weighty first; last what may be left aside or is restricted."""
    confirmed = [column for column in every if column.duty.confirmed]
    weight = sorted(range(len(confirmed)), key=lambda at: (*_weight(confirmed[at].duty), at))
    return [confirmed[at] for at in sorted(weight[:MOST])]


def _weight(duty: Obligation) -> tuple[bool, int]:
    return duty.modality == "may" or duty.privacy == "restricted", SEVERITIES.index(duty.severity)


@dataclass(frozen=True)
class Grid:
    """What the lines are made from. `words`: what every address needs to stay on the day."""

    shown: list[Column]
    others: list[Column]
    """duties that stand together in `rest`"""
    tallies: Tallies
    words: Mapping[str, str] = field(default_factory=dict)

    def lines(self, places: Iterable[Place]) -> list[Line]:
        """Who needs help first; what is closed stays while it owes."""
        lines = [self._line(place) for place in places]
        kept = [
            line
            for line in lines
            if not line.place.is_gone or any(cell.look != "none" for cell in line.all_cells)
        ]
        return sorted(kept, key=lambda line: (line.place.kind != "school", GROUPS.index(line.group)))

    def cell(self, place: Place, column: Column) -> Cell:
        """What stands in the row of a place under a duty."""
        some = [found for key in place.bodies if (found := self.tallies.get((column.duty.id, key)))]
        if not some:
            return NOTHING
        marks = some[0] if len(some) == 1 else joined(some)
        look = leading(marks)
        mark = marks[look]
        of_people = column.is_of_people
        kind, code = (place.kind, place.code) if of_people else place.paths[mark.subject]
        ending = self._ending(0 if of_people else mark.year)
        href = f"{column.address}{kind}/{_quoted(code)}{ending}"
        return Cell(look, _short(look, mark, column), _told(look, mark, column), href)

    def days_left(self, place: Place, column: Column) -> int | None:
        """Until the nearest deadline where the duty is nearly due and nothing of it late; None elsewhere."""
        some = [found for key in place.bodies if (found := self.tallies.get((column.duty.id, key)))]
        marks = joined(some)
        return marks[SOON].days if leading(marks) == SOON else None

    def _line(self, place: Place) -> Line:
        cells = tuple(self.cell(place, column) for column in self.shown)
        late = tuple(
            f"{column.duty.title} {cell.words}"
            for column, cell in zip(self.shown, cells, strict=True)
            if cell.look == "late"
        )
        href = f"{self._bodies}{place.kind}/{_quoted(place.code)}{self._ending(0)}"
        if not self.others:
            return Line(place, href, cells, None, late, len(late))
        others = [self.cell(place, column) for column in self.others]
        rest = _rest(others, href)
        number = len(late) + sum(cell.look == "late" for cell in others)
        told = (*late, f"其他义务{rest.words}") if rest.look == "late" else late
        return Line(place, href, cells, rest, told, number)

    @cached_property
    def _bodies(self) -> str:
        return reverse("body", args=["-", "-"]).removesuffix("-/-")

    def _ending(self, year: int) -> str:
        if not year and not self.words:
            return ""
        return "?" + urlencode({**self.words, **({"year": str(year)} if year else {})})


@lru_cache(maxsize=4096)
def _quoted(code: str) -> str:
    return quote(code)


def _rest(cells: list[Cell], href: str) -> Cell:
    look = min((cell.look for cell in cells), key=rank)
    number = sum(cell.look == look for cell in cells)
    if look not in MEASURED:
        return Cell(look, WORDS[look], WORDS[look], "" if look == "none" else href)
    words = f"{'欠' if look == 'late' else ''}{number}项"
    return Cell(look, words, f"{WORDS[look]}{number}项", href)


def _short(look: str, mark: Mark, column: Column) -> str:
    if look not in MEASURED:
        return WORDS[look]
    if column.is_of_people:
        number = people(mark.number, sensitive=is_sensitive(column.duty))
        return number if not number[0].isdecimal() else f"{'欠' if look == 'late' else '差'}{number}"
    if look == "late" and is_sensitive(column.duty):
        return WORDS[look]  # how often, at one school, would tell of one person
    if look == "late":
        return percent(mark.total) if column.rule.shape == "share" else f"欠{amount(mark.missing)}"
    if look == GRACE:
        return f"宽{mark.days}"
    return f"{mark.days}天" if mark.days else "今天"


def _told(look: str, mark: Mark, column: Column) -> str:
    """The same in full, for a list or a file without heads and colours."""
    if look not in MEASURED:
        return WORDS[look]
    if column.is_of_people:
        return f"{WORDS[look]}，还差{people(mark.number, sensitive=is_sensitive(column.duty))}"
    if look == "late" and is_sensitive(column.duty):
        return WORDS[look]
    if look == "late":
        lack = f"欠{amount(mark.missing)}{column.duty.unit}"
        return f"{WORDS[look]}，{f'只有{percent(mark.total)}' if column.rule.shape == 'share' else lack}"
    if look == GRACE:
        return f"宽限还剩{mark.days}天"
    return f"还有{mark.days}天" if mark.days else "今天到期"


def _often(compiled: Compiled, duty: Obligation, on: date) -> str:
    """每月2次."""
    if duty.shape not in COUNTED:
        return ""
    least = duty.min
    if isinstance(least, str):
        spans = compiled.numbers.get(least.removeprefix("$"), [])
        least = next((value for start, end, value in spans if start <= on.toordinal() < end), 0)
    return f"{PERIODS.get(duty.period, '')}{least:g}{duty.unit}"
