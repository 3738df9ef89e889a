"""What a list of records shows can be taken out: the filter holds, others' records stay where they are."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.client import StrictClient
from tests.makers import make_branch, make_meeting, make_training
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, make_account, make_desk

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def desk(clock: Clock) -> StrictClient:
    make_desk(4)
    make_branch("D2", "S2")
    make_account()
    return enter()


def rows(desk: StrictClient, address: str) -> list[list[object]]:
    response = desk.get(address)
    assert response.status_code == 200
    return CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()


def test_meetings_that_are_shown_are_taken_out(desk: StrictClient) -> None:
    make_meeting("M1", "D1")
    make_meeting("M2", "D1", "meeting.lecture")
    make_meeting("M3", "D2")
    assert (
        "/meetings/export.xlsx?kind=meeting.lecture"
        in desk.get("/meetings?kind=meeting.lecture").content.decode()
    )
    found = rows(desk, "/meetings/export.xlsx?kind=meeting.lecture")
    assert found[1][0] == "党课，各年，共 1 次"
    assert [row[-1] for row in found[4:]] == ["M2"]
    assert {row[-1] for row in rows(desk, "/meetings/export.xlsx")[4:]} == {"M1", "M2"}


def test_trainings_that_are_shown_are_taken_out(desk: StrictClient) -> None:
    make_training("T-1", "P01", body="D1")
    make_training("T-2", "P01", body="D2")
    assert "/trainings/export.xlsx" in desk.get("/trainings").content.decode()
    assert [row[-1] for row in rows(desk, "/trainings/export.xlsx")[4:]] == ["T-1"]
    assert rows(desk, "/trainings/export.xlsx?q=none")[4:] == []
