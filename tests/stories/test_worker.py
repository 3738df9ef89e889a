"""docs/stories/worker.md, from the home page on."""

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.imports.books import book
from tests.imports.test_offline import filled, saved
from tests.stories.conftest import Come, block, follow, headed, press, row, says


def test_1_see_what_is_to_do(come: Come) -> None:
    page = come("worker")
    headed(page, "崔老师，眼下要办 3 件事")
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


def test_6_import_a_messy_roster_and_take_it_back(come: Come) -> None:
    """From the home page to the import: 7 clicks, two of them in the system's own window for files."""
    heads = ("编号", "党员姓名", "出生年月日", "何时入党", "类别", "到岗日期", "称呼")
    rows = [
        ("N001", "高 峰", "1979.2.3", "2012-07-01", "正式党员", "2020-09-01", "一组"),
        ("N002", "何文斌", "19790231", "2012-07-01", "正式党员", "2020-09-01", "一组"),
        ("N003", "马春霞", "1981-11-02", "", "其他教职工", "2020-09-01", "二组"),
    ]
    page = come("worker")
    follow(page.get_by_role("navigation", name="主菜单"), "导入")
    sent = {"name": "名册.xlsx", "mimeType": "", "buffer": book({"2026年名册": [heads, *rows]})}
    page.get_by_label("选工作簿").set_input_files(sent)
    press(page, "下一步")
    says(page, "有 1 列请您选")
    page.get_by_label("“称呼”对应到").select_option(label="不导入")
    press(page, "下一步")
    says(page, "已代改")
    page.get_by_label("第3行出生日期").fill("1979-02-28")
    page.get_by_label("第4行人员类别").fill("群众")
    press(page, "改好了，导入")
    headed(page, "导入完成")
    says(page, "人员：新增 3")
    press(page, "撤回")
    headed(page, "已撤回")


def test_7_a_meeting_without_a_network(come: Come) -> None:
    page = come("worker")
    follow(page.get_by_role("navigation", name="主菜单"), "导入")
    page.get_by_label("什么会").select_option(label="主题党日")
    with page.expect_download() as told:
        page.get_by_role("button", name="下载离线表").click()
    book = CalamineWorkbook.from_path(told.value.path())
    rows = book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)
    buffer = saved(filled(rows, 日期="2026-11-18", 地点="敬老院", 议题="志愿服务"))
    page.get_by_label("选工作簿").set_input_files({"name": "离线.xlsx", "mimeType": "", "buffer": buffer})
    press(page, "下一步")
    press(page, "导入")
    headed(page, "导入完成")
    says(page, "会议：新增 1")
