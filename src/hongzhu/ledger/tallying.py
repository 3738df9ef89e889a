"""Trials counted: how many owe and are short, now and then, in all and by school; how much they lack together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from hongzhu.policy.rules import COUNTED

from .seats import Seats
from .stored import Standing
from .whatif import Trial

SHORT: Final = frozenset({"open", "at_risk", "grace", "overdue"})
"""owed and not done, but neither explained nor merely never entered"""


@dataclass
class Side:
    """How many stand how, by label. `missing`, in tenths: what all that are short lack together."""

    labels: dict[str, int] = field(default_factory=dict)
    missing: int = 0

    def count(self, label: str) -> int:
        """How many have this label."""
        return self.labels.get(label, 0)

    @property
    def owe(self) -> int:
        """Who is exempt does not."""
        return sum(self.labels.values()) - self.count("exempt")

    @property
    def short(self) -> int:
        """Overdue, or so far."""
        return sum(self.count(label) for label in SHORT)

    @property
    def pending(self) -> int:
        """Short, but not overdue yet."""
        return self.short - self.count("overdue")

    def add(self, each: Standing) -> bool:
        """Count one in; is it short?"""
        self.labels[each.status] = self.labels.get(each.status, 0) + 1
        if each.status not in SHORT:
            return False
        self.missing += each.row.need - each.row.total
        return True

    def join(self, other: "Side") -> None:
        """Count others in."""
        for label, number in other.labels.items():
            self.labels[label] = self.labels.get(label, 0) + number
        self.missing += other.missing


@dataclass
class Tally:
    """Many trials together."""

    now: Side = field(default_factory=Side)
    then: Side = field(default_factory=Side)
    newly_short: int = 0
    no_longer_short: int = 0

    def add(self, trial: Trial) -> None:
        """Count one in."""
        now, then = trial
        before = now is not None and self.now.add(now)
        after = then is not None and self.then.add(then)
        self.newly_short += after and not before
        self.no_longer_short += before and not after

    def join(self, other: "Tally") -> None:
        """Count others in."""
        self.now.join(other.now)
        self.then.join(other.then)
        self.newly_short += other.newly_short
        self.no_longer_short += other.no_longer_short


def is_short(each: Standing | None) -> bool:
    """Is something lacking, as far as anybody has entered anything?"""
    return each is not None and each.status in SHORT


def joined(tallies: Iterable[Tally]) -> Tally:
    """Several together."""
    found = Tally()
    for each in tallies:
        found.join(each)
    return found


@dataclass(frozen=True)
class Tallies:
    """By label of period, in order of days, of everyone; the same of every school, by its code.

    Terms, states and responses have no period of a calendar: theirs is "", the day asked.
    """

    everyone: dict[str, Tally]
    schools: dict[str, dict[str, Tally]]
    elsewhere: int
    """duties that belong to no school, by how many would owe them"""
    is_shared: bool
    """some are counted with several schools, so that the schools add up to more than everyone"""


def tallied(trials: Iterable[Trial], seats: Seats) -> Tallies:
    """Count the trials of one rule. `seats`: the schools of all their subjects."""
    found: dict[tuple[int, str, tuple[str, ...]], Tally] = {}
    for trial in trials:
        each = trial.either
        row = each.row
        period, label = (row.period, row.label) if each.rule.shape in COUNTED else (0, "")
        key = period, label, seats[row.subject]
        tally = found.get(key)
        if tally is None:
            tally = found[key] = Tally()
        tally.add(trial)
    everyone: dict[str, Tally] = {}
    schools: dict[str, dict[str, Tally]] = {}
    for (_period, label, codes), tally in sorted(found.items(), key=lambda item: item[0]):
        everyone.setdefault(label, Tally()).join(tally)
        for code in codes:
            schools.setdefault(code, {}).setdefault(label, Tally()).join(tally)
    return Tallies(
        everyone=everyone,
        schools=dict(sorted(schools.items())),
        elsewhere=sum(tally.then.owe for (_period, _label, codes), tally in found.items() if not codes),
        is_shared=any(len(codes) > 1 for _period, _label, codes in found),
    )
