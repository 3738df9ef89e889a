"""导入 as a page: columns, cells mended in place, all or nothing, and a whole batch taken back."""

import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from hongzhu.commands import doctor
from hongzhu.imports.actions import sweep_batches
from hongzhu.imports.models import Batch
from hongzhu.imports.tray import FOLDER
from hongzhu.ledger.recomputing import recompute
from hongzhu.meetings.models import Meeting
from hongzhu.people.models import Person
from hongzhu.policy.days import to_day
from tests.client import StrictClient
from tests.imports.books import book
from tests.makers import NOW, make_branch, make_member, make_post
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, make_account, make_desk

pytestmark = [pytest.mark.django_db]

NATIONAL = [
    "姓 名",
    "性别",
    "公民身份号码",
    "民族",
    "出生日期",
    "学历",
    "人员类别",
    "学位",
    "所在党支部",
    "手机号码",
]
NATIONAL += ["入党日期", "转正日期", "党龄"]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made)
    return made


@pytest.fixture
def desk(clock: Clock) -> Iterator[StrictClient]:
    make_desk(4)
    make_account()
    return enter()


def roster(*rows: tuple[object, ...]) -> bytes:
    heads = ("人员编号", "姓名", "类别", "到岗日期", "入党日期", "学校代码", "党组织代码")
    return book({"名册": [heads, *rows]})


def row(code: str, name: str = "罗 勇", **words: object) -> tuple[object, ...]:
    line = {
        "category": "正式党员",
        "arrived": "2020-09-01",
        "joined": "2010.7.1",
        "school": "S1",
        "org": "D1",
    }
    line |= words
    return (code, name, line["category"], line["arrived"], line["joined"], line["school"], line["org"])


def send(desk: StrictClient, content: bytes, key: str = "k1") -> HttpResponse:
    sent = SimpleUploadedFile("名册.xlsx", content)
    return desk.post("/imports", {"key": key, "org": "D1", "book": sent}, follow=True)


