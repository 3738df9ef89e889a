"""Worked examples in a pack, judged by the reference evaluator."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from .compiling import compile_pack
from .consistency import names_in
from .days import FOREVER, iso, to_day
from .expressions import Expr
from .intervals import Span, both, clean
from .pack import Case, Pack, Problem
from .reference import Fact, judge, known_on
from .rules import CONTINUOUS, COUNTED, Compiled, Rule
from .spells import Spells
from .standing import NOT_APPLICABLE, Row, status
from .vocabulary import ATTRIBUTES, EVIDENCE
from .world import Being, World

SUBJECT = 1


def failing(pack: Pack) -> Iterator[Problem]:
    """One problem per expectation that the pack does not meet."""
    compiled: dict[tuple[int, int], Compiled] = {}
    for case in pack.cases:
        years = (case.on.year - 6, case.on.year + 4)
        if years not in compiled:
            compiled[years] = compile_pack(
                pack,
                (date(years[0], 1, 1), date(years[1], 1, 1)),
                recordable_facts=set(EVIDENCE),
                recordable_attributes={f"{kind}.{name}" for kind in ATTRIBUTES for name in ATTRIBUTES[kind]},
            )
        try:
            found = outcome(compiled[years], case)
        except (KeyError, TypeError, ValueError) as error:
            yield Problem(case.file, case.line, f"例子“{case.name}”写得不全或写错了：{error}")
            continue
        wrong = [
            f"{key} 应为 {value}，算出 {found.get(key)}"
            for key, value in case.expect.items()
            if found.get(key) != value
        ]
        if wrong:
            yield Problem(case.file, case.line, f"例子“{case.name}”不符：{'；'.join(wrong)}")


def outcome(compiled: Compiled, case: Case) -> dict[str, Any]:
    """What the reference evaluator says of a case: status, need, actual, due_on, overdue_on, obligation."""
    rule = compiled.rule(case.obligation)
    if rule.shape == "share":
        raise ValueError("占比要数别的主体，不能用例子考；请删去这个例子")
    if rule.shape in COUNTED and case.period not in {slot.label for slot in rule.slots}:
        some = "、".join(slot.label for slot in rule.slots[:3])
        raise ValueError(f"没有“{case.period}”这一期；这条义务的期间写法如 {some}")
    spells = _spells(compiled, rule, case)
    on = to_day(case.on)
    facts = known_on((_fact(block) for block in case.facts), on).get(SUBJECT, [])
    rows = [
        row
        for row in judge(rule, SUBJECT, spells, facts, compiled.effective)
        if _is_asked(row, rule, case, on)
    ]
    if not rows:
        return {"status": "not_applicable"}
    if rows[-1].exempt == NOT_APPLICABLE:
        return {"status": "not_applicable"}
    return _described(rows[-1], rule, case, on)


def _is_asked(row: Row, rule: Rule, case: Case, on: int) -> bool:
    if rule.shape in CONTINUOUS:
        return row.period <= on < row.until
    return row.label == case.period


def _described(row: Row, rule: Rule, case: Case, on: int) -> dict[str, Any]:
    excused = on if case.justification == "accepted" else None
    return {
        "status": status(row, rule, on, used=1 if case.uses_system else None, excused=excused),
        "need": row.need / 10,
        "actual": row.total / 10,
        "due_on": date.fromisoformat(iso(row.due)) if row.due else None,
        "overdue_on": date.fromisoformat(iso(row.overdue)) if row.overdue else None,
        "obligation": rule.obligations[row.rank].id,
    }


def _fact(block: dict[str, Any]) -> Fact:
    day = to_day(block["day"])
    entered = to_day(block.get("entered", block["day"]))
    qty = block.get("qty", 0 if block["kind"] == "election" else 1)
    scaled = int(qty) if block["kind"] == "election" else round(qty * 10)
    return Fact(block["kind"], SUBJECT, day, entered, max(day, entered), FOREVER, scaled)


def _deny(spells: Spells, name: str, compiled: Compiled) -> None:
    """What an example does not state is not so."""
    for calendar in ["", *compiled.calendars]:
        spells.state(name, SUBJECT, calendar, [])


def _mentions(expr: Expr, names: set[str], pack: Pack) -> bool:
    """Does a condition rest on one of these names, directly or through other predicates?"""
    used = set(names_in(expr))
    return bool(used & names) or any(
        _mentions(pack.predicates[name].expr, names, pack) for name in used if name in pack.predicates
    )


def _spells(compiled: Compiled, rule: Rule, case: Case) -> dict[tuple[int, int], list[Span]]:
    """Roles of the one subject, from the predicates (or attributes, or `when`/`holds`/`subject`) a case states."""
    given: dict[str, list[Span]] = {}
    for role in case.roles:
        end = to_day(role["to"]) if "to" in role else FOREVER
        given[role["role"]] = clean([*given.get(role["role"], []), (to_day(role["from"]), end)])
    kind = rule.subject
    alive = given.pop("subject", None)
    world = World()
    world.beings[SUBJECT] = Being(kind, "例", alive[0][0] if alive else 1, alive[-1][1] if alive else FOREVER)
    predicates = {name: (each.of, each.expr) for name, each in compiled.pack.predicates.items()}
    spells = Spells(world, predicates, compiled.calendars, compiled.numbers)
    owing = {need.role for need in rule.needs if not need.is_exempt} or {rule.held}
    fixed = {"when": owing, "holds": {rule.holds}}
    for name, predicate in compiled.pack.predicates.items():
        if name not in given and not _mentions(predicate.expr, set(given), compiled.pack):
            _deny(spells, name, compiled)
    for name, spans in given.items():
        if name in compiled.pack.predicates:
            for calendar in ["", *compiled.calendars]:
                spells.state(name, SUBJECT, calendar, spans)
        elif name in ATTRIBUTES[kind]:
            world.attributes[SUBJECT, name] = {"yes": spans}
        elif name not in fixed:
            raise ValueError(f"没有“{name}”这个角色")
    found: dict[tuple[int, int], list[Span]] = {}
    for number in compiled.roles_of(kind):
        role_key = compiled.roles[number]
        found[SUBJECT, number] = both(
            spells.of(role_key.expr, SUBJECT, role_key.calendar), [(compiled.effective, FOREVER)]
        )
    for name, numbers in fixed.items():
        if name in given:
            found |= {(SUBJECT, number): given[name] for number in numbers if number}
    return found
