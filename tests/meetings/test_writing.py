"""Writing a meeting down: prefilled, shown again unchanged, drafts, once into the book, mistakes in plain words."""

import re
from collections.abc import Iterator
from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.ledger.models import Fact
from hongzhu.meetings.models import AgendaItem, Attendance, Draft, Meeting, Resolution
from tests.client import StrictClient
from tests.desk.readers import WHO_ASKS
from tests.makers import make_member, make_person, make_post
from tests.meetings.conftest import Clock
from tests.meetings.desks import (
    ASSEMBLY,
    NEW,
    TODAY,
    enter,
    fields_of,
    make_account,
    make_desk,
    make_last,
    read_fields,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOT_TYPED = ("csrfmiddlewaretoken", "listed", "closes", "who-P99")


@pytest.fixture
def desk(clock: Clock) -> Iterator[StrictClient]:
    make_desk()
    make_last()
    make_account()
    return enter()


def opened(desk: StrictClient, address: str = ASSEMBLY) -> dict:
    response = desk.get(address)
    assert response.status_code == 200
    return fields_of(response)


def saved(desk: StrictClient, fields: dict, **words) -> Meeting:
    response = desk.post(NEW, fields | words | {"save": "1"})
    assert response.status_code == 302, response.content.decode()
    return Meeting.objects.everything("test").get(
        code=response.headers["Location"].split("/")[2].split("?")[0]
    )


def refused(desk: StrictClient, fields: dict, **words) -> str:
    before = Meeting.objects.everything("test").count()
    response = desk.post(NEW, fields | words | {"save": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert Meeting.objects.everything("test").count() == before
    assert "<title>错误：" in page
    assert page.index('class="errors"') < page.index("<h1>")
    return page


def mistakes(page: str) -> list[str]:
    summary = re.search(r'<section class="errors".*?</section>', page, re.DOTALL)
    assert summary
    return re.findall(r"<li>(?:<a[^>]*>)?([^<]+)", summary[0])


def test_type_day_place_chair_and_recorder_come_from_last_time(desk: StrictClient) -> None:
    sent = opened(desk)
    assert sent["kind"] == "meeting.assembly"
    assert sent["held_on"] == TODAY.isoformat()
    assert (sent["place"], sent["chair"], sent["recorder"]) == ("二楼会议室", "P03", "P02")
    assert sent["starts_at"] == sent["minutes"] == sent["agenda"] == sent["hours"] == ""
    assert {value for name, value in sent.items() if name.startswith("who-")} == {"present"}
    assert sum(name.startswith("who-") for name in sent) == 18


def test_whoever_has_left_is_replaced_by_secretary_and_organisation_member(desk: StrictClient) -> None:
    for code in ("P02", "P03"):
        make_member(code, org="D1", school="S1", left_on=date(2026, 10, 1))
    make_member("P20", org="D1", school="S1")
    make_post("P20", "D1", "organization_member")
    sent = opened(desk)
    assert (sent["chair"], sent["recorder"]) == ("P01", "P20")


def test_another_kind_is_not_like_the_assembly(desk: StrictClient) -> None:
    sent = opened(desk, f"{NEW}&kind=meeting.committee&on=2026-10-28")
    assert (sent["held_on"], sent["place"]) == ("2026-10-28", "")
    assert sorted(name for name in sent if name.startswith("who-")) == ["who-P01", "who-P02", "who-P03"]


def test_into_the_book(desk: StrictClient) -> None:
    sent = opened(desk) | {
        "who-P05": "on_leave",
        "who-P06": "absent",
        "starts_at": "15:30",
        "ends_at": "17：00",
        "agenda": "一、学习文件\n\n二、讨论转正 ",
        "minutes": "王建军传达……\u200b\r\n\r\n\r\n\r\n刘洋发言：……",
        "r0-words": "同意按期转正",
        "r0-is_unanimous": "on",
        "r0-matter": "admission",
        "r0-about": "person:P18",
        "r0-owner": "P02",
        "r0-due_on": "12.10",
        "also": ["T1"],
        "held_on": "11月20日",
    }
    meeting = saved(desk, sent)
    assert meeting.code == "D1-2026-001"
    assert (meeting.held_on, meeting.entered_on) == (date(2026, 11, 20), TODAY)
    assert (meeting.starts_at, meeting.ends_at) == (time(15, 30), time(17))
    assert meeting.minutes == "王建军传达……\n\n刘洋发言：……"
    assert meeting.hours is None
    rows = Attendance.objects.everything("test").filter(meeting=meeting)
    states = dict(rows.values_list("person__code", "state"))
    assert len(states) == 19
    assert (states["P05"], states["P06"], states["T1"]) == ("on_leave", "absent", "present")
    each = Resolution.objects.everything("test").get(meeting=meeting)
    assert (each.entitled, each.present, each.in_favour, each.against, each.abstained) == (16, 14, 14, 0, 0)
    assert (each.matter, each.subject.code, each.owner.code) == ("admission", "P18", "P02")
    assert each.due_on == date(2026, 12, 10)


def test_votes_left_blank_stay_blank(desk: StrictClient) -> None:
    meeting = saved(desk, opened(desk), **{"r0-words": "定了"})
    each = Resolution.objects.everything("test").get(meeting=meeting)
    assert (each.entitled, each.present, each.in_favour, each.against, each.abstained) == (None,) * 5
    assert not each.is_unanimous


def test_joined_kinds_call_everybody_of_either(desk: StrictClient) -> None:
    sent = opened(desk) | {"joined": ["meeting.lecture", "meeting.staff-study"], "list": "1"}
    again = fields_of(desk.post(NEW, sent))
    assert "who-T1" in again
    again.pop("list", None)
    meeting = saved(desk, again, minutes="记录")
    kinds = Fact.objects.filter(source=f"meeting:{meeting.code}").values_list("kind", flat=True)
    assert {"meeting.assembly", "meeting.lecture", "meeting.staff-study"} <= set(kinds)


def test_hours_only_by_an_explicit_act(desk: StrictClient) -> None:
    times = {"starts_at": "15:30", "ends_at": "17:00", "minutes": "记录"}
    page = desk.post(NEW, opened(desk) | times | {"list": "1"}).content.decode()
    assert "是 1.5 小时" in page
    assert saved(desk, opened(desk), **times).hours is None
    assert saved(desk, opened(desk), **times, by_clock="on").hours == 15
    assert saved(desk, opened(desk), minutes="记录", hours="2").hours == 20


def test_a_form_sent_twice_is_one_record_and_leads_there(desk: StrictClient) -> None:
    sent = opened(desk) | {"minutes": "记录", "save": "1"}
    first, second = desk.post(NEW, sent), desk.post(NEW, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Meeting.objects.everything("test").count() == 2


def test_the_same_words_from_another_sheet_are_one_record_until_it_is_withdrawn(desk: StrictClient) -> None:
    sent, again = opened(desk), opened(desk)
    assert sent["key"] != again["key"]
    first = saved(desk, sent, minutes="记录")
    assert saved(desk, again, minutes="记录") == first
    assert saved(desk, opened(desk), minutes="另一次会的记录") != first
    desk.post(f"/meetings/{first.code}/withdraw", {"reason": "记错了"})
    assert saved(desk, opened(desk), minutes="记录") != first


def test_a_form_sent_again_with_other_words_is_not_stored_and_keeps_them(desk: StrictClient) -> None:
    sent = opened(desk) | {"minutes": "记录"}
    saved(desk, sent)
    page = refused(desk, sent, minutes="改了几个字")
    assert "已经入过簿" in mistakes(page)[0]
    assert "改了几个字</textarea>" in page
    assert "/meetings/D1-2026-001" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"held_on": "2.30"}, "没有2月30日这一天，请核对"),
        ({"held_on": "2026-11-23"}, "日期不能晚于今天（2026年11月22日）"),
        ({"held_on": ""}, "请填日期"),
        ({"starts_at": "17:00", "ends_at": "15:30"}, "结束15:30早于开始17:00，请核对"),
        ({"kind": ""}, "请选什么会"),
        ({"kind": "meeting.party"}, "什么会要从列出的里面选"),
        ({"chair": "P99"}, "主持人要从列出的里面选"),
        ({"who-P03": "absent"}, "主持人党员03标的是缺席，请改名单或者换人"),
        ({"who-P99": "present"}, "名单有变化，请核对一遍再保存"),
        ({"minutes": "  "}, "请写会议记录，至少写清说了什么、定了什么"),
        ({"r0-in_favour": "3"}, "决议填了表决或办理人，请写清定了什么"),
        ({"r0-words": "定了", "r0-in_favour": "三"}, "赞成写得不对，请核对"),
        (
            {"r0-words": "定了", "r0-in_favour": "16", "r0-against": "1"},
            "第1条决议：票数共 17 票，多过能投票的人（到会 15 人），请核对。",
        ),
        (
            {"r0-words": "定了", "r0-in_favour": "16", "r0-is_unanimous": "on"},
            "决议选了全票通过，就不用再填票数，请只留一样",
        ),
        (
            {"r0-words": "定了", "r0-in_favour": "3", "r0-present": "30"},
            "第1条决议：实到 30 人多过应到 16 人，请核对：只数有表决权的党员，不数列席的人。",
        ),
        ({"r0-words": "定了", "r0-due_on": "2026-11-1"}, "决议的办完日期早于开会日期，请核对"),
        ({"by_clock": "on"}, "要按时间计学时，请先填开始和结束"),
        ({"hours": "25"}, "学时不能大于 24"),
        ({"closes": "77"}, "办完的打勾要从列出的里面选"),
    ],
)
def test_mistakes_come_back_in_plain_words_and_nothing_is_lost(
    desk: StrictClient, words: dict, said: str
) -> None:
    sent = opened(desk) | {"minutes": "写好的记录", "place": "操场", "who-P07": "on_leave"} | words
    page = refused(desk, sent)
    assert mistakes(page) == [said]
    again = fields_of(desk.post(NEW, sent | {"save": "1"}))
    typed = {name: value for name, value in sent.items() if name not in NOT_TYPED}
    for name, value in typed.items():
        if not (name in ("kind", "chair") and value in ("", "meeting.party", "P99")):
            assert again.get(name) == value, name


