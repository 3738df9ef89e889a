"""A changed pack, a new school year, a damaged row: recomputing changes exactly what it should, and counts it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hongzhu.ledger import in_force, tables
from hongzhu.ledger.explaining import explanations
from hongzhu.ledger.models import PackInForce, Row, RowEvent
from hongzhu.ledger.posting import posting
from hongzhu.ledger.recomputing import recompute
from hongzhu.ledger.storing import COLUMNS, Difference
from hongzhu.policy.days import to_day
from tests.ledger.places import NOW, Place, at, label, lines, make_place, record, say_member, say_post
from tests.policy.small_pack import spoil

pytestmark = pytest.mark.django_db

TODAY = to_day(NOW.date())
JULY = to_day(date(2026, 7, 1))
Rows = dict[tuple[str, int, int], tuple[Any, ...]]


@pytest.fixture
def place(pack: Path) -> Place:
    """Three people; the third joined in July 2026, the fourth became secretary of the branch then."""
    place = make_place(people=2)
    with posting(now=NOW) as p:
        place.people.append(say_member(p, place, "P3", since=JULY))
        place.people.append(say_member(p, place, "P4"))
        say_post(p, place, place.people[3], "post:2", since=JULY)
    record(
        "meeting:M1",
        ("meeting.assembly", place.branch, date(2026, 3, 10)),
        ("training.secretary", place.secretary, date(2026, 3, 10)),
        *(("training.hours", person, date(2026, 3, 10), date(2026, 3, 10), 160) for person in place.people),
    )
    return place


def again() -> Difference:
    return recompute(now=NOW, today=TODAY)


def rows() -> Rows:
    """(duty or stack, subject, period) → everything else that is stored of the row."""
    names = dict(tables.fetch("SELECT number, key FROM ledger_ruleinforce"))
    found = tables.fetch(f"SELECT {COLUMNS} FROM ledger_row")
    return {(names[rule], subject, period): tuple(rest) for rule, subject, period, *rest in found}


def changed(before: Rows, after: Rows) -> set[tuple[str, int, int]]:
    return {key for key in before.keys() & after.keys() if before[key] != after[key]}


NEED = 3


def test_nothing_changed_nothing_differs(place: Place) -> None:
    assert again() == Difference(0, 0, 0)


def test_sixteen_hours_become_twenty_four(place: Place, pack: Path) -> None:
    """Every hours row that members' days weigh in, and no other row."""
    before = rows()
    spoil(pack, "pack.toml", "value = 16,", "value = 24,")
    found = again()
    after = rows()
    differ = changed(before, after)
    assert found == Difference(0, len(differ), 0)
    assert before.keys() == after.keys()
    secretary, member, newcomer, successor = place.people
    assert differ == {key for key in before if key[0] == "hours" and before[key][NEED] not in (320,)}
    for person, year, old, new in (
        (member, 2026, 160, 240),
        (newcomer, 2026, 85, 125),  # 184 of 365 days: 8.07 and 12.10 hours
        (successor, 2026, 245, 285),  # 181 days as a member, 184 as secretary: 24.07 and 28.03 hours
        (successor, 2027, 320, 320),
        (secretary, 2026, 320, 320),
    ):
        key = ("hours", person, to_day(date(year, 1, 1)))
        assert (before[key][NEED], after[key][NEED]) == (old, new)
    assert again() == Difference(0, 0, 0)


def test_a_value_from_a_day_on_leaves_earlier_years_alone(place: Place, pack: Path) -> None:
    before = rows()
    spoil(
        pack,
        "pack.toml",
        'value = 16, reference = "二(四)10" }',
        "value = 16 }, { from = 2027-01-01, value = 24 }",
    )
    found = again()
    differ = changed(before, rows())
    assert {(key[0], key[2] >= to_day(date(2027, 1, 1))) for key in differ} == {("hours", True)}
    assert found == Difference(0, len(differ), 0)


def test_the_label_follows_and_is_noted(place: Place, pack: Path) -> None:
    """Met with 16 hours; with 24 no longer."""
    assert label(NOW.date(), "hours.member", place.member, "2026") == "met"
    RowEvent.objects.all().delete()
    spoil(pack, "pack.toml", "value = 16,", "value = 24,")
    again()
    assert label(NOW.date(), "hours.member", place.member, "2026") == "at_risk"
    events = RowEvent.objects.filter(subject=place.member, period=to_day(date(2026, 1, 1)))
    assert list(events.values_list("duty", "before", "after")) == [("hours", "met", "at_risk")]


