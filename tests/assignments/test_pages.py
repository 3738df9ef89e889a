"""Pages of assignments: dispatched in three steps, answered in one, followed from above; what is typed is never lost."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from hongzhu.accounts.models import User
from hongzhu.assignments.actions import mark_read, remind_receipts, return_response, save_draft
from hongzhu.assignments.models import Assignment, Receipt, Response
from hongzhu.people.actions import link_accounts
from tests.accounts.makers import make_user
from tests.assignments.makers import DUE, answer, entry, make_assignment, make_offices, receipt_of
from tests.client import StrictClient
from tests.desk.readers import WHO_ASKS
from tests.makers import BY, NOW, make_branch, make_member, make_post
from tests.meetings.conftest import Clock
from tests.meetings.desks import fields_of
from tests.reading import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Come = Callable[[str], StrictClient]
NEW = "/assignments/new"


@pytest.fixture
def come(clock: Clock) -> Come:
    """Somebody signs in, by the code of the person."""
    make_offices()

    def signed_in(person: str) -> StrictClient:
        count = User.objects.count()
        user = make_user(person.lower(), f"账号{person}", password="", phone=f"139000000{count:02}")
        user.password_changed_at = clock.at
        user.save()
        link_accounts({person: user.pk}, by=BY, now=NOW)
        client = StrictClient()
        client.force_login(user)
        return client

    return signed_in


def shown(client: StrictClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return words_of(response.content.decode())


def sent(client: StrictClient, address: str, **words) -> str:
    """Post and return what the next page says."""
    response = client.post(address, words)
    assert response.status_code == 302, words_of(response.content.decode())
    return shown(client, response.headers["Location"])


def test_dispatched_in_three_steps(come: Come) -> None:
    bureau = come("PB")
    form = fields_of(bureau.get(NEW))
    assert form["asked"] == ["D1", "D2"]
    words = {
        "title": "发展党员计划",
        "due_on": "12.2",
        "items": "党员人数\n打算发展几人",
        "words": "有疑问打电话",
    }
    said = sent(bureau, NEW, **form | words)
    assert "2 项内容，1 项系统里已有" in said
    assert "第1小学党支部的" in said
    assert "3人" in said
    assert "2 个单位 × 1 项 = 2 处" in said
    assert "1 个另一条线上的上级" in said
    row = Assignment.objects.everything("test").get()
    assert row.sent_at is None
    check = f"/assignments/{row.code}/check"
    said = sent(bureau, f"/assignments/{row.code}/send", **fields_of(bureau.get(check)))
    assert "发出去了" in said
    assert "还没看 2 个" in said
    assert shown(bureau, check, 404)
    assert "还差 2 个单位没回" in shown(bureau, "/")


def test_what_was_typed_stays_where_it_is_refused(come: Come) -> None:
    bureau = come("PB")
    form = fields_of(bureau.get(NEW)) | {
        "title": "发展计划",
        "due_on": "2026-11-01",
        "items": "党员人数\n党员人数\n几人\n几人",
    }
    response = bureau.post(NEW, form | {"due_on": "32.1"})
    assert response.status_code == 422
    assert 'value="发展计划"' in response.content.decode()
    response = bureau.post(NEW, form)
    assert response.status_code == 422
    assert "已经过了" in response.content.decode()
    assert "几人" in response.content.decode()
    assert not Assignment.objects.everything("test").exists()


def test_sent_twice_it_is_one(come: Come) -> None:
    bureau = come("PB")
    form = fields_of(bureau.get(NEW)) | {"title": "发展计划", "due_on": "12.2"}
    places = {bureau.post(NEW, form).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Assignment.objects.everything("test").count() == 1


def test_a_request_that_repeats_an_open_one_is_pointed_out(come: Come) -> None:
    bureau = come("PB")
    make_assignment(org="T1", title="2027年党员发展打算")
    form = fields_of(bureau.get(NEW)) | {"due_on": "12.5"}
    said = sent(bureau, NEW, **form | {"title": "摸底", "items": "明年打算发展几人"})
    assert "云溪镇党委的“2027年党员发展打算”还没关闭，也要“明年打算发展几人”，2 个单位两件都要回" in said
    said = sent(bureau, NEW, **form | {"key": "2", "title": "2027年党员发展打算（补）", "items": ""})
    assert "要的像是同一件事" in said
    said = sent(bureau, NEW, **form | {"key": "3", "title": "消防检查", "items": "灭火器几个"})
    assert "还没关闭" not in said


def test_a_school_reads_and_answers_once_for_both_superiors(come: Come) -> None:
    assignment = make_assignment()
    secretary, here = come("P1"), f"/assignments/{assignment.code}/to/D1"
    home = shown(secretary, "/")
    assert "明年发展党员计划" in home
    assert "区教育局党委 · 约2分钟" in home
    page = secretary.get(here)
    form = fields_of(page)
    assert form["value_1"] == "3人"
    assert "云溪镇党委、区教育局党委" in words_of(page.content.decode())
    assert "上级看得到您收到了" in sent(secretary, f"{here}/read", key="read-it")
    assert receipt_of(assignment).read_at is not None
    wrong = secretary.post(f"{here}/respond", form | {"value_1": "5人", "value_2": "1"})
    assert wrong.status_code == 422
    assert "写明原因" in wrong.content.decode()
    assert 'value="5人"' in wrong.content.decode()
    good = form | {"value_1": "4人", "reason_1": "刚转入1人", "value_2": "1", "words": "请领导指导"}
    assert "不用再报一遍" in sent(secretary, f"{here}/respond", **good)
    assert "明年发展党员计划" not in shown(secretary, "/")
    for person in ("PB", "PT1"):
        superior = come(person)
        said = shown(superior, here)
        assert "改的原因：刚转入1人" in said
        assert "批注存好了" in sent(superior, f"{here}/remark", key=person, words=f"{person}看过")
    said = shown(secretary, here)
    assert "区教育局党委 PB看过" in said
    assert "云溪镇党委 PT1看过" in said


def test_sent_back_the_school_sees_why_and_answers_anew(come: Come) -> None:
    assignment = make_assignment()
    answer(receipt_of(assignment))
    bureau, here = come("PB"), f"/assignments/{assignment.code}/to/D1"
    response = bureau.post(f"{here}/return", {"key": "k", "reason": "", "due_on": "12.9"})
    assert response.status_code == 422
    assert "退回了" in sent(bureau, f"{here}/return", key="k2", reason="和花名册对不上", due_on="12.9")
    secretary = come("P1")
    assert "上级退回补正：和花名册对不上" in shown(secretary, here)
    form = fields_of(secretary.get(here))
    assert (form["value_1"], form["value_2"]) == ("3人", "1")
    sent(secretary, f"{here}/respond", **form)
    assert Response.objects.everything("test").count() == 2


def test_followed_reminded_extended_closed(come: Come) -> None:
    assignment = make_assignment()
    answer(receipt_of(assignment))
    bureau, here = come("PB"), f"/assignments/{assignment.code}"
    assert "7天内不会再提醒" in sent(bureau, f"{here}/remind", key="r")
    secretary = come("P2")
    home = shown(secretary, "/")
    assert "区教育局党委提醒：1 件事还没办好" in home
    assert "明年发展党员计划" in shown(secretary, "/messages")
    again = bureau.post(f"{here}/remind", {"key": "r2"})
    assert again.status_code == 422
    assert "7天内已经提醒过" in again.content.decode()
    assert "延期了" in sent(bureau, f"{here}/extend", key="e", due_on="12.20")
    assert "12月20日" in shown(secretary, f"{here}/to/D2")
    assert "关闭了" in sent(bureau, f"{here}/close", key="c", reason="并到年底报")
    assert "关闭时没有回" in shown(bureau, here)
    assert "没有回的不用再回" in shown(secretary, f"{here}/to/D2")
    assert bureau.post(f"{here}/to/D2/extend", {"key": "x", "due_on": "12.30"}).status_code == 422


def test_several_reminders_are_one_line(come: Come) -> None:
    for title in ("一件", "两件"):
        remind_receipts(make_assignment(title=title), by=BY, now=NOW)
    assert "2 件事还没办好" in shown(come("P1"), "/")


def test_the_yearly_account_counts_what_was_asked(come: Come) -> None:
    make_assignment()
    make_assignment(title="只要一句", items=(), asked=("D1",))
    make_assignment(org="T1", title="别家的")
    said = shown(come("PB"), "/assignments")
    assert "下发 2 件 ，本月 2 件" in said
    assert "要回的 3 份" in said
    assert "要各单位填的 2 处" in said
    assert "系统带出、没有再要的 2 处" in said
    assert "0.1 小时，每份约 2 分钟" in said


def test_the_lists_say_how_far_each_is(come: Come) -> None:
    """What all have answered waits no more; a draft is counted nowhere; whose are told apart."""
    done, half = make_assignment(title="都回的"), make_assignment(title="回一半的")
    save_draft(entry(title="没发的"), by=BY, now=NOW)
    make_assignment(org="T1", title="镇上的", asked=("D2",))
    for row, org in ((done, "D1"), (done, "D2"), (half, "D1")):
        answer(receipt_of(row, org))
    bureau, secretary = come("PB"), come("P1")
    home = shown(bureau, "/")
    assert "回一半的 还差 1 个单位没回，已回 1 个" in home
    assert "都回的" not in home
    said = shown(bureau, "/assignments")
    drafts, _, listed = said.partition("发出去的")
    assert [title in drafts for title in ("没发的", "回一半的", "镇上的")] == [True, False, False]
    assert "都回了 都回的 区教育局党委 · 最晚12月2日 · 已回 2 / 2 看回复" in listed
    assert "还有 10 天 回一半的 区教育局党委 · 最晚12月2日 · 已回 1 / 2 看谁没回" in listed
    assert "云溪镇党委 · 最晚12月2日 · 已回 0 / 1" in listed
    assert "下发 2 件" in listed
    assert "没发的" not in listed
    assert "上级发来的" not in said
    received = shown(secretary, "/assignments")
    assert "回一半的 区教育局党委 · 最晚12月2日 看" in received
    response = return_response(receipt_of(half), reason="补一项", due_on=DUE, by=BY, now=NOW)
    assert response.returned_on == NOW.date()
    assert "回一半的 还差 2 个单位没回，已回 0 个" in (shown(bureau, "/"))
    assert "回一半的 区教育局党委 · 最晚12月2日 · 约2分钟 回复" in (shown(secretary, "/assignments"))


def test_the_answers_as_a_table(come: Come) -> None:
    assignment = make_assignment(title="=1+1计划")
    answer(receipt_of(assignment), 0, "3人", "=HYPERLINK(1)")
    response = come("PT1").get(f"/assignments/{assignment.code}/export")
    sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "=1+1计划"
    assert sheet[3] == ["党组织", "学校", "情况", "党员人数", "明年打算发展几人", "留言"]
    assert sheet[4][:2] == ["第1小学党支部", "S1小学"]
    assert sheet[4][3:] == ["3人", "=HYPERLINK(1)", ""]
    assert sheet[5][2] == "还有 10 天"


def test_a_file_hangs_on_it_and_on_the_answer(come: Come) -> None:
    assignment = make_assignment()
    bureau, secretary = come("PB"), come("P1")
    for client, kind, code in (
        (bureau, "assignment", assignment.code),
        (secretary, "receipt", f"{assignment.code}:D1"),
    ):
        file = BytesIO(b"%PDF-1.4 plan\n%%EOF")
        file.name = f"{kind}.pdf"
        response = client.post(f"/attachments/of/{kind}/{code}", {"key": kind, "chosen": file})
        assert response.status_code == 302, words_of(response.content.decode())
    said = shown(secretary, f"/assignments/{assignment.code}/to/D1")
    assert "assignment.pdf" in said
    assert "receipt.pdf" in said
    assert "receipt.pdf" in shown(come("PT1"), f"/assignments/{assignment.code}/to/D1")
    assert come("P2").get(f"/attachments/of/receipt/{assignment.code}:D1").status_code == 404


def test_as_many_queries_for_forty_asked_as_for_two(come: Come) -> None:
    few = make_assignment(title="少")
    for number in range(3, 40):
        make_branch(f"D{number}", f"S{number}", led_by="T1", guided_by="B")
    everybody = tuple(f"D{number}" for number in range(1, 40))
    many = make_assignment(title="多", asked=everybody)
    for number in range(1, 20):
        answer(receipt_of(many, f"D{number}"))
        mark_read(receipt_of(many, f"D{number + 20}"), by=BY, now=NOW)
    bureau, costs = come("PB"), {}
    bureau.get("/assignments")
    for name, row in (("few", few), ("many", many)):
        for tail in ("", "/export"):
            with CaptureQueriesContext(connection) as asked:
                assert bureau.get(f"/assignments/{row.code}{tail}").status_code == 200
            costs[name, tail] = len(asked)
    assert costs["few", ""] == costs["many", ""] <= 12 + WHO_ASKS
    assert costs["few", "/export"] == costs["many", "/export"] <= 12 + WHO_ASKS
    for address in ("/assignments", NEW, f"/assignments/{many.code}/to/D1"):
        with CaptureQueriesContext(connection) as asked:
            assert bureau.get(address).status_code == 200
        assert len(asked) <= 12 + WHO_ASKS, address


def test_a_case_is_explained_like_any_duty(come: Come, clock: Clock) -> None:
    assignment = make_assignment()
    clock.at = NOW + timedelta(days=15)
    secretary = come("P1")
    said = shown(secretary, "/")
    assert "过期 5 天" in said
    address = f"/duties/assignment.response/assignment/{assignment.code}:D1"
    said = shown(secretary, address)
    assert "完成上级党组织交办的其他任务" in said
    assert "因2026年11月22日“收到上级任务”，要求最晚2026年12月2日办好" in said
    assert "打开这件上级任务" in said
    assert "明年发展党员计划" in shown(come("PT1"), "/bodies/org/D1")
    assert Receipt.objects.everything("test").count() == 2


def test_whoever_has_nobody_below_sends_nothing(come: Come) -> None:
    assert come("P1").get(NEW).status_code == 404
    make_member("P9", org="T1")
    make_post("P9", "T1", "organization_member")
    assert come("P9").get(NEW).status_code == 404
