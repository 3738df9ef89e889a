"""Standings made by hand from the shipped pack: nothing here asks the database."""

from datetime import date
from functools import cache

from hongzhu import house
from hongzhu.ledger.stored import Standing
from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.loading import SHIPPED, load_pack
from hongzhu.policy.rules import COUNTED, Compiled
from hongzhu.policy.standing import Row, status

WINDOW = (date(2024, 9, 1), date(2028, 9, 1))
USED = to_day(date(2024, 9, 1))


@cache
def compiled() -> Compiled:
    """The district's pack with what the installed rooms can record."""
    return compile_pack(
        load_pack(SHIPPED / "dongchang-2017", proofs=False),
        WINDOW,
        recordable_facts=set(house.FACT_KINDS),
        recordable_attributes=set(house.RECORDED_ATTRIBUTES),
    )


def standing(
    duty: str,
    period: str = "",
    *,
    on: date,
    subject: int = 1,
    total: int = 0,
    need: int = 10,
    due: date | None = None,
    used: int | None = USED,
    late: bool = False,
    excused: int | None = None,
) -> Standing:
    """One row of a duty as it stands on a day; `total` in tenths, in time unless `late`."""
    rule = compiled().rule(duty)
    rank = next(number for number, each in enumerate(rule.obligations) if each.id == duty)
    if rule.shape in COUNTED:
        slot = next(slot for slot in rule.slots if slot.label == period)
        start, until, day, overdue = slot.start, FOREVER, slot.due, slot.overdue
    else:
        start, until = to_day(date(2020, 1, 1)), FOREVER
        day = to_day(due or date(2027, 1, 1))
        overdue = day + 1
    row = Row(
        rule.number,
        subject,
        start,
        period,
        rank,
        until,
        need,
        total,
        0 if late else total,
        day,
        overdue,
        0,
        start,
    )
    label = status(row, rule, to_day(on), used=used, excused=excused)
    return Standing(row, rule, rule.obligations[rank], label, used)
