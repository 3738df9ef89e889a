"""Every duty that binds a place, each once, as it stands in the period of the day. Plain functions over standings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from hongzhu.ledger.stored import Standing
from hongzhu.policy.days import to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.pack import Pack
from hongzhu.policy.period_words import period_words
from hongzhu.policy.rules import COUNTED

from .bodies import Body, duty_address
from .duty import seen_look
from .grid import WORDS
from .periods import day_words, operative
from .progress import DONE
from .words import foremost

LONGEST: Final = 26
"""characters of a quotation"""


@dataclass(frozen=True)
class Bound:
    """One duty: its look with its word, how far it is, its page."""

    duty: str
    title: str
    look: str
    tag: str
    about: str
    href: str


def bound(
    pack: Pack,
    standings: Iterable[Standing],
    bodies: Mapping[int, Body],
    people: Mapping[int, Body],
    today: date,
) -> list[Bound]:
    """In the order of the document. `bodies`, `people`: as home.owed takes them."""
    day = to_day(today)
    found: dict[str, list[Standing]] = {}
    for each in standings:
        is_here = each.row.subject in bodies or each.row.subject in people
        if is_here and each.rule.recordable and is_present(each, day):
            found.setdefault(each.obligation.id, []).append(each)
    order = {each.id: number for number, each in enumerate(pack.obligations)}
    hosts = {**people, **bodies}
    return [_bound(found[duty], hosts, today) for duty in sorted(found, key=order.__getitem__)]


def is_present(each: Standing, day: int) -> bool:
    """Whether it speaks of the period of the day, or of no period at all."""
    if each.rule.shape not in COUNTED:
        return True
    return any(slot.start == each.row.period and slot.start <= day < slot.end for slot in each.rule.slots)


def _bound(some: list[Standing], hosts: Mapping[int, Body], today: date) -> Bound:
    day = to_day(today)
    looks = [seen_look(each, day) for each in some]
    look = foremost(looks)
    each = some[looks.index(look)]
    duty, host = each.obligation, hosts[each.row.subject]
    people = f"{sum(one in DONE for one in looks)} / {len(some)} 人"
    about = people if each.rule.subject == "person" else _about(each, today)
    href = duty_address(duty, host.kind, host.code)
    return Bound(duty.id, duty.title, look, WORDS[look], about, href)


def _about(each: Standing, today: date) -> str:
    duty, row = each.obligation, each.row
    if each.rule.shape == "term" and row.due:
        return f"本届到{day_words(row.due, today)}届满"
    if each.rule.shape not in COUNTED:
        return operative(duty.quote, LONGEST)
    period = period_words(duty.period, row.label, today.year)
    return f"{period} {amount(row.total)} / {amount(row.need)} {duty.unit}"
