"""说明, 判断有误, 免计: submitted, answered, taken back; what a status becomes of each."""

from datetime import date, datetime

import pytest

from hongzhu.accounts.actor import Actor
from hongzhu.audit.models import Event
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Subject
from hongzhu.ledger.reading import Question, standing
from hongzhu.obligations.actions import (
    answer_justification,
    answer_objection,
    approve_waiver,
    file_objection,
    revoke_waiver,
    submit_justification,
    withdraw_justification,
    withdraw_objection,
)
from hongzhu.obligations.models import Justification, Objection, Waiver
from hongzhu.orgs.models import PartyOrg
from tests.makers import BY, NOW, make_branch, make_meeting, make_member, make_org

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
"""the day of NOW in Shanghai"""


@pytest.fixture(autouse=True)
def branch() -> None:
    make_org("C1", kind="committee")
    make_branch("D1", "S1", led_by="C1", has_committee=True)
    make_member("P1", org="D1", school="S1")
    make_meeting("M1", "D1", "meeting.committee", held_on=date(2026, 3, 3))


def org() -> PartyOrg:
    return PartyOrg.objects.everything("test").get(code="C1")


def subject(kind: str = "org", code: str = "D1") -> Subject:
    return Subject.objects.get(kind=kind, code=code)


def status(obligation: str, period: str, on: date = TODAY, code: str = "D1") -> str:
    """The label on a day, as `./run standing` says it."""
    (line,) = [
        each
        for each in standing(Question(on, date(2026, 1, 1), obligation=obligation))
        if each.row.label == period and each.subject_code == code
    ]
    return line.status


def submit(period: str = "2026-05", obligation: str = "meeting.committee", **words) -> Justification:
    given = {"reason": "委员都在外培训", "by": BY, "now": NOW} | words
    return submit_justification(obligation=obligation, subject=subject(), period=period, **given)


def answer(row: Justification, *, is_accepted: bool, words: str = "", by=BY) -> Justification:
    return answer_justification(row, is_accepted=is_accepted, answer=words, org=org(), by=by, now=NOW)


def verbs(stream: str = "org:D1") -> list[str]:
    found = Event.objects.filter(stream=stream).order_by("seq").values_list("verb", flat=True)
    return [verb for verb in found if verb.partition(".")[0] in ("justification", "objection", "waiver")]


def test_a_reason_counts_once_it_is_accepted() -> None:
    row = submit()
    assert (row.filed_on, row.is_waiting) == (TODAY, True)
    assert status("meeting.committee", "2026-05") == "overdue"
    answered = answer(row, is_accepted=True)
    assert (answered.accepted_by, answered.accepted_on) == (org(), TODAY)
    assert status("meeting.committee", "2026-05") == "explained"
    assert status("meeting.committee", "2026-05", date(2026, 11, 21)) == "overdue"
    assert status("meeting.committee", "2026-06") == "overdue"
    assert verbs() == ["justification.recorded", "justification.accepted"]
    assert "委员都在外培训" not in str(list(Event.objects.values_list("payloads__body", flat=True)))


def test_a_refusal_has_its_reason_and_leaves_everything_as_it_was() -> None:
    row = submit()
    with pytest.raises(Refused, match="不认可要写明原因"):
        answer(row, is_accepted=False, words=" ")
    assert answer(row, is_accepted=False, words="当月有两周可以开").refused_on == TODAY
    assert status("meeting.committee", "2026-05") == "overdue"
    again = submit(reason="那两周书记住院，由上级代管")
    assert (again.pk, again.is_waiting, again.answer) == (row.pk, True, "当月有两周可以开")
    answer(again, is_accepted=True)
    assert status("meeting.committee", "2026-05") == "explained"
    with pytest.raises(Refused, match="已经提交过"):
        submit()


def test_what_nobody_has_answered_may_be_taken_back() -> None:
    row = submit()
    withdraw_justification(row, by=BY, now=NOW)
    assert not Justification.objects.everything("test").get().is_waiting
    for act in (lambda: answer(row, is_accepted=True), lambda: withdraw_justification(row, by=BY, now=NOW)):
        with pytest.raises(Refused, match="请刷新页面"):
            act()
    assert submit(reason="又有了新情况").is_waiting


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ({"obligation": "life.org", "period": "2026"}, "“必须”“要”"),
        ({"obligation": "meeting.picnic"}, "重新点开"),
        ({"obligation": "staff.study"}, "重新点开"),
        ({"period": "去年"}, "重新点开"),
        ({"reason": "  "}, "请写明"),
    ],
)
def test_nonsense_is_refused(words: dict, match: str) -> None:
    with pytest.raises(Refused, match=match):
        submit(**words)
    assert not Justification.objects.everything("test").exists()


