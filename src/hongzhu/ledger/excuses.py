"""What has been accepted or approved by a day: 说明 of single periods, exemptions (免计) of whole stretches.

The one place where labels learn of it, whichever evaluator has made the rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from hongzhu.policy.rules import Rule
from hongzhu.policy.standing import Row, status

from . import tables

Fetch = Callable[[str], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True)
class Excuses:
    """`reasons`: (obligation, subject, period); `waivers`: (obligation, subject) → days, first in, last out."""

    day: int
    reasons: set[tuple[str, int, str]] = field(default_factory=set)
    waivers: dict[tuple[str, int], list[tuple[int, int]]] = field(default_factory=dict)

    def add(self, obligation: str, subject: int, period: str, start: int, end: int) -> None:
        """A reason for a period, or where there is an end a waiver of days."""
        if end:
            self.waivers.setdefault((obligation, subject), []).append((start, end))
        else:
            self.reasons.add((obligation, subject, period))

    def status(self, row: Row, rule: Rule, used: int | None) -> str:
        """The label of a row on the day; `used`: see ledger.models.Usage. For a stack either id counts (fine print 9)."""
        excused = self.reasons and any(
            (each.id, row.subject, row.label) in self.reasons for each in rule.obligations
        )
        waived = self.waivers and any(
            start <= row.period < end
            for each in rule.obligations
            for start, end in self.waivers.get((each.id, row.subject), ())
        )
        return status(
            row,
            rule,
            self.day,
            used=used,
            excused=self.day if excused else None,
            waived=self.day if waived else None,
        )


def excuses_by(day: int, fetch: Fetch = tables.fetch) -> Excuses:
    """One query; `fetch`: from another engine than the database."""
    found = Excuses(day)
    text = (
        "SELECT obligation, subject_id, period, from_day, until_day FROM ledger_excuse"
        f" WHERE accepted <= {day:d}"
    )
    for obligation, subject, period, start, end in fetch(text):
        found.add(obligation, subject, period, start, end)
    return found
