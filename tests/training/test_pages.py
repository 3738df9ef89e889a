"""Pages of trainings: recorded once, shown with what it feeds, amended, withdrawn, listed; a superior's own sheet."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.ledger.posting import posting
from hongzhu.training.models import Attendee, Training
from tests.client import StrictClient
from tests.desk.readers import WHO_ASKS
from tests.makers import NOW, make_branch, make_member, make_org, make_post, make_training
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, fields_of, make_account, make_desk
from tests.reading import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NEW = "/trainings/new?body=org:D1"
TYPED = {"title": "秋季集中学习", "kind": "其他", "hours": "3.5"}


@pytest.fixture
def desk(clock: Clock) -> Iterator[StrictClient]:
    make_desk()
    make_account()
    return enter()


def shown(desk: StrictClient, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return words_of(response.content.decode())


def recorded(desk: StrictClient, **words) -> Training:
    sent = fields_of(desk.get(NEW)) | TYPED | words | {"save": "1"}
    response = desk.post(NEW, sent)
    assert response.status_code == 302, words_of(response.content.decode())
    return Training.objects.everything("test").get(
        code=response.headers["Location"].split("/")[2].split("?")[0]
    )


def came(training: Training) -> set[str]:
    rows = Attendee.objects.everything("test").filter(training=training)
    return set(rows.values_list("person__code", flat=True))


def test_everybody_came_but_whom_one_taps_and_it_says_what_it_fed(desk: StrictClient) -> None:
    made = recorded(desk, **{"who-P05": "away", "starts_on": "11.18", "also": ["T1"]})
    assert came(made) == {f"P{number:02}" for number in range(1, 19) if number != 5} | {"T1"}
    assert (made.code, made.hours, made.version) == ("D1-2026-P1", 35, 1)
    page = shown(desk, f"/trainings/{made.code}?saved=1")
    assert re.search(r"已入簿，编号 D1-2026-P1。您填了1次，更新 \d+ 处。", page)
    assert "补记：晚 4 天登记" in page
    assert re.search(r"党员集中学习培训学时 2026年：14 人各有进展", page)
    assert "党员02" in page
    assert "党员05" not in page


def test_before_saving_it_says_the_same_and_keeps_nothing(desk: StrictClient) -> None:
    sent = fields_of(desk.get(NEW)) | TYPED
    for step in ("preview", "live"):
        page = words_of(desk.post(NEW, sent | {step: "1"}, headers={"HX-Request": "true"}).content.decode())
        assert "参加的 18 人各记 3.5 学时" in page
        assert "党员集中学习培训学时" in page
    assert "有地方要先改" in words_of(desk.post(NEW, sent | {"hours": "", "preview": "1"}).content.decode())
    assert not Training.objects.everything("test").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"title": ""}, "请填培训主题"),
        ({"kind": ""}, "请选类型"),
        ({"hours": "0"}, "学时应大于零"),
        ({"hours": "80"}, "学时比这1天的时间还长"),
        ({"starts_on": "2026-12-01"}, "不能晚于今天"),
        ({"ends_on": "11.10"}, "结束日期早于"),
        ({f"who-P{number:02}": "away" for number in range(1, 19)}, "请至少选一个参加的人"),
    ],
)
def test_mistakes_are_said_and_what_was_typed_is_kept(desk: StrictClient, words: dict, said: str) -> None:
    response = desk.post(NEW, fields_of(desk.get(NEW)) | TYPED | words | {"save": "1"})
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "<title>错误：" in page
    assert 'value="秋季集中学习"' in page or "title" in words
    assert not Training.objects.everything("test").exists()


def test_sent_twice_is_recorded_once_and_from_another_sheet_too(desk: StrictClient) -> None:
    sent = fields_of(desk.get(NEW)) | TYPED | {"save": "1"}
    first, second = desk.post(NEW, sent), desk.post(NEW, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert desk.post(NEW, sent | {"key": "other"}).headers["Location"] == first.headers["Location"]
    assert Training.objects.everything("test").count() == 1
    changed = desk.post(NEW, sent | {"hours": "4"})
    assert changed.status_code == 422
    assert "已经入过簿" in changed.content.decode()


def test_an_amendment_says_why_and_shows_what_was(desk: StrictClient) -> None:
    made = recorded(desk, **{"who-P05": "away"})
    address = f"/trainings/{made.code}/amend"
    sent = fields_of(desk.get(address))
    assert (sent["title"], sent["hours"], sent["who-P05"], sent["who-P06"]) == (
        TYPED["title"],
        "3.5",
        "away",
        "came",
    )
    assert desk.post(address, sent | {"hours": "4", "save": "1"}).status_code == 422
    right = sent | {"hours": "4", "who-P05": "came", "reason": "学时算错", "save": "1"}
    assert desk.post(address, right).status_code == 302
    page = shown(desk, f"/trainings/{made.code}?said=amended")
    for words in ("第 2 稿（更正 1 次）", "原因：学时算错", "参加 17 人", "学时 3.5", "每人 4"):
        assert words in page
    stale = desk.post(address, sent | {"hours": "5", "reason": "又改", "save": "1", "key": "k2"})
    assert stale.status_code == 422
    assert "别人更正过" in stale.content.decode()


def test_withdrawn_at_once_from_what_was_just_saved_and_not_after_a_day(
    desk: StrictClient, clock: Clock
) -> None:
    made, other = recorded(desk), recorded(desk, title="另一期")
    page = desk.get(f"/trainings/{made.code}?saved=1").content.decode()
    assert 'value="刚存好就撤回"' in page
    assert desk.post(f"/trainings/{made.code}/withdraw", {"reason": ""}).status_code == 422
    assert desk.post(f"/trainings/{made.code}/withdraw", {"reason": "记重了"}).status_code == 302
    assert "已撤回，不再算数。原因：记重了" in shown(desk, f"/trainings/{made.code}")
    assert desk.get(f"/trainings/{made.code}/amend").status_code == 403
    clock.at = NOW + timedelta(days=2)
    desk = enter()
    assert "撤回这条记录" not in shown(desk, f"/trainings/{other.code}")
    assert desk.post(f"/trainings/{other.code}/withdraw", {"reason": "晚了"}).status_code == 422


def test_the_list_finds_and_costs_the_same_however_long_it_is(desk: StrictClient) -> None:
    recorded(desk)
    with CaptureQueriesContext(connection) as few:
        assert "秋季集中学习" in shown(desk, "/trainings?kind=其他&year=2026&q=集中")
    assert "没有找到" in shown(desk, "/trainings?q=没有这个")
    with posting(now=NOW):
        for number in range(15):
            make_training(f"X{number}", "P01", "P02", body="D1", title=f"集中{number}", kind="其他")
    with CaptureQueriesContext(connection) as many:
        assert "集中14" in shown(desk, "/trainings?kind=其他&year=2026&q=集中")
    assert len(many) == len(few)
    assert len(many) <= 12 + WHO_ASKS


def test_an_empty_list_offers_the_one_button(desk: StrictClient) -> None:
    assert "还没有培训记录" in shown(desk, "/trainings")
    assert desk.get("/trainings/new").status_code == 200  # a branch and a school to choose from


@pytest.fixture
def bureau(desk: StrictClient) -> StrictClient:
    """A committee above schools, which picks holders of office of its branches and never reads a roster below."""
    make_org("B", kind="committee", name="教育局党委")
    make_branch("D1", "S1", name="春晖小学党支部", has_committee=True, guided_by="B")
    make_branch("D2", "S2", name="云溪小学党支部", guided_by="B")
    make_member("B1", name="局长甲", org="B")
    make_post("B1", "B", "secretary")
    make_member("Q1", name="云书记", org="D2", school="S2")
    make_post("Q1", "D2", "secretary")
    make_account("B1", "jiaoyuju")
    return enter("jiaoyuju")


def test_a_superior_picks_holders_of_office_by_post(bureau: StrictClient) -> None:
    address = "/trainings/new?body=org:B"
    blank = bureau.get(address).content.decode()
    assert "党员02" in blank  # 组织委员
    assert "党员05" not in blank  # holds no office
    sent = fields_of(bureau.get(address)) | TYPED | {"called": "secretaries", "kind": "集中培训"}
    listed = fields_of(bureau.post(address, sent | {"list": "1"}))
    assert set(listed["also"]) == {"B1", "P01", "Q1"}
    chosen = [each for each in listed["also"] if each != "B1"]
    response = bureau.post(address, listed | {"also": chosen, "save": "1"})
    assert response.status_code == 302
    page = shown(bureau, response.headers["Location"])
    assert "党员01、云书记" in page or "云书记、党员01" in page
    assert "2 人各有进展" in page


def test_whom_one_cannot_read_by_name_stays_on_the_record(bureau: StrictClient) -> None:
    make_training("T9", "P01", "P05", body="B", title="轮训", kind="其他")
    page = shown(bureau, "/trainings/T9")
    assert "参加 2 人" in page
    assert "党员01" in page
    assert "党员05" not in page
    sent = fields_of(bureau.get("/trainings/T9/amend"))
    assert "另有 1 人不在您的名单上" in shown(bureau, "/trainings/T9/amend")
    amended = bureau.post("/trainings/T9/amend", sent | {"hours": "7", "reason": "学时", "save": "1"})
    assert amended.status_code == 302
    assert came(Training.objects.everything("test").get(code="T9")) == {"P01", "P05"}
