"""docs/stories/bureau.md, from the home page on."""

from playwright.sync_api import expect

from tests.stories.conftest import Come, block, follow, headed, press, row, says


def test_1_answer_a_justification(come: Come) -> None:
    page = come("bureau")
    headed(page, "魏老师，有 1 件说明等您答复")
    follow(block(page, "等您答复的"), "去答复")
    press(page, "认可", exact=True)
    says(page, "已认可。这一期不再算过期")
    follow(page, "首页")
    expect(block(page, "等您答复的")).to_have_count(0)


def test_2_see_which_school_is_late_and_why(come: Come) -> None:
    page = come("bureau")
    titles = page.get_by_role("heading", level=2).all_inner_texts()
    assert titles[:3] == ["等您答复的", "有过期的学校", "快到期"]
    follow(row(block(page, "有过期的学校"), "红烛示范小学"), "看依据")
    headed(page, "红烛示范小学")
    says(page, "支部委员会一般每月召开1次")


def test_3_filter_the_overview_and_take_it_along(come: Come) -> None:
    page = come("bureau")
    follow(page, "学校总览")
    page.get_by_label("状态").select_option(label="有过期")
    press(page, "查", exact=True)
    grid = page.get_by_role("region", name="学校与义务表")
    expect(grid).to_contain_text("红烛示范小学")
    expect(grid).not_to_contain_text("云杉小学")
    with page.expect_download() as told:
        follow(page, "导出 Excel")
    assert told.value.suggested_filename == "学校总览 2026-11-22.xlsx"


def test_4_approve_an_exemption(come: Come) -> None:
    page = come("bureau")
    follow(page, "学校总览")
    page.get_by_role("row").filter(has_text="红烛示范小学").get_by_role("link", name="欠1").first.click()
    follow(page, "批准免计")
    page.get_by_role("radio").first.check()
    page.get_by_label("批准依据").fill("局党委11月20日会议研究")
    press(page, "批准免计")
    says(page, "免计")
    follow(page, "首页")
    expect(block(page, "有过期的学校")).not_to_contain_text("红烛示范小学")


def test_5_decide_what_the_document_leaves_open(come: Come) -> None:
    page = come("bureau")
    follow(page.get_by_role("navigation", name="主菜单"), "政策条款")
    follow(block(page, "还可以看"), "本区设定")
    follow(page.get_by_role("row").filter(has_text="党课"), "确认或改")
    page.get_by_label("理由和依据").fill("局党委11月20日会议研究")
    press(page, "先看会怎样")
    says(page, "只是试算，还没有改")
    press(page, "确认为本区设定")
    says(page, "已经定好，全区照此重新算过")
    says(page, "局党委11月20日会议研究")


def test_6_set_the_days_to_answer(come: Come) -> None:
    page = come("bureau")
    follow(page.get_by_role("navigation", name="主菜单"), "政策条款")
    follow(block(page, "还可以看"), "本区设定")
    follow(page, "改答复天数")
    page.get_by_label("几天内答复").fill("7")
    page.get_by_label("理由和依据").fill("局党委11月20日会议研究")
    press(page, "先看会怎样")
    says(page, "2026年11月29日")
    press(page, "确认为本区设定")
    says(page, "已经定好")
    expect(block(page, "以前定过的")).to_contain_text("7 天")


def test_7_record_a_training_of_the_district(come: Come) -> None:
    page = come("bureau")
    follow(block(page, "随手记"), "培训")
    page.get_by_label("培训主题").fill("学校党组织书记集中培训")
    page.get_by_role("radio", name="集中培训").check()
    page.get_by_label("日期").first.fill("11.20")
    page.get_by_label("学时").first.fill("8")
    page.get_by_role("radio", name="书记", exact=True).check()
    press(page, "按职务选上")
    press(page, "保存")
    says(page, "已入簿")
    expect(block(page, "系统替您记好了")).to_contain_text("书记集中培训")


def test_8_read_documents_side_by_side(come: Come) -> None:
    page = come("bureau")
    follow(page.get_by_role("navigation", name="主菜单"), "政策条款")
    follow(page, "和上位规定并排看")
    headed(page, "和上位规定并排看")
    says(page, "没有和正式文本逐字核对")


def test_9_put_another_document_in_force(come: Come) -> None:
    page = come("bureau")
    follow(page.get_by_role("navigation", name="主菜单"), "政策条款")
    follow(page, "和上位规定并排看")
    follow(block(page, "别的文件"), "启用")
    says(page, "11 项待核对")
    page.get_by_label("从哪天起用").fill("2026-01-01")
    page.get_by_label("理由和依据").fill("局党委11月20日会议研究")
    page.get_by_label("我知道其中 11 项待核对").check()
    press(page, "先看会怎样")
    says(page, "只是试算，还没有改")
    press(block(page, "启用"), "启用")
    says(page, "已启用，从2026年1月1日起")
    expect(block(page, "启用、停用过的")).to_contain_text("局党委11月20日会议研究")


def test_10_send_an_assignment_in_three_clicks(come: Come) -> None:
    page = come("bureau")
    follow(page.locator("main"), "下发任务")
    page.get_by_label("标题").fill("寒假值班安排")
    page.get_by_label("什么时候要").fill("12.11")
    page.get_by_label("要哪些内容").fill("支部名称、书记\n寒假值班负责人")
    press(page, "核对")
    says(page, "3 项内容，2 项系统里已有")
    press(page, "发给")
    says(page, "发出去了")
    follow(page, "首页")
    expect(block(page, "任务回复")).to_contain_text("寒假值班安排")


def test_11_see_who_has_not_answered_and_remind(come: Come) -> None:
    page = come("bureau")
    follow(block(page, "任务回复"), "看谁没回")
    says(page, "看了还没回")
    press(page, "提醒没回的")
    says(page, "提醒了")
    press(page, "提醒没回的")
    says(page, "7天内已经提醒过")


def test_12_remind_the_schools_that_are_late(come: Come) -> None:
    page = come("bureau")
    follow(page, "学校总览")
    follow(page, "提醒过期的")
    headed(page, "提醒")
    expect(page.locator(".picks li").first).to_contain_text("红烛示范小学")
    press(page, "发送")
    says(page, "发出了")
    says(page, "7 天内不再发")
    there = come("secretary")
    follow(block(there, "上级提醒"), "看看是什么")
    headed(there, "消息")
    says(there, "支部委员会还没有记录")
