"""The duties of one place clause by clause: one look for each. People only as numbers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from hongzhu.ledger.stored import Standing
from hongzhu.policy.rules import Compiled

from .places import Place
from .words import LOOKS, clause_label, foremost, is_sensitive, look_of, people

COUNTED_LOOKS = ("late", "soon")
"""looks that say how many"""


class Head(NamedTuple):
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


@dataclass
class Tally:
    """What one cell is made of: looks of duties counted, looks of people by person."""

    duties: dict[str, int] = field(default_factory=dict)
    persons: dict[int, set[str]] = field(default_factory=dict)
    sensitive: bool = False
    """a duty of people is among them whose small numbers are not told"""

    def cell(self) -> Cell:
        """The most pressing look, with how many duties and how many people have it."""
        found = {person: foremost(looks) for person, looks in self.persons.items()}
        look = foremost([*self.duties, *found.values()])
        if look not in COUNTED_LOOKS:
            return Cell(look, LOOKS[look])
        amounts = [f"{self.duties[look]}项"] if look in self.duties else []
        if number := sum(each == look for each in found.values()):
            amounts.append(people(number, sensitive=self.sensitive))
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
            tally = found.get(key) or found.setdefault(key, Tally())
            if each.rule.subject == "person":
                tally.sensitive |= is_sensitive(each.obligation)
                tally.persons.setdefault(subject, set()).add(look)
            else:
                tally.duties[look] = tally.duties.get(look, 0) + 1
    return found


def heads(compiled: Compiled) -> list[Head]:
    """The clauses that have a recordable duty, in the order of the document."""
    duties: dict[str, list[str]] = defaultdict(list)
    for rule in compiled.rules:
        for each in rule.obligations if rule.recordable else ():
            duties[each.clause].append(each.title)
    found = [clause for clause in compiled.pack.clauses if clause.id in duties]
    return [
        Head(
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
