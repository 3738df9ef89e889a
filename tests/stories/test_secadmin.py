"""docs/stories/secadmin.md, from the home page on."""

import re

from playwright.sync_api import expect

from tests.stories.conftest import Come, follow, headed, press, says


def test_1_make_an_account_and_print_its_slip(come: Come) -> None:
    page = come("secadmin")
    follow(page, "管理用户")
    follow(page, "新建账号")
    page.get_by_label("姓名").fill("苏明玉")
    page.get_by_label("用户名").fill("sumingyu")
    press(page, "建好")
    says(page, "下一步：打一张激活单")
    press(page, "打一张激活单")
    says(page, "sumingyu")
    expect(page.locator("main")).to_contain_text(re.compile("[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}"))


def test_2_say_whose_account_it_is(come: Come) -> None:
    page = come("secadmin")
    follow(page.get_by_role("navigation", name="主菜单"), "职权")
    follow(page.get_by_role("row").filter(has_text="inspector"), "")
    page.get_by_label("人员编号").fill("P012-02")
    press(page, "关联")
    says(page, "P012-02")


def test_3_grant_an_office_from_a_day_to_a_day(come: Come) -> None:
    page = come("secadmin")
    follow(page.get_by_role("navigation", name="主菜单"), "职权")
    follow(page.get_by_role("row").filter(has_text="inspector"), "")
    page.locator("#id_role").select_option(label="督查员")
    page.get_by_label("党组织代码").fill("D000")
    page.locator("#id_starts_on").fill("2026-11-22")
    page.locator("#id_ends_on").fill("2026-12-31")
    page.get_by_label("依据").fill("教育局党委派出督查")
    press(page, "授权", exact=True)
    expect(page.get_by_role("row").filter(has_text="教育局党委派出督查")).to_contain_text("2026-12-31")


def test_4_disable_the_account_of_somebody_who_left(come: Come) -> None:
    page = come("secadmin")
    follow(page, "管理用户")
    follow(page.get_by_role("row").filter(has_text="worker"), "")
    page.get_by_label("原因").fill("调离")
    press(page, "停用账号")
    headed(page, "的账号")
    says(page, "停用")
    expect(page.get_by_role("button", name="恢复账号")).to_be_visible()
