"""The district's table: one line per place, one column per clause, one look per cell. People only as numbers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from hongzhu.ledger.stored import Standing
from hongzhu.policy.rules import Compiled

from .places import District, Place
from .words import LOOKS, clause_label, foremost, look_of, people

COUNTED_LOOKS = ("late", "soon")
"""looks that say how many"""


class Column(NamedTuple):
    """A clause with at least one duty that the installed rooms can record."""

    clause: str
    label: str
    heading: str
    duties: str
    anchor: str
    """where a page of one school speaks of it"""


class Cell(NamedTuple):
    """One look, in words."""

    look: str
    words: str


class Line(NamedTuple):
    """A place and its cells, one per column."""

    place: Place
    cells: tuple[Cell, ...]

    @property
    def look(self) -> str:
        """The most pressing look of the whole line."""
        return foremost(cell.look for cell in self.cells)


@dataclass
class Tally:
    """What one cell is made of: looks of duties counted, looks of people by person."""

    duties: dict[str, int]
    persons: dict[int, set[str]]

    def cell(self) -> Cell:
        """The most pressing look, with how many duties and how many people have it."""
        found = {person: foremost(looks) for person, looks in self.persons.items()}
        look = foremost([*self.duties, *found.values()])
        if look not in COUNTED_LOOKS:
            return Cell(look, LOOKS[look])
        amounts = [f"{self.duties[look]}项"] if look in self.duties else []
        if number := sum(each == look for each in found.values()):
            amounts.append(people(number))
        return Cell(look, LOOKS[look] + "、".join(amounts))


def tallies(
    places: Iterable[Place], standings: Iterable[Standing], day: int
) -> dict[tuple[str, str, str], Tally]:
    """(kind, code, clause) → what stands there."""
    homes: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        for subject in (*place.bodies, *place.people):
            homes[subject].append(place)
    found: dict[tuple[str, str, str], Tally] = {}
    for each in standings:
        subject = each.row.subject
        look = look_of(each, day)
        for place in homes.get(subject, ()):
            key = (place.kind, place.code, each.obligation.clause)
            tally = found.get(key) or found.setdefault(key, Tally({}, {}))
            if each.rule.subject == "person":
                tally.persons.setdefault(subject, set()).add(look)
            else:
                tally.duties[look] = tally.duties.get(look, 0) + 1
    return found


def columns(compiled: Compiled) -> list[Column]:
    """The clauses that have a recordable duty, in the order of the document."""
    duties: dict[str, list[str]] = defaultdict(list)
    for rule in compiled.rules:
        for each in rule.obligations if rule.recordable else ():
            duties[each.clause].append(each.title)
    found = [clause for clause in compiled.pack.clauses if clause.id in duties]
    return [
        Column(
            each.id,
            clause_label(compiled.pack, each.id),
            each.heading,
            "、".join(duties[each.id]),
            f"c{number}",
        )
        for number, each in enumerate(found, 1)
    ]


def unrecordable(compiled: Compiled) -> list[str]:
    """Titles of duties that nothing can be recorded for yet, in the order of the document."""
    order = {clause.id: number for number, clause in enumerate(compiled.pack.clauses)}
    found = [each for rule in compiled.rules if not rule.recordable for each in rule.obligations]
    return [each.title for each in sorted(found, key=lambda each: order[each.clause])]


def district_lines(
    district: District, heads: list[Column], standings: Iterable[Standing], day: int
) -> list[Line]:
    """The whole table, in the order of codes, never by how much is missing. What is closed stays while it owes."""
    found = tallies(district.lines, standings, day)
    nothing = Cell("none", LOOKS["none"])
    lines = []
    for place in district.lines:
        keys = [(place.kind, place.code, head.clause) for head in heads]
        line = Line(place, tuple(found[key].cell() if key in found else nothing for key in keys))
        if not place.is_gone or line.look != "none":
            lines.append(line)
    return lines