def test_no_vote_without_a_quorum(desk: StrictClient) -> None:
    away = {f"who-P{number:02}": "absent" for number in range(4, 14)}
    sent = opened(desk) | away | {"minutes": "记录", "r0-words": "定了", "r0-is_unanimous": "on"}
    page = refused(desk, sent)
    assert "人数不够不能表决" in mistakes(page)[0]
    assert "一般表决：人还不够，先不要表决" in page
    assert "应到 16 人，至少要到 8 人，实到 6 人，还差 2 人。" in page


def test_a_list_that_changed_meanwhile_is_shown_again_with_its_marks(desk: StrictClient) -> None:
    sent = opened(desk) | {"minutes": "记录", "who-P05": "absent"}
    make_member("P30", name="新来的", org="D1", school="S1")
    page = refused(desk, sent)
    assert mistakes(page) == ["名单有变化，请核对一遍再保存"]
    assert "新来的" in page
    assert re.search(r'name="who-P05" value="absent" checked', page)


def test_another_day_or_kind_lists_others_and_keeps_everything_typed(desk: StrictClient) -> None:
    make_member("P30", name="月底才来", org="D1", school="S1", arrived_on=date(2026, 11, 10))
    sent = opened(desk) | {"minutes": "写了一半", "who-P02": "on_leave", "r0-words": "定了一半"}
    assert "who-P30" in sent
    again = fields_of(desk.post(NEW, sent | {"held_on": "11.5", "list": "1"}))
    assert "who-P30" not in again
    assert (again["who-P02"], again["minutes"], again["r0-words"]) == ("on_leave", "写了一半", "定了一半")
    assert again["held_on"] == "11.5"
    committee = fields_of(desk.post(NEW, again | {"kind": "meeting.committee", "list": "1"}))
    assert [name for name in committee if name.startswith("who-")] == ["who-P01", "who-P02", "who-P03"]
    assert committee["who-P02"] == "on_leave"


