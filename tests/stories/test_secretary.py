"""docs/stories/secretary.md, from the home page on."""

import re
from io import BytesIO
from urllib.parse import urljoin

from playwright.sync_api import expect
from pypdf import PdfReader

from hongzhu.accounts.actions import DEMO_PASSWORD
from tests.stories.conftest import Come, block, follow, headed, press, row, says

OCTOBER = "10月份支部委员会"


def test_1_sign_in_and_see_what_is_to_do(come: Come) -> None:
    page = come()
    page.get_by_label("用户名或手机号").fill("secretary")
    page.get_by_role("textbox", name="密码").fill(DEMO_PASSWORD)
    press(page, "登录")
    headed(page, "彭老师，眼下要办 3 件事")
    first = block(page, "眼下要办").get_by_role("listitem").first
    expect(first).to_contain_text("过期 17 天")
    expect(first).to_contain_text(OCTOBER)
    titles = page.get_by_role("heading", level=2).all_inner_texts()
    asked = ["眼下要办", "随手记", "今年做到哪了", "等别人办的", "系统替您记好了"]
    assert [title for title in titles if title in asked] == asked


def test_2_record_an_assembly(come: Come) -> None:
    page = come("secretary")
    follow(block(page, "随手记"), "开会")
    headed(page, "记一次会议")
    page.get_by_role("radio", name="支部党员大会").check()
    away = page.get_by_role("radiogroup").nth(3)
    away.get_by_text("假", exact=True).click()
    page.get_by_label("议程").fill("通报三季度工作")
    page.get_by_label("会议记录").fill("书记通报了三季度工作，大家讨论。")
    page.get_by_role("textbox", name="定了什么").first.fill("同意四季度安排")
    press(page, "保存并入簿")
    says(page, "已入簿，编号 D001-2026-")
    expect(block(page, "系统替您记好了")).to_contain_text("支部党员大会")


def test_3_enter_the_committee_meeting_of_last_month(come: Come) -> None:
    page = come("secretary")
    follow(row(block(page, "眼下要办"), OCTOBER), "补记")
    page.get_by_label("日期").first.fill("2026.10.20")
    page.get_by_label("议程").fill("研究四季度工作")
    press(page, "保存并入簿")
    says(page, "补记")
    follow(page, "首页")
    headed(page, "眼下要办 2 件事")
    expect(block(page, "眼下要办")).not_to_contain_text(OCTOBER)
    follow(block(page, "今年做到哪了"), "支部委员会", exact=True)
    says(page, "补记 33 天")


def test_4_see_why_it_counts_as_late(come: Come) -> None:
    page = come("secretary")
    follow(row(page, OCTOBER), "为什么算过期")
    why = block(page, "为什么算过期")
    assert why.locator("ol.trace > li").count() <= 4
    expect(why).to_contain_text("怎么办：")
    expect(page.locator("blockquote")).to_contain_text("支部委员会一般每月召开1次")
    says(page, "什么不算")


def test_5_state_the_reason_why_it_was_not_done(come: Come) -> None:
    page = come("secretary")
    follow(row(page, OCTOBER), "为什么算过期")
    follow(page, "提交说明")
    page.get_by_label("为什么没有做").fill("委员都在外培训")
    press(page, "提交说明")
    says(page, "等答复")
    follow(page, "首页")
    expect(block(page, "等别人办的")).to_contain_text(OCTOBER)


def test_6_object_to_a_judgement(come: Come) -> None:
    page = come("secretary")
    follow(row(page, OCTOBER), "为什么算过期")
    follow(page, "判断有误")
    page.get_by_role("radio").first.check()
    page.get_by_label("怎么不对").fill("10月20日开过，记在了联席会议里。")
    press(page, "提交")
    says(page, "本区设定")
    follow(page, "首页")
    expect(block(page, "等别人办的")).to_contain_text("判断有误")


def test_7_remind_who_stayed_away(come: Come) -> None:
    page = come("secretary")
    follow(block(page, "无故缺席"), "看名单")
    says(page, "缺席")
    follow(page, "首页")
    press(block(page, "无故缺席"), "已提醒")
    expect(block(page, "无故缺席")).to_have_count(0)


def test_8_sign_the_minutes(come: Come) -> None:
    page = come("secretary")
    lines = block(page, "等您签字的").get_by_role("listitem")
    expect(lines).to_have_count(3)
    follow(row(block(page, "等您签字的"), "11月16日主题党日"), "去签字")
    press(page, "我是主持人，签字")
    says(page, "签好了")
    follow(page, "首页")
    expect(block(page, "等您签字的")).not_to_contain_text("11月16日主题党日")
    expect(block(page, "等别人办的")).to_contain_text("11月16日主题党日，等")


def test_9_amend_a_wrong_record(come: Come) -> None:
    page = come("secretary")
    follow(block(page, "系统替您记好了"), "11月17日党小组会")
    follow(page, "更正")
    page.get_by_label("地点").fill("二楼会议室")
    page.get_by_label("更正的原因").fill("地点写错了")
    press(page.locator("main"), "更正")
    says(page, "已更正")
    expect(block(page, "更正过的")).to_contain_text("原来怎么写的，都留着")


