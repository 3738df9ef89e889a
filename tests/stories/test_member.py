"""docs/stories/member.md, from the home page on."""

from playwright.sync_api import expect

from tests.stories.conftest import Come, block, follow, headed, press, says

MINE = "关于我的记录"


def test_1_see_how_the_hours_were_reckoned(come: Come) -> None:
    page = come("member")
    headed(page, "许雅宁，您好")
    hours = block(page, "2026年党员集中学习培训学时")
    expect(hours).to_contain_text("26 / 16 学时")
    follow(hours, "怎么算的")
    expect(block(page, "证据")).to_contain_text("2026年党员秋季集中轮训")


def test_2_open_a_meeting_i_was_at(come: Come) -> None:
    page = come("member")
    follow(block(page, "我参加过的"), "专题党课")
    headed(page, "党课")
    says(page, "议程")


def test_3_object_to_the_hours(come: Come) -> None:
    page = come("member")
    follow(block(page, MINE), "怎么算的")
    follow(page, "判断有误")
    page.get_by_role("radio").first.check()
    page.get_by_label("怎么不对").fill("9月的轮训我只去了半天。")
    press(page, "提交")
    says(page, "您的支部" if page.get_by_text("您的支部").count() else "支部书记")
    follow(page, "首页")
    expect(block(page, "等别人办的")).to_contain_text("判断有误")


def test_4_read_the_branchs_plan(come: Come) -> None:
    page = come("member")
    follow(page.get_by_role("navigation", name="主菜单"), "学习计划")
    follow(page, "2026年")
    headed(page, "2026年学习计划")


def test_5_see_what_is_recorded_of_me_and_who_sees_it(come: Come) -> None:
    page = come("member")
    mine = block(page, MINE)
    expect(mine).to_contain_text("红烛示范小学党支部第一党小组")
    expect(mine).to_contain_text("上级只看到人数，看不到您")
    follow(mine, "谁能看什么、做什么")
    headed(page, "谁能看什么、做什么")


def test_6_ask_for_a_correction_and_for_a_copy(come: Come) -> None:
    page = come("member")
    block(page, "我参加过的").get_by_role("link", name="记错了").first.click()
    page.get_by_label("应当怎样").fill("那天我请了假")
    press(page, "提交")
    follow(page, "打开这条记录")
    headed(page, "主题党日")
    follow(page, "首页")
    follow(block(page, "关于我的记录"), "申请更正")
    page.get_by_label("花名册上的资料").check()
    page.get_by_label("哪一条").fill("岗位写成了数学教师")
    page.get_by_label("应当怎样").fill("教语文，见聘用合同")
    press(page, "提交")
    says(page, "提交了")
    follow(page, "首页")
    expect(block(page, "我的更正申请")).to_contain_text("岗位写成了数学教师")
    with page.expect_download() as told:
        page.get_by_role("button", name="取一份我的信息").click()
    assert told.value.suggested_filename.endswith("我的信息.zip")
