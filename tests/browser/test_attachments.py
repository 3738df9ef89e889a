"""Attachments in a browser: three photographs in twelve clicks without scripts, layout, keyboard."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hongzhu.attachments.models import Attachment
from tests.attachments.making import PDF, jpeg, old_office
from tests.browser.conftest import axe, comes_true
from tests.browser.test_meetings import (
    MINUTES,
    Clicks,
    at,
    branch,
    clock,
    desk,
    looked_at,
    mark,
    phone,
    tab_to,
)

__all__ = ["branch", "clock", "desk", "phone"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> dict[str, Path]:
    """Files on somebody's computer, by name."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    made = {f"IMG_{number}.jpg": jpeg((1200, 900), number) for number in range(3)}
    made |= {"签到表.pdf": PDF, "旧.doc": old_office()}
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in made}


def choose(page: Page, click: Clicks, *paths: Path) -> None:
    """Open the browser's own window, tap each file, open."""
    with page.expect_file_chooser() as opened:
        page.evaluate("0")  # by now the browser knows that its window is not to open
        click(page.get_by_label("选照片或文件"))
    click.count += len(paths) + 1
    opened.value.set_files([*paths])


def test_a_meeting_with_three_photographs_takes_twelve_clicks_without_scripts(
    phone: Page, files: dict[str, Path]
) -> None:
    click = Clicks()
    click(phone.get_by_role("main").get_by_role("link", name="记一次会议"))
    click(mark(phone, "党员05", "假"))
    click(mark(phone, "党员06", "缺"))
    click(mark(phone, "预备17", "假"))
    phone.get_by_label("会议记录").fill(MINUTES)
    phone.get_by_role("textbox", name="定了什么").fill("同意第四季度工作安排")
    click(phone.get_by_text("全票通过"))
    click(phone.get_by_role("button", name="保存并入簿"))
    choose(phone, click, *(files[f"IMG_{number}.jpg"] for number in range(3)))
    click(phone.get_by_role("button", name="上传"))
    expect(phone.locator("#attachments")).to_contain_text("附件存好了")
    assert click.count <= 12
    assert Attachment.objects.everything("test").count() == 3
    expect(phone.locator("#attachments img")).to_have_count(3)
    comes_true(phone, "[...document.querySelectorAll('#attachments img')].every(each => each.naturalWidth)")
    assert axe(phone) == []


def test_the_section_and_its_mistakes_keep_their_shape(desk: Page, files: dict[str, Path]) -> None:
    looked_at(at(desk, "/meetings/M1"), "none yet")
    choose(desk, Clicks(), files["IMG_1.jpg"], files["签到表.pdf"])
    desk.get_by_role("button", name="上传").click()
    expect(desk.locator("#attachments")).to_contain_text("附件存好了")
    desk.get_by_role("button", name=re.compile("移走.*签到表")).click()
    expect(desk.locator("#attachments")).to_contain_text("前可以恢复")
    looked_at(desk, "one, and one removed")
    choose(desk, Clicks(), files["IMG_2.jpg"], files["旧.doc"])
    desk.get_by_role("button", name="上传").click()
    expect(desk.get_by_role("alert")).to_contain_text("“旧.doc”：这是旧格式的文档")
    expect(desk.get_by_role("alert")).to_contain_text("一个也没有存")
    looked_at(desk, "mistakes")
    desk.get_by_role("link", name="回到这条记录").click()
    desk.get_by_role("button", name=re.compile("恢复.*签到表")).click()
    expect(desk.locator("#attachments")).to_contain_text("已恢复")


def test_by_keyboard_alone(desk: Page, files: dict[str, Path]) -> None:
    at(desk, "/meetings/M1")
    tab_to(desk, "#id_chosen")
    with desk.expect_file_chooser() as opened:
        desk.evaluate("0")
        desk.keyboard.press("Enter")
    opened.value.set_files([files["签到表.pdf"]])
    tab_to(desk, "#attach button")
    desk.keyboard.press("Enter")
    expect(desk.locator("#attachments")).to_contain_text("签到表.pdf")
    tab_to(desk, ".files a")
    with desk.expect_download() as saved:
        desk.keyboard.press("Enter")
    assert saved.value.suggested_filename == "签到表.pdf"
    assert saved.value.path().read_bytes() == PDF
