"""The pages of an announced meeting: announced, answered, recorded; what a link shows and what it does not."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.meetings.links import token_of
from hongzhu.meetings.models import Announcement, Attendance, Meeting, Reply
from hongzhu.people.models import Person
from tests.client import StrictClient
from tests.desk.readers import WHO_ASKS
from tests.digests import digest_of_everything
from tests.makers import NOW, make_meeting, make_member
from tests.meetings.calls import DAY, announced, answer, answers, stored
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, fields_of, make_account, make_desk, make_last

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FORM = "/meetings/notices/new?body=org:D1"
PAGE = "/meetings/notices/N1"
RECORD = "/meetings/new?body=org:D1&announced=N1"


@pytest.fixture(autouse=True)
def desk(clock: Clock) -> None:
    make_desk()
    make_last(starts_at="15:30", held_on=date(2026, 9, 10))
    make_account()
    make_account("P05", "wang")


@pytest.fixture
def secretary() -> StrictClient:
    return enter()


@pytest.fixture
def member() -> StrictClient:
    return enter("wang")


def text(client: StrictClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def link(person: str = "P05", code: str = "N1") -> str:
    key = Person.objects.everything("test").get(code=person).pk
    return f"/reply/{token_of(stored(code).pk, key)}"


def test_one_click_from_home_to_a_form_that_remembers_the_last_meeting(secretary: StrictClient) -> None:
    assert 'href="/meetings/notices/new"' in text(secretary, "/")
    assert 'href="/meetings/notices/new"' in text(secretary, "/meetings")
    page = secretary.get(f"{FORM}&kind=meeting.assembly")
    sent = fields_of(page)
    assert (sent["kind"], sent["place"], sent["starts_at"], sent["held_on"]) == (
        "meeting.assembly",
        "二楼会议室",
        "15:30",
        "",
    )
    done = secretary.post(FORM, sent | {"held_on": "11.27", "agenda": "学习\n\n通报", "save": "1"})
    assert done["Location"] == "/meetings/notices/D1-2026-T001?said=announced"
    assert (
        secretary.post(FORM, sent | {"held_on": "11.27", "agenda": "学习\n\n通报", "save": "1"})["Location"]
        == done["Location"]
    )
    found = stored("D1-2026-T001")
    assert (found.held_on, found.agenda) == (DAY, "学习\n通报")
    assert "通知好了" in text(secretary, done["Location"])


def test_mistakes_keep_what_was_typed(secretary: StrictClient) -> None:
    sent = fields_of(secretary.get(FORM)) | {"held_on": "2026-11-20", "place": "操场", "starts_at": ""}
    page = secretary.post(FORM, sent)
    assert page.status_code == 422
    said = page.content.decode()
    assert "11月20日已经过了；开过的会，请直接记录" in said
    assert "请填几点开始" in said
    assert 'value="操场"' in said
    assert not Announcement.objects.everything("test").exists()


def test_one_question_on_top_of_home_and_one_click_answers_it(member: StrictClient) -> None:
    announced()
    page = text(member, "/")
    assert "支部党员大会，您能来吗" in page
    assert "11月27日 星期五 15:30" in page
    assert "有 1 个会等您回复" in page
    done = member.post("/meetings/notices/N1/answer", {"answer": "on_leave", "from": "home"})
    assert done["Location"] == "/"
    assert answers() == {"P05": "on_leave"}
    page = text(member, "/")
    assert "您能来吗" not in page
    assert "改成能来" in page
    assert "原因" not in page
    member.post("/meetings/notices/N1/answer", {"answer": "can_come"})
    assert answers() == {"P05": "can_come"}


def test_a_changed_announcement_asks_again(secretary: StrictClient, member: StrictClient) -> None:
    announced()
    answer("N1", "P05")
    assert "您能来吗" not in text(member, "/")
    sent = fields_of(secretary.get(f"{PAGE}/change"))
    done = secretary.post(f"{PAGE}/change", sent | {"starts_at": "16:00", "save": "1"})
    assert done["Location"] == f"{PAGE}?said=changed"
    page = text(member, "/")
    assert "通知改过，请再看一眼" in page
    assert "11月27日 星期五 16:00" in page
    assert "改通知以前回的" in text(secretary, PAGE)
    member.post(f"{PAGE}/answer", {"answer": "can_come"})
    assert "通知改过" not in text(member, "/")


def test_called_off_is_told_and_taken_back(secretary: StrictClient, member: StrictClient) -> None:
    announced()
    answer("N1", "P05")
    assert secretary.post(f"{PAGE}/off")["Location"] == f"{PAGE}?said=off"
    assert "取消了" in text(member, "/")
    assert "这次会议取消了" in text(member, PAGE)
    assert "已经取消了" in member.post(f"{PAGE}/answer", {"answer": "on_leave"}).content.decode()
    assert "恢复通知" not in text(member, PAGE)
    assert secretary.post(f"{PAGE}/restore")["Location"] == f"{PAGE}?said=restored"
    assert "能来" in text(member, PAGE)
    assert answers() == {"P05": "can_come"}


def test_only_whoever_records_sees_who_can_come(secretary: StrictClient, member: StrictClient) -> None:
    announced()
    answer("N1", "P06", "on_leave")
    answer("N1", "P07")
    page = text(secretary, PAGE)
    assert "党员06" in page
    assert "每人一个的回复链接" in page
    assert link("P06") in page
    assert "会议通知：11月27日 星期五 15:30，二楼会议室，春晖小学党支部召开支部党员大会。" in page
    seen = text(member, PAGE)
    assert "党员06" not in seen
    assert "请假 1" not in seen
    assert "/reply/" not in seen
    for deed in ("change", "off", "restore"):
        assert member.post(f"{PAGE}/{deed}").status_code == 403
    assert stored().is_open


def test_open_points_of_the_last_meeting_stand_beside(secretary: StrictClient) -> None:
    from hongzhu.meetings.actions import ResolutionEntry

    make_meeting(
        "M2",
        held_on=date(2026, 10, 9),
        resolutions=(ResolutionEntry(words="修好食堂的灯", due_on=date(2026, 12, 1)),),
    )
    announced()
    assert "修好食堂的灯" in text(secretary, PAGE)


def test_the_record_is_prefilled_and_closes_the_announcement(secretary: StrictClient, clock: Clock) -> None:
    announced("N1", "D1", "meeting.assembly", "meeting.lecture")
    answer("N1", "P05", "on_leave")
    answer("N1", "P06")
    clock.at = datetime(2026, 11, 27, 9, tzinfo=NOW.tzinfo)
    sent = fields_of(enter().get(RECORD))
    assert (sent["kind"], sent["joined"], sent["held_on"]) == (
        "meeting.assembly",
        "meeting.lecture",
        "2026-11-27",
    )
    assert (sent["place"], sent["starts_at"]) == ("二楼会议室", "15:30")
    assert sent["agenda"].split() == ["学习", "通报"]
    assert (sent["who-P05"], sent["who-P06"], sent["who-P07"]) == ("on_leave", "present", "present")
    secretary = enter()
    done = secretary.post(RECORD.partition("&")[0], sent | {"minutes": "传达了通知", "save": "1"})
    code = done["Location"].partition("?")[0].rpartition("/")[2]
    meeting = Meeting.objects.everything("test").get(code=code)
    assert stored().meeting == meeting
    assert Attendance.objects.everything("test").get(meeting=meeting, person__code="P05").state == "on_leave"
    assert PAGE in text(secretary, f"/meetings/{code}")
    assert f"/meetings/{code}" in text(secretary, PAGE)
    assert PAGE not in text(secretary, "/")
    secretary.post(f"/meetings/{code}/withdraw", {"reason": "记错了"})
    assert stored().is_open
    assert "支部党员大会、党课" in text(secretary, "/")


def test_a_school_calls_its_staff(secretary: StrictClient) -> None:
    announced("N2", "S1", "meeting.staff-study")
    page = text(secretary, "/meetings/notices/N2")
    assert "群众甲" in page
    assert "/meetings/new?body=school:S1&amp;announced=N2" in page
    sent = fields_of(secretary.get("/meetings/new?body=school:S1&announced=N2"))
    assert (sent["announced"], sent["kind"], sent["held_on"]) == ("N2", "meeting.staff-study", "2026-11-22")


def test_a_branch_calls_the_staff_of_the_school_it_covers() -> None:
    announced()
    announced("N2", "D1", "meeting.staff-study")
    make_account("T1", "qunzhong")
    page = text(enter("qunzhong"), "/")
    assert "教职工政治学习，您能来吗" in page
    assert "支部党员大会" not in page


def test_a_draft_keeps_to_its_announcement(secretary: StrictClient, clock: Clock) -> None:
    announced()
    clock.at = datetime(2026, 11, 27, 9, tzinfo=NOW.tzinfo)
    secretary = enter()
    sent = fields_of(secretary.get(RECORD))
    draft = secretary.post(RECORD, sent | {"minutes": "写了一半", "draft": "1"})["Location"]
    again = fields_of(secretary.get(draft))
    assert again["announced"] == "N1"
    secretary.post(RECORD.partition("&")[0], again | {"save": "1"})
    assert stored().meeting is not None


def test_a_second_record_of_one_announcement_is_a_plain_one(secretary: StrictClient, clock: Clock) -> None:
    announced()
    clock.at = datetime(2026, 11, 27, 9, tzinfo=NOW.tzinfo)
    secretary = enter()
    sent = fields_of(secretary.get(RECORD)) | {"minutes": "记录", "save": "1"}
    secretary.post(RECORD, sent)
    assert fields_of(secretary.get(RECORD))["announced"] == ""


def test_a_day_that_passed_without_a_record_is_asked_about(clock: Clock) -> None:
    announced()
    clock.at = datetime(2026, 11, 28, 4, tzinfo=NOW.tzinfo)
    secretary, member = enter(), enter("wang")
    page = text(secretary, "/")
    assert "11月27日的支部党员大会开了吗" in page
    assert RECORD.replace("&", "&amp;") in page or RECORD in page
    assert PAGE not in text(member, "/")
    assert member.get(PAGE).status_code == 404
    secretary.post(f"{PAGE}/off")
    assert "开了吗" not in text(secretary, "/")
    assert "没有开成" in text(secretary, PAGE)
    assert PAGE not in text(secretary, "/meetings")


def test_a_link_answers_for_one_person_without_signing_in() -> None:
    announced()
    announced("N0", "D1", "meeting.lecture")
    answer("N0", "P05", "on_leave")
    answer("N1", "P06", "on_leave")
    client, address = StrictClient(), link()
    before = digest_of_everything()
    page = text(client, address)
    assert "您回复了" not in page
    assert digest_of_everything() == before
    assert "党员05" in page
    assert "11月27日 星期五 15:30" in page
    assert "二楼会议室" in page
    for hidden in ("通报", "党员06", "P05", "N1"):
        assert hidden not in page
    assert client.post(address, {"answer": "on_leave"})["Location"] == address
    assert "您回复了：请假" in text(client, address)
    client.post(address, {"answer": "on_leave"})
    client.post(address, {"answer": "can_come"})
    assert answers() == {"P05": "can_come", "P06": "on_leave"}
    assert answers("N0") == {"P05": "on_leave"}
    assert (
        Reply.objects.everything("test").get(announcement__code="N1", person__code="P05").saved_by
        == "回复链接"
    )
    assert client.get("/")["Location"].startswith("/sign-in")
    assert client.get(address)["Cache-Control"].count("no-store")


@pytest.mark.parametrize(
    "spoil", [lambda one: one[:-1], lambda one: one.replace(".", "1.", 1), lambda one: "/reply/x"]
)
def test_a_link_that_was_tampered_with_says_what_to_do(spoil) -> None:
    announced()
    client, address = StrictClient(), spoil(link())
    page = text(client, address, 404)
    assert "重新发一个链接" in page
    assert client.post(address, {"answer": "can_come"}).status_code == 404
    assert answers() == {}


def test_a_link_lasts_to_the_end_of_the_day(clock: Clock) -> None:
    announced()
    client, address = StrictClient(), link()
    clock.at = datetime(2026, 11, 27, 15, 59, tzinfo=NOW.tzinfo)
    assert client.post(address, {"answer": "can_come"}).status_code == 302
    clock.at += timedelta(minutes=1)
    page = text(client, address, 410)
    assert "日子过了" in page
    assert "党员05" not in page
    assert client.post(address, {"answer": "on_leave"}).status_code == 410
    assert answers() == {"P05": "can_come"}


def test_a_link_to_what_is_no_more(secretary: StrictClient) -> None:
    announced()
    client, address = StrictClient(), link()
    make_member("P05", name="党员05", org="D1", school="S1", left_on=date(2026, 11, 25))
    assert "名单有变化" in text(client, address, 410)
    assert client.post(address, {"answer": "can_come"}).status_code == 410
    other = link("P06")
    secretary.post(f"{PAGE}/off")
    assert "这次会议取消了" in text(client, other, 410)
    assert answers() == {}


def test_a_link_that_is_clicked_without_end_is_stopped() -> None:
    announced()
    client, address = StrictClient(), link()
    assert client.post(address, {"answer": "maybe"}).status_code == 422
    found = [
        client.post(address, {"answer": ("can_come", "on_leave")[turn % 2]}).status_code for turn in range(11)
    ]
    assert found == [302] * 10 + [429]


def test_every_page_costs_the_same_for_a_hundred_people(
    secretary: StrictClient, member: StrictClient
) -> None:
    announced()
    counts: dict[tuple[str, str], list[int]] = {}
    for more in (0, 60):
        for number in range(30, 30 + more):
            make_member(f"P{number}", org="D1", school="S1")
            answer("N1", f"P{number}")
        for who, client in (("secretary", secretary), ("member", member)):
            for address in (PAGE, "/meetings", "/", FORM):
                client.get(address)
                with CaptureQueriesContext(connection) as asked:
                    client.get(address)
                counts.setdefault((who, address), []).append(len(asked))
    assert all(few == many <= 12 + WHO_ASKS for few, many in counts.values()), counts


def test_every_page_costs_the_same_for_many_announcements(
    secretary: StrictClient, member: StrictClient
) -> None:
    counts: dict[tuple[str, str], list[int]] = {}
    for some in (range(1, 3), range(3, 13)):
        for number in some:
            announced(f"N{number}", held_on=DAY + timedelta(days=number))
        for who, client in (("secretary", secretary), ("member", member)):
            for address in ("/meetings", "/"):
                client.get(address)
                with CaptureQueriesContext(connection) as asked:
                    client.get(address)
                counts.setdefault((who, address), []).append(len(asked))
    assert all(few == many for few, many in counts.values()), counts
