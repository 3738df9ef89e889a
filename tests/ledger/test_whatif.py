"""What-if is what a whole evaluation of the changed pack says, row for row and label for label; and writes nothing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu import house
from hongzhu.commands import demo as demo_command
from hongzhu.ledger import tables
from hongzhu.ledger.evaluating import FACTS
from hongzhu.ledger.excuses import excuses_by
from hongzhu.ledger.models import Fact
from hongzhu.ledger.reading import default_since
from hongzhu.ledger.recomputing import recompute
from hongzhu.ledger.seats import seats
from hongzhu.ledger.stored import in_range, stored_days, stored_pack, stored_standing
from hongzhu.ledger.tallying import tallied
from hongzhu.ledger.whatif import Trial, trials
from hongzhu.ledger.worlds import whole_world
from hongzhu.policy.changing import Changed, Setting, changed_rules, usable
from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.days import to_day
from hongzhu.policy.fitting import spells_of
from hongzhu.policy.pack import Obligation
from hongzhu.policy.reference import Fact as KnownFact
from hongzhu.policy.reference import evaluate
from hongzhu.policy.rules import Compiled, RoleKey
from hongzhu.policy.standing import NOT_APPLICABLE, Row
from tests import makers
from tests.demo.days import ON, count_rows
from tests.histories import History, asked_days
from tests.makers import as_installed

pytestmark = pytest.mark.django_db
Known = tuple[str, int, str, str, int | None, tuple[object, ...]]
DRAWN = {
    "min": (1, 2, 3, 6),
    "grace_days": (0, 1, 6, 8, 30, 32, 120),
    "every_months": (1, 12, 35, 37, 60),
    "within_days": (0, 30, 400),
    "settle_days": (0, 1, 89, 91, 500),
}


def some_value(each: Obligation, field: str, random: Random) -> str:
    if each.shape == "sum" and field == "min":
        return f"{random.randrange(1, 600) / 10:g}"
    return str(random.choice(DRAWN[field]))


def every_setting(compiled: Compiled, random: Random) -> Iterable[list[Setting]]:
    """One of every number that can be changed, and both minimums of a stack at once."""
    for each, fields in usable(compiled):
        for field in fields:
            yield [Setting(each.id, field, some_value(each, field, random))]
    for rule in compiled.rules:
        if len(rule.obligations) > 1:
            yield [Setting(each.id, "min", some_value(each, "min", random)) for each in rule.obligations]


def with_settings(compiled: Compiled, changed: Changed) -> Compiled:
    """The whole pack with other numbers, compiled. A grace is that of the whole stack."""
    numbers = {
        each.id: {
            change.field: change.then
            for change in changed.changes
            if change.field == "grace_days" or change.obligation.id == each.id
        }
        for each in changed.rule.obligations
    }
    obligations = tuple(
        replace(
            each,
            versions=tuple((day, replace(version, **some)) for day, version in each.versions),
            **some,
        )
        for each in compiled.pack.obligations
        for some in [numbers.get(each.id, {})]
    )
    first, last = stored_days(compiled)
    return compile_pack(
        replace(compiled.pack, obligations=obligations),
        (first, date.fromordinal(last.toordinal() + 1)),
        recordable_facts=set(house.FACT_KINDS),
        recordable_attributes=set(house.RECORDED_ATTRIBUTES),
    )


class Whole:
    """The reference evaluator over everything there is."""

    def __init__(self) -> None:
        self.world = whole_world()
        self.facts = [KnownFact(*row) for row in tables.fetch(FACTS.format(where="1 = 1"))]
        self.used = dict(tables.fetch("SELECT subject_id, day FROM ledger_usage"))

    def rows(self, compiled: Compiled, key: str, on: date, since: date) -> set[Known]:
        first, last = to_day(since), to_day(on)
        rule = compiled.rule(key)
        needed = {rule.held, rule.holds, rule.during, *(need.role for need in rule.needs)}
        roles = [
            role if number in needed else RoleKey("", None, "") for number, role in enumerate(compiled.roles)
        ]
        alone = replace(compiled, rules=[rule], roles=roles)
        subjects = {
            number: being.kind for number, being in self.world.beings.items() if being.kind == rule.subject
        }
        rows = evaluate(alone, subjects, spells_of(alone, self.world, subjects), self.facts, last, below={})
        periods = {
            (rule.number, slot.start)
            for slot in rule.slots
            if max(slot.start, slot.base_start) <= last and slot.base_end > first
        }
        owed = ((row, self.used.get(row.subject)) for row in rows if row.exempt != NOT_APPLICABLE)
        excuses = excuses_by(last)
        return {
            known(
                row,
                rule.obligations[row.rank].id,
                excuses.status(row, rule, used),
                used,
            )
            for row, used in in_range(alone, owed, periods, first, last)
        }


def known(row: Row, obligation: str, label: str, used: int | None) -> Known:
    """All of a row but the numbers that one compilation gives."""
    return obligation, row.subject, row.label, label, used, (row.period, *row[5:])


def side(standings: Iterable) -> set[Known]:
    return {known(each.row, each.obligation.id, each.status, each.used) for each in standings if each}


def agree(compiled: Compiled, whole: Whole, settings: list[Setting], on: date, since: date) -> list[Trial]:
    """As it would be: by full evaluation. As it is: what pages read."""
    (changed,) = changed_rules(compiled, settings, on)
    found = trials(compiled, changed, on, since)
    expected = whole.rows(with_settings(compiled, changed), changed.rule.key, on, since)
    then = side(each.then for each in found)
    assert then == expected, (settings, on, sorted(then ^ expected)[:4])
    number = changed.rule.number
    stored = [each for each in stored_standing(compiled, on, since) if each.rule.number == number]
    assert side(each.now for each in found) == side(stored)
    assert len(found) == len({(each.either.row.subject, each.either.row.period) for each in found})
    return found


@pytest.mark.parametrize(("seed", "layers"), [(0, []), (1, []), (2, ["national"])])
def test_histories(seed: int, layers: list[str], settings: Any) -> None:
    """Whatever has been said, corrected and withdrawn; on any day; also where layers have changed duties."""
    settings.HONGZHU_LAYERS = layers
    random = Random(seed)
    for number in range(8):
        history = History(f"w{seed}{number}.", Random(seed * 1000 + number))
        for step in history.steps():
            history.play(step)
    compiled, whole = stored_pack(), Whole()
    days = [*asked_days(random, 4), makers.NOW.date().toordinal()]
    differing = set()
    for asked in every_setting(compiled, random):
        on = date.fromordinal(random.choice(days))
        found = agree(compiled, whole, asked, on, date(on.year, 1, 1))
        if side(each.now for each in found) != side(each.then for each in found):
            differing |= {(each.obligation, each.field) for each in asked}
    assert {("hours.member", "min"), ("hours.team", "min"), ("meeting.assembly", "grace_days")} <= differing


@pytest.mark.once
def test_a_demo_district() -> None:
    as_installed()
    assert demo_command.main(["--schools", "6", "--from", "2025-11-01", "--on", ON.isoformat()]) == 0
    count_rows()
    compiled, whole, random = stored_pack(), Whole(), Random(7)
    moved = 0
    for settings in every_setting(compiled, random):
        found = agree(compiled, whole, settings, ON, default_since(ON))
        moved += side(each.now for each in found) != side(each.then for each in found)
        counted_once(found, settings)
    assert moved > 20


def counted_once(found: list[Trial], settings: list[Setting]) -> None:
    """Everyone is in the whole once, and in every school it belongs to."""
    if not found:
        return
    subjects = {each.either.row.subject for each in found}
    seated = seats(found[0].either.rule.subject, subjects, ON)
    tallies = tallied(found, seated)
    sizes = [sum(sum(each.now.labels.values()) for each in tallies.everyone.values())]
    sizes += [
        sum(
            sum(each.now.labels.values()) for periods in tallies.schools.values() for each in periods.values()
        )
    ]
    there = [each.either.row.subject for each in found if each.now]
    assert sizes == [len(there), sum(len(seated[subject]) for subject in there)], settings


def test_numbers_by_hand() -> None:
    """Two members, 16 and 8 hours of 16; a secretary with 30 of 32."""
    makers.make_branch("D1", "S1")
    for code in ("P1", "P2", "P3"):
        makers.make_member(code, school="S1", org="D1")
    makers.make_post("P3", "D1")
    makers.make_training("T1", "P1", "P2", "P3")
    makers.make_training("T2", "P1", "P3", starts_on=date(2026, 4, 10))
    makers.make_training("T3", "P3", starts_on=date(2026, 5, 10), hours=140)
    on = date(2026, 11, 22)
    for settings, short, missing, newly in (
        ([("hours.member", "min", "16")], 2, 80 + 20, 0),
        ([("hours.member", "min", "24")], 3, 80 + 160 + 20, 1),
        ([("hours.member", "min", "8"), ("hours.team", "min", "30")], 0, 0, 0),
        ([("hours.team", "min", "8")], 1, 80, 0),
        ([("hours.member", "min", "8.5")], 2, 5 + 20, 0),
    ):
        tally = in_2026(settings, on)
        assert (tally.now.short, tally.now.missing) == (2, 100)
        assert (tally.then.short, tally.then.missing, tally.newly_short) == (short, missing, newly), settings
        assert tally.no_longer_short == max(0, 2 - short)


def in_2026(settings: list[tuple[str, str, str]], on: date):
    compiled = stored_pack()
    (changed,) = changed_rules(compiled, [Setting(*each) for each in settings], on)
    found = trials(compiled, changed, on, date(2026, 1, 1))
    return tallied(found, {each.either.row.subject: () for each in found}).everyone["2026"]


def labels(setting: tuple[str, str, str], on: date, since: date = date(2026, 1, 1)) -> list[str]:
    """As it would be, period by period."""
    (changed,) = changed_rules(stored_pack(), [Setting(*setting)], on)
    found = trials(stored_pack(), changed, on, since)
    return [each.then.status for each in sorted(found, key=lambda each: each.either.row.period) if each.then]


def test_a_longer_grace_makes_what_was_entered_late_in_time() -> None:
    makers.make_branch("D1", "S1")
    makers.make_meeting("M1", "D1", held_on=date(2026, 2, 3), entered_on=date(2026, 4, 20))
    makers.make_meeting("M2", "D1", held_on=date(2026, 5, 3), entered_on=date(2026, 7, 5))
    on = date(2026, 11, 22)
    assert labels(("meeting.assembly", "grace_days", "7"), on) == ["met_late", "met", "overdue", "open"]
    assert labels(("meeting.assembly", "grace_days", "4"), on) == ["met_late", "met_late", "overdue", "open"]
    assert labels(("meeting.assembly", "grace_days", "60"), on) == ["met", "met", "grace", "open"]


def test_on_a_past_day_only_what_was_known_then_is_in_time() -> None:
    """Two meetings of a quarter, both asked for; one entered in the shortened grace, one withdrawn since."""
    makers.make_branch("D1", "S1")
    makers.make_meeting("M1", "D1", held_on=date(2026, 5, 3), entered_on=date(2026, 7, 3))
    makers.make_meeting("M2", "D1", held_on=date(2026, 5, 4), entered_on=date(2026, 5, 4))
    Fact.objects.filter(source="meeting:M2").update(withdrawn=date(2026, 8, 1).toordinal())
    recompute(now=makers.NOW, today=makers.NOW.date().toordinal())
    for on, label in ((date(2026, 7, 31), "met"), (date(2026, 8, 1), "met_late")):
        assert labels(("meeting.assembly", "grace_days", "2"), on)[1] == label, on


def test_evidence_tied_to_a_role_counts_only_while_it_is_held(pack: Path) -> None:
    """Every member owes the training; it counts for whoever was secretary on the day."""
    duties = pack / "obligations-building.toml"
    text = duties.read_text(encoding="utf-8")
    spoilt = text.replace('when = "secretary"\nshape = "count"', 'when = "member"\nshape = "count"')
    assert spoilt != text
    duties.write_text(spoilt, encoding="utf-8")
    makers.make_branch("D1", "S1")
    makers.make_member("P1", school="S1", org="D1")
    makers.make_post("P1", "D1", from_on=date(2025, 3, 1), until_on=date(2025, 7, 1))
    for code, day in (("T1", date(2025, 3, 10)), ("T2", date(2025, 8, 10))):
        makers.make_training(code, "P1", starts_on=day, entered_on=date(2026, 2, 1))
    setting = ("secretary.training", "grace_days", "60")
    assert labels(setting, date(2026, 11, 22), date(2025, 1, 1))[0] == "met"
    (changed,) = changed_rules(stored_pack(), [Setting(*setting)], date(2026, 11, 22))
    found = trials(stored_pack(), changed, date(2026, 11, 22), date(2025, 1, 1))
    assert [
        (each.then.row.total, each.then.row.ontime) for each in found if each.then.row.label == "2025"
    ] == [(10, 10)]


def test_what_is_explained_is_not_called_short() -> None:
    makers.make_branch("D1", "S1")
    makers.make_member("P1", school="S1", org="D1")
    makers.make_training("T1", "P1")
    makers.make_training("T2", "P1", starts_on=date(2026, 4, 10))
    words = {"subject_kind": "person", "accepted_by": "D1", "accepted_on": date(2026, 10, 1)}
    makers.make_justification("hours.member", "P1", "2026", **words)
    tally = in_2026([("hours.member", "min", "24")], date(2026, 11, 22))
    assert (tally.now.labels, tally.then.labels) == ({"met": 1}, {"explained": 1})
    assert (tally.then.short, tally.then.missing, tally.newly_short) == (0, 0, 0)


def test_it_reads_only() -> None:
    makers.make_branch("D1", "S1")
    makers.make_member("P1", school="S1", org="D1")
    makers.make_meeting("M1", "D1", entered_on=date(2026, 5, 20))
    compiled, on = stored_pack(), date(2026, 11, 22)
    before = everything()
    with CaptureQueriesContext(connection) as asked:
        for settings in every_setting(compiled, Random(1)):
            (changed,) = changed_rules(compiled, settings, on)
            found = trials(compiled, changed, on, date(2026, 1, 1))
            seats(changed.rule.subject, {each.either.row.subject for each in found}, on)
    assert len(asked) > 50
    assert {query["sql"].split()[0] for query in asked} <= {"SELECT", "WITH"}
    assert everything() == before


def everything() -> dict[str, int]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return {name: tables.fetch(f"SELECT COUNT(*) FROM {name}")[0][0] for name in names}


@pytest.mark.once
def test_as_many_queries_for_many_as_for_few() -> None:
    def queries(settings: list[tuple[str, str, str]]) -> int:
        compiled = stored_pack()
        (changed,) = changed_rules(compiled, [Setting(*each) for each in settings], date(2026, 11, 22))
        with CaptureQueriesContext(connection) as asked:
            found = trials(compiled, changed, date(2026, 11, 22), date(2026, 1, 1))
            seats(changed.rule.subject, {each.either.row.subject for each in found}, date(2026, 11, 22))
        return len(asked)

    def grow(code: str, size: int) -> None:
        for number in range(size):
            makers.make_member(f"{code}{number}", school="S1", org="D1")

    asked = (
        [("hours.member", "min", "24")],
        [("staff.talk", "min", "2")],
        [("setup.own", "settle_days", "1")],
    )
    makers.make_branch("D1", "S1")
    grow("P", 3)
    few = [queries([*each]) for each in asked]
    grow("Q", 20)
    assert [queries([*each]) for each in asked] == few
    assert max(few) <= 10
