"""说明, 判断有误 and 免计 on their pages: from the duty to the answer, and who may not."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from hongzhu.obligations.models import Justification, Objection, Waiver
from tests import makers
from tests.client import StrictClient
from tests.desk.districts import make_district
from tests.desk.readers import WHO_ASKS, oversee, overseer, reader
from tests.desk.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OCTOBER = "duty=meeting.committee&kind=org&code=D0&period=2026-10"
STUDY = "duty=staff.study&kind=school&code=S0&period=2026-10"
HOURS = "duty=hours.member&kind=person&code=RY0-3&period=2026"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment of every page, as well as its day."""
    monkeypatch.setattr(timezone, "now", lambda: makers.NOW)


@pytest.fixture
def client(db: None) -> StrictClient:
    """The secretary of a branch whose committee did not meet in October."""
    make_district(1, people=7)
    makers.make_post("RY0-1", "D0")
    for month in (*range(1, 10), 11):
        makers.make_meeting(f"C{month}", "D0", "meeting.committee", held_on=date(2026, month, 12))
    made = StrictClient()
    reader(made, "RY0-1")
    return made


@pytest.fixture
def above(client: StrictClient) -> StrictClient:
    made = StrictClient()
    overseer(made)
    oversee()
    return made


def post(client: StrictClient, address: str, key: str = "k1", **words: str) -> HttpResponse:
    return client.post(address, {"key": key, **words})


def one(model: Any) -> Any:
    return model.objects.everything("test").get()


def test_a_reason_from_the_page_of_the_duty_to_the_answer(client: StrictClient, above: StrictClient) -> None:
    page = Page(client.get("/duties/meeting.committee/org/D0"))
    assert page.all("a", href=f"/explanations/new?{OCTOBER}")
    form = Page(client.get(f"/explanations/new?{OCTOBER}"))
    assert "10月份支部委员会" in form.text
    assert "不写某个人的病情" in form.text
    empty = post(client, f"/explanations/new?{OCTOBER}", reason=" ")
    assert empty.status_code == 422
    for _twice in range(2):
        sent = post(client, f"/explanations/new?{OCTOBER}", reason="委员都在外培训")
        assert sent.status_code == 302
    row = one(Justification)
    assert sent["Location"] == f"/explanations/{row.pk}?said=submitted"
    assert "等上级答复" in Page(client.get("/")).text
    assert client.post(f"/explanations/{row.pk}/answer", {"verdict": "accepted"}).status_code == 404
    home = Page(above.get("/"))
    assert home.words("h1") == ["于建国，有 1 件说明等您答复"]
    assert home.all("a", href=f"/explanations/{row.pk}")
    assert "委员都在外培训" in Page(above.get(f"/explanations/{row.pk}")).text
    refused = post(above, f"/explanations/{row.pk}/answer", verdict="refused")
    assert refused.status_code == 422
    assert "不认可要写明原因" in Page(refused).text
    wrong = post(above, f"/explanations/{row.pk}/answer", answer="有两周可以开")
    assert wrong.status_code == 422
    assert "有两周可以开" in Page(wrong).text
    done = post(above, f"/explanations/{row.pk}/answer", verdict="refused", answer="有两周可以开")
    assert done.status_code == 302
    told = Page(client.get("/")).text
    assert "上级答复了" in told
    assert "没有认可" in told
    answered = Page(client.get(f"/explanations/{row.pk}"))
    assert "有两周可以开" in answered.text
    assert answered.all("a", href=f"/explanations/new?{OCTOBER}")
    assert "没有认可" in Page(client.get("/duties/meeting.committee/org/D0")).text


def test_it_is_taken_back_while_nobody_has_answered(client: StrictClient, above: StrictClient) -> None:
    makers.make_justification("meeting.committee", "D0", "2026-10")
    row = one(Justification)
    assert above.post(f"/explanations/{row.pk}/withdraw", {"key": "k"}).status_code == 404
    assert post(client, f"/explanations/{row.pk}/withdraw").status_code == 302
    assert "已收回" in Page(client.get(f"/explanations/{row.pk}")).text
    assert post(above, f"/explanations/{row.pk}/answer", verdict="accepted").status_code == 422
    assert "等您答复" not in Page(above.get("/")).text


def test_a_must_offers_no_reason_and_says_why(client: StrictClient) -> None:
    page = Page(client.get("/duties/staff.study/school/S0"))
    assert "不能用说明代替" in page.text
    assert not page.all("a", href=f"/explanations/new?{STUDY}")
    assert page.all("a", href=f"/objections/new?{STUDY}")
    said = client.get(f"/explanations/new?{STUDY}")
    assert "这一项不能提交说明" in Page(said).text


def test_an_objection_is_answered_in_time_or_shown_late(client: StrictClient, above: StrictClient) -> None:
    form = Page(client.get(f"/objections/new?{OCTOBER}"))
    assert "最晚 15 天" in form.text
    assert "本区设定" in form.text
    assert post(client, f"/objections/new?{OCTOBER}", words="开过").status_code == 422
    sent = post(client, f"/objections/new?{OCTOBER}", about="record", words="10月12日开过")
    row = one(Objection)
    assert sent["Location"] == f"/objections/{row.pk}?said=filed"
    assert "10月12日开过" in Page(client.get(sent["Location"])).text
    Objection.objects.everything("test").update(filed_on=date(2026, 11, 1), due_on=date(2026, 11, 16))
    home = Page(above.get("/"))
    assert home.words("h1") == ["于建国，有 1 件说明和异议等您答复"]
    assert "答复过期 6 天" in home.text
    before = Page(above.get("/duties/meeting.committee/org/D0")).text
    bad = post(above, f"/objections/{row.pk}/answer", answered_as="stands")
    assert bad.status_code == 422
    post(above, f"/objections/{row.pk}/answer", key="k2", answered_as="stands", answer="那天是党政联席会议")
    assert "那天是党政联席会议" in Page(client.get(f"/objections/{row.pk}")).text
    assert "判断没有错" in Page(client.get("/")).text
    assert "过期 17 天" in before
    assert "过期 17 天" in Page(above.get("/duties/meeting.committee/org/D0")).text
    assert post(client, f"/objections/{row.pk}/withdraw").status_code == 422