def test_one_more_resolution_keeps_the_first(desk: StrictClient) -> None:
    sent = opened(desk) | {"r0-words": "第一项", "add": "1"}
    again = fields_of(desk.post(NEW, sent))
    assert (again["rows"], again["r0-words"], again["r1-words"]) == ("2", "第一项", "")
    meeting = saved(desk, again, **{"r1-words": "第二项"})
    rows = Resolution.objects.everything("test").filter(meeting=meeting).order_by("place")
    assert list(rows.values_list("words", flat=True)) == ["第一项", "第二项"]


def test_a_fault_of_the_second_resolution_stands_beside_it(desk: StrictClient) -> None:
    sent = opened(desk) | {
        "rows": "3",
        "r0-words": "",
        "r1-words": "甲",
        "r2-words": "乙",
        "r2-in_favour": "99",
    }
    page = refused(desk, sent, minutes="记录")
    assert 'id="id_r2-in_favour_error"' in page


def test_open_points_come_back_and_are_ticked_done(desk: StrictClient) -> None:
    words = {"r0-words": "修好食堂", "r0-owner": "P02", "r0-due_on": "12.1", "held_on": "11.20"}
    first = saved(desk, opened(desk), **words)
    page = desk.get(ASSEMBLY).content.decode()
    assert "修好食堂" in page
    assert "11月20日的会 · 党员02办 · 2026年12月1日前办完" in page
    key = Resolution.objects.everything("test").get(meeting=first).pk
    second = saved(desk, opened(desk), minutes="记录", closes=str(key))
    assert Resolution.objects.everything("test").get(pk=key).closed_in == second
    assert "修好食堂" not in desk.get(ASSEMBLY).content.decode()


