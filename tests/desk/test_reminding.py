"""提醒: merged per school, quiet for seven days, sent from the page; digests and calendars say what the home says."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.accounts.models import User
from hongzhu.desk.calendars import calendar_of
from hongzhu.desk.digests import send_digests
from hongzhu.desk.home import PRIVATE
from hongzhu.desk.reminding import Draft, drafts
from hongzhu.desk.to_do import to_do
from hongzhu.ledger.stored import stamped_pack, stored_standing
from hongzhu.meetings.actions import AnnouncementEntry, announce_meetings
from hongzhu.notices.actions import make_feed, set_weekly
from hongzhu.notices.models import Matter, Message
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.access import reader_of
from tests.assignments.makers import make_assignment, make_offices
from tests.client import StrictClient
from tests.makers import BY, NOW, make_justification, make_meeting
from tests.meetings.conftest import Clock
from tests.meetings.desks import fields_of
from tests.notices.makers import account, come

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # half past eight in the morning
LATE = "三季度支部党员大会还没有记录"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made)
    make_offices()
    for branch in ("D1", "D2"):
        make_meeting(f"A{branch}", branch, held_on=date(2026, 3, 10))  # in use since March
    return made


def page(client: StrictClient, address: str = "/reminders") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_from_the_grid_in_two_steps_and_then_quiet(clock: Clock) -> None:
    bureau = come(clock, "PB")
    assert "提醒过期的 2 所" in page(bureau, "/district")
    before = page(bureau)
    assert LATE in before
    form = fields_of(bureau.get("/reminders"))
    assert form["to"] == ["org:D1", "org:D2"]
    sent = bureau.post("/reminders", form | {"words": "辛苦了"}, follow=True).content.decode()
    assert "发出了 2 封" in sent
    assert "11月22日提醒过，同一件事 7 天内不再发" in sent
    assert Message.objects.everything("test").count() == 2
    assert "辛苦了" in page(come(clock, "P1"), "/messages")
    later = TODAY + timedelta(days=7)
    again = drafts(reader_of(User.objects.get(login="pb"), later), *stamped_pack(), later, date(2026, 1, 1))
    assert [draft.code for draft in again.to_send] == ["D1", "D2"]


def test_who_is_taken_out_gets_none_and_nobody_at_all_is_said(clock: Clock) -> None:
    bureau = come(clock, "PB")
    form = fields_of(bureau.get("/reminders"))
    bureau.post("/reminders", form | {"to": ["org:D2"]})
    assert [each.org.code for each in Message.objects.everything("test").select_related("org")] == ["D2"]
    nobody = bureau.post("/reminders", {"key": "x", "words": "留下的话"})
    assert nobody.status_code == 422
    assert "请至少选一个" in nobody.content.decode()
    assert "留下的话" in nobody.content.decode()


def test_what_waits_for_an_answer_is_not_told(clock: Clock) -> None:
    make_justification("meeting.assembly", "D1", "2026Q3")
    bureau = come(clock, "PB")
    form = fields_of(bureau.get("/reminders"))
    bureau.post("/reminders", form)
    words = Matter.objects.everything("test").filter(message__org__code="D1").values_list("words", flat=True)
    assert LATE not in words
    assert LATE in Matter.objects.everything("test").filter(message__org__code="D2").values_list(
        "words", flat=True
    )


def drafted(login: str, on: date) -> dict[str, Draft]:
    found = drafts(reader_of(User.objects.get(login=login), on), *stamped_pack(), on, date(2026, 1, 1))
    return {draft.code: draft for draft in [*found.to_send, *found.not_sent]}


def test_of_people_only_that_somebody_is_short(clock: Clock) -> None:
    account(clock, "PB")
    short = {"hours.member", "hours.team", "secretary.training"}
    assert not short & {each.key.obligation for each in drafted("pb", TODAY)["D1"].matters}, "so far ahead"
    matters = drafted("pb", date(2026, 12, 5))["D1"].matters
    words = [each.words for each in matters if each.key.obligation in short]
    assert len(words) == len(short)
    assert all(each.endswith("，有人还没有做到") for each in words), words
    said = page(come(clock, "PT1")).partition("<main")[2]
    assert "有人还没有做到" in said
    for name in ("书记1", "P1甲", "1 人"):
        assert name not in said


def test_only_what_the_district_has_confirmed_and_never_that_somebody_stayed_away(clock: Clock) -> None:
    make_meeting("X", "D1", held_on=date(2026, 11, 5), present=("P1",), absent=("P1甲",))
    account(clock, "PB")
    compiled, _stamp = stamped_pack()
    standing = stored_standing(compiled, TODAY, date(2026, 1, 1))
    late = {each.obligation.id for each in standing if each.status == "overdue"}
    private = {each.obligation.id for each in standing if each.obligation.trigger in PRIVATE}
    confirmed = {each.id for each in compiled.pack.obligations if each.confirmed}
    told = {each.key.obligation for each in drafted("pb", TODAY + timedelta(days=30))["D1"].matters}
    assert private
    assert late - confirmed
    assert late & confirmed & told
    assert not told & (private | late - confirmed)


def test_an_assignment_that_is_late_stands_in_the_same_message(clock: Clock) -> None:
    make_assignment(title="报计划", due_on=date(2026, 11, 23))
    clock.at += timedelta(days=3)
    reader = reader_of(account(clock, "PB"), clock.at.date())
    compiled, stamp = stamped_pack()
    found = drafts(reader, compiled, stamp, clock.at.date(), date(2026, 1, 1))
    assert {draft.code for draft in found.to_send if any(each.words == "报计划" for each in draft.late)} == {
        "D1",
        "D2",
    }


def test_the_text_for_a_group_names_nobody_and_is_noted(clock: Clock) -> None:
    bureau = come(clock, "PB")
    found = page(bureau).partition('name="chat"')[2].partition(">")[2].partition("</textarea")[0]
    assert "各校书记、党务老师好" in found
    assert "第1小学" not in found
    noted = bureau.post("/reminders/chat", {"key": "c", "chat": found}, follow=True)
    assert "记下了" in noted.content.decode()
    assert "群里（自己复制）" in page(bureau, "/messages/sent")


def test_a_secretary_has_no_such_page(clock: Clock) -> None:
    secretary = come(clock, "P1")
    assert secretary.get("/reminders").status_code == 404
    assert "提醒过期的" not in secretary.get("/").content.decode()


def test_queries_do_not_grow_with_schools(clock: Clock) -> None:
    bureau = come(clock, "PB")
    name = School.objects.everything("test").get(code="S1").name
    page(bureau)
    with CaptureQueriesContext(connection) as both:
        page(bureau)
    with CaptureQueriesContext(connection) as one:
        assert LATE in page(bureau, f"/reminders?name={name}")
    assert len(both) == len(one)


def test_a_digest_on_mondays_for_whoever_wants_it_once_a_week(clock: Clock) -> None:
    user, other = account(clock, "P1"), account(clock, "P2")
    set_weekly(user, is_weekly=True, by=BY, now=NOW)
    assert send_digests(now=datetime(2026, 11, 22, 22, 0, tzinfo=UTC)) == 0, "six in the morning"
    assert send_digests(now=MONDAY) == 1
    assert send_digests(now=MONDAY + timedelta(days=3)) == 0
    (message,) = Message.objects.everything("test")
    assert (message.user, message.kind) == (user, "digest")
    assert other.pk != message.user_id
    found = to_do(reader_of(user, MONDAY.date()), MONDAY.date())
    assert found is not None
    words = list(Matter.objects.everything("test").order_by("place").values_list("words", flat=True))
    assert words == [line.title for line in [*found.shown, *found.later] if line.is_now]
    assert send_digests(now=MONDAY + timedelta(days=7)) == 1


def test_nothing_to_do_no_digest(clock: Clock) -> None:
    user = account(clock, "P1甲")
    set_weekly(user, is_weekly=True, by=BY, now=NOW)
    assert send_digests(now=MONDAY) == 0


def test_a_calendar_has_the_last_days_and_the_meetings(clock: Clock) -> None:
    entry = AnnouncementEntry(
        code="N1", body="D1", kinds=("meeting.assembly",), held_on=date(2026, 11, 27), starts_at=time(15, 30),
        place="二楼会议室", agenda="学习",
    )  # fmt: skip
    announce_meetings([entry], by=BY, now=NOW)
    user = account(clock, "P1")
    for org in (None, PartyOrg.objects.everything("test").get(code="D1")):
        feed, _word = make_feed(user, org=org, by=BY, now=NOW)
        found = icalendar.Calendar.from_ical(calendar_of(feed, NOW))
        events = {str(each["summary"]): each for each in found.walk("VEVENT")}
        meeting = events["支部党员大会 · 第1小学党支部"]
        assert meeting["dtstart"].dt.astimezone(UTC) == datetime(2026, 11, 27, 7, 30, tzinfo=UTC)
        assert str(meeting["location"]) == "二楼会议室"
        late = next(each for words, each in events.items() if words.startswith(LATE))
        assert late["dtstart"].dt == date(2026, 9, 30)
        assert "书记1" not in str(calendar_of(feed, NOW), "utf-8"), "nobody is named"
    elsewhere = PartyOrg.objects.everything("test").get(code="D2")
    feed, _word = make_feed(user, org=elsewhere, by=BY, now=NOW)
    assert not icalendar.Calendar.from_ical(calendar_of(feed, NOW)).walk("VEVENT"), "no office there"
