"""A duty of people, seen from the body that looks after them: by name at the branch, as numbers above it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from hongzhu.ledger.stored import Standing
from hongzhu.policy.days import to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.period_words import period_words

from .bodies import duty_address
from .duty import seen_look, tag_words

TO_DO: Final = ("late", "soon", "blank")
ORDER: Final = ("late", "soon", "open", "ask", "blank", "before", "excused", "free", "done")


@dataclass(frozen=True)
class Share:
    """One person in one period."""

    name: str
    href: str
    value: str
    look: str
    tag: str


@dataclass(frozen=True)
class Shares:
    """Everyone who owes a duty in one period."""

    period: str
    done: int
    whole: int
    looks: dict[str, int]
    rows: list[Share]


def shares(
    standings: Iterable[Standing], names: Mapping[int, tuple[str, str]], today: date
) -> tuple[Shares, list[Shares]]:
    """(the period of the day, earlier ones in which something is still to do, the latest first).

    `names`: subject → (name, code) of those who may be named; the others are only counted.
    """
    day = to_day(today)
    periods: dict[int, list[Standing]] = {}
    for each in standings:
        periods.setdefault(0 if _is_current(each, day) else each.row.period, []).append(each)
    current = _shares(periods.pop(0, []), names, today)
    earlier = [_shares(some, names, today) for _start, some in sorted(periods.items(), reverse=True)]
    return current, [each for each in earlier if set(each.looks) & set(TO_DO)]


def _shares(some: list[Standing], names: Mapping[int, tuple[str, str]], today: date) -> Shares:
    """Everyone in one period."""
    day = to_day(today)
    looks: dict[str, int] = {}
    rows = []
    for each in some:
        look = seen_look(each, day)
        looks[look] = looks.get(look, 0) + 1
        if each.row.subject in names:
            name, code = names[each.row.subject]
            value = f"{amount(each.row.total)} / {amount(each.row.need)} {each.obligation.unit}"
            href = duty_address(each.obligation, "person", code)
            rows.append(Share(name, href, value, look, tag_words(each, look, day)))
    rows.sort(key=lambda row: ORDER.index(row.look))
    first = some[0] if some else None
    period = period_words(first.obligation.period, first.row.label, today.year) if first else ""
    done = sum(looks.get(look, 0) for look in ("done", "excused"))
    return Shares(period, done, len(some) - looks.get("free", 0), looks, rows)


def _is_current(each: Standing, day: int) -> bool:
    slot = next((slot for slot in each.rule.slots if slot.start == each.row.period), None)
    return slot is not None and slot.start <= day < slot.end
