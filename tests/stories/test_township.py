"""docs/stories/township.md, from the home page on."""

from playwright.sync_api import expect

from tests.stories.conftest import Come, block, follow, headed, press, row, says


def test_1_see_the_schools_one_leads_and_guides(come: Come) -> None:
    page = come("township")
    headed(page, "民主街道党工委，")
    late = block(page, "有过期的学校")
    follow(late, "看依据")
    says(page, "按条款")
    assert page.get_by_role("link", name="补记").count() == 0


def test_2_see_where_something_is_nearly_due(come: Come) -> None:
    page = come("township")
    follow(block(page, "快到期"), "看名单")
    headed(page, "学校总览")
    expect(page.get_by_role("region", name="学校与义务表")).to_be_visible()


def test_3_record_a_meeting_of_ones_own(come: Come) -> None:
    page = come("township")
    follow(block(page, "随手记"), "开会")
    page.get_by_role("radio").first.check()
    page.get_by_label("议程").fill("研究辖区学校党建工作")
    press(page, "保存并入簿")
    says(page, "已入簿")


def test_4_read_what_schools_answered_the_bureau_and_remark(come: Come) -> None:
    page = come("township")
    follow(page.get_by_role("navigation", name="主菜单"), "下发任务")
    follow(row(page, "明年发展党员计划"), "看")
    page.locator("main table a").first.click()
    page.get_by_text("写批注").click()
    page.get_by_role("textbox", name="批注").fill("请年前开一次支委会研究")
    press(page, "存批注")
    says(page, "批注存好了")
    says(page, "请年前开一次支委会研究")
