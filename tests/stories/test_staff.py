"""docs/stories/staff.md, from the home page on."""

from playwright.sync_api import expect

from tests.stories.conftest import Come, block, follow, headed, says


def test_1_see_how_often_i_was_at_the_study(come: Come) -> None:
    page = come("staff")
    headed(page, "任念慈，您好")
    expect(block(page, "今年政治学习")).to_contain_text("21 / 21 次参加")


def test_2_read_what_was_studied(come: Come) -> None:
    page = come("staff")
    follow(block(page, "今年政治学习"), "看学习记录")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    headed(page, "教职工政治学习")
    says(page, "议程")


def test_3_read_what_the_document_asks(come: Come) -> None:
    page = come("staff")
    follow(page.get_by_role("navigation", name="主菜单"), "政策条款")
    headed(page, "政策条款")
    says(page, "教职工政治学习")
