"""What stands on a day: rows with their labels, subjects, and the evidence that counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.fitting import below_of, spells_of
from hongzhu.policy.intervals import Span, covers
from hongzhu.policy.pack import Obligation
from hongzhu.policy.reference import Fact, known_on
from hongzhu.policy.reference import evaluate as evaluate_by_reference
from hongzhu.policy.rules import CONTINUOUS, COUNTED, Compiled, Rule
from hongzhu.policy.standing import NEVER, NOT_APPLICABLE, Row

from . import in_force, tables
from .evaluating import FACTS, evaluate
from .excuses import excuses_by
from .kernel import Scope
from .worlds import whole_world


@dataclass(frozen=True)
class Line:
    """One duty of one subject in one period, as it stands on a day."""

    row: Row
    rule: Rule
    obligation: Obligation
    subject_kind: str
    subject_code: str
    status: str
    used: int | None
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Whose standing, on which day, back to which day; None where everything is meant."""

    on: date
    since: date
    subjects: frozenset[int] | None = None
    obligation: str | None = None
    everything: bool = False
    """also what does not apply"""


def default_since(on: date) -> date:
    """The previous calendar year to the day asked."""
    return date(on.year - 1, 1, 1)


def standing(question: Question) -> list[Line]:
    """Rows in the order subject kind, code, rule, period. Reads only; any past or future day may be asked."""
    _pack, compiled = in_force.stored()
    first, last = to_day(question.since), to_day(question.on)
    if (
        compiled is not None
        and compiled.window[0] <= max(first, compiled.effective)
        and last < compiled.window[1]
    ):
        rules = frozenset(rule.number for rule in compiled.rules if _wanted(rule, question))
        rows = evaluate(compiled, Scope(question.subjects, rules, first, last, question.everything), last)
    else:
        compiled, rows = _by_reference(question)
    return lines_of(compiled, rows, question)


def window_for(question: Question) -> tuple[date, date]:
    """The days for which rules must be compiled to answer a question that the stored window does not hold."""
    return date(question.since.year - 1, 1, 1), date(question.on.year + 2, 9, 1)


def _by_reference(question: Question) -> tuple[Compiled, list[Row]]:
    """Days outside the stored window: the reference evaluator over the whole world."""
    compiled = in_force.compiled_for(in_force.pack_in_force(), window_for(question))
    world = whole_world()
    chosen = world.beings.keys() if question.subjects is None else question.subjects
    subjects = {key: world.beings[key].kind for key in chosen}
    facts = [Fact(*row) for row in tables.fetch(FACTS.format(where="1 = 1"))]
    below = below_of(compiled, world, subjects)
    concerned = {*subjects, *(each for some in below.values() for each in some)}
    rows = evaluate_by_reference(
        compiled,
        subjects,
        spells_of(compiled, world, concerned),
        facts,
        to_day(question.on),
        below=below,
    )
    wanted = [row for row in rows if _wanted(compiled.by_number[row.rule], question)]
    return compiled, [row for row in wanted if question.everything or row.exempt != NOT_APPLICABLE]


def _wanted(rule: Rule, question: Question) -> bool:
    return question.obligation is None or any(each.id == question.obligation for each in rule.obligations)


def in_range(compiled: Compiled, row: Row, first: int, last: int) -> bool:
    """Periods that have begun and overlap the days asked; the state of the day; terms running or settled in them."""
    rule = compiled.by_number[row.rule]
    if rule.shape in COUNTED:
        slot = compiled.slot_of[row.rule, row.period]
        return row.period <= last and slot.base_start <= last and slot.base_end > first
    if rule.shape in CONTINUOUS:
        return row.period <= last < row.until
    return row.period <= last and (row.until > first or row.due >= first)


def lines_of(compiled: Compiled, rows: Iterable[Row], question: Question) -> list[Line]:
    """Of these rows those in range, with labels, names and evidence, in order."""
    first, last = to_day(question.since), to_day(question.on)
    rows = [row for row in rows if in_range(compiled, row, first, last)]
    subjects = {row.subject for row in rows}
    names = _names(subjects, question.subjects is None)
    used = dict(tables.fetch("SELECT subject_id, day FROM ledger_usage"))
    excuses = excuses_by(last)
    evidence = _Evidence(compiled, rows, last)
    lines = []
    for row in rows:
        rule = compiled.by_number[row.rule]
        kind, code = names[row.subject]
        lines.append(
            Line(
                row=row,
                rule=rule,
                obligation=rule.obligations[row.rank].on(to_date(max(row.period, 1))),
                subject_kind=kind,
                subject_code=code,
                status=excuses.status(row, rule, used.get(row.subject)),
                used=used.get(row.subject),
                evidence=tuple(dict.fromkeys(fact.source for fact in evidence.counted(rule, row))),
            )
        )
    order = {"district": 0, "org": 1, "group": 2, "school": 3, "person": 4}
    lines.sort(
        key=lambda each: (order.get(each.subject_kind, 9), each.subject_code, each.row.rule, each.row.period)
    )
    return lines


