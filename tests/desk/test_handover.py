"""交接单: everything a new secretary has to know of the organisation, on one page, and nothing of another."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.meetings.actions import (
    AnnouncementEntry,
    MeetingEntry,
    ResolutionEntry,
    announce_meetings,
    record_meetings,
)
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.actions import ask_transfer
from hongzhu.people.models import Person
from tests.assignments.makers import make_assignment, make_offices
from tests.attachments.making import jpeg
from tests.client import StrictClient
from tests.makers import BY, NOW, make_justification, make_meeting, make_member, make_post
from tests.meetings.conftest import Clock
from tests.notices.makers import come
from tests.reading import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def secretary(monkeypatch: pytest.MonkeyPatch) -> StrictClient:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    make_offices()
    for branch in ("D1", "D2"):
        make_meeting(f"A{branch}", branch)
    return come(clock, "P1")


def page(client: StrictClient, address: str = "/handover/D1", status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_everything_on_one_page_and_nothing_of_another(secretary: StrictClient) -> None:
    for branch in ("D1", "D2"):
        owner = f"P{branch[1]}"
        resolved = ResolutionEntry(words=f"修好{branch}的灯", owner=owner, due_on=date(2026, 11, 1))
        entry = MeetingEntry(
            code=f"M{branch}",
            body=branch,
            kinds=("meeting.committee",),
            held_on=date(2026, 10, 20),
            present=(owner,),
            resolutions=(resolved,),
        )
        record_meetings([entry], by=BY, now=NOW)
        announced = AnnouncementEntry(
            code=f"N{branch}",
            body=branch,
            kinds=("meeting.lecture",),
            held_on=date(2026, 11, 27),
            starts_at=NOW.time(),
            place=f"{branch}会议室",
        )
        announce_meetings([announced], by=BY, now=NOW)
    make_assignment(title="报明年的计划")
    make_justification("meeting.assembly", "D1", "2026Q3")
    orgs = PartyOrg.objects.everything("test").in_bulk(["D1", "D2"], field_name="code")
    person = Person.objects.everything("test").get(code="P1甲")
    ask_transfer(person, source=orgs["D1"], target=orgs["D2"], by=BY, now=NOW)
    said = page(secretary)
    for words in (
        "三季度支部党员大会还没有记录",
        "2026年9月30日",
        "报明年的计划",
        "修好D1的灯",
        "党课 · 第1小学党支部",
        "第1小学党支部 → 第2小学党支部",
        "等上级答复",
        "书记1",
        "2026年党员大会记录簿",
        "移交人",
    ):
        assert words in said, words
    for words in ("修好D2的灯", "D2会议室", "书记2", "/org/D2"):
        assert words not in said, words
    page(secretary, "/handover/D2", 404)


def test_where_the_attachments_are(
    secretary: StrictClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOADS_DIR", tmp_path)
    assert "附件在哪里" not in page(secretary)
    make_meeting("BD1", "D1")
    for code in ("AD1", "BD1"):
        sent = [SimpleUploadedFile(f"{name}.jpg", jpeg(), content_type="image/jpeg") for name in "甲乙"]
        sent[1] = SimpleUploadedFile("乙.jpg", jpeg(size=(41, 30)), content_type="image/jpeg")
        secretary.post(f"/attachments/of/meeting/{code}", {"key": code, "chosen": sent})
    said = words_of(page(secretary))
    assert "附件在哪里" in said
    assert "4 个" in said
    assert "在 2 份记录上" in said
    assert "附件在哪里" not in page(come(Clock(), "P2"), "/handover/D2")


def test_a_secretary_of_this_month_is_offered_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    make_offices()
    make_member("P9", name="新书记", org="D1", school="S1")
    make_post("P9", "D1", "secretary", from_on=date(2026, 11, 10))
    newcomer, old = come(clock, "P9"), come(clock, "P1")
    home = page(newcomer, "/")
    assert "刚接任" in home
    assert "/handover/D1" in home
    assert "刚接任" not in page(old, "/")


def test_from_the_page_of_the_organisation(secretary: StrictClient) -> None:
    assert "/handover/D1" in page(secretary, "/bodies/org/D1")


def test_queries_do_not_grow_with_what_is_open(secretary: StrictClient) -> None:
    page(secretary)
    with CaptureQueriesContext(connection) as few:
        page(secretary)
    for number in range(5):
        resolved = ResolutionEntry(words=f"事{number}", owner="P1")
        entry = MeetingEntry(
            code=f"M{number}",
            body="D1",
            kinds=("meeting.committee",),
            held_on=date(2026, 5 + number, 20),
            present=("P1",),
            resolutions=(resolved,),
        )
        record_meetings([entry], by=BY, now=NOW)
        make_assignment(title=f"任务{number}")
    with CaptureQueriesContext(connection) as many:
        page(secretary)
    assert len(many) <= len(few) + 2