def page_of(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def batch_of(response: HttpResponse) -> str:
    found = re.search(r"/imports/(\d+)", response.request["PATH_INFO"])
    assert found, page_of(response)
    return found[0]


def files() -> list[Path]:
    folder = settings.DATA_DIR / FOLDER
    return list(folder.iterdir()) if folder.exists() else []


def test_a_messy_roster_is_mended_in_place_imported_and_taken_back(desk: StrictClient) -> None:
    before = Person.objects.everything("test").get(code="P01")
    shown = send(
        desk,
        roster(
            row("N1"),
            row("N2", "马春霞", arrived="2020-02-31"),
            row("N3", "何文斌", category="党员干部"),
            row("P01", "新名字"),
        ),
    )
    page, at = page_of(shown), batch_of(shown)
    assert "已代改" in page
    assert "入党日期原来写“2010.7.1”" in page
    assert "罗勇" in page
    assert 'name="x-0-D3"' in page
    assert 'name="x-0-C4"' in page
    assert desk.get(at).status_code == 200
    assert Person.objects.everything("test").filter(code="N1").count() == 0
    # One cell is still wrong: nothing is stored, what was typed stays.
    half = desk.post(f"{at}/check", {"key": "k2", "x-0-D3": "2020-02-28", "import": "1"})
    assert half.status_code == 422
    assert "还有 1 处要改" in page_of(half)
    assert not Person.objects.everything("test").filter(code="N2").exists()
    done = desk.post(f"{at}/check", {"key": "k3", "x-0-C4": "预备党员", "import": "1"}, follow=True)
    assert "人员：新增 3，更新 1" in page_of(done)
    made = Person.objects.everything("test").get(code="N2")
    assert made.arrived_on == date(2020, 2, 28)
    assert made.saved_by
    assert Person.objects.everything("test").get(code="P01").name == "新名字"
    kept = Batch.objects.everything("test").get()
    assert not files()
    assert not kept.cells
    assert not kept.columns
    # Twice the same form is one import.
    again = desk.post(f"{at}/check", {"key": "k3", "x-0-C4": "预备党员", "import": "1"}, follow=True)
    assert again.status_code == 200
    undone = desk.post(f"{at}/undo", follow=True)
    assert "已经撤回" in page_of(undone)
    assert not Person.objects.everything("test").filter(code__startswith="N").exists()
    assert Person.objects.everything("test").get(code="P01").name == before.name
    assert desk.post(f"{at}/undo").status_code == 422
    assert recompute(now=NOW, today=to_day(NOW.date())).total == 0


def test_unknown_columns_are_chosen_by_hand(desk: StrictClient) -> None:
    content = book(
        {
            "名册": [
                ("人员编号", "党员叫啥", "类别", "到岗日期", "支部代码"),
                ("N1", "罗勇", "正式党员", "2020-09-01", "D1"),
            ]
        }
    )
    shown = send(desk, content)
    page, at = page_of(shown), batch_of(shown)
    assert "有 1 列请您选" in page
    assert "罗勇" in page
    assert 'name="c-0-B"' in page
    chosen = {"c-0-A": "code", "c-0-B": "", "c-0-C": "category", "c-0-D": "arrived_on", "c-0-E": "org"}
    assert desk.post(f"{at}/columns", chosen).status_code == 422
    twice = desk.post(f"{at}/columns", chosen | {"c-0-B": "code"})
    assert twice.status_code == 422
    assert "对应到了同一项" in page_of(twice)
    good = desk.post(f"{at}/columns", chosen | {"c-0-B": "name"}, follow=True)
    assert "导入 1 行" in page_of(good)
    assert "来自“党员叫啥”" in page_of(good)


def test_a_list_of_the_national_system_needs_no_numbers(desk: StrictClient) -> None:
    known = Person.objects.everything("test").get(code="P02")
    line = [
        "男",
        "不该收的号码",
        "汉族",
        "1980-01-02",
        "大学",
        "正式党员",
        "学士",
        "春晖小学党支部",
        "13800004410",
    ]
    content = book(
        {
            "党员信息": [
                NATIONAL,
                [known.name, *line, "2001-07-01", "2002-07-01", "24年"],
                ["李新来", *line, "2001-07-01", "2002-07-01", "24年"],
            ]
        }
    )
    shown = send(desk, content)
    page, at = page_of(shown), batch_of(shown)
    assert "不导入，系统不收这一项" in page
    assert "不该收的号码" not in page
    assert "到岗日期" in page
    columns = dict(
        re.findall(r'<select name="(c-0-[A-Z]+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    )
    columns |= {"a-0-arrived_on": "2026-09-01"}
    shown = desk.post(f"{at}/columns", columns, follow=True)
    page = page_of(shown)
    assert "138****4410" in page
    assert "不该收的号码" not in page
    assert "导入 2 行" in page
    desk.post(f"{at}/check", {"key": "k2", "import": "1"})
    made = Person.objects.everything("test").get(name="李新来")
    assert made.code == "D1-001"
    assert made.arrived_on == date(2026, 9, 1)
    known.refresh_from_db(from_queryset=Person.objects.everything("test"))
    assert known.arrived_on == date(2010, 1, 1)
    assert known.phone == "13800004410"


def test_rows_of_others_are_refused_by_name(desk: StrictClient) -> None:
    make_branch("D2", "S2")
    make_member("X1", org="D2", school="S2")
    page = page_of(send(desk, roster(row("N1", org="D2", school="S2"), row("X1"), row("N3"))))
    assert "“D2”不是本单位，只能导入春晖小学党支部的人员" in page
    assert "“X1”已经是别的单位的编号" in page
    assert "改好了，导入" in page


def test_records_come_in_as_entered_today_and_go_back(desk: StrictClient, clock: Clock) -> None:
    heads = ("会议编号", "组织代码", "类型", "日期", "出席", "议题", "登记日期")
    meetings = [("M-1", "D1", "支部党员大会", "2026-03-05", "全体", "学习", "2026-03-05")]
    late = [("M-2", "D1", "支部党员大会", "2026-12-05", "全体", "学习", "")]
    page = page_of(send(desk, book({"会议": [heads, *meetings, *late]})))
    assert "还没有到" in page
    shown = send(desk, book({"会议": [heads, *meetings]}), "k2")
    at = batch_of(shown)
    desk.post(f"{at}/check", {"key": "k3", "import": "1"})
    made = Meeting.objects.everything("test").get(code="M-1")
    assert made.entered_on == date(2026, 11, 22)
    desk.post(f"{at}/undo")
    made.refresh_from_db(from_queryset=Meeting.objects.everything("test"))
    assert made.withdrawn_at is not None


def test_what_later_records_stand_on_is_not_taken_back(desk: StrictClient, clock: Clock) -> None:
    at = batch_of(send(desk, roster(row("N1"), row("N2", "马春霞"))))
    desk.post(f"{at}/check", {"key": "k2", "import": "1"})
    make_post("N1", "D1", "committee_member")
    refused = desk.post(f"{at}/undo")
    assert refused.status_code == 422
    assert "罗勇（N1）已经有了任职" in page_of(refused)
    assert Person.objects.everything("test").filter(code="N2").exists()
    clock.at += timedelta(hours=25)
    desk = enter()
    assert "整批撤回。" not in page_of(desk.get(at))
    assert desk.post(f"{at}/undo").status_code == 422


def test_who_changed_a_row_since_is_told(desk: StrictClient) -> None:
    at = batch_of(send(desk, roster(row("P01", "新名字"))))
    desk.post(f"{at}/check", {"key": "k2", "import": "1"})
    make_member("P01", name="又改了", org="D1", school="S1")
    refused = desk.post(f"{at}/undo")
    assert refused.status_code == 422
    assert "P01在导入以后又改过" in page_of(refused)
    assert Person.objects.everything("test").get(code="P01").name == "又改了"


def test_a_file_is_its_owners_alone_and_goes(desk: StrictClient, clock: Clock) -> None:
    make_account("P02", "weiyuan")
    make_post("P02", "D1", "party_worker")
    at = batch_of(send(desk, roster(row("N1"))))
    assert len(files()) == 1
    other = enter("weiyuan")
    assert other.get(at).status_code == 404
    assert other.post(f"{at}/check", {"key": "x", "import": "1"}).status_code == 404
    assert other.post(f"{at}/drop").status_code == 404
    assert desk.post(f"{at}/drop", follow=True).status_code == 200
    assert not files()
    assert not Batch.objects.everything("test").exists()
    send(desk, roster(row("N1")), "k2")
    clock.at += timedelta(hours=25)
    send(enter(), roster(row("N2")), "k3")
    assert len(files()) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xd8\xff not a workbook", "这是图片"),
        (book({"别的": [("甲", "乙"), ("1", "2")]}), "没有认出可以在这里导入的表"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(desk: StrictClient, content: bytes, words: str) -> None:
    shown = send(desk, content)
    assert shown.status_code == 422
    assert words in page_of(shown)
    assert not files()
    assert not Batch.objects.everything("test").exists()


def test_what_was_left_lying_goes_with_the_daily_sweep(
    desk: StrictClient, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    send(desk, roster(row("N1")))
    nobodys = settings.DATA_DIR / FOLDER / ("0" * 64)
    nobodys.write_bytes(b"left by a server that stopped")
    clock.at += timedelta(hours=23)
    assert sweep_batches(now=clock.at) == 0
    clock.at += timedelta(hours=2)
    os.utime(nobodys, (NOW.timestamp(), NOW.timestamp()))
    (settings.DATA_DIR / "secret-key").touch(0o600)
    doctor.main(["--sweep"])
    assert "删掉了满一天没有导入的文件 2 个。" in capsys.readouterr().out
    assert not files()
    assert not Batch.objects.everything("test").exists()
