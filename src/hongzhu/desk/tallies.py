"""What a cell of the grid is made of: by duty and home, each look with its number. People only as numbers.

Made once for everyone and kept while the ledger stands as it did; whose rows are shown is the reader's matter.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from hongzhu.ledger.gathered import Gathered, Seated, gathered
from hongzhu.ledger.keeping import kept
from hongzhu.ledger.stored import Background, Standing, background
from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.rules import COUNTED, Compiled

from .places import Place, district_as
from .words import LOOKS, look_of

FAR: Final = 10**6
"""more days than any deadline is away"""
ORDER: Final = {look: number for number, look in enumerate(LOOKS)}
GRACE: Final = "grace"
"""what is nearly due and in its days of grace: told apart only in the grid"""


class Mark(NamedTuple):
    """Those of one look together. missing, total in tenths: what they lack, and the least that one has."""

    number: int
    """rows, or people"""
    missing: int
    total: int
    days: int
    """until the nearest deadline"""
    subject: int
    """whose page explains it"""
    year: int
    """which it is to be asked for; 0: the present one"""

    def join(self, other: "Mark") -> "Mark":
        """Both together."""
        first = min(self, other, key=lambda each: (each.year > 0, each.days))
        return Mark(
            self.number + other.number,
            self.missing + other.missing,
            min(self.total, other.total),
            min(self.days, other.days),
            first.subject,
            first.year,
        )


Marks = Mapping[str, Mark]
Tallies = Mapping[tuple[str, int], Marks]
"""(duty, home) → look → mark"""


def background_on(compiled: Compiled, stamp: str, on: date) -> Background:
    """Kept like the tallies."""
    key = ("background", compiled.pack.digest, compiled.window, on)
    return kept(stamp, key, lambda: background(compiled, on))


def tallies_on(
    compiled: Compiled, stamp: str, on: date, since: date, behind: Background | None = None
) -> Tallies:
    """Of everybody. Nobody may change what is returned: it is kept."""

    def made() -> Tallies:
        known = behind or background_on(compiled, stamp, on)
        return tallied(compiled, gathered(compiled, on, since, known), on)

    return kept(stamp, ("tallies", compiled.pack.digest, compiled.window, on, since), made)


def tallied(compiled: Compiled, found: Gathered, on: date) -> Tallies:
    """Count what was gathered."""
    day = to_day(on)
    made: dict[tuple[str, int], dict[str, Mark]] = {}
    people: dict[tuple[str, int], dict[str, set[int]]] = {}
    for seated in found.lines:
        each = seated.standing
        key, look = (each.obligation.id, seated.home), _look(each, day)
        looks = made.setdefault(key, {})
        mark = _mark(compiled, seated, look, on)
        looks[look] = looks[look].join(mark) if look in looks else mark
        if each.rule.subject == "person":
            people.setdefault(key, {}).setdefault(look, set()).add(each.row.subject)
    for key, some in people.items():
        for look, persons in some.items():
            made[key][look] = made[key][look]._replace(number=len(persons))
    for settled in found.settled:
        looks = made.setdefault((settled.obligation.id, settled.home), {})
        looks.setdefault(look_of(settled, day), Mark(1, 0, 0, FAR, settled.home, 0))
    return made


def district_of(compiled: Compiled, found: Tallies) -> Place | None:
    """The district's own place, known by what stands under its duties; none where nothing does."""
    duties = {each.id for rule in compiled.rules if rule.subject == "district" for each in rule.obligations}
    subject = next((home for duty, home in found if duty in duties), None)
    return None if subject is None else district_as(compiled.pack.area, subject)


def joined(found: Iterable[Marks]) -> dict[str, Mark]:
    """Several homes together; nobody has two."""
    made: dict[str, Mark] = {}
    for marks in found:
        for look, mark in marks.items():
            made[look] = made[look].join(mark) if look in made else mark
    return made


def leading(marks: Marks) -> str:
    """The most pressing look; `none` where there is none."""
    return min(marks, key=rank, default="none")


def rank(look: str) -> float:
    """Where a look stands among those of words.LOOKS: grace presses more than what is nearly due."""
    return ORDER["soon"] - 0.5 if look == GRACE else ORDER[look]


def _look(each: Standing, day: int) -> str:
    look = look_of(each, day)
    return GRACE if look == "soon" and each.status == "grace" else look


def _mark(compiled: Compiled, seated: Seated, look: str, on: date) -> Mark:
    each, day = seated.standing, to_day(on)
    row = each.row
    deadline = row.overdue if look == GRACE else row.due
    subject = seated.home if each.rule.subject == "person" else row.subject
    return Mark(
        1, row.need - row.total, row.total, max(deadline - day, 0), subject, _year(compiled, each, on)
    )


def _year(compiled: Compiled, each: Standing, on: date) -> int:
    """The year of a period that ended before this year began."""
    if each.rule.shape not in COUNTED:
        return 0
    slot = compiled.slot_of[each.row.rule, each.row.period]
    return 0 if to_date(slot.base_end - 1).year >= on.year else to_date(slot.start).year
