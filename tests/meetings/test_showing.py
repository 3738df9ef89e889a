"""One meeting and the list: what the book says, signatures, amendments, withdrawal; what it costs to look."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.ledger.models import Fact
from hongzhu.meetings.models import Attendance, Meeting, Resolution, Signature
from hongzhu.policy.days import FOREVER
from tests.client import StrictClient
from tests.desk.readers import WHO_ASKS
from tests.makers import NOW, make_meeting, make_member
from tests.meetings.conftest import Clock
from tests.meetings.desks import ASSEMBLY, NEW, enter, fields_of, make_account, make_desk, make_last

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CODE = "D1-2026-001"
PAGE = f"/meetings/{CODE}"


@pytest.fixture
def desk(clock: Clock) -> Iterator[StrictClient]:
    make_desk()
    make_last()
    make_account()
    return enter()


def record(desk: StrictClient, **words) -> str:
    sent = fields_of(desk.get(ASSEMBLY)) | {"minutes": "记录一\n记录二", "chair": "P01", "recorder": "P02"}
    response = desk.post(NEW, sent | words | {"save": "1"})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def shown(desk: StrictClient, address: str = PAGE) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def meeting() -> Meeting:
    return Meeting.objects.everything("test").get(code=CODE)


def amending(desk: StrictClient) -> dict:
    return fields_of(desk.get(f"{PAGE}/amend"))


def test_after_saving_it_says_what_was_updated_and_offers_to_undo(desk: StrictClient) -> None:
    page = shown(desk, record(desk))
    assert re.search(rf"已入簿，编号 {CODE}。您填了1次，更新 \d+ 处。", page)
    assert "系统替您记好了" in page
    assert "系统替您记好了" not in shown(desk)


def test_a_page_of_the_minute_book(desk: StrictClient) -> None:
    record(
        desk,
        **{
            "who-P05": "on_leave",
            "who-P06": "absent",
            "starts_at": "15:30",
            "ends_at": "17:00",
            "agenda": "一、学习\n二、讨论",
            "r0-words": "同意转正",
            "r0-is_unanimous": "on",
            "r0-owner": "P02",
            "r0-due_on": "12.10",
        },
    )
    page = shown(desk)
    for words in (
        "2026年11月22日 星期日 15:30 至 17:00",
        "应到 18 人，实到 16 人，请假 1 人，缺席 1 人",
        "请假 党员05",
        "缺席 党员06",
        "有表决权 16 人，到会 14 人",
        "全票通过：赞成 14，反对 0，弃权 0",
        "党员02办，2026年12月10日前办完",
        "还没办完",
        "主持人签字",
        "记录人签字",
        "等签字",
    ):
        assert words in page, words


def test_blank_stays_blank(desk: StrictClient) -> None:
    record(desk, **{"minutes": "", "agenda": "学习", "r0-words": "定了", "recorder": "", "place": ""})
    page = shown(desk)
    assert "会议记录 没有写" in page
    assert "赞成" not in page
    assert "学时" not in page


def test_days_late_stay_visible(desk: StrictClient) -> None:
    record(desk, held_on="11.9")
    assert "补记：11月9日开的会，晚 13 天登记" in shown(desk)


def test_chair_and_recorder_sign(desk: StrictClient) -> None:
    make_account("P02", "zuzhi")
    recorder = enter("zuzhi")
    record(desk)
    assert "我是主持人，签字" in shown(desk)
    assert "我是记录人，签字" not in shown(desk)
    desk.post(f"{PAGE}/confirm", {"kind": "chair", "version": "1"})
    assert "等签字" in shown(desk)
    assert recorder.post(f"{PAGE}/confirm", {"kind": "chair", "version": "1"}).status_code == 403
    recorder.post(f"{PAGE}/confirm", {"kind": "recorder", "version": "1"})
    page = shown(desk)
    assert "已确认" in page
    assert "主持人签字 党员01 2026年11月22日" in page
    assert "记录人签字 党员02 2026年11月22日" in page


def test_signed_on_paper_with_its_day(desk: StrictClient) -> None:
    record(desk)
    response = desk.post(f"{PAGE}/confirm", {"kind": "paper", "version": "1", "signed_on": "2.30"})
    assert response.status_code == 422
    assert "没有2月30日这一天" in response.content.decode()
    response = desk.post(f"{PAGE}/confirm", {"kind": "paper", "version": "1", "signed_on": "11.21"})
    assert response.status_code == 422
    assert "签字日期早于会议日期" in response.content.decode()
    desk.post(f"{PAGE}/confirm", {"kind": "paper", "version": "1", "signed_on": "11.22"})
    page = shown(desk)
    assert "主持人签字 党员01 纸质已签，2026年11月22日" in page
    assert "撤回" not in page


def test_a_signature_under_a_version_that_is_gone_is_refused(desk: StrictClient) -> None:
    record(desk)
    desk.post(f"{PAGE}/amend", amending(desk) | {"minutes": "改过", "save": "1"})
    response = desk.post(f"{PAGE}/confirm", {"kind": "paper", "version": "1", "signed_on": "11.22"})
    assert response.status_code == 422
    assert "刚刚被别人改过" in response.content.decode()
    assert not Signature.objects.everything("test").exists()


def test_the_amending_sheet_shows_what_stands_and_saving_it_unchanged_changes_nothing(
    desk: StrictClient,
) -> None:
    record(
        desk,
        **{
            "joined": ["meeting.lecture"],
            "who-P05": "on_leave",
            "also": ["T1"],
            "starts_at": "15:30",
            "hours": "1.5",
            "agenda": "讨论预备18转正\n通报",
            "carried": "person:P18|讨论预备18转正",
            "r0-words": "同意",
            "r0-matter": "admission",
            "r0-in_favour": "14",
            "r0-written": "1",
            "r0-about": "person:P18",
            "rows": "2",
            "r1-words": "修食堂",
            "r1-owner": "P02",
        },
    )
    sent = amending(desk)
    assert (sent["kind"], sent["joined"], sent["hours"]) == ("meeting.assembly", "meeting.lecture", "1.5")
    assert (sent["who-P05"], sent["who-T1"]) == ("on_leave", "present")
    assert (sent["r0-in_favour"], sent["r0-written"], sent["r1-owner"]) == ("14", "1", "P02")
    desk.post(f"{PAGE}/amend", sent | {"save": "1"})
    assert meeting().version == 1


def test_amended_with_a_reason_and_the_first_version_stays_readable(desk: StrictClient) -> None:
    record(desk, **{"r0-words": "定了", "who-P05": "absent"})
    desk.post(f"{PAGE}/confirm", {"kind": "paper", "version": "1", "signed_on": "11.22"})
    sent = amending(desk) | {"minutes": "改过的记录", "who-P05": "on_leave", "save": "1"}
    response = desk.post(f"{PAGE}/amend", sent)
    assert response.status_code == 422
    assert "请填更正的原因" in response.content.decode()
    response = desk.post(f"{PAGE}/amend", sent | {"reason": "党员05请过假"})
    assert response.status_code == 302
    page = shown(desk)
    for words in (
        "第 2 稿（更正 1 次）",
        "改过的记录",
        "原因：党员05请过假",
        "会议记录 记录一 记录二",
        "缺席 党员05",
        "请假 党员05",
        "等签字",
    ):
        assert words in page, words


def test_amending_to_another_day_asks_for_that_day_s_list_and_keeps_what_was_said_of_people(
    desk: StrictClient,
) -> None:
    record(desk, **{"held_on": "11.20", "who-P05": "absent"})
    make_member("P30", name="月初还在", org="D1", school="S1", left_on=date(2026, 11, 10))
    sent = amending(desk)
    assert "who-P30" not in sent
    sent |= {"held_on": "11.5", "reason": "日期记错"}
    page = desk.post(f"{PAGE}/amend", sent | {"save": "1"}).content.decode()
    assert "名单有变化，请核对一遍再保存" in page
    again = fields_of(desk.post(f"{PAGE}/amend", sent | {"list": "1"}))
    assert (again["who-P30"], again["who-P05"], again["reason"]) == ("present", "absent", "日期记错")
    assert desk.post(f"{PAGE}/amend", again | {"save": "1"}).status_code == 302
    there = Attendance.objects.everything("test").values_list("person__code", "state")
    assert {("P30", "present"), ("P05", "absent")} <= set(there)
    assert meeting().held_on == date(2026, 11, 5)


def test_another_amended_it_meanwhile(desk: StrictClient) -> None:
    record(desk)
    first, second = amending(desk), amending(desk)
    desk.post(f"{PAGE}/amend", first | {"minutes": "先改的", "save": "1"})
    response = desk.post(f"{PAGE}/amend", second | {"minutes": "后改的", "save": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "别人更正过这条记录" in page
    assert f'href="{PAGE}"' in page
    assert "后改的</textarea>" in page
    assert meeting().minutes == "先改的"
    assert desk.post(f"{PAGE}/amend", fields_of(response) | {"save": "1"}).status_code == 302
    assert meeting().minutes == "后改的"


def test_the_same_amendment_sent_twice_is_one(desk: StrictClient) -> None:
    record(desk)
    sent = amending(desk) | {"minutes": "改过", "save": "1"}
    assert desk.post(f"{PAGE}/amend", sent).status_code == 302
    assert desk.post(f"{PAGE}/amend", sent).status_code == 302
    assert meeting().version == 2


def test_amending_a_record_of_an_old_book_asks_for_no_names_it_never_had(desk: StrictClient) -> None:
    make_meeting("M9", "D1", held_on=date(2026, 3, 10), present=("P01", "P04"), absent=("P05",))
    sent = fields_of(desk.get("/meetings/M9/amend"))
    assert sorted(name for name in sent if name.startswith("who-")) == ["who-P01", "who-P04", "who-P05"]
    moved = fields_of(desk.post("/meetings/M9/amend", sent | {"held_on": "3.11", "list": "1"}))
    assert moved["who-P05"] == "absent"
    assert moved["who-P06"] == "present"


def test_a_person_who_left_stays_on_the_record_that_is_amended(desk: StrictClient) -> None:
    record(desk)
    make_member("P07", name="党员07", org="D1", school="S1", left_on=date(2026, 10, 1))
    sent = amending(desk)
    assert sent["who-P07"] == "present"
    assert desk.post(f"{PAGE}/amend", sent | {"minutes": "改", "save": "1"}).status_code == 302


def test_withdrawn_within_a_day_it_proves_nothing_and_stays_readable(
    desk: StrictClient, clock: Clock
) -> None:
    page = desk.get(record(desk)).content.decode()
    assert "撤回" in page
    assert desk.post(f"{PAGE}/withdraw", {"reason": ""}).status_code == 422
    assert desk.post(f"{PAGE}/withdraw", {"reason": "记到别的支部了"}).status_code == 302
    page = shown(desk)
    assert "这条记录已撤回，不再算数。原因：记到别的支部了" in page
    assert "记录一" in page
    assert not Fact.objects.filter(source=f"meeting:{CODE}", withdrawn=FOREVER).exists()
    assert desk.get(f"{PAGE}/amend").status_code == 403
    assert "已撤回" in shown(desk, "/meetings")


def test_after_a_day_it_is_amended_not_withdrawn(desk: StrictClient, clock: Clock) -> None:
    record(desk)
    assert "撤回这条记录" in shown(desk)
    clock.at = NOW + timedelta(hours=25)
    desk = enter()
    assert "撤回这条记录" not in shown(desk)
    response = desk.post(f"{PAGE}/withdraw", {"reason": "晚了"})
    assert response.status_code == 422
    assert "登记已经过了一天" in response.content.decode()


def test_the_list_is_filtered_and_paged(desk: StrictClient) -> None:
    record(desk, agenda="讨论食堂")
    for number in range(25):
        day = date(2026, 1, 1) + timedelta(days=number)
        make_meeting(f"C{number:02}", "D1", "meeting.committee", held_on=day)
    page = shown(desk, "/meetings")
    assert "共 27 次" in page
    assert "旧簿导入" in page
    assert "讨论食堂" in page
    assert "第 1 页，共 2 页" in page
    assert "共 25 次" in shown(desk, "/meetings?kind=meeting.committee")
    assert "共 1 次" in shown(desk, "/meetings?q=食堂")
    assert "没有找到" in shown(desk, "/meetings?q=没有的事")
    assert "共 27 次" in shown(desk, "/meetings?year=2026&page=2")
    assert "没有找到" in shown(desk, "/meetings?year=2025")


def test_drafts_are_listed_by_the_day_as_people_say_it(desk: StrictClient) -> None:
    for number, day in enumerate(("2026-11-20", "不知道")):
        sent = fields_of(desk.get(ASSEMBLY)) | {"held_on": day, "draft": "1", "key": f"draft{number}"}
        assert desk.post(NEW, sent).status_code == 302
    page = shown(desk, "/meetings")
    assert "11月20日 支部党员大会" in page
    assert "不知道 支部党员大会" in page
    assert re.search(r"2026-11-2\d \d\d:\d\d 存的", page)


def test_an_empty_list_says_what_will_be_there(clock: Clock) -> None:
    make_desk()
    make_account()
    assert "还没有会议记录" in shown(enter(), "/meetings")


def test_nobody_looks_without_signing_in(client: StrictClient) -> None:
    for address in ("/meetings", "/meetings/new", PAGE, f"{PAGE}/amend"):
        assert StrictClient().get(address).headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("members", [4, 16])
def test_looking_costs_the_same_however_much_there_is(clock: Clock, members: int) -> None:
    make_desk(members)
    make_last()
    make_account()
    desk = enter()
    for number in range(members):
        record(desk, **{"held_on": f"11.{number + 1}", "r0-words": "定了", "r0-owner": "P02"})
    counted = {}
    for address in (PAGE, "/meetings"):
        desk.get(address)
        with CaptureQueriesContext(connection) as asked:
            desk.get(address)
        counted[address] = [query["sql"][:150] for query in asked.captured_queries]
    assert Resolution.objects.everything("test").count() == members
    assert {address: len(each) <= 12 + WHO_ASKS for address, each in counted.items()} == dict.fromkeys(
        counted, True
    ), counted