def test_late_is_said_before_saving(desk: StrictClient) -> None:
    sent = opened(desk) | {"held_on": "11.9", "preview": "1"}
    assert "补记：11月9日开的会，晚 13 天登记" in desk.post(NEW, sent).content.decode()


def test_the_same_meeting_twice_is_doubted(desk: StrictClient) -> None:
    saved(desk, opened(desk), minutes="记录")
    page = desk.post(NEW, opened(desk) | {"preview": "1"}).content.decode()
    assert "11月22日已经记过一次支部党员大会（D1-2026-001）" in page


def test_looking_where_it_goes_stores_nothing(desk: StrictClient) -> None:
    before = (
        Meeting.objects.everything("test").count(),
        Fact.objects.count(),
        Draft.objects.everything("test").count(),
    )
    response = desk.post(NEW, opened(desk) | {"preview": "1"})
    assert "支部党员大会 2026 年第 2 次" in response.content.decode()
    after = (
        Meeting.objects.everything("test").count(),
        Fact.objects.count(),
        Draft.objects.everything("test").count(),
    )
    assert before == after


def test_a_part_of_the_page_follows_what_is_typed(desk: StrictClient) -> None:
    sent = opened(desk) | {"live": "1"}
    part = desk.post(NEW, sent, headers={"HX-Request": "true"}).content.decode()
    assert "入簿" in part
    assert 'id="roll"' not in part
    part = desk.post(
        NEW, sent | {"kind": "meeting.committee"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'id="roll" hx-swap-oob="true"' in part
    assert "支委会表决" in part
    part = desk.post(NEW, sent | {"held_on": "2.30"}, headers={"HX-Request": "true"}).content.decode()
    assert "没有2月30日这一天" in part
    times = {"starts_at": "15:30", "ends_at": "17:00", "held_on": "11.5"}
    make_member("P30", name="月底才来", org="D1", school="S1", arrived_on=date(2026, 11, 10))
    part = desk.post(
        NEW, opened(desk) | {"live": "1"} | times, headers={"HX-Request": "true"}
    ).content.decode()
    for words in ("是 1.5 小时", "补记：11月5日开的会，晚 17 天登记", "2026年四季度："):
        assert words in part, words
    assert "名单有变化" not in part


def test_a_draft_is_kept_and_gone_on_with(desk: StrictClient) -> None:
    sent = opened(desk) | {"minutes": "写了一半", "who-P05": "absent", "held_on": "不知道", "draft": "1"}
    response = desk.post(NEW, sent)
    assert response.status_code == 302
    page = desk.get(response.headers["Location"])
    again = fields_of(page)
    assert "草稿存好了，还没有入簿" in page.content.decode()
    assert (again["minutes"], again["who-P05"], again["held_on"]) == ("写了一半", "absent", "不知道")
    assert again["key"] == sent["key"]
    assert "接着写" in desk.get("/meetings").content.decode()
    meeting = saved(desk, again, held_on="11.22")
    assert Attendance.objects.everything("test").get(meeting=meeting, person__code="P05").state == "absent"
    assert not Draft.objects.everything("test").exists()


def test_autosave_says_when(desk: StrictClient) -> None:
    sent = opened(desk) | {"minutes": "一", "autosave": "1"}
    part = desk.post(NEW, sent, headers={"HX-Request": "true"}).content.decode()
    assert "12:00 已自动存稿" in part
    assert 'name="version" value="1"' in part
    part = desk.post(NEW, sent | {"version": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert 'name="version" value="2"' in part


def test_a_pages_own_autosave_is_no_conflict_with_it(desk: StrictClient) -> None:
    sent = opened(desk) | {"minutes": "一"}
    desk.post(NEW, sent | {"autosave": "1"}, headers={"HX-Request": "true"})
    assert desk.post(NEW, sent | {"minutes": "一二", "page": "another", "draft": "1"}).status_code == 409
    response = desk.post(NEW, sent | {"minutes": "一二", "draft": "1"})
    assert response.status_code == 302
    assert fields_of(desk.get(response.headers["Location"]))["minutes"] == "一二"


def test_two_people_at_one_draft_see_both_texts(desk: StrictClient) -> None:
    make_account("P02", "zuzhi")
    other = enter("zuzhi")
    address = desk.post(NEW, opened(desk) | {"minutes": "起头", "draft": "1"}).headers["Location"]
    mine, theirs = fields_of(desk.get(address)), fields_of(other.get(address))
    other.post(NEW, theirs | {"minutes": "别人写的", "r0-words": "定了", "draft": "1"})
    response = desk.post(NEW, mine | {"minutes": "我写的", "who-P05": "absent", "draft": "1"})
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("我写的", "别人写的", "到会：党员05", "党员02 12:00 存过"):
        assert words in page, words
    part = desk.post(NEW, mine | {"minutes": "我写的", "autosave": "1"}, headers={"HX-Request": "true"})
    assert "党员02 12:00 存过这份草稿" in part.content.decode()
    assert desk.post(NEW, mine | {"minutes": "我写的", "save": "1"}).status_code == 409

    kept = read_last_form(page)
    response = desk.post(NEW, kept | {"draft": "1"})
    assert fields_of(desk.get(response.headers["Location"]))["minutes"] == "我写的"


def test_a_draft_that_somebody_else_put_into_the_book_is_not_recorded_again(desk: StrictClient) -> None:
    make_account("P02", "zuzhi")
    other = enter("zuzhi")
    address = desk.post(NEW, opened(desk) | {"minutes": "起头", "draft": "1"}).headers["Location"]
    mine, theirs = fields_of(desk.get(address)), fields_of(other.get(address))
    saved(other, theirs, minutes="入簿的")
    response = desk.post(NEW, mine | {"minutes": "我写的", "save": "1"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "已经入簿" in page
    assert "/meetings/D1-2026-001" in page
    assert "我写的" in page
    assert Meeting.objects.everything("test").count() == 2


def read_last_form(page: str) -> dict:
    return read_fields(re.findall(r"<form.*?</form>", page, re.DOTALL)[-1])


def test_ones_own_autosave_may_overtake_ones_saving(desk: StrictClient) -> None:
    sent = opened(desk) | {"minutes": "一"}
    desk.post(NEW, sent | {"autosave": "1"}, headers={"HX-Request": "true"})
    desk.post(NEW, sent | {"version": "1", "autosave": "1"}, headers={"HX-Request": "true"})
    saved(desk, sent, version="1")
    assert not Draft.objects.everything("test").exists()
    late = desk.post(NEW, sent | {"version": "0", "autosave": "1"}, headers={"HX-Request": "true"})
    assert "已经入簿" in late.content.decode()
    assert not Draft.objects.everything("test").exists()


def test_a_draft_is_thrown_away(desk: StrictClient) -> None:
    address = desk.post(NEW, opened(desk) | {"draft": "1"}).headers["Location"].split("?")[0]
    assert desk.post(f"{address}/drop").status_code == 302
    assert desk.get(address).status_code == 404


def test_an_agenda_line_brought_along_keeps_its_subject(desk: StrictClient) -> None:
    page = desk.get(f"{ASSEMBLY}&item=讨论预备18转正&about=person:P18")
    assert "讨论预备18转正" in page.content.decode()
    meeting = saved(desk, fields_of(page))
    item = AgendaItem.objects.everything("test").select_related("subject").get(meeting=meeting)
    assert (item.words, item.subject.code) == ("讨论预备18转正", "P18")


@pytest.mark.parametrize("members", [3, 12])
def test_opening_the_sheet_costs_the_same_for_any_branch(clock: Clock, members: int) -> None:
    make_desk(members)
    make_last()
    make_account()
    desk = enter()
    for number in range(members):
        saved(desk, opened(desk), minutes=f"第{number}次", **{"r0-words": "定了", "r0-owner": "P01"})
    with CaptureQueriesContext(connection) as asked:
        desk.get(ASSEMBLY)
    assert len(asked) <= 12 + WHO_ASKS, [query["sql"][:150] for query in asked.captured_queries]


def test_a_masses_person_is_found_only_beside_the_list(desk: StrictClient) -> None:
    make_person("T2", name="群众乙", school="S1")
    page = desk.get(ASSEMBLY).content.decode()
    assert 'name="also" value="T2"' in page
    assert 'name="who-T2"' not in page
