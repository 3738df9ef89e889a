"""The district puts another document in force on a page: seen first, knowingly, dated, told in the trail, undone again."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest

from hongzhu.audit.models import Event
from hongzhu.ledger import in_force
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.reading import Question, standing
from hongzhu.ledger.recomputing import recompute
from hongzhu.obligations.actions import DecisionEntry, decide
from hongzhu.obligations.models import DistrictDecision
from hongzhu.policy.days import to_day
from hongzhu.policy.deciding import LAYERS, Decision, layers_of
from tests import makers
from tests.client import StrictClient
from tests.desk.conftest import AT_PRESENT
from tests.desk.districts import TODAY
from tests.desk.readers import reader
from tests.desk.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/policy/layers/national"
NOW = AT_PRESENT
JANUARY = date(2026, 1, 1)
WORDS = {"wanted": "on", "since": "2026-01-01", "basis": "局党委会研究", "knows": "on"}


def say(is_on: bool, since: date = JANUARY, name: str = "national") -> None:
    decide(DecisionEntry(target=LAYERS, values={name: is_on}, since=since, basis="会"), by="甲", now=NOW)


def hours(year: int = 2026) -> float:
    """What a member needs."""
    lines = standing(Question(TODAY, date(2025, 1, 1), obligation="hours.member"))
    return {line.row.label: line.row.need / 10 for line in lines}[str(year)]


def test_it_binds_what_begins_from_that_day_on(bureau: StrictClient) -> None:
    assert (hours(2025), hours(2026)) == (16, 16)
    say(is_on=True)
    assert (hours(2025), hours(2026)) == (16, 32)
    assert in_force.pack_in_force().obligation("hours.member").on(TODAY).bound
    assert recompute(now=NOW, today=to_day(TODAY)).total == 0


def test_what_the_other_document_alone_asks_begins_on_that_day(bureau: StrictClient) -> None:
    say(is_on=True)
    duty = in_force.pack_in_force().obligation("setup.joint-limit")
    assert duty.effective == JANUARY


def test_out_of_force_it_binds_nothing_and_all_that_was_said_stays_readable(bureau: StrictClient) -> None:
    say(is_on=True)
    say(is_on=False, since=TODAY)
    assert hours() == 16
    assert in_force.layers_in_force() == {}
    rows = DistrictDecision.objects.everything("test").filter(target=LAYERS).order_by("pk")
    assert [(each.decided, each.replaced_at is None) for each in rows] == [(True, False), (False, True)]
    assert recompute(now=NOW, today=to_day(TODAY)).total == 0
    say(is_on=True, since=date(2025, 1, 1))
    assert hours(2025) == 32, "the last word counts, from whichever day it speaks"


def test_the_installations_default_holds_until_the_district_speaks(
    bureau: StrictClient, settings: object
) -> None:
    settings.HONGZHU_LAYERS = ("national",)
    recompute(now=NOW, today=to_day(TODAY))
    assert in_force.layers_in_force() == {"national": None}
    assert hours(2025) == 32
    say(is_on=False, since=TODAY)
    assert hours(2025) == 16


def test_the_last_word_about_each_document_counts() -> None:
    words = [Decision(LAYERS, "a", True, JANUARY), Decision(LAYERS, "b", False, JANUARY)]
    assert layers_of(["b", "c"], words) == {"c": None, "a": JANUARY}
    assert layers_of(["a"], [Decision("meeting.lecture", "min", 1, JANUARY)]) == {"a": None}


@pytest.mark.parametrize("name", ["nowhere", "dongchang-2017"])
def test_only_documents_that_lie_over_this_one(bureau: StrictClient, name: str) -> None:
    with pytest.raises(Refused, match="没有这份文件"):
        say(is_on=True, name=name)


def test_twice_is_refused_and_out_of_force_is_from_today(bureau: StrictClient) -> None:
    with pytest.raises(Refused, match="刚刚有人启用或停用过"):
        say(is_on=False, since=TODAY)
    say(is_on=True)
    with pytest.raises(Refused, match="刚刚有人启用或停用过"):
        say(is_on=True)
    with pytest.raises(Refused, match="停用从今天起"):
        say(is_on=False, since=TODAY - timedelta(days=1))


def test_the_page_names_what_was_never_compared_and_asks_to_know_it(bureau: StrictClient) -> None:
    page = Page(bureau.get(PAGE))
    assert "没有启用" in page.text
    assert "其中 11 项待核对" in page.text
    assert page.text.count("待核对") > 11
    told = bureau.post(PAGE, {name: each for name, each in WORDS.items() if name != "knows"})
    assert told.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "还有待核对的数" in told.content.decode()
    assert in_force.layers_in_force() == {}


def test_seen_first_then_in_force_then_out_again(bureau: StrictClient) -> None:
    shown = Page(bureau.post(PAGE, WORDS | {"preview": ""}))
    assert "只是试算，还没有改" in shown.text
    assert {"现在", "以后"} <= set().union(*shown.table().values())
    assert in_force.layers_in_force() == {}
    answer = bureau.post(PAGE, WORDS)
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, f"{PAGE}?decided=1")
    event = Event.objects.filter(verb="decision.made").get()
    assert (event.stream, event.object) == ("district", "decision:layers")
    page = Page(bureau.get(PAGE))
    assert "已启用，从2026年1月1日起" in page.text
    assert "局党委会研究" in page.text
    assert "已启用" in Page(bureau.get("/policy/layers")).text
    assert bureau.post(PAGE, {"wanted": "off", "basis": "会"}).status_code == HTTPStatus.FOUND
    assert in_force.layers_in_force() == {}
    told = Page(bureau.get(PAGE))
    assert "停用 2026-11-22" in told.text.replace("停用2026", "停用 2026")


def test_an_old_page_does_not_undo_what_somebody_else_did(bureau: StrictClient) -> None:
    say(is_on=True)
    told = bureau.post(PAGE, WORDS)
    assert told.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "刚刚有人启用或停用过" in told.content.decode()
    assert in_force.layers_in_force() == {"national": JANUARY}


def test_others_read_and_do_not_decide(bureau: StrictClient) -> None:
    makers.make_post("RY0-1", "D0")
    secretary = StrictClient()
    reader(secretary, "RY0-1")
    page = Page(secretary.get(PAGE))
    assert "待核对" in page.text
    assert not page.all("form", method="post")
    assert secretary.post(PAGE, WORDS).status_code == HTTPStatus.FORBIDDEN
    assert secretary.get("/policy/layers/nowhere").status_code == HTTPStatus.NOT_FOUND