def test_nobody_answers_what_he_submitted() -> None:
    me = Actor(user_id=7, name="王建军", label="王建军")
    row = submit(by=me)
    with pytest.raises(Refused, match="由别人答复"):
        answer(row, is_accepted=True, by=me)
    objection = object_to(by=me)
    with pytest.raises(Refused, match="由别人答复"):
        answer_objection(objection, answered_as="stands", answer="没有", org=org(), by=me, now=NOW)


def object_to(period: str = "2026-05", **words) -> Objection:
    given = {"about": "record", "words": "5月12日开过，没有算进去", "by": BY, "now": NOW} | words
    return file_objection(obligation="meeting.committee", subject=subject(), period=period, **given)


def test_an_objection_is_to_be_answered_within_the_districts_days_and_changes_no_status() -> None:
    row = object_to()
    assert (row.filed_on, row.due_on) == (TODAY, date(2026, 12, 7))
    with pytest.raises(Refused, match="还在等答复"):
        object_to()
    with pytest.raises(Refused, match="请写明改了什么"):
        answer_objection(row, answered_as="amended", answer="", org=org(), by=BY, now=NOW)
    with pytest.raises(Refused, match="处理结果"):
        answer_objection(row, answered_as="maybe", answer="改了", org=org(), by=BY, now=NOW)
    found = answer_objection(row, answered_as="amended", answer="补记了M2", org=org(), by=BY, now=NOW)
    assert (found.answered_on, found.is_waiting) == (TODAY, False)
    assert status("meeting.committee", "2026-05") == "overdue"
    with pytest.raises(Refused, match="请刷新页面"):
        withdraw_objection(row, by=BY, now=NOW)
    withdraw_objection(object_to(), by=BY, now=NOW)
    assert verbs() == [
        *("objection.recorded", "objection.answered"),
        *("objection.recorded", "objection.withdrawn"),
    ]


@pytest.mark.parametrize(
    "words", [{"about": "feeling"}, {"words": " "}, {"period": "一个特别特别长的、不是期间的期间"}]
)
def test_an_objection_says_what_is_wrong(words: dict) -> None:
    with pytest.raises(Refused):
        object_to(**words)
    assert not Objection.objects.everything("test").exists()


def waive(**words) -> Waiver:
    given = {
        "obligation": "staff.study",
        "subject": subject("school", "S1"),
        "kind": "reorganised",
        "basis": "",
        "periods": ("2026-04", "2026-06"),
        "org": org(),
        "by": BY,
        "now": NOW,
    } | words
    return approve_waiver(**given)


def test_an_exemption_frees_from_a_must_until_it_is_taken_back() -> None:
    row = waive()
    assert (row.starts_on, row.ends_on) == (date(2026, 4, 1), date(2026, 6, 30))
    found = [status("staff.study", f"2026-{month:02}", code="S1") for month in range(3, 8)]
    assert found == ["overdue", "exempt", "exempt", "exempt", "overdue"]
    with pytest.raises(Refused, match="请写明为什么撤销"):
        revoke_waiver(row, reason="", by=BY, now=NOW)
    revoke_waiver(row, reason="批错了单位", by=BY, now=NOW)
    assert status("staff.study", "2026-04", code="S1") == "overdue"
    with pytest.raises(Refused, match="请刷新页面"):
        revoke_waiver(row, reason="再撤一次", by=BY, now=NOW)
    assert verbs("school:S1") == ["waiver.recorded", "waiver.revoked"]


def test_a_member_on_long_sick_leave_owes_no_hours() -> None:
    words = {"obligation": "hours.member", "subject": subject("person", "P1"), "kind": "illness-long"}
    waive(**words, periods=("2026", "2026"))
    assert status("hours.member", "2026", code="P1") == "exempt"
    assert Event.objects.filter(stream="org:D1", verb="waiver.recorded").exists()


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ({"kind": "lazy"}, "免计的原因"),
        ({"periods": ("2026-05", "2026-04")}, "早于"),
        ({"periods": ("2026", "2026-04")}, "从哪一期"),
        ({"obligation": "meeting.picnic"}, "重新点开"),
        ({"obligation": "meeting.committee"}, "重新点开"),
    ],
)
def test_a_wrong_exemption_is_refused(words: dict, match: str) -> None:
    with pytest.raises(Refused, match=match):
        waive(**words)
    assert not Waiver.objects.everything("test").exists()


def test_the_day_of_an_answer_is_the_local_one() -> None:
    row = submit(now=datetime.fromisoformat("2026-11-22T17:00:00+00:00"))
    assert row.filed_on == date(2026, 11, 23)
