"""The policy's pages: the document with the live state, layers, what the district decides and who may."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.obligations.models import DistrictDecision
from tests.client import StrictClient
from tests.desk.districts import make_district
from tests.desk.readers import oversee, reader
from tests.makers import make_member, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LECTURE = "/policy/settings/meeting.lecture"
PAGES = ("/policy", "/policy?only=set", "/policy/layers", "/policy/settings", LECTURE, "/policy/calendar")


def typed(**words: str) -> dict[str, str]:
    given = {
        "min": "1",
        "period": "quarter",
        "grace_days": "7",
        "since": "2026-01-01",
        "basis": "局党委会研究",
    }
    return given | {"key": uuid4().hex} | words


def text_of(client: StrictClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def bureau(client: StrictClient) -> StrictClient:
    make_district(2)
    oversee()
    return client


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens(bureau: StrictClient, address: str) -> None:
    assert bureau.get(address).status_code == 200


def test_the_document_stands_whole_with_its_state(bureau: StrictClient) -> None:
    page = text_of(bureau, "/policy")
    assert "支部委员会一般每月召开1次" in page, "quoted"
    assert "上位规定（待核）" in page
    assert "本系统尚不能登记" in page
    assert "2 所学校" in page


def test_layers_side_by_side(bureau: StrictClient) -> None:
    page = text_of(bureau, "/policy/layers")
    assert "32 学时" in page
    assert "56 学时" in page
    assert "没有和正式文本逐字核对" in page


def test_trying_changes_nothing_and_tells_the_difference(bureau: StrictClient) -> None:
    answer = bureau.post(LECTURE, typed(preview=""))
    assert answer.status_code == 200
    assert "只是试算" in answer.content.decode()
    assert not DistrictDecision.objects.everything("test").exists()


def test_deciding_settles_it_once(bureau: StrictClient) -> None:
    assert "党课" in text_of(bureau, "/policy/settings").partition("其余设定")[0]
    words = typed(period="half")
    for _ in range(2):
        assert bureau.post(LECTURE, words)["Location"] == f"{LECTURE}?decided=1"
    rows = DistrictDecision.objects.everything("test").filter(field="period")
    assert [each.decided for each in rows] == ["half"]
    page = text_of(bureau, "/policy/settings")
    assert "党课" not in page.partition("其余设定")[0]
    assert "每半年至少 1 次" in page
    assert "局党委会研究" in text_of(bureau, LECTURE)


def test_what_was_typed_stays_with_every_mistake(bureau: StrictClient) -> None:
    answer = bureau.post(LECTURE, typed(min="0", basis="", since="2026-13-01"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(words in page for words in ("至少几次不能小于 1", "请填理由和依据", 'value="2026-13-01"'))


def test_the_calendar(bureau: StrictClient) -> None:
    words = {
        "summer_from": "2027-07-10",
        "summer_to": "2027-08-28",
        "skip_vacation_months": "on",
        "basis": "校历",
    }
    assert bureau.post("/policy/calendar?year=2026", words | {"key": uuid4().hex}).status_code == 302
    assert 'value="2027-08-28"' in text_of(bureau, "/policy/calendar?year=2026")
    wrong = bureau.post(
        "/policy/calendar?year=2026", {"winter_from": "2027-01-20", "basis": "校历", "key": "k"}
    )
    assert wrong.status_code == 422
    assert "寒假要写起止两个日子" in wrong.content.decode()


def test_only_who_stands_for_the_district_decides(bureau: StrictClient) -> None:
    make_member("P900", org="D1", school="S1")
    make_post("P900", "D1", "secretary")
    other = StrictClient()
    reader(other, "P900", login="shuji")
    assert "确认为本区设定" not in text_of(other, LECTURE)
    assert other.post(LECTURE, typed()).status_code == 403
    assert not DistrictDecision.objects.everything("test").exists()


@pytest.mark.once
def test_as_many_queries_for_many_schools_as_for_few(bureau: StrictClient) -> None:
    asked = []
    for size in (2, 12):
        make_district(size)
        oversee()
        bureau.get("/policy")
        with CaptureQueriesContext(connection) as queries:
            bureau.get("/policy")
        asked.append(len(queries))
    assert asked[0] == asked[1]
