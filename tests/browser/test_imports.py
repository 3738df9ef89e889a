"""导入 in a browser: no page runs sideways, axe finds nothing, what is wrong can be reached by keyboard."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from tests.accounts.makers import PASSWORD
from tests.browser.test_accounts import enter as sign_in
from tests.browser.test_records import Open, looked_at
from tests.imports.books import book
from tests.meetings.conftest import Clock
from tests.meetings.desks import make_account, make_desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

HEADS = ("编号", "党员姓名", "出生年月日", "何时入党", "类别", "到岗日期", "称呼")
ROWS = (
    ("N001", "高 峰", "1979.2.3", "2012-07-01", "正式党员", "2020-09-01", "一组"),
    ("N002", "何文斌", "19790231", "2012-07-01", "正式党员", "2020-09-01", "一组"),
)


def test_every_page_of_an_import_keeps_its_shape(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, open_page: Open, live_server: Any
) -> None:
    monkeypatch.setattr(timezone, "now", Clock())
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    make_desk(4)
    make_account()
    page = open_page("/sign-in")
    sign_in(page, PASSWORD, "dangyuan")
    page.goto(f"{live_server.url}/imports")
    looked_at(page, "choosing a file")
    sent = {"name": "名册.xlsx", "mimeType": "", "buffer": book({"名册": [HEADS, *ROWS]})}
    page.get_by_label("选工作簿").set_input_files(sent)
    page.get_by_role("button", name="下一步").click()
    looked_at(page, "columns")
    page.get_by_label("“称呼”对应到").select_option(label="不导入")
    page.get_by_role("button", name="下一步").click()
    looked_at(page, "cells")
    wrong = page.get_by_label("第3行出生日期")
    wrong.focus()
    wrong.fill("1979-02-28")
    wrong.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("导入完成")
    looked_at(page, "done")
