"""What stands on everybody's home about themselves: hours and the like."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from hongzhu.ledger.stored import Standing
from hongzhu.policy.days import to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.period_words import period_words
from hongzhu.policy.rules import COUNTED

from .bodies import duty_address
from .duty import seen_look, tag_words
from .periods import operative

LAST: Final = 6
"""records shown"""


@dataclass(frozen=True)
class OwnLine:
    """One duty of oneself in the period of the day."""

    title: str
    value: str
    short: str
    about: str
    look: str
    tag: str
    part: int
    whole: int
    href: str
    is_sum: bool
    """one's own to collect, such as hours; what others owe one is a count"""


def own_lines(standings: Iterable[Standing], subject: int, code: str, today: date) -> list[OwnLine]:
    """What one owes, or others owe one, in the present periods; never what the district has still to confirm."""
    day, found = to_day(today), []
    for each in standings:
        rule, row, duty = each.rule, each.row, each.obligation
        if row.subject != subject or rule.shape not in COUNTED or not rule.recordable or not duty.confirmed:
            continue
        slot = next((slot for slot in rule.slots if slot.start == row.period), None)
        look = seen_look(each, day)
        if (
            slot is None
            or look in ("before", "blank")
            or not (slot.start <= day < slot.end or look == "late")
        ):
            continue
        short = max(0, row.need - row.total)
        found.append(
            OwnLine(
                title=f"{period_words(duty.period, row.label, today.year)}{duty.title}",
                value=f"{amount(row.total if rule.is_sum else min(row.total, row.need))} / {amount(row.need)} {duty.unit}",
                short=f"还差 {amount(short)} {duty.unit}"
                if short and look not in ("free", "excused")
                else "",
                about=operative(duty.quote),
                look=look,
                tag=tag_words(each, look, day),
                part=min(row.total, row.need),
                whole=row.need,
                href=duty_address(duty, "person", code),
                is_sum=rule.is_sum,
            )
        )
    return found
