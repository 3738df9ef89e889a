"""docs/stories/inspector.md, from the home page on."""

from playwright.sync_api import expect

from tests.stories.conftest import Come, block, follow, headed, row, says

CHANGING = ("保存", "更正", "撤回", "签字", "认可", "补记", "导出", "批准", "提交")
"""what nobody offers who only reads"""


def test_1_see_how_the_district_stands(come: Come) -> None:
    page = come("inspector")
    headed(page, "督查员，有 ")
    says(page, "您只看，不登记、不修改、不导出")
    follow(row(block(page, "有过期的学校"), "红烛示范小学"), "看依据")
    says(page, "支部委员会一般每月召开1次")
    assert page.get_by_role("button").filter(has_text="保存").count() == 0


def test_2_see_that_a_meeting_was_held_and_what_it_decided(come: Come) -> None:
    page = come("inspector")
    follow(page.get_by_role("navigation", name="主菜单"), "会议与学习")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    says(page, "议程")
    assert page.get_by_role("heading", name="会议记录", exact=True).count() == 0
    for words in CHANGING:
        assert page.get_by_role("button", name=words).count() == 0, words
    follow(page, "首页")
    follow(page, "学校总览")
    expect(page.locator("main")).not_to_contain_text("导出")


def test_3_see_what_one_may_see(come: Come) -> None:
    page = come("inspector")
    follow(block(page, "您能看什么"), "谁能看什么、做什么")
    headed(page, "谁能看什么、做什么")
    says(page, "督查员")