def test_10_record_a_talk(come: Come) -> None:
    page = come("secretary")
    follow(block(page, "随手记"), "谈心谈话")
    page.get_by_role("group", name="同谁谈的名单").get_by_role("checkbox").last.check()
    assert page.get_by_label("内容").count() == 0
    press(page, "保存")
    says(page, "已入簿")


def test_11_decide_next_years_plan(come: Come) -> None:
    page = come("secretary")
    follow(page.get_by_role("navigation", name="主菜单"), "学习计划")
    follow(page, "登记学习计划")
    page.get_by_label("哪一年的计划").select_option("2027")
    page.get_by_label("要点").fill("集中学习四次，专题党课两次")
    press(page, "保存")
    headed(page, "2027年学习计划")
    says(page, "集中学习四次")


def test_12_go_through_the_year_clause_by_clause(come: Come) -> None:
    page = come("secretary")
    follow(block(page, "今年做到哪了"), "按条款看")
    headed(page, "红烛示范小学党支部")
    says(page, "支部委员会一般每月召开1次")
    says(page, "怎么办：")


def test_13_answer_an_assignment(come: Come) -> None:
    page = come("secretary")
    follow(row(block(page, "眼下要办"), "明年发展党员计划"), "回复")
    says(page, "3 项已带好")
    page.get_by_label("明年打算发展几人").fill("2")
    press(page, "核对无误，回复")
    says(page, "不用再报一遍")
    follow(page, "首页")
    expect(block(page, "眼下要办")).not_to_contain_text("明年发展党员计划")


def test_14_print_the_books_of_a_year(come: Come) -> None:
    page = come("secretary")
    follow(page.get_by_role("navigation", name="主菜单"), "台账")
    headed(page, "台账")
    whole = page.get_by_role("link", name="打印2026年")
    opened = page.request.get(urljoin(page.url, whole.get_attribute("href") or ""))
    assert opened.headers["content-type"] == "application/pdf"
    assert opened.headers["content-disposition"].startswith(
        "inline"
    )  # the third click is the browser's own: print
    read = [sheet.extract_text() for sheet in PdfReader(BytesIO(opened.body())).pages]
    assert "党员大会记录簿 2026 · 第 1 页" in read[1]
    press(page, "只打新增页")
    says(page, "页码排好了，请打开打印。")
    expect(page.get_by_role("link", name="打开打印").first).to_be_visible()
    expect(page.get_by_role("button", name="只打新增页")).to_be_disabled()


def test_15_find_somebody_and_put_his_row_right(come: Come) -> None:
    page = come("secretary")
    follow(page.get_by_role("navigation", name="主菜单"), "党员教职工")
    page.get_by_label("找人").fill("xyn")
    press(page, "查")
    follow(block(page, "花名册"), "许雅宁")
    says(page, "谁能看到")
    follow(page, "改资料")
    page.get_by_label("岗位").fill("五年级语文教师")
    page.get_by_label("为什么改").fill("换了年级")
    press(page, "保存更正")
    headed(page, "许雅宁")
    expect(block(page, "改过的")).to_contain_text("换了年级")


def test_16_hand_somebody_over(come: Come) -> None:
    page = come("secretary")
    follow(page.get_by_role("navigation", name="主菜单"), "党员教职工")
    follow(page, "丁亦欢")
    follow(page, "办理转出")
    page.get_by_label("转到哪个党组织").select_option(label="青禾幼儿园党支部")
    press(page, "转出")
    says(page, "还由原来的党组织负责")
    there = come("kindergarten")
    follow(block(there, "等您接收的人"), "去接收")
    headed(there, "丁亦欢的转接")
    there.get_by_label("岗位").fill("保教主任")
    press(there, "接收")
    says(there, "已接收，从今天起列入花名册")
    follow(there.get_by_role("navigation", name="主菜单"), "党员教职工")
    expect(block(there, "花名册")).to_contain_text("丁亦欢")


def test_17_find_a_record(come: Come) -> None:
    page = come("secretary")
    follow(page.get_by_role("banner"), "查找")
    page.get_by_label("要找的字").fill("组织生活会 批评")
    press(page.get_by_role("main"), "查找")
    says(page, "找到的")
    first = page.locator(".hits li", has_text="会议 ·").first
    expect(first.locator("mark").first).to_have_text("组织生活会")
    first.get_by_role("link").click()
    headed(page, "组织生活会")


def test_18_read_what_the_superior_says_and_subscribe_to_a_calendar(come: Come) -> None:
    bureau = come("bureau")
    bureau.goto(bureau.url.rstrip("/") + "/reminders")
    press(bureau, "发送")
    page = come("secretary")
    follow(block(page, "上级提醒"), "看看是什么")
    press(page, "知道了")
    says(page, "首页不再提")
    follow(page, "怎么收")
    press(page, "每周一给我一份")
    says(page, "改好了")
    press(page, "开通一个日历地址")
    expect(page.get_by_label("日历地址")).to_have_value(re.compile("/calendar/.*[.]ics$"))


def test_19_hand_over(come: Come) -> None:
    page = come("secretary")
    follow(block(page, "今年做到哪了"), "按条款看")
    follow(page, "交接单")
    headed(page, "工作交接单")
    says(page, "支部委员会还没有记录")
    says(page, "簿册在哪里，印到第几页")
    says(page, "监交人")