NEW_DUTY = """
[[obligation]]
id = "new.duty"
title = "新义务"
clause = "二(三)9"
quote = "坚持三会一课制度"
subject = "person"
when = "full and any(branch)"
shape = "count"
evidence = ["meeting.theme-day"]
period = "half"
modality = "must"
settled_by = "做一次。"

"""


def test_a_new_duty_adds_its_rows_only(place: Place, pack: Path) -> None:
    """Placed first, so that every rule and many a role gets another number."""
    before = rows()
    path = pack / "obligations-building.toml"
    path.write_text(NEW_DUTY + path.read_text(encoding="utf-8"), encoding="utf-8")
    found = again()
    after = rows()
    assert {key: value for key, value in after.items() if key[0] != "new.duty"} == before
    added = len(after) - len(before)
    assert found == Difference(added, 0, 0)
    assert {key[1] for key in after if key[0] == "new.duty"} == set(place.people)


def without(pack: Path, file: str, duty: str) -> None:
    """Take one duty out of a file."""
    path = pack / file
    head, mark, rest = path.read_text(encoding="utf-8").partition(f'[[obligation]]\nid = "{duty}"\n')
    assert mark
    tail = rest.partition("[[obligation]]")
    path.write_text(head + tail[1] + tail[2], encoding="utf-8")


def test_a_duty_that_is_gone_takes_its_rows_along(place: Place, pack: Path) -> None:
    before = rows()
    without(pack, "obligations-building.toml", "meeting.assembly")
    found = again()
    after = rows()
    assert after == {key: value for key, value in before.items() if key[0] != "meeting.assembly"}
    assert found == Difference(0, 0, len(before) - len(after))
    assert again() == Difference(0, 0, 0)


def test_one_duty_of_a_stack_gone(place: Place, pack: Path) -> None:
    """The secretary's hours are no longer asked for; the days as a member still are."""
    without(pack, "obligations-members.toml", "hours.team")
    again()
    after = rows()
    successor = after["hours", place.people[3], to_day(date(2026, 1, 1))]
    assert (successor[NEED], successor[1]) == (80, 0)  # 16 hours × 181 of 365 days = 7.93
    assert not [key for key in after if key[0] == "hours" and key[1] == place.secretary]
    assert again() == Difference(0, 0, 0)


def test_a_duty_that_can_no_longer_be_recorded_has_no_rows(place: Place, pack: Path) -> None:
    """Its rows are not kept, so none may be left over."""
    spoil(pack, "obligations-building.toml", 'evidence = ["meeting.assembly"]', 'evidence = ["care.visit"]')
    gone = sum(key[0] == "meeting.assembly" for key in rows())
    assert gone
    assert again() == Difference(0, 0, gone)
    assert not [key for key in rows() if key[0] == "meeting.assembly"]
    assert label(NOW.date(), "meeting.assembly", place.branch, "2026Q3") == "unknown"


def test_another_period(place: Place, pack: Path) -> None:
    spoil(
        pack,
        "obligations-members.toml",
        'evidence = ["meeting.theme-day"]\nperiod = "month"',
        'evidence = ["meeting.theme-day"]\nperiod = "half"',
    )
    before = {key for key in rows() if key[0] == "theme.activity"}
    again()
    after = {key: value[0] for key, value in rows().items() if key[0] == "theme.activity"}
    assert 0 < len(after) < len(before)
    assert all("H" in name for name in after.values())
    assert again() == Difference(0, 0, 0)


def test_a_new_version_of_the_same_rules(place: Place, pack: Path) -> None:
    spoil(pack, "pack.toml", 'version = "1.0.0"', 'version = "1.0.1"')
    assert again() == Difference(0, 0, 0)
    assert PackInForce.objects.get().version == "1.0.1"


