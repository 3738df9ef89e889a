"""更正申请: asked by whom it is about, answered by his branch within seven days, never above it."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from hongzhu.audit.models import Event
from hongzhu.ledger.entries import Refused
from hongzhu.people.actions import CorrectionEntry, answer_correction, ask_correction, withdraw_correction
from hongzhu.people.models import CorrectionRequest, Person
from tests.assignments.makers import make_offices
from tests.client import StrictClient
from tests.makers import BY, NOW, make_meeting, make_post, make_training
from tests.meetings.conftest import Clock
from tests.meetings.desks import fields_of
from tests.notices.makers import come

pytestmark = pytest.mark.django_db
WORDS = {"about": "attendance", "which": "11月6日政治学习，记成请假", "wanted": "当天在场，签到表第3行"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made)
    make_offices()
    return made


def asked(code: str = "P1甲") -> CorrectionRequest:
    person = Person.objects.everything("test").get(code=code)
    return ask_correction(person, CorrectionEntry(**WORDS), by=BY, now=NOW)


def page(client: StrictClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_asked_and_answered_once(clock: Clock) -> None:
    row = asked()
    assert row.due_on == date(2026, 11, 29)
    done = answer_correction(row, state="corrected", answer="已按签到表改为到会", by=BY, now=NOW)
    assert (done.state, done.answered_on) == ("corrected", date(2026, 11, 22))
    for act in (
        lambda: answer_correction(row, state="refused", answer="再答", by=BY, now=NOW),
        lambda: withdraw_correction(row, by=BY, now=NOW),
    ):
        with pytest.raises(Refused, match="已经办过"):
            act()
    verbs = list(Event.objects.filter(object=f"correction:{row.pk}").values_list("verb", "stream"))
    assert verbs == [("correction.recorded", "org:D1"), ("correction.answered", "org:D1")]


@pytest.mark.parametrize(
    ("state", "answer", "field"), [("waiting", "好", "state"), ("refused", " ", "answer")]
)
def test_an_answer_says_what_and_why(clock: Clock, state: str, answer: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        answer_correction(asked(), state=state, answer=answer, by=BY, now=NOW)
    assert refused.value.field == field


def test_nobody_asks_without_end(clock: Clock) -> None:
    for _ in range(10):
        asked()
    with pytest.raises(Refused, match="10件"):
        asked()
    withdraw_correction(CorrectionRequest.objects.everything("test").first(), by=BY, now=NOW)  # type: ignore[arg-type]
    assert asked()


@pytest.mark.once
def test_from_the_own_home_to_the_answer(clock: Clock) -> None:
    member, secretary = come(clock, "P1甲"), come(clock, "P1")
    assert "/corrections/new" in page(member, "/people/P1甲")
    empty = member.post("/corrections/new", {"key": "a", "which": "留着这句"})
    assert empty.status_code == 422
    assert "留着这句" in empty.content.decode()
    form = fields_of(member.get("/corrections/new"))
    sent = member.post("/corrections/new", form | WORDS, follow=True)
    assert "提交了，支部书记的首页上会列出来" in sent.content.decode()
    (row,) = CorrectionRequest.objects.everything("test")
    home = page(secretary, "/")
    assert "等您答复的更正申请" in home
    assert "甲：11月6日政治学习" in home
    here = f"/corrections/{row.pk}"
    assert "签到表第3行" in page(secretary, here)
    blank = secretary.post(f"{here}/answer", {"key": "b", "state": "refused"})
    assert blank.status_code == 422
    secretary.post(f"{here}/answer", {"key": "c", "state": "refused", "answer": "签到表上没有"})
    assert "等您答复的更正申请" not in page(secretary, "/")
    assert "签到表上没有" in page(member, "/")


@pytest.mark.once
def test_a_record_is_chosen_where_it_stands(clock: Clock) -> None:
    make_training("T1", "P1甲", title="党史培训")
    make_meeting("M2", "D2", present=("P2",))
    member, secretary = come(clock, "P1甲"), come(clock, "P1")
    (link,) = re.findall(r'href="(/corrections/new\?source=[^"]+)"', page(member, "/"))
    sheet = member.get(unescape(link))
    assert "/trainings/T1" in sheet.content.decode()
    form = fields_of(sheet)
    assert (form["source"], form["which"][:2]) == ("training:T1", "3月")
    sent = member.post("/corrections/new", form | {"wanted": "我那天请了假"}, follow=True)
    assert sent.status_code == 200
    (row,) = CorrectionRequest.objects.everything("test")
    assert "/trainings/T1" in page(secretary, f"/corrections/{row.pk}")
    strange = {"key": "z", "about": "attendance", "which": "会", "wanted": "不对", "source": "meeting:M2"}
    answer = member.post("/corrections/new", strange)
    assert answer.status_code == 422
    assert "已经打不开了" in answer.content.decode()
    assert "/meetings/M2" not in answer.content.decode()
    assert "不对" in answer.content.decode()


@pytest.mark.once
def test_who_may_not(clock: Clock) -> None:
    row = asked()
    here = f"/corrections/{row.pk}"
    for person in ("P1乙", "P2", "PB", "PT1"):
        client = come(clock, person)
        page(client, here, 404)
        assert (
            client.post(f"{here}/answer", {"key": "x", "state": "refused", "answer": "不"}).status_code == 404
        )
        assert "11月6日政治学习" not in page(client, "/")
    member = come(clock, "P1甲")
    assert (
        member.post(f"{here}/answer", {"key": "x", "state": "corrected", "answer": "好"}).status_code == 404
    )
    assert member.post(f"{here}/withdraw", {"key": "y"}, follow=True).status_code == 200
    assert CorrectionRequest.objects.everything("test").get().state == "withdrawn"


@pytest.mark.once
def test_nobody_answers_himself(clock: Clock) -> None:
    row = asked("P1")
    secretary = come(clock, "P1")
    assert "答复</button>" not in page(secretary, f"/corrections/{row.pk}")
    said = {"key": "x", "state": "corrected", "answer": "好"}
    assert secretary.post(f"/corrections/{row.pk}/answer", said).status_code == 404


@pytest.mark.once
def test_late_it_says_so(clock: Clock) -> None:
    row = asked()
    CorrectionRequest.objects.everything("test").update(due_on=NOW.date() - timedelta(days=2))
    assert row.is_waiting
    assert "过期 2 天" in page(come(clock, "P1"), "/")


@pytest.mark.once
def test_what_the_secretary_asks_the_party_worker_answers(clock: Clock) -> None:
    make_post("P1乙", "D1", "party_worker")
    row = asked("P1")
    worker = come(clock, "P1乙")
    assert "等您答复的更正申请" in page(worker, "/")
    said = {"key": "x", "state": "corrected", "answer": "改好了"}
    assert worker.post(f"/corrections/{row.pk}/answer", said, follow=True).status_code == 200
    assert CorrectionRequest.objects.everything("test").get().state == "corrected"
