"""The hours of people as the ledger has them: what each has collected in the present period, and what is still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from hongzhu.ledger.stored import NotStored, Standing, stamped_pack, stored_days, stored_standing
from hongzhu.policy.days import to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.period_words import period_words

LOOKS: Final = {
    "met": ("done", "达标"),
    "met_late": ("done", "已补齐"),
    "explained": ("excused", "已说明"),
    "exempt": ("free", "免计"),
    "not_applicable": ("none", "不适用"),
}
"""status → look and words, where nothing is missing"""


@dataclass(frozen=True)
class Hours:
    """One person's sum in one period."""

    title: str
    has: str
    need: str
    missing: str
    """how much; empty where nothing is"""
    look: str
    tag: str
    part: int
    whole: int
    href: str


def hours_of(people: Mapping[int, str], today: date) -> dict[int, Hours]:
    """By subject, of people given as subject → code; nothing of whom nothing is asked. As many queries for one as for all."""
    if not people:
        return {}
    try:
        compiled, _stamp = stamped_pack()
    except NotStored:
        return {}
    earliest, latest = stored_days(compiled)
    on = min(today, latest)
    since = min(max(earliest, date(on.year, 1, 1)), on)
    found = stored_standing(compiled, on, since, frozenset(people))
    return {each.row.subject: _hours(each, people[each.row.subject], on) for each in _present(found, on)}


def _present(found: Iterable[Standing], on: date) -> Iterable[Standing]:
    """Sums that the district has confirmed, of the period the day is in."""
    day = to_day(on)
    for each in found:
        if not (each.rule.is_sum and each.rule.recordable and each.obligation.confirmed):
            continue
        slot = next((slot for slot in each.rule.slots if slot.start == each.row.period), None)
        if slot is not None and slot.start <= day < slot.end and each.status != "unknown":
            yield each


def _hours(each: Standing, code: str, on: date) -> Hours:
    row, duty = each.row, each.obligation
    missing = max(0, row.need - row.total)
    late = ("late" if each.status == "overdue" else "soon", f"差 {amount(missing)}")
    look, tag = LOOKS.get(each.status, late if missing else LOOKS["met"])
    return Hours(
        title=f"{period_words(duty.period, row.label, on.year)}{duty.title}",
        has=amount(row.total),
        need=amount(row.need),
        missing=amount(missing) if look in ("late", "soon") else "",
        look=look,
        tag=tag,
        part=min(row.total, row.need),
        whole=row.need,
        href=reverse("duty", args=[duty.id, "person", code]),
    )
