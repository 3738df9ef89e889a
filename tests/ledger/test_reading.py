"""What a question gets: which periods, whose, with which evidence; the same by either way; JSON as DESIGN says."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hongzhu.commands.standing import main
from hongzhu.ledger import in_force, reading
from hongzhu.ledger.explaining import explanations
from hongzhu.ledger.posting import LinkRow, posting
from hongzhu.ledger.reading import default_since, subjects_under
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.vocabulary import STATUSES
from tests.ledger.places import LONG_AGO, NOW, Place, captured, lines, make_place, record, say_member, writes

pytestmark = pytest.mark.django_db

ON = NOW.date()
MARCH = date(2026, 3, 10)
PACK = in_force.district_pack()


@pytest.fixture
def place() -> Place:
    """One meeting a year of an old branch, its hours, an election, a talk."""
    found = make_place()
    for year in (2018, 2024, 2025, 2026):
        day = date(year, 3, 10)
        hours = [("training.hours", person, day, day, 85) for person in found.people]
        record(
            f"meeting:M{year}", ("meeting.assembly", found.branch, day), ("record", found.branch, day), *hours
        )
    record("term:D1:2024-06-30", ("election", found.branch, date(2024, 6, 30), date(2024, 6, 30), 36))
    record("talk:1", ("talk", found.member, MARCH))
    record("training:T1", ("training.secretary", found.secretary, MARCH))
    return found


def labels(obligation: str, subject: int, on: date = ON, **words: Any) -> list[str]:
    return [each.row.label for each in lines(on, obligation, subject, **words)]


QUARTERS = [f"{year}Q{quarter}" for year in (2025, 2026) for quarter in (1, 2, 3, 4)]


def test_the_default_is_the_previous_calendar_year_to_the_day(place: Place) -> None:
    assert default_since(ON) == date(2025, 1, 1)
    assert labels("meeting.assembly", place.branch) == QUARTERS
    assert labels("meeting.assembly", place.branch, on=date(2026, 6, 30)) == QUARTERS[:6]
    assert labels("hours.member", place.member) == ["2025", "2026"]
    assert labels("staff.study", place.school)[::22] == ["2025-01", "2026-11"]


def test_the_school_years_it_touches(place: Place) -> None:
    assert labels("staff.talk", place.member) == ["2024学年", "2025学年", "2026学年"]
    assert labels("staff.talk", place.member, on=date(2026, 8, 31)) == ["2024学年", "2025学年"]


def test_a_window_is_shown_once_it_has_begun(place: Place) -> None:
    """书记述职: from December; it belongs to the year that ends."""
    assert labels("secretary.appraisal", place.secretary, on=date(2026, 11, 30)) == ["2025"]
    assert labels("secretary.appraisal", place.secretary, on=date(2026, 12, 1)) == ["2025", "2026"]
    assert labels("secretary.appraisal", place.secretary, on=date(2027, 2, 1)) == ["2026"]


def test_terms_and_states_are_always_there(place: Place) -> None:
    assert labels("term.election", place.branch) == ["2024-06-30"]
    (state,) = lines(ON, "setup.own", place.school)
    assert (state.row.label, state.row.need, state.row.total, state.status) == ("", 10, 10, "met")


def test_another_beginning(place: Place) -> None:
    assert labels("meeting.assembly", place.branch, since=date(2026, 8, 1)) == ["2026Q3", "2026Q4"]
    assert labels("hours.member", place.member, since=date(2026, 8, 1)) == ["2026"]
    assert labels("meeting.assembly", place.branch, since=date(2017, 1, 1))[0] == "2017Q4", (
        "in force since 29 August 2017"
    )


def test_what_does_not_apply_is_asked_for(place: Place) -> None:
    with posting(now=NOW) as p:
        newcomer = say_member(p, place, "P9", since=to_day(date(2026, 7, 1)))
    assert labels("staff.talk", newcomer) == ["2026学年"]
    every = lines(ON, "staff.talk", newcomer, everything=True)
    assert [(each.row.label, each.status) for each in every] == [
        ("2025学年", "not_applicable"),
        ("2026学年", "open"),
    ]


def test_one_subject_or_all(place: Place) -> None:
    one = lines(ON, subject=place.branch)
    everyone = lines(ON)
    assert [each for each in everyone if each.subject_code == "D1"] == one
    kinds = [each.subject_kind for each in everyone]
    assert list(dict.fromkeys(kinds)) == ["district", "org", "group", "school", "person"]


def test_evidence_in_the_order_of_days(place: Place) -> None:
    def evidence(obligation: str, subject: int, label: str) -> tuple[str, ...]:
        (line,) = [each for each in lines(ON, obligation, subject) if each.row.label == label]
        return line.evidence

    record("meeting:M9", ("training.hours", place.member, date(2026, 1, 5), date(2026, 1, 5), 10))
    record(
        "meeting:M8",
        ("training.hours", place.member, MARCH, MARCH, 10),
        ("training.hours", place.member, MARCH, MARCH, 5),
    )
    assert evidence("hours.member", place.member, "2026") == ("meeting:M9", "meeting:M2026", "meeting:M8")
    assert evidence("meeting.assembly", place.branch, "2026Q1") == ("meeting:M2026",)
    assert evidence("meeting.assembly", place.branch, "2026Q2") == ()
    assert evidence("staff.talk", place.member, "2025学年") == ("talk:1",)
    assert evidence("secretary.training", place.secretary, "2026") == ("training:T1",)


def test_evidence_tied_to_a_post_counts_on_its_days_only(place: Place) -> None:
    record("training:T2", ("training.secretary", place.secretary, date(2026, 9, 10)))
    until = to_day(date(2026, 8, 1))
    with posting(now=NOW) as p:
        p.links("post:1", [LinkRow("post.secretary", place.secretary, place.branch, LONG_AGO, until)])
    (line,) = [each for each in lines(ON, "secretary.training", place.secretary) if each.row.label == "2026"]
    assert (line.row.total, line.evidence) == (10, ("training:T1",))


def test_an_election_is_evidence_of_the_term_it_ends(place: Place) -> None:
    record("term:D1:2026-09-01", ("election", place.branch, date(2026, 9, 1), date(2026, 9, 1), 36))
    first, second = lines(ON, "term.election", place.branch)
    assert (first.status, first.evidence) == ("met", ("term:D1:2026-09-01",))
    assert (second.status, second.evidence) == ("open", ())


def test_explanations_come_in_the_order_of_the_lines(place: Place) -> None:
    """And take as many queries for all as for one."""
    few, many = lines(ON, "meeting.assembly", place.branch)[:1], lines(ON)
    with captured() as for_few:
        explanations(few, ON, pack=PACK)
    with captured() as for_many:
        found = explanations(many, ON, pack=PACK)
    assert len(for_few) == len(for_many)
    assert [each.steps[0].partition("：")[2] for each in found] == [
        f"“{each.obligation.quote}”。" for each in many
    ]
    assert all(each.steps[-1].endswith("。") for each in found)


def test_reading_writes_nothing(place: Place) -> None:
    with captured() as queries:
        explanations(lines(ON), ON, pack=PACK)
    assert writes(queries) == []


def test_a_day_before_the_stored_rows_is_judged_by_the_reference(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise AssertionError("the statement knows nothing of these days")

    monkeypatch.setattr(reading, "evaluate", fail)
    found = lines(date(2018, 6, 30), "meeting.assembly", place.branch)
    assert [(each.row.label, each.status) for each in found] == [
        ("2017Q4", "unknown"),
        ("2018Q1", "met"),
        ("2018Q2", "at_risk"),
    ]
    assert found[1].evidence == ("meeting:M2018",)


def test_a_day_after_the_stored_rows(place: Place) -> None:
    found = lines(date(2031, 5, 20), "meeting.assembly", place.branch, since=date(2031, 1, 1))
    assert [(each.row.label, each.status) for each in found] == [("2031Q1", "overdue"), ("2031Q2", "open")]


@pytest.mark.parametrize(
    "on", [date(2025, 9, 1), date(2026, 3, 31), ON, date(2027, 9, 30), date(2028, 2, 29)]
)
def test_both_ways_agree_where_both_can_answer(
    place: Place, on: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> list[tuple[Any, ...]]:
        found = lines(on, everything=True)
        told = explanations(found, on, pack=PACK)
        return [
            (
                each.rule.key,
                each.obligation.id,
                each.row._replace(rule=0),
                each.status,
                each.used,
                each.evidence,
                why,
            )
            for each, why in zip(found, told, strict=True)
        ]

    by_statement = asked()
    monkeypatch.setattr(in_force, "stored", lambda: (in_force.pack_in_force(), None))
    assert asked() == by_statement
    assert len(by_statement) > 50


def test_before_anything_was_ever_said(newly_installed: None) -> None:
    assert lines(ON) == []
    assert main(["--on", "2026-11-22"]) == 0


def test_everybody_an_organisation_sees(place: Place) -> None:
    """Itself, its groups, its schools, their organisations, members and staff; by a school the same."""
    elsewhere = make_place("x")
    with posting(now=NOW) as p:
        guest = p.subject("person", "P9")
        p.links("person:P9", [LinkRow("group", guest, place.group, 1, FOREVER)])
    mine = {place.school, place.branch, place.group, *place.people, guest}
    assert subjects_under("org", "D1") == mine
    assert subjects_under("school", "S1") == mine
    assert subjects_under("org", "S1") is None
    assert elsewhere.school not in mine


KEYS = {
    "pack": str, "layer": int, "clause": str, "obligation": str, "title": str, "subject_kind": str,
    "subject_code": str, "period": str, "need": (int, float), "actual": (int, float), "unit": str, "status": str,
    "due_on": (str, type(None)), "overdue_on": (str, type(None)), "assumed": list, "confirmed": bool, "evidence": list,
}  # fmt: skip


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> list[dict[str, Any]]:
    assert main(["--on", "2026-11-22", "--format", "json", *argv]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_keys_and_types(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys)
    assert len(found) == len(lines(ON))
    for each in found:
        assert list(each) == list(KEYS)
        for key, kind in KEYS.items():
            assert isinstance(each[key], kind), (key, each[key])
        assert not isinstance(each["need"], bool)
        assert each["status"] in STATUSES
        assert all(isinstance(name, str) for name in each["assumed"] + each["evidence"])
        for key in ("due_on", "overdue_on"):
            assert each[key] is None or date.fromisoformat(each[key])


def test_json_of_one_row(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "--obligation", "hours.member", "--org", "D1")
    (row,) = [each for each in found if each["subject_code"] == "P2" and each["period"] == "2026"]
    assert row == {
        "pack": "dongchang-2017", "layer": 30, "clause": "二(四)10", "obligation": "hours.member",
        "title": "党员集中学习培训学时", "subject_kind": "person", "subject_code": "P2", "period": "2026",
        "need": 16, "actual": 8.5, "unit": "学时", "status": "at_risk", "due_on": "2026-12-31",
        "overdue_on": "2027-02-01", "assumed": ["exempt", "grace_days", "partial", "exempt_when", "when"],
        "confirmed": True, "evidence": ["meeting:M2026"],
    }  # fmt: skip


def test_days_that_do_not_exist_are_null(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with posting(now=NOW) as p:
        p.exists(p.subject("org", "D2"), 1, FOREVER)
        p.attribute(p.subject("org", "D2"), "kind", [("branch", 1, FOREVER)])
    (row,) = printed(capsys, "--obligation", "term.election", "--org", "D2")
    assert (row["status"], row["period"], row["due_on"], row["overdue_on"]) == ("unknown", "", None, None)


def test_what_is_to_be_confirmed(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Fine print 20: while the number or the period is assumed."""
    found = {each["obligation"]: each["confirmed"] for each in printed(capsys)}
    assert (found["meeting.assembly"], found["meeting.lecture"], found["life.org"]) == (True, False, False)