def test_a_save_after_the_pack_changed_recomputes(place: Place, pack: Path) -> None:
    spoil(pack, "pack.toml", "value = 16,", "value = 24,")
    record("meeting:M2", ("meeting.lecture", place.branch, date(2026, 10, 9)))
    assert rows()["hours", place.member, to_day(date(2026, 1, 1))][NEED] == 240
    assert again() == Difference(0, 0, 0)


def test_standing_is_right_before_anybody_recomputes(place: Place, pack: Path) -> None:
    """Evidence too, although roles have other numbers now."""
    path = pack / "obligations-building.toml"
    path.write_text(NEW_DUTY + path.read_text(encoding="utf-8"), encoding="utf-8")
    spoil(pack, "pack.toml", "value = 16,", "value = 24,")
    (hours,) = [each for each in lines(NOW.date(), "hours.member", place.member) if each.row.label == "2026"]
    assert (hours.row.need, hours.status) == (240, "at_risk")
    successor = place.people[3]
    (mixed,) = [each for each in lines(NOW.date(), "hours.team", successor) if each.row.label == "2026"]
    (why,) = explanations([mixed], NOW.date(), pack=in_force.pack_in_force())
    assert "（24×181天＋32×184天）÷365天≈28.03" in why.steps[1]
    (training,) = [
        each for each in lines(NOW.date(), "secretary.training", place.secretary) if each.row.label == "2026"
    ]
    assert (training.status, training.evidence) == ("met", ("meeting:M1",))


def test_a_new_school_year_extends_the_window(place: Place) -> None:
    first = PackInForce.objects.get()
    assert (first.window_from, first.window_until) == (to_day(date(2024, 9, 1)), to_day(date(2028, 9, 1)))
    before = rows()
    record("meeting:M2", ("meeting.assembly", place.branch, date(2027, 9, 2)), now=at(2027, 9, 2))
    then = PackInForce.objects.get()
    assert (then.window_from, then.window_until) == (to_day(date(2024, 9, 1)), to_day(date(2029, 9, 1)))
    after = rows()
    assert before.keys() < after.keys()
    assert changed(before, after) == {("meeting.assembly", place.branch, to_day(date(2027, 7, 1)))}
    assert label(date(2027, 9, 30), "meeting.assembly", place.branch, "2027Q3") == "met"
    assert recompute(now=at(2027, 9, 2), today=to_day(date(2027, 9, 2))).total == 0


def test_the_window_only_grows(place: Place) -> None:
    """Whoever recomputes with an old clock, or asks for rows further back, gets more and loses none."""
    before, window = rows(), PackInForce.objects.get()
    for asked in ({"today": to_day(date(2025, 1, 1))}, {"today": TODAY, "since": date(2020, 9, 1)}):
        found, after = recompute(now=NOW, **asked), rows()
        assert found == Difference(len(after) - len(before), 0, 0)
        assert before.items() < after.items()
        before = after
    then = PackInForce.objects.get()
    assert (then.window_from, then.window_until) == (to_day(date(2020, 9, 1)), window.window_until)
    assert again() == Difference(0, 0, 0)


def test_damage_is_found_counted_and_put_right(place: Place) -> None:
    before = rows()
    some = list(Row.objects.filter(subject=place.branch).values_list("id", flat=True)[:3])
    Row.objects.filter(id=some[0]).update(total=770)
    Row.objects.filter(id=some[1]).delete()
    number = next(rule.number for rule in in_force.stored()[1].rules if rule.key == "hours")
    Row.objects.create(
        rule=number, subject_id=place.branch, period=1, label="假", rank=0, until_day=9, need=0, total=0,
        ontime=0, due=0, overdue=0, exempt=0, latest=0,
    )  # fmt: skip
    assert again() == Difference(added=1, changed=1, removed=1)
    assert rows() == before


def test_damaged_spells_and_usage_are_put_right(place: Place) -> None:
    before = rows()
    tables.change("DELETE FROM ledger_spell WHERE subject_id = %s", [(place.branch,)])
    tables.change("UPDATE ledger_usage SET day = %s WHERE subject_id = %s", [(TODAY, place.branch)])
    assert label(date(2026, 10, 20), "meeting.assembly", place.branch, "2026Q3") == ""
    assert again().total == 0
    assert rows() == before
    assert label(date(2026, 10, 20), "meeting.assembly", place.branch, "2026Q3") == "overdue"
