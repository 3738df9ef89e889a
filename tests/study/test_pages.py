"""Pages of talks and study plans: recorded once, amended, withdrawn, listed; above the branch only how many."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from hongzhu.audit.models import Event
from hongzhu.ledger.posting import posting
from hongzhu.study.models import StudyPlan, Talk
from tests.client import StrictClient
from tests.desk.readers import WHO_ASKS
from tests.makers import (
    NOW,
    make_branch,
    make_meeting,
    make_member,
    make_org,
    make_person,
    make_post,
    make_talk,
)
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, fields_of, make_account, make_desk
from tests.reading import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TALK, PLAN = "/talks/new?body=org:D1", "/plans/new?body=org:D1"


@pytest.fixture
def desk(clock: Clock) -> Iterator[StrictClient]:
    make_desk()
    make_account()
    return enter()


def shown(desk: StrictClient, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return words_of(response.content.decode())


def talked(desk: StrictClient, *objects: str, **words) -> list[Talk]:
    sent = fields_of(desk.get(TALK)) | {"objects": list(objects), "save": "1"} | words
    response = desk.post(TALK, sent)
    assert response.status_code == 302, words_of(response.content.decode())
    assert f"已入簿 {len(objects)} 次谈话" in shown(desk, response.headers["Location"])
    keys = response.headers["Location"].partition("saved=")[2].split(".")
    return list(Talk.objects.everything("test").filter(pk__in=keys).order_by("object__code"))


def planned(desk: StrictClient, **words) -> StudyPlan:
    sent = fields_of(desk.get(PLAN)) | {"words": "每月学一次\n书记讲党课", "save": "1"} | words
    response = desk.post(PLAN, sent)
    assert response.status_code == 302, words_of(response.content.decode())
    page = shown(desk, response.headers["Location"])
    assert "您填了1次，更新 2 处" in page
    assert "党员学习计划" in page
    return StudyPlan.objects.everything("test").get(
        pk=response.headers["Location"].split("/")[2].split("?")[0]
    )


def test_talks_of_a_day_are_ticked_and_saved_at_once(desk: StrictClient) -> None:
    blank = fields_of(desk.get(TALK))
    assert blank["talker"] == "P01"
    assert "objects" not in blank
    talks = talked(desk, "P05", "T1", held_on="11.20")
    assert {(each.talker.code, each.object.code, each.held_on) for each in talks} == {
        ("P01", "P05", date(2026, 11, 20)),
        ("P01", "T1", date(2026, 11, 20)),
    }
    assert "11月20日谈过" in shown(desk, TALK)
    again = desk.post(TALK, blank | {"objects": ["T1"], "held_on": "11.20", "save": "1"})
    assert again.status_code == 422
    assert "已经登记过了" in again.content.decode()


def test_it_says_before_saving_what_counts_and_what_does_not(desk: StrictClient) -> None:
    sent = fields_of(desk.get(TALK)) | {"objects": ["P05", "T1"], "live": "1"}
    said = words_of(desk.post(TALK, sent, headers={"HX-Request": "true"}).content.decode())
    assert "2 人各有进展" in said
    other = words_of(
        desk.post(TALK, sent | {"talker": "P02"}, headers={"HX-Request": "true"}).content.decode()
    )
    assert "不计入书记、副书记同教职工的谈话" in other
    page = desk.post(TALK, {key: value for key, value in sent.items() if key != "live"} | {"preview": "1"})
    assert fields_of(page)["objects"] == ["P05", "T1"]
    assert not Talk.objects.everything("test").exists()


def test_there_is_no_field_for_what_was_said(desk: StrictClient) -> None:
    (talk,) = talked(desk, "T1")
    for address in (TALK, f"/talks/{talk.pk}/amend", f"/talks/{talk.pk}"):
        page = desk.get(address).content.decode()
        assert "<textarea" not in page
        assert set(re.findall(r'<input[^>]*type="text"[^>]*name="(\w+)"', page)) <= {"held_on"}


def test_a_talk_is_put_right_and_withdrawn_for_a_chosen_reason(desk: StrictClient, clock: Clock) -> None:
    (talk,) = talked(desk, "T1")
    address = f"/talks/{talk.pk}/amend"
    sent = fields_of(desk.get(address))
    assert (sent["object"], sent["talker"]) == ("T1", "P01")
    assert desk.post(address, sent | {"object": "P05", "save": "1"}).status_code == 422
    right = sent | {"object": "P05", "reason": "人登记错了", "save": "1"}
    assert desk.post(address, right).status_code == 302
    assert "更正：人登记错了" in shown(desk, f"/talks/{talk.pk}")
    assert desk.post(f"/talks/{talk.pk}/withdraw", {"reason": "他说累"}).status_code == 422
    assert desk.post(f"/talks/{talk.pk}/withdraw", {"reason": "谈话没有进行"}).status_code == 302
    assert "已撤回，不再算数。原因：谈话没有进行" in shown(desk, f"/talks/{talk.pk}")
    (other,) = talked(desk, "T1")
    clock.at = NOW + timedelta(days=2)
    desk = enter()
    assert "撤回这条记录" not in shown(desk, f"/talks/{other.pk}")


def test_above_the_branch_only_numbers_and_small_ones_not_at_all(desk: StrictClient) -> None:
    make_org("B", kind="committee", name="教育局党委")
    make_branch("D1", "S1", name="春晖小学党支部", has_committee=True, guided_by="B")
    make_branch("D2", "S2", name="云溪小学党支部", guided_by="B")
    make_member("B1", name="局长甲", org="B")
    make_post("B1", "B", "secretary")
    make_person("U1", name="云老师", school="S2")
    with posting(now=NOW):
        for number in range(2, 8):
            make_talk("P01", f"P{number:02}", held_on=date(2026, 3, 10))
        for day in range(1, 5):
            make_talk("P01", "U1", held_on=date(2026, 3, day))
    make_account("B1", "jiaoyuju")
    page = shown(enter("jiaoyuju"), "/talks")
    assert "S1小学 6 次" in page
    assert "S2小学 少于 5 次" in page
    assert not re.search("党员0|云老师", page)
    assert "2025 年各校登记了几次" in shown(enter("jiaoyuju"), "/talks?year=2025")
    assert "各校登记了几次" not in shown(desk, "/talks")


def test_lists_cost_the_same_however_long_they_are(desk: StrictClient) -> None:
    talked(desk, "T1")
    planned(desk)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert "群众甲" in shown(desk, "/talks?year=2026&q=群众")
            shown(desk, "/plans?year=2026&q=春晖")
            shown(desk, TALK)
        costs.append(len(asked))
        with posting(now=NOW):
            for day in range(1, 16):
                make_talk("P01", "T1", held_on=date(2026, 3, day))
    assert costs[0] == costs[1]
    assert costs[0] <= 3 * (12 + WHO_ASKS)


def test_a_plan_is_recorded_with_the_meeting_that_decided_on_it(desk: StrictClient) -> None:
    make_meeting("M1", "D1", held_on=date(2026, 3, 10))
    plan = planned(desk, decided_on="3.10", meeting="M1")
    assert (plan.year, plan.meeting and plan.meeting.code, plan.words) == (
        2026,
        "M1",
        "每月学一次\n书记讲党课",
    )
    page = shown(desk, f"/plans/{plan.pk}")
    for words in ("2026年3月10日的会议", "每月学一次", "补记：晚 257 天登记"):
        assert words in page
    twice = desk.post(PLAN, fields_of(desk.get(PLAN)) | {"save": "1"})
    assert twice.status_code == 422
    assert "已经登记过了" in twice.content.decode()


def test_it_says_before_saving_what_a_plan_feeds(desk: StrictClient) -> None:
    sent = fields_of(desk.get(PLAN))
    said = words_of(desk.post(PLAN, sent | {"live": "1"}, headers={"HX-Request": "true"}).content.decode())
    assert "党员学习计划 2026年：办完了（1份）" in said
    wrong = words_of(desk.post(PLAN, sent | {"year": "2025", "preview": "1"}).content.decode())
    assert "2025年度的计划应在这一年或上一年制定" in wrong
    assert not StudyPlan.objects.everything("test").exists()


def test_a_plan_is_put_right_and_withdrawn(desk: StrictClient) -> None:
    plan = planned(desk)
    address = f"/plans/{plan.pk}/amend"
    sent = fields_of(desk.get(address))
    assert sent["words"] == "每月学一次\n书记讲党课"
    assert desk.post(address, sent | {"words": "改", "save": "1"}).status_code == 422
    assert desk.post(address, sent | {"words": "改过的", "reason": "写漏了", "save": "1"}).status_code == 302
    page = shown(desk, f"/plans/{plan.pk}")
    for words in ("第 2 稿（更正 1 次）", "原因：写漏了", "改过的", "每月学一次"):
        assert words in page
    assert desk.post(f"/plans/{plan.pk}/withdraw", {"reason": "记错"}).status_code == 302
    assert "已撤回，不再算数。原因：记错" in shown(desk, f"/plans/{plan.pk}")
    assert desk.get(address).status_code == 403
    planned(desk)


def test_empty_lists_say_what_will_stand_there(desk: StrictClient) -> None:
    assert "还没有谈话记录" in shown(desk, "/talks")
    assert "还没有学习计划" in shown(desk, "/plans")


def test_the_filtered_list_goes_out_and_the_trail_says_who_took_it(desk: StrictClient) -> None:
    for day in (10, 11):
        make_talk("P01", f"P0{day - 8}", held_on=date(2026, 3, day))
    make_talk("P01", "P02", held_on=date(2025, 3, 10))
    assert "导出这些" in desk.get("/talks").content.decode()
    response = desk.post("/talks/export.xlsx", {"year": "2026"})
    (sheet,) = CalamineWorkbook.from_filelike(BytesIO(response.content)).sheet_names
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_name(sheet).to_python()
    assert "共 2 次" in rows[1][0]
    assert "含个人信息" in rows[2][0]
    assert [row[0] for row in rows[3:]] == ["日期", "2026年3月11日", "2026年3月10日"]
    event = Event.objects.get(verb="talk.exported")
    assert event.stream == "org:D1"
    assert desk.get("/talks/export.xlsx").status_code == 405


def test_the_filtered_list_of_plans_goes_out(desk: StrictClient) -> None:
    for year in (2025, 2026):
        words = fields_of(desk.get(PLAN)) | {
            "year": str(year),
            "decided_on": f"{year}-03-10",
            "words": "要点",
        }
        desk.post(PLAN, words)
    assert "/plans/export.xlsx?year=2026" in desk.get("/plans?year=2026").content.decode()
    response = desk.get("/plans/export.xlsx?year=2026")
    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    rows = book.get_sheet_by_name("学习计划").to_python()
    assert rows[1][0] == "2026年，共 1 份"
    assert [row[0] for row in rows[3:]] == ["年度", "2026"]
