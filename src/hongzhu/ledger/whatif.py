"""What if a duty had another number: who would fall short. From stored rows and spells; writes nothing.

What was done stays as it is stored. What is owed is judged anew from the spells, once for all who held the same roles
on the same days; facts are read only where a deadline moves, and only of whom that can concern.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from hongzhu.policy.changing import Changed, is_counted
from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.intervals import Span
from hongzhu.policy.reference import Fact, judge
from hongzhu.policy.rules import Compiled, Rule
from hongzhu.policy.standing import NOT_APPLICABLE, Row

from . import tables
from .evaluating import FACTS, evaluate
from .excuses import excuses_by
from .kernel import Scope
from .stored import Standing, in_range, stored_standing

Spell = tuple[int, int, int]
"""role, first day, first day after"""


class Trial(NamedTuple):
    """One duty of one subject in one period, as it stands and as it would; None where there is no such duty."""

    now: Standing | None
    then: Standing | None

    @property
    def either(self) -> Standing:
        """Whichever there is: subject and period are the same."""
        found = self.then if self.then is not None else self.now
        assert found is not None
        return found


def trials(
    compiled: Compiled, changed: Changed, on: date, since: date, subjects: frozenset[int] | None = None
) -> list[Trial]:
    """What a change would do to these subjects (None: to everyone) by the labels of a day, in no order.

    `since` and `on` lie within the stored days.
    """
    alone = replace(compiled, rules=[changed.rule])
    known = stored_standing(alone, on, since, subjects)
    last = to_day(on)
    excuses = excuses_by(last)

    def labelled(row: Row, used: int | None) -> Standing:
        rule = changed.then
        label = excuses.status(row, rule, used)
        return Standing(row, rule, rule.obligations[row.rank].on(to_date(max(row.period, 1))), label, used)

    if is_counted(changed):
        counted = _Counted(compiled, changed, last, [each.row for each in known])
        return [
            Trial(each, labelled(row, each.used) if (row := counted.row(each.row)) else None)
            for each in known
        ]
    before = {(each.row.subject, each.row.period): each for each in known}
    after = {
        (row.subject, row.period): labelled(row, used)
        for row, used in _settled_anew(compiled, changed, on, since, subjects)
    }
    return [Trial(before.get(key), after.get(key)) for key in {**before, **after}]


class _Counted:
    """Rows of a count or sum as they would be: what is owed from the spells, what was done from the stored rows."""

    def __init__(self, compiled: Compiled, changed: Changed, last: int, rows: list[Row]) -> None:
        self.effective = compiled.effective
        self.rule = changed.then
        self.slots = {slot.start: slot for slot in changed.then.slots}
        self.spells = _spells(changed.then, rows)
        self.of_period: dict[int, Rule] = {}
        self.needs: dict[tuple[int, tuple[Spell, ...]], Row | None] = {}
        self.in_time = self._in_time_then(changed, last, rows)

    def row(self, row: Row) -> Row | None:
        """A stored row as it would be; None if nothing would be owed."""
        spells = self.spells.get(row.subject, ())
        key = row.period, spells
        if key not in self.needs:
            self.needs[key] = self._needed(row, spells)
        found = self.needs[key]
        if found is None or found.exempt == NOT_APPLICABLE:
            return None
        in_time = row.ontime
        if self.in_time:
            in_time = self.in_time.get((row.subject, row.period), in_time)
        # fmt: off
        return Row(  # twice as fast as _replace, and there are thousands
            row.rule, row.subject, row.period, found.label, found.rank, found.until, found.need,
            row.total, in_time, found.due, found.overdue, found.exempt, row.latest,
        )
        # fmt: on

    def _needed(self, row: Row, spells: tuple[Spell, ...]) -> Row | None:
        """What whoever held these roles on these days of the period would owe."""
        start, end = self.slots[row.period].start, self.slots[row.period].end
        held = tuple(
            (role, max(since, start), min(until, end))
            for role, since, until in spells
            if since < end and until > start
        )
        key = row.period, held
        if key not in self.needs:
            self.needs[key] = self._judged(row, held, [])
        return self.needs[key]

    def _judged(self, row: Row, spells: Iterable[Spell], facts: list[Fact]) -> Row | None:
        """By the reference evaluator, for the one period."""
        if row.period not in self.of_period:
            self.of_period[row.period] = replace(self.rule, slots=(self.slots[row.period],))
        roles: dict[tuple[int, int], list[Span]] = {}
        for role, since, until in spells:
            roles.setdefault((row.subject, role), []).append((since, until))
        return next(judge(self.of_period[row.period], row.subject, roles, facts, self.effective), None)

    def _in_time_then(self, changed: Changed, last: int, rows: list[Row]) -> dict[tuple[int, int], int]:
        """(subject, period) → what would be in time, where the first late day moves across an entry."""
        before = {slot.start: slot.overdue for slot in changed.rule.slots}
        moved = {
            start: (slot, before[start])
            for start, slot in self.slots.items()
            if slot.overdue != before[start]
        }
        doubtful = [
            row
            for row in rows
            if row.period in moved
            and (
                row.ontime < row.total if moved[row.period][0].overdue > moved[row.period][1] else row.ontime
            )
        ]
        if not doubtful:
            return {}
        crossed = {row.period for row in doubtful}
        stretches = " OR ".join(
            f"(day >= {slot.start} AND day < {slot.end}"
            f" AND entered >= {min(slot.overdue, old)} AND entered < {max(slot.overdue, old)})"
            for start, (slot, old) in moved.items()
            if start in crossed
        )
        kinds = sorted(self.rule.kinds)
        known = f"kind IN ({', '.join(['%s'] * len(kinds))}) AND since <= %s AND withdrawn > %s"
        text = f"SELECT DISTINCT subject_id FROM ledger_fact WHERE subject_id IN ({{values}}) AND {known}"
        given = [*kinds, last, last]
        found = tables.fetch_in(f"{text} AND ({stretches})", {row.subject for row in doubtful}, given)
        facts: dict[int, list[Fact]] = {subject: [] for (subject,) in found}
        for line in tables.fetch_in(
            FACTS.format(where=f"subject_id IN ({{values}}) AND {known}"), facts, given
        ):
            facts[line[1]].append(Fact(*line))
        return {
            (row.subject, row.period): judged.ontime
            for row in doubtful
            if row.subject in facts
            and (judged := self._judged(row, self.spells[row.subject], facts[row.subject])) is not None
        }


def _spells(rule: Rule, rows: list[Row]) -> dict[int, tuple[Spell, ...]]:
    """Subject → its spells of the roles that matter to a rule."""
    roles = {need.role for need in rule.needs} | ({rule.during} - {0})
    numbers = ", ".join(map(str, sorted(roles)))
    text = f"SELECT subject_id, role, from_day, until_day FROM ledger_spell WHERE role IN ({numbers})"
    order = " ORDER BY subject_id, role, from_day"
    subjects = {row.subject for row in rows}
    found: dict[int, list[Spell]] = {}
    lines: Iterable[tuple[int, int, int, int]] = (
        tables.fetch(text + order)
        if len(subjects) > tables.CHUNK
        else tables.fetch_in(f"{text} AND subject_id IN ({{values}}){order}", subjects)
    )
    for subject, role, since, until in lines:
        found.setdefault(subject, []).append((role, since, until))
    return {subject: tuple(some) for subject, some in found.items()}


def _settled_anew(
    compiled: Compiled, changed: Changed, on: date, since: date, subjects: frozenset[int] | None
) -> Iterator[tuple[Row, int | None]]:
    """Terms, states and responses with another number: few subjects, settled one by one as the ledger does."""
    rule, first, last = changed.then, to_day(since), to_day(on)
    holders = tables.fetch("SELECT DISTINCT subject_id FROM ledger_spell WHERE role = %s", [rule.held])
    chosen = frozenset(key for (key,) in holders if subjects is None or key in subjects)
    other = replace(compiled, rules=[rule], by_number={rule.number: rule})
    used = dict(tables.fetch("SELECT subject_id, day FROM ledger_usage"))
    rows = evaluate(other, Scope(chosen, frozenset({rule.number})), last)
    return in_range(other, ((row, used.get(row.subject)) for row in rows), set(), first, last)
