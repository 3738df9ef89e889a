"""docs/stories/kindergarten.md, from the home page on."""

from playwright.sync_api import expect

from tests.stories.conftest import Come, block, follow, headed, press, says

SEPTEMBER = "9月份第 2 次教职工政治学习"


def test_1_see_how_many_things_there_are_and_which_are_to_do(come: Come) -> None:
    page = come("kindergarten")
    headed(page, "侯园长，18 件事里有 2 件要办")
    expect(block(page, SEPTEMBER)).to_contain_text("过期 46 天")
    quiet = page.get_by_role("region", name="现在都不用管")
    expect(quiet.get_by_role("listitem")).to_have_count(16)
    expect(page.locator("main")).not_to_contain_text("支部委员会")


def test_2_see_what_need_not_be_done_and_why(come: Come) -> None:
    page = come("kindergarten")
    follow(page, "还有哪些不用办，为什么")
    headed(page, "哪些不用办，为什么")
    expect(page.get_by_role("row").filter(has_text="支部委员会").first).to_contain_text(
        "只有“设支部委员会的党支部”才有这一项"
    )


def test_3_enter_a_study_afterwards(come: Come) -> None:
    page = come("kindergarten")
    follow(block(page, SEPTEMBER), "补记")
    page.get_by_label("日期").first.fill("2026.9.24")
    page.get_by_label("议程").fill("学习师德规范")
    press(page, "保存并入簿")
    says(page, "已入簿")
    follow(page, "首页")
    expect(block(page, SEPTEMBER)).to_have_count(0)
    expect(block(page, "11月份第 2 次教职工政治学习")).to_contain_text("还有 8 天")


def test_4_record_a_talk(come: Come) -> None:
    page = come("kindergarten")
    follow(block(page, "随手记"), "谈心谈话")
    page.get_by_role("group", name="同谁谈的名单").get_by_role("checkbox").last.check()
    press(page, "保存")
    says(page, "已入簿")
