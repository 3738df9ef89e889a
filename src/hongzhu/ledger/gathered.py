"""Everyone's standing on a day, as overviews need it: one line for what is short, and who has done what.

Says the same as `stored_standing` (tests/ledger/test_gathered.py), but what is done or exempt, which is most, is not
told line by line. People are gathered at their home: the school they were at last, without one the organisation.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.pack import Obligation
from hongzhu.policy.rules import CONTINUOUS, COUNTED, Compiled, Rule
from hongzhu.policy.standing import Row

from . import tables
from .excuses import Excuses
from .stored import Background, Standing, periods_asked, stored_standing
from .storing import NAMES

HOMES: Final = """SELECT person, head FROM (
    SELECT tail_id AS person, head_id AS head, ROW_NUMBER() OVER (
        PARTITION BY tail_id
        ORDER BY CASE kind WHEN 'school' THEN 0 ELSE 1 END, from_day DESC, head_id DESC
    ) AS turn
    FROM ledger_link WHERE kind IN ('school', 'branch') AND from_day <= %s AND from_day < until_day
) AS links WHERE turn = 1"""
"""person → home, as of a day; who has left, where they were last"""
SHORT: Final = "(r.exempt = 0 AND (r.total < r.need OR r.due = 0)) OR r.latest > %s"
"""what is not settled by itself, or not yet known on the day"""


class Seated(NamedTuple):
    """One duty of one subject in one period, and with whom it is counted."""

    standing: Standing
    home: int


class Settled(NamedTuple):
    """Somebody counted at a home has done a duty, or is exempt from it."""

    rule: Rule
    obligation: Obligation
    status: str
    home: int
    used: int | None = None


class Gathered(NamedTuple):
    """Of a past day everything is in `lines`."""

    lines: list[Seated]
    settled: list[Settled]


def gathered(compiled: Compiled, on: date, since: date, behind: Background) -> Gathered:
    """Everyone's standing: three queries for today, a few more for a past day; as many for 600 schools as for one."""
    first, last = to_day(since), to_day(on)
    within = _within(compiled, first, last)
    columns = ", ".join(f"r.{name}" for name in NAMES)
    text = f"""SELECT {columns}, u.day FROM ledger_row r
        LEFT JOIN ledger_usage u ON u.subject_id = r.subject_id WHERE ({within}) AND ({SHORT})"""
    found = [(Row(*line[:-1]), line[-1]) for line in tables.fetch(text, [last])]
    places = homes(on)
    if behind.changed or any(row.latest > last for row, _used in found):
        lines = stored_standing(compiled, on, since, behind=behind)
        return Gathered([Seated(each, _home(places, each.row.subject)) for each in lines], [])
    lines = [_standing(compiled, row, used, behind.excuses) for row, used in found]
    seated = [Seated(each, _home(places, each.row.subject)) for each in lines]
    return Gathered(seated, _settled(compiled, within, last, places))


def homes(on: date) -> dict[int, int]:
    """Person → home on a day."""
    return dict(tables.fetch(HOMES, [to_day(on)]))


def _home(places: dict[int, int], subject: int) -> int:
    """Organisations and schools are their own."""
    return places.get(subject, subject)


def people_at(subjects: Iterable[int], on: date) -> frozenset[int]:
    """Everyone whose home one of these is."""
    text = f"SELECT person FROM ({HOMES}) AS homes WHERE head IN ({_list(subjects)})"
    return frozenset(person for (person,) in tables.fetch(text, [to_day(on)]))


def _standing(compiled: Compiled, row: Row, used: int | None, excuses: Excuses) -> Standing:
    rule = compiled.by_number[row.rule]
    obligation = rule.obligations[row.rank].on(to_date(max(row.period, 1)))
    return Standing(row, rule, obligation, excuses.status(row, rule, used), used)


def _settled(compiled: Compiled, within: str, last: int, places: dict[int, int]) -> list[Settled]:
    """One for all who have done it; by period only where other layers change a duty from a day on."""
    changing = [rule.number for rule in compiled.rules if any(each.versions for each in rule.obligations)]
    period = f"CASE WHEN r.rule IN ({_list(changing)}) THEN r.period ELSE 1 END" if changing else "1"
    text = f"""SELECT DISTINCT r.rule, r.rank, r.exempt, {period}, r.subject_id
        FROM ledger_row r WHERE ({within}) AND NOT ({SHORT})"""
    found = {
        (rule, rank, exempt, began, _home(places, subject))
        for rule, rank, exempt, began, subject in tables.fetch(text, [last])
    }
    return [
        Settled(
            rule=(rule := compiled.by_number[number]),
            obligation=rule.obligations[rank].on(to_date(max(began, 1))),
            status="exempt" if exempt else "met",
            home=home,
        )
        for number, rank, exempt, began, home in sorted(found)
    ]


def _within(compiled: Compiled, first: int, last: int) -> str:
    """The condition for rows that `reading.standing` keeps."""
    starts: dict[int, list[int]] = {}
    for number, start in periods_asked(compiled, first, last):
        starts.setdefault(number, []).append(start)
    rules_of: dict[tuple[int, ...], list[int]] = {}
    for number, some in starts.items():
        rules_of.setdefault(tuple(sorted(some)), []).append(number)
    parts = [
        f"(r.rule IN ({_list(rules)}) AND r.period IN ({_list(some)}))" for some, rules in rules_of.items()
    ]
    lasting = [rule.number for rule in compiled.rules if rule.shape in CONTINUOUS]
    others = [rule.number for rule in compiled.rules if rule.shape not in (*COUNTED, *CONTINUOUS)]
    if lasting:
        parts.append(f"(r.rule IN ({_list(lasting)}) AND r.period <= {last} AND r.until_day > {last})")
    if others:
        ended = f"(r.until_day > {first} OR r.due >= {first})"
        parts.append(f"(r.rule IN ({_list(others)}) AND r.period <= {last} AND {ended})")
    return " OR ".join(parts) or "1 = 0"


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
