"""The district sets within how many days superiors answer: seen first, dated, kept where it was promised, told in the trail."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest

from hongzhu.audit.models import Event
from hongzhu.ledger import in_force
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Subject
from hongzhu.obligations.actions import DecisionEntry, decide, file_objection, submit_justification
from hongzhu.obligations.models import Justification, Objection
from hongzhu.policy.deciding import ANSWERS, answer_days
from tests import makers
from tests.client import StrictClient
from tests.desk.conftest import AT_PRESENT
from tests.desk.districts import TODAY
from tests.desk.readers import reader
from tests.desk.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS = {"value": "7", "since": "2026-11-22", "basis": "局党委会研究"}
NOW = AT_PRESENT


def say(value: object = 7, since: date = TODAY) -> None:
    decide(DecisionEntry(target=ANSWERS, values={"value": value}, since=since, basis="会"), by="甲", now=NOW)


def explained(period: str) -> Justification:
    subject = Subject.objects.get(kind="org", code="D0")
    words = {"obligation": "meeting.committee", "subject": subject, "period": period, "reason": "都在外培训"}
    return submit_justification(**words, by="书记", now=NOW)


def test_what_is_asked_has_its_last_day_by_the_districts_number(bureau: StrictClient) -> None:
    assert explained("2026-09").due_on == date(2026, 12, 7)
    say(7)
    assert explained("2026-10").due_on == date(2026, 11, 29)
    assert Justification.objects.everything("test").get(period="2026-09").due_on == date(2026, 12, 7)
    subject = Subject.objects.get(kind="org", code="D0")
    words = {"period": "2026-10", "about": "record", "words": "开过", "by": "书记", "now": NOW}
    assert file_objection(obligation="meeting.committee", subject=subject, **words).due_on == date(
        2026, 11, 29
    )


def test_from_a_later_day_on_the_old_number_holds_until_then(bureau: StrictClient) -> None:
    say(3, since=date(2026, 12, 1))
    pack = in_force.pack_in_force()
    assert [answer_days(pack, day) for day in (TODAY, date(2026, 11, 30), date(2026, 12, 1))] == [15, 15, 3]


def test_an_answer_that_is_late_stands_on_both_homes_and_on_its_page(bureau: StrictClient) -> None:
    row = explained("2026-10")
    Justification.objects.everything("test").filter(pk=row.pk).update(
        filed_on=TODAY - timedelta(days=18), due_on=TODAY - timedelta(days=3)
    )
    makers.make_post("RY0-1", "D0")
    secretary = StrictClient()
    reader(secretary, "RY0-1")
    assert "答复过期 3 天" in Page(bureau.get("/")).text
    assert "最晚 11月19日答复（本区设定）" in Page(bureau.get("/")).text
    assert "答复过期 3 天" in Page(secretary.get("/")).text
    assert "答复过期 3 天" in Page(bureau.get(f"/explanations/{row.pk}")).text


@pytest.mark.parametrize("value", [0, 366, 7.5, True, None, "7"])
def test_only_whole_days_within_a_year(bureau: StrictClient, value: object) -> None:
    with pytest.raises(Refused):
        say(value)


def test_a_day_that_was_promised_is_not_moved(bureau: StrictClient) -> None:
    with pytest.raises(Refused, match="今天或以后"):
        say(7, since=TODAY - timedelta(days=1))
    told = bureau.post("/policy/answers", WORDS | {"since": "2026-11-21"})
    assert told.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请写今天或以后的日子" in told.content.decode()


def test_the_page_shows_what_changes_before_it_is_decided(bureau: StrictClient) -> None:
    explained("2026-10")
    Justification.objects.everything("test").update(
        filed_on=TODAY - timedelta(days=20), refused_on=TODAY - timedelta(days=10)
    )
    page = Page(bureau.post("/policy/answers", WORDS | {"preview": ""}))
    table = page.table()
    assert table["2026年11月22日提的，最晚哪天答复"] == {
        "现在": "2026年12月7日",
        "照此设定": "2026年11月29日",
    }
    assert table["过去一年答复过的"] == {"现在": "0 份", "照此设定": "1 份"}
    assert answer_days(in_force.pack_in_force(), TODAY) == 15
    assert not Event.objects.filter(verb="decision.made").exists()
    answer = bureau.post("/policy/answers", WORDS)
    assert answer.status_code == HTTPStatus.FOUND
    assert answer_days(in_force.pack_in_force(), TODAY) == 7
    event = Event.objects.filter(verb="decision.made").get()
    assert (event.stream, event.object) == ("district", "decision:$answer_days")
    page = Page(bureau.get("/policy/answers?decided=1"))
    assert "局党委会研究" in page.text
    assert "7 天内答复" in Page(bureau.get("/policy/settings")).text


def test_nobody_else_decides_it(bureau: StrictClient) -> None:
    makers.make_post("RY0-1", "D0")
    secretary = StrictClient()
    reader(secretary, "RY0-1")
    assert "15 天" in Page(secretary.get("/policy/answers")).text
    assert secretary.post("/policy/answers", WORDS).status_code == HTTPStatus.FORBIDDEN


def test_who_answers_late_changes_no_status(bureau: StrictClient) -> None:
    before = Objection.objects.everything("test").count()
    say(1)
    assert Objection.objects.everything("test").count() == before
    assert in_force.pack_in_force().obligation("meeting.committee").on(TODAY).confirmed