def test_all_from_and_other_words(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with posting(now=NOW) as p:
        say_member(p, place, "P9", since=to_day(date(2026, 7, 1)))
    plain, every = printed(capsys), printed(capsys, "--all")
    extra = [each for each in every if each not in plain]
    assert extra
    assert {each["status"] for each in extra} == {"not_applicable"}
    later = printed(capsys, "--from", "2026-10-01", "--obligation", "meeting.assembly")
    assert [each["period"] for each in later] == ["2026Q4"]


def test_csv_has_the_same_columns(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["--on", "2026-11-22", "--format", "csv", "--org", "D1", "--obligation", "meeting.assembly"])
        == 0
    )
    head, first, *_rest = csv.reader(io.StringIO(capsys.readouterr().out))
    assert head == list(KEYS)
    assert dict(zip(head, first, strict=True))["period"] == "2025Q1"


def test_the_table_of_a_branch_says_why(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--on", "2026-11-22", "--org", "D1", "--obligation", "meeting.assembly"]) == 0
    page = capsys.readouterr().out
    assert "支部党员大会" in page
    assert "所以是过期。" in page
    assert "怎么办：" in page


WRONG = [
    (["--org", "没有"], 1),
    (["--obligation", "no.such"], 1),
    (["--on", "2026-02-30"], 2),
    (["--on", "9999-12-31"], 2),
    (["--from", "0001-01-01"], 2),
    (["--format", "xml"], 2),
    (["--nonsense"], 2),
]


@pytest.mark.parametrize(("argv", "code"), WRONG)
def test_exit_codes(place: Place, argv: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    if code == 2:
        with pytest.raises(SystemExit) as caught:
            main(argv)
        assert caught.value.code == 2
    else:
        assert main(argv) == 1
    assert capsys.readouterr().err


def test_the_pack_of_the_tests_is_the_shipped_one(settings: Any) -> None:
    assert Path(in_force.pack_in_force().folder) == settings.PACKS_DIR / settings.HONGZHU_PACK


def test_every_duty_of_the_pack_is_computed_or_waits_for_a_room(place: Place) -> None:
    """No duty is silently left out: it has a rule that some room can feed, or says what is missing."""
    compiled = in_force.compiled_for(in_force.pack_in_force(), in_force.window_on(NOW.date()))
    judged = {duty.id for rule in compiled.rules if not rule.missing for duty in rule.obligations}
    waiting = {duty.id for rule in compiled.rules if rule.missing for duty in rule.obligations}
    assert judged | waiting == {duty.id for duty in compiled.pack.obligations}
    assert len(judged) == 25
    assert not judged & waiting
