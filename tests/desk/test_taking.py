"""整套带走: opened again without this system, it says what the database says, and nothing of another organisation."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.audit.models import Event
from hongzhu.house import CARRIED
from hongzhu.meetings.models import Attendance, Meeting
from hongzhu.people.models import Person
from tests.accounts.makers import make_user
from tests.assignments.makers import answer, make_assignment, make_offices, receipt_of
from tests.attachments.test_pages import jpeg
from tests.client import StrictClient
from tests.makers import NOW, make_justification, make_meeting, make_member, make_talk, make_training
from tests.meetings.conftest import Clock
from tests.notices.makers import come

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(monkeypatch: pytest.MonkeyPatch) -> StrictClient:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    make_offices()
    for branch in ("D1", "D2"):
        number = branch[1]
        make_member(f"F{number}", name=f"=公式{number}", org=branch, school=f"S{number}", phone="13812345678")
        make_meeting(
            f"A{branch}", branch, present=(f"P{number}", f"F{number}"), minutes=f"说到{branch}，\n“换行”"
        )
        make_training(f"T{branch}", f"P{number}", body=branch)
        make_justification("meeting.assembly", branch, "2026Q2")
    make_talk("P1", "F1")
    answer(receipt_of(make_assignment()))
    return come(clock, "P1")


def taken(client: StrictClient, code: str = "D1") -> zipfile.ZipFile:
    response = client.post(f"/handover/{code}/take")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    found = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    assert found.testzip() is None
    return found


def table(found: zipfile.ZipFile, title: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(found.read(f"表格/{title}.csv").decode("utf-8-sig"))))


def data(found: zipfile.ZipFile, name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(found.read(f"数据/{name}.json"))
    return rows


def test_it_says_what_the_database_says(secretary: StrictClient) -> None:
    found = taken(secretary)
    meeting = Meeting.objects.everything("test").get(code="AD1")
    (row,) = table(found, "会议")
    assert (row["会议编号"], row["日期"], row["会议记录"]) == ("AD1", "2026-03-10", meeting.minutes)
    (same,) = data(found, "meetings")
    assert (same["code"], same["held_on"], same["minutes"]) == ("AD1", "2026-03-10", meeting.minutes)
    there = Attendance.objects.everything("test").filter(meeting=meeting)
    assert len(table(found, "到会")) == there.count() == 2
    assert {each["到会情况"] for each in table(found, "到会")} == {"到会"} or table(found, "到会")
    people = Person.objects.everything("test").filter(org__code="D1")
    assert {row["code"] for row in data(found, "people")} == set(people.values_list("code", flat=True))
    assert len(table(found, "谈心谈话")) == 1
    assert [row["标题"] for row in table(found, "上级任务")] == ["明年发展党员计划"]
    assert [row["填的"] for row in table(found, "回复的内容")] == ["3人", "1"]
    assert any(row["状态"] == "过期" for row in table(found, "2026年办到哪一步"))


def test_a_text_like_a_formula_stays_a_text(secretary: StrictClient) -> None:
    found = taken(secretary)
    assert "'=公式1" in {row["姓名"] for row in table(found, "人员")}
    assert "=公式1" in {row["name"] for row in data(found, "people")}


def test_nothing_of_another_and_no_telephone_number(secretary: StrictClient) -> None:
    found = taken(secretary)
    for name in found.namelist():
        text = found.read(name).decode("utf-8", errors="replace")
        for word in ("公式2", "说到D2", "书记2", "13812345678", "TD2"):
            assert word not in text, (name, word)


def test_it_tells_what_it_is_and_the_trail_who_took_it(secretary: StrictClient) -> None:
    words = taken(secretary).read("请先看这里.txt").decode("utf-8-sig")
    assert words.startswith("第1小学党支部的记录，2026-11-22")
    assert "人员 4 条（含个人信息）" in words
    event = Event.objects.get(verb="org.taken")
    assert event.stream == "org:D1"


def test_every_table_of_every_room_is_there_as_csv_and_json(secretary: StrictClient) -> None:
    names = taken(secretary).namelist()
    sheets = [name for name in names if name.startswith("表格/")]
    assert len(sheets) == len([name for name in names if name.startswith("数据/")]) == len(set(sheets))
    assert len(CARRIED) == 9
    assert len(sheets) >= 25


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOADS_DIR", tmp_path)


@pytest.mark.usefixtures("uploads")
def test_attachments_go_along_as_they_are(secretary: StrictClient) -> None:
    sent = SimpleUploadedFile("会场.jpg", jpeg(), content_type="image/jpeg")
    secretary.post("/attachments/of/meeting/AD1", {"key": "a", "chosen": [sent]})
    found = taken(secretary)
    (name,) = [each for each in found.namelist() if each.startswith("附件/")]
    assert found.read(name)[:2] == b"\xff\xd8"
    (row,) = table(found, "附件清单")
    assert name == f"附件/{row['文件夹']}/{row['文件名']}"


def test_queries_do_not_grow_with_records(secretary: StrictClient) -> None:
    taken(secretary)
    with CaptureQueriesContext(connection) as few:
        taken(secretary)
    for number in range(6):
        make_meeting(f"B{number}", present=("P1",))
    with CaptureQueriesContext(connection) as many:
        taken(secretary)
    assert len(many) == len(few)


def test_others_have_no_such_door(secretary: StrictClient) -> None:
    assert secretary.post("/handover/D2/take").status_code == 404
    assert secretary.get("/handover/D1/take").status_code == 405


def test_everybody_has_a_copy_of_what_is_held_of_himself(secretary: StrictClient) -> None:
    assert "/me/copy" in secretary.get("/people/P1").content.decode()
    response = secretary.post("/me/copy")
    found = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    (row,) = table(found, "我的资料")
    assert (row["人员编号"], row["姓名"]) == ("P1", "书记1")
    assert [each["会议编号"] for each in table(found, "我的到会记录")] == ["AD1"]
    assert [each["对象"] for each in table(found, "我的谈心谈话")] == ["'=公式1"]
    assert len(table(found, "我的培训")) == 1
    for name in found.namelist():
        assert "书记2" not in found.read(name).decode("utf-8", errors="replace"), name
    assert Event.objects.get(verb="person.copied").object == "person:P1"


def test_whoever_stands_on_no_roster_has_none(secretary: StrictClient) -> None:
    user = make_user("nobody", "某人", password="", phone="13900000099")
    user.password_changed_at = NOW
    user.save()
    client = StrictClient()
    client.force_login(user)
    assert client.post("/me/copy").status_code == 404
