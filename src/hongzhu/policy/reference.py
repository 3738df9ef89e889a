"""The reference evaluator: what every other engine must agree with, row for row. Written to be read.

Takes compiled rules, spells and facts; gives rows as they stood at the end of a day. No speed is asked of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .days import FOREVER, add_months, to_date, to_day
from .intervals import Span, both, clean, covers, length, without
from .rules import COUNTED, Compiled, Rule, Slot, is_on
from .standing import NEVER, NOT_APPLICABLE, Row


class Fact(NamedTuple):
    """Evidence as the ledger holds it: known from `since` until `withdrawn`."""

    kind: str
    subject: int
    day: int
    entered: int
    since: int
    withdrawn: int
    qty: int
    source: str = ""


Roles = Mapping[tuple[int, int], list[Span]]
"""(subject, role) → spells"""
Below = Mapping[tuple[int, int], Mapping[int, list[Span]]]
"""(rule, subject) → those whose state it answers for, and on which days; only for shares"""


def known_on(facts: Iterable[Fact], on: int) -> dict[int, list[Fact]]:
    """The facts that stood on a day, by subject. ALL_KNOWN: all that stand now."""
    found: dict[int, list[Fact]] = {}
    for fact in facts:
        if fact.since <= on < fact.withdrawn:
            found.setdefault(fact.subject, []).append(fact)
    return found


def evaluate(
    compiled: Compiled,
    subjects: Mapping[int, str],
    roles: Roles,
    facts: Iterable[Fact],
    on: int,
    *,
    below: Below,
) -> list[Row]:
    """Every row of every rule for these subjects (id → kind) as known on a day.

    `roles` must hold those of the subjects in `below`, too.
    """
    standing_facts = known_on(facts, on)
    rows: list[Row] = []
    for rule in compiled.rules:
        for subject, kind in subjects.items():
            if kind != rule.subject:
                continue
            if rule.shape == "share":
                some = below.get((rule.number, subject), {})
                rows += judge_share(rule, subject, roles, some, compiled.effective)
            else:
                rows += judge(rule, subject, roles, standing_facts.get(subject, []), compiled.effective)
    return rows


def judge(rule: Rule, subject: int, roles: Roles, facts: list[Fact], effective: int) -> Iterator[Row]:
    """The rows of one rule for one subject; of any shape but share, which looks at others than the subject."""
    if rule.shape in COUNTED:
        return _judge_periods(rule, subject, roles, facts, effective)
    held = both(roles.get((subject, rule.held), []), [(effective, FOREVER)])
    if rule.shape == "term":
        return _judge_terms(rule, subject, held, facts)
    if rule.shape == "state":
        return _judge_states(rule, subject, held, roles.get((subject, rule.holds), []))
    if rule.shape == "respond":
        return _judge_responses(rule, subject, held, facts)
    if rule.shape == "steps":
        return _judge_steps(rule, subject, held, facts)
    return _judge_derived(rule, subject, held, facts)


def _judge_periods(
    rule: Rule, subject: int, roles: Roles, facts: list[Fact], effective: int
) -> Iterator[Row]:
    for slot in rule.slots:
        days: dict[int, int] = {}
        freed = owed = weight = peak = 0
        for need in rule.needs:
            if not need.from_day <= slot.start < need.until_day:
                continue
            held = length(roles.get((subject, need.role), []), max(slot.start, effective), slot.end)
            if held:
                days[need.rank] = days.get(need.rank, 0) + held
                freed += held * need.is_exempt
                owed += held * need.need * (1 - need.is_exempt)
                weight += held * need.need
                peak = max(peak, need.need)
        total_days = sum(days.values())
        if not total_days:
            continue
        enough = total_days * 1000 >= rule.share * (slot.end - slot.start)
        main = max(days, key=lambda rank: (days[rank], rank))
        counted = [
            fact
            for fact in facts
            if fact.kind in rule.kinds
            and slot.start <= fact.day < slot.end
            and (not rule.weekday or is_on(fact.day, rule.weekday))
            and (not rule.during or covers(roles.get((subject, rule.during), []), fact.day))
        ]
        exempt = int(freed == total_days) if enough else NOT_APPLICABLE
        if freed < total_days:
            weight = owed
        yield _counted_row(rule, slot, subject, main, weight if rule.prorata else peak, exempt, counted)


def _counted_row(
    rule: Rule, slot: Slot, subject: int, main: int, weight: int, exempt: int, counted: list[Fact]
) -> Row:
    amounts = [(fact.qty if rule.is_sum else 10, fact) for fact in counted]
    return Row(
        rule=rule.number,
        subject=subject,
        period=slot.start,
        label=slot.label,
        rank=main,
        until=FOREVER,
        need=round_up(weight, slot.end - slot.start, rule.step) if rule.prorata else weight,
        total=sum(amount for amount, _fact in amounts),
        ontime=sum(amount for amount, fact in amounts if fact.entered < slot.overdue),
        due=slot.due,
        overdue=slot.overdue,
        exempt=exempt,
        latest=max((fact.since for fact in counted), default=0),
    )


def round_up(weight: int, days: int, step: int) -> int:
    """weight ÷ days, rounded up once to the step (fine print 2), in integers."""
    return -(-weight // (days * step)) * step


def _judge_terms(rule: Rule, subject: int, held: list[Span], facts: list[Fact]) -> Iterator[Row]:
    """Fine print 13: every election opens a term; the next one settles it."""
    if not held:
        return
    held_on: dict[int, list[Fact]] = {}
    for fact in facts:
        if fact.kind in rule.kinds:
            held_on.setdefault(fact.day, []).append(fact)
    if not held_on:
        yield Row(rule.number, subject, NEVER, "", 0, FOREVER, 10, 0, 0, NEVER, NEVER, 0, 0)
        return
    days = sorted(held_on)
    for start, following in zip(days, [*days[1:], FOREVER], strict=True):
        stated = max(fact.qty for fact in held_on[start])
        months = stated or rule.obligations[0].on(to_date(start)).every_months
        due = to_day(add_months(to_date(start), months))
        settled = following < FOREVER
        if not (covers(held, due) or (settled and covers(held, following))):
            continue
        entered = min((fact.entered for fact in held_on.get(following, [])), default=FOREVER)
        yield Row(
            rule=rule.number,
            subject=subject,
            period=start,
            label=to_date(start).isoformat(),
            rank=0,
            until=following,
            need=10,
            total=10 * settled,
            ontime=10 * (following <= due and entered <= due),
            due=due,
            overdue=due + 1,
            exempt=0,
            latest=max(fact.since for day in (start, following) for fact in held_on.get(day, [])),
        )


def _judge_states(rule: Rule, subject: int, held: list[Span], holds: list[Span]) -> Iterator[Row]:
    """Fine print 14: one row per stretch on which the answer stays the same."""
    for began, ended in clean(held):
        overdue = began + rule.obligations[0].on(to_date(began)).settle_days
        span = [(began, ended)]
        for good, stretch in ((10, both(holds, span)), (0, without(span, holds))):
            for start, end in stretch:
                yield Row(rule.number, subject, start, "", 0, end, 10, good, good, overdue - 1, overdue, 0, 0)


def _judge_responses(rule: Rule, subject: int, held: list[Span], facts: list[Fact]) -> Iterator[Row]:
    """Every trigger must be followed by evidence within so many days: those of the duty, or those it states itself."""
    obligation = rule.obligations[0]
    answers = sorted(
        (fact for fact in facts if fact.kind in rule.kinds), key=lambda each: (each.day, each.entered)
    )
    triggers: dict[int, Fact] = {}
    for fact in facts:
        if fact.kind == obligation.trigger and covers(held, fact.day):
            first = triggers.get(fact.day, fact)
            triggers[fact.day] = min(first, fact, key=lambda each: each.since)
    for day, trigger in sorted(triggers.items()):
        version = obligation.on(to_date(day))
        due = day + (trigger.qty // 10 if version.within_stated else version.within_days)
        later = [fact for fact in answers if fact.day >= day]
        ontime = any(fact.day <= due and fact.entered <= due for fact in later)
        yield Row(
            rule=rule.number,
            subject=subject,
            period=day,
            label=to_date(day).isoformat(),
            rank=0,
            until=FOREVER,
            need=10,
            total=10 if later else 0,
            ontime=10 * ontime,
            due=due,
            overdue=due + 1,
            exempt=0,
            latest=max([trigger.since, *(fact.since for fact in later)]),
        )


def _judge_steps(rule: Rule, subject: int, held: list[Span], facts: list[Fact]) -> Iterator[Row]:
    """One row per case: a step counts once every earlier one has been taken.

    The first step taken too early breaks the order: from that day on the case is overdue, and stays late when the
    missing step follows. `within_days` runs from the first step.
    """
    if not held:
        return
    began = held[0][0]
    taken: dict[str, list[Fact]] = {kind: [] for kind in rule.kinds}
    for fact in sorted(facts, key=lambda each: (each.day, each.entered)):
        if fact.kind in taken:
            taken[fact.kind].append(fact)
    chain: list[Fact] = []
    early: list[int] = []
    allowed = NEVER
    for kind in rule.kinds:
        early += [fact.day for fact in taken[kind] if fact.day < allowed]
        fitting = [fact for fact in taken[kind] if fact.day >= allowed]
        chain += fitting[:1]
        allowed = fitting[0].day if fitting else FOREVER
    within = rule.obligations[0].on(to_date(began)).within_days
    limits = early + ([chain[0].day + within + 1] if within and chain else [])
    overdue = min(limits, default=NEVER)
    whole = len(chain) == len(rule.kinds)
    in_time = [fact for fact in chain if overdue == NEVER or max(fact.day, fact.entered) < overdue]
    yield Row(
        rule=rule.number,
        subject=subject,
        period=began,
        label="",
        rank=0,
        until=chain[-1].day + 1 if whole else FOREVER,
        need=10 * len(rule.kinds),
        total=10 * len(chain),
        ontime=10 * len(in_time),
        due=overdue - 1 if overdue else NEVER,
        overdue=overdue,
        exempt=0,
        latest=max((fact.since for some in taken.values() for fact in some), default=0),
    )


def _judge_derived(rule: Rule, subject: int, held: list[Span], facts: list[Fact]) -> Iterator[Row]:
    """Made from records by itself: met once there is one, never late."""
    known = [fact.since for fact in facts if fact.kind in rule.kinds]
    for began, ended in clean(held):
        done = 10 * bool(known)
        latest = min(known, default=0)
        yield Row(rule.number, subject, began, "", 0, ended, 10, done, done, NEVER, NEVER, 0, latest)


def judge_share(
    rule: Rule, subject: int, roles: Roles, below: Mapping[int, list[Span]], effective: int
) -> Iterator[Row]:
    """One row per stretch on which the share and what is asked stay the same; need and total in tenths of a per cent.

    Where nobody is counted, nothing is owed. Due settle_days after there was first somebody, or at the deadline.
    """
    held = both(roles.get((subject, rule.held), []), [(effective, FOREVER)])
    changes = {need.from_day: [0, 0] for need in rule.needs}
    for each, days in below.items():
        mine = both(held, days)
        for place, role in enumerate((rule.among, rule.holds)):
            for start, end in both(mine, roles.get((each, role), [])):
                changes.setdefault(start, [0, 0])[place] += 1
                changes.setdefault(end, [0, 0])[place] -= 1
    row: Row | None = None
    every = good = overdue = 0
    days_of_change = sorted(changes)
    for start, end in zip(days_of_change, [*days_of_change[1:], FOREVER], strict=True):
        if not every:
            overdue = _share_overdue(rule, start)
        every, good = every + changes[start][0], good + changes[start][1]
        total = good * 1000 // every if every else 0
        need = next((each.need for each in rule.needs if each.from_day <= start < each.until_day), 0)
        if row and every and (row.until, row.total, row.need, row.overdue) == (start, total, need, overdue):
            row = row._replace(until=end)
            continue
        if row:
            yield row
        row = (
            Row(rule.number, subject, start, "", 0, end, need, total, total, overdue - 1, overdue, 0, 0)
            if every and start < end
            else None
        )
    if row:
        yield row


def _share_overdue(rule: Rule, began: int) -> int:
    version = rule.obligations[0].on(to_date(began))
    limit = to_day(version.deadline) + 1 if version.deadline else 0
    return max(began + version.settle_days, limit)
