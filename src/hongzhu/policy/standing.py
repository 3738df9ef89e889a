"""A row of standing and the label it has on a given day.

Labels are derived on reading, so nothing has to run at midnight for them to be right.
"""

from typing import NamedTuple

from .days import FOREVER, to_date
from .rules import COUNTED, Rule

NOT_APPLICABLE = 2
"""in `exempt`: the role was held too short a time to owe anything; such rows are not stored"""
NEVER = 0
"""a due day that does not exist: terms without a start, what is derived, steps that no deadline presses"""


class Row(NamedTuple):
    """One duty of one subject in one period. need, total, ontime in tenths; days are ordinals.

    period: first day (key); until: first day on which the row no longer describes the present (states, terms);
    rank: which of the rule's obligations; exempt: 0 owed, 1 exempt, 2 not applicable;
    latest: last day on which counted evidence became known.
    """

    rule: int
    subject: int
    period: int
    label: str
    rank: int
    until: int
    need: int
    total: int
    ontime: int
    due: int
    overdue: int
    exempt: int
    latest: int


def status(
    row: Row, rule: Rule, day: int, *, used: int | None, excused: int | None, waived: int | None = None
) -> str:
    """The label of a row on a day.

    used: first day the subject's organisation entered anything, None if never; excused: day a 说明 was accepted;
    waived: day an exemption (免计) of this period was approved. What is done stays done; a 说明 leaves 必须 duties as
    they are, an exemption frees from them, too. Contract, fine print 3–6, 13, 14.
    """
    if row.exempt:
        return "not_applicable" if row.exempt == NOT_APPLICABLE else "exempt"
    found = _bare_status(row, rule, day, used)
    if found in {"met", "met_late"}:
        return found
    if waived is not None and waived <= day:
        return "exempt"
    if excused is None or excused > day:
        return found
    duty = rule.obligations[row.rank].on(to_date(max(row.period, 1)))
    return found if duty.modality == "must" else "explained"


def _bare_status(row: Row, rule: Rule, day: int, used: int | None) -> str:
    if not rule.recordable or (row.due == NEVER and rule.shape == "term"):
        return "unknown"
    if row.ontime >= row.need:
        return "met"
    if row.total >= row.need:
        return "met_late"
    if row.due == NEVER:
        return "unknown" if rule.shape == "derived" else "open"
    if day >= row.overdue or day > row.due:
        if rule.shape in COUNTED and not _uses(used, day, row.overdue):
            return "unknown"
        return "overdue" if day >= row.overdue else "grace"
    return "at_risk" if day >= risk_day(row, rule) else "open"


def _uses(used: int | None, day: int, overdue: int) -> bool:
    """Had the organisation begun to use the system by the overdue day, as known on the day asked?"""
    return used is not None and used <= day and used <= overdue


def risk_day(row: Row, rule: Rule) -> int:
    """The first day on which a duty that is still short counts as at risk (fine print 4)."""
    if rule.shape in COUNTED:
        close = row.due + 1
        return close - (close - row.period) // 4
    if rule.shape == "term":
        return row.due - max(rule.obligations[0].remind_days, default=0)
    return FOREVER