def test_an_exemption_is_approved_above_and_taken_back(client: StrictClient, above: StrictClient) -> None:
    assert above.get("/duties/staff.study/school/S0").status_code == 200
    assert client.get(f"/waivers/new?{STUDY}").status_code == 404
    form = Page(above.get(f"/waivers/new?{STUDY}"))
    assert "撤并、改制期间" in form.text
    words = {"kind": "reorganised", "first": "2026-09", "last": "2026-10"}
    backwards = {**words, "first": "2026-10", "last": "2026-09"}
    assert post(above, f"/waivers/new?{STUDY}", **backwards).status_code == 422
    assert post(above, f"/waivers/new?{STUDY}", key="k2", **words).status_code == 302
    row = one(Waiver)
    assert "9月、10月免计" in Page(client.get("/duties/staff.study/school/S0")).text
    assert "撤并、改制期间" in Page(client.get(f"/waivers/{row.pk}")).text
    assert client.post(f"/waivers/{row.pk}/revoke", {"reason": "错"}).status_code == 404
    assert post(above, f"/waivers/{row.pk}/revoke").status_code == 422
    assert post(above, f"/waivers/{row.pk}/revoke", reason="批错了").status_code == 302
    assert "免计" not in Page(client.get("/duties/staff.study/school/S0")).text.replace("批准免计", "")


def test_what_concerns_one_person_stays_at_the_branch(client: StrictClient, above: StrictClient) -> None:
    member = StrictClient()
    reader(member, "RY0-3", login="member")
    assert post(member, f"/objections/new?{HOURS}", about="record", words="三月的没算").status_code == 302
    assert post(member, f"/explanations/new?{HOURS}", key="k2", reason="上半年借调").status_code == 302
    keys = one(Objection).pk, one(Justification).pk
    assert "等上级答复" in Page(member.get("/")).text
    assert "等您答复" not in Page(above.get("/")).text
    for address in (f"/objections/{keys[0]}", f"/explanations/{keys[1]}", f"/waivers/new?{HOURS}"):
        assert above.get(address).status_code == 404, address
    assert "欧阳0某3" in Page(client.get("/")).text
    other = StrictClient()
    reader(other, "RY0-4", login="other")
    assert other.get(f"/objections/{keys[0]}").status_code == 404
    answered = {"answered_as": "amended", "answer": "补记了"}
    assert post(client, f"/objections/{keys[0]}/answer", **answered).status_code == 302
    assert post(client, f"/explanations/{keys[1]}/answer", key="k2", verdict="accepted").status_code == 302
    words = {"kind": "illness-long", "first": "2026", "last": "2026"}
    assert post(client, f"/waivers/new?{HOURS}", key="k3", **words).status_code == 302
    assert "免计" in Page(member.get("/duties/hours.member/person/RY0-3")).text
    mine = HOURS.replace("RY0-3", "RY0-1").replace("hours.member", "hours.team")
    assert client.get(f"/waivers/new?{mine}").status_code == 404


@pytest.mark.once
def test_the_list_costs_the_same_however_long_it_is(client: StrictClient, above: StrictClient) -> None:
    for address in ("/", "/explanations"):
        above.get(address)
    costs = []
    for months in (range(1, 2), range(2, 10)):
        for month in months:
            makers.make_justification("meeting.committee", "D0", f"2026-{month:02}")
        for address in ("/explanations", "/"):
            with CaptureQueriesContext(connection) as queries:
                assert above.get(address).status_code == 200
            costs.append(len(queries))
    assert costs[:2] == costs[2:]
    assert max(costs) <= 12 + WHO_ASKS
    for kind in ("explanation", "objection", "waiver", "nonsense"):
        assert client.get(f"/explanations?kind={kind}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/explanations/new",
        "/explanations/new?duty=meeting.committee&kind=org&code=D0&period=1999-10",
        "/explanations/new?duty=hours.member&kind=org&code=D0&period=2026",
        "/objections/new?duty=meeting.picnic&kind=org&code=D0&period=2026-10",
        "/explanations/999",
        "/objections/999",
        "/waivers/999",
    ],
)
def test_what_is_not_there_is_not_there(client: StrictClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_list_goes_out_without_the_reasons(client: StrictClient) -> None:
    post(client, f"/explanations/new?{OCTOBER}", reason="委员都在外培训")
    assert "/explanations/export.xlsx?kind=explanation" in client.get("/explanations").content.decode()
    response = client.get("/explanations/export.xlsx?kind=explanation")
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_name("说明").to_python()
    assert rows[1][0].startswith("共 1 件")
    assert "含个人信息" in rows[2][0]
    assert "支部委员会" in rows[4][0]
    assert "在外培训" not in repr(rows)
