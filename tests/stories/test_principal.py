"""docs/stories/principal.md, from the home page on."""

from playwright.sync_api import expect

from tests.stories.conftest import Come, block, follow, headed, press, row, says


def test_1_see_what_the_school_owes(come: Come) -> None:
    page = come("principal")
    headed(page, "冯校长，眼下要办 3 件事")
    expect(row(block(page, "眼下要办"), "教职工政治学习")).to_contain_text("第16条")


def test_2_sign_the_minutes_of_ones_own_meeting(come: Come) -> None:
    page = come("principal")
    follow(row(block(page, "等您签字的"), "11月9日党政联席会议"), "去签字")
    press(page, "我是主持人，签字")
    says(page, "签好了")
    follow(page, "首页")
    expect(block(page, "等您签字的")).not_to_contain_text("党政联席会议")


def test_3_record_a_joint_meeting(come: Come) -> None:
    page = come("principal")
    follow(page.get_by_role("navigation", name="主菜单"), "会议与学习")
    follow(page, "记一次会议")
    follow(page, "红烛示范小学", exact=True)
    page.get_by_text("别的会", exact=True).click()
    page.get_by_role("radio", name="党政联席会议").check()
    page.get_by_label("议程").fill("研究食堂设备更新")
    page.get_by_role("textbox", name="定了什么").first.fill("先征求意见，下次再定")
    press(page, "保存并入簿")
    says(page, "已入簿，编号 S001-2026-")
    says(page, "党政联席会议")


def test_4_see_what_a_meeting_was_written_to(come: Come) -> None:
    page = come("principal")
    fed = block(page, "系统替您记好了")
    expect(fed).to_contain_text("您填了 1 次，更新 2 处")
    follow(fed, "11月17日党小组会")
    headed(page, "党小组会")
