"""docs/stories/worker.md, from the home page on."""

from playwright.sync_api import expect

from tests.stories.conftest import Come, block, follow, headed, press, row, says


def test_1_see_what_is_to_do(come: Come) -> None:
    page = come("worker")
    headed(page, "崔老师，眼下要办 2 件事")
    expect(page.get_by_role("banner")).to_contain_text("党务工作者")
    assert row(block(page, "眼下要办"), "10月份支部委员会").get_by_role("link", name="补记").count() == 1
    expect(block(page, "随手记")).not_to_contain_text("谈心谈话")


def test_2_record_the_staffs_study(come: Come) -> None:
    page = come("worker")
    expect(block(page, "眼下要办")).to_contain_text("11月份第 2 次教职工政治学习")
    follow(block(page, "随手记"), "政治学习")
    expect(page.get_by_role("radio", name="教职工政治学习")).to_be_checked()
    page.get_by_label("日期").first.fill("11.20")
    page.get_by_label("议程").fill("学习师德规范")
    press(page, "保存并入簿")
    says(page, "已入簿")
    follow(page, "首页")
    expect(block(page, "眼下要办")).not_to_contain_text("教职工政治学习")


def test_3_record_a_training(come: Come) -> None:
    page = come("worker")
    follow(block(page, "随手记"), "培训")
    page.get_by_label("培训主题").fill("党章专题学习")
    page.get_by_role("radio").first.check()
    page.get_by_label("日期", exact=False).first.fill("11.20")
    page.get_by_label("学时").first.fill("3")
    press(page, "保存")
    headed(page, "党章专题学习")
    says(page, "已入簿")
    expect(block(page, "系统替您记好了")).to_contain_text("党员集中学习培训学时")


def test_4_keep_a_draft_and_go_on_later(come: Come) -> None:
    page = come("worker")
    follow(block(page, "随手记"), "党课")
    page.get_by_label("议程").fill("专题党课：学习党章")
    press(page, "先存草稿")
    follow(page.get_by_role("navigation", name="主菜单"), "会议与学习")
    follow(block(page, "没写完的"), "接着写")
    expect(page.get_by_label("议程")).to_have_value("专题党课：学习党章")


def test_5_take_back_what_was_just_entered_wrongly(come: Come) -> None:
    page = come("worker")
    follow(block(page, "随手记"), "主题党日")
    page.get_by_label("议程").fill("记到别的支部去了")
    press(page, "保存并入簿")
    says(page, "已入簿")
    press(page, "撤回")
    says(page, "这条记录已撤回，不再算数")