def _names(subjects: Iterable[int], everything: bool) -> dict[int, tuple[str, str]]:
    text = "SELECT id, kind, code FROM ledger_subject"
    found = (
        tables.fetch(text) if everything else tables.fetch_in(f"{text} WHERE id IN ({{values}})", subjects)
    )
    return {key: (kind, code) for key, kind, code in found}


def spells_known(subjects: Iterable[int], on: date) -> dict[tuple[int, int], list[Span]]:
    """(subject, role) → days: as stored, or fitted anew where what is stored was made from other files."""
    pack, compiled = in_force.stored()
    if compiled is None:
        return spells_of(in_force.compiled_for(pack, in_force.window_on(on)), whole_world(), subjects)
    found: dict[tuple[int, int], list[Span]] = {}
    text = "SELECT subject_id, role, from_day, until_day FROM ledger_spell WHERE subject_id IN ({values})"
    for subject, role, start, end in tables.fetch_in(f"{text} ORDER BY subject_id, from_day", subjects):
        found.setdefault((subject, role), []).append((start, end))
    return found


class _Evidence:
    """The facts known on a day, ready to say which of them counted for a row."""

    def __init__(self, compiled: Compiled, rows: list[Row], on: int) -> None:
        self.compiled = compiled
        subjects = {row.subject for row in rows if row.total or row.latest}
        found = tables.fetch_in(FACTS.format(where="subject_id IN ({values})"), subjects)
        self.facts = known_on((Fact(*row) for row in found), on)
        during = any(rule.during for rule in compiled.rules)
        self.spells = spells_known(subjects, to_date(on)) if during else {}

    def counted(self, rule: Rule, row: Row) -> Iterator[Fact]:
        """In the order of the days they happened."""
        if not row.total:
            return
        if rule.shape in ("state", "share"):
            return
        first, last = (NEVER if rule.shape in ("steps", "derived") else row.period), row.until
        if rule.shape in COUNTED:
            slot = self.compiled.slot_of[row.rule, row.period]
            first, last = slot.start, slot.end - 1
        for fact in sorted(self.facts.get(row.subject, ()), key=lambda each: (each.day, each.source)):
            if (
                fact.kind not in rule.kinds
                or not first <= fact.day <= last
                or fact.day == row.period == NEVER
            ):
                continue
            if rule.shape == "term" and fact.day != row.until:
                continue
            if rule.during and not covers(self.spells.get((row.subject, rule.during), []), fact.day):
                continue
            yield fact


def subjects_under(kind: str, code: str) -> frozenset[int] | None:
    """Everyone whose duties a school or organisation sees: itself, its groups, schools, members, staff and cases.

    None if there is no such code.
    """
    found = tables.fetch("SELECT id FROM ledger_subject WHERE kind = %s AND code = %s", [kind, code])
    if not found:
        return None
    bodies = {key for (key,) in found}
    for link, mine, other in (("covers", "tail_id", "head_id"), ("covers", "head_id", "tail_id")):
        bodies |= _linked(bodies, link, mine, other)
    bodies |= _linked(bodies, "part_of", "head_id", "tail_id")
    people: set[int] = set()
    for link in ("school", "branch", "group"):
        people |= _linked(bodies, link, "head_id", "tail_id")
    owned = "SELECT id FROM ledger_subject WHERE owner_id IN ({values})"
    cases = {key for (key,) in tables.fetch_in(owned, bodies)}
    return frozenset(bodies | people | cases)


def _linked(subjects: set[int], link: str, mine: str, other: str) -> set[int]:
    text = f"SELECT {other} FROM ledger_link WHERE {mine} IN ({{values}}) AND kind = %s"
    return {key for (key,) in tables.fetch_in(text, subjects, [link])}
