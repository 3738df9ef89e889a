"""Arrival, departure, retirement and corrections: the row, the ledger, the trail; nothing typed is lost."""

from datetime import date

import pytest

from hongzhu.audit.models import Event
from hongzhu.ledger.models import Attribute, Link
from hongzhu.people.models import Person
from hongzhu.policy.days import FOREVER, to_day
from tests.client import StrictClient
from tests.makers import make_member
from tests.meetings.conftest import Clock
from tests.meetings.desks import enter, fields_of, make_account
from tests.reading import shown, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEW = {
    "name": "单小雨",
    "category": "full",
    "arrived_on": "2026.9.1",
    "joined_on": "2015.7.1",
    "phone": "13812342046",
}


def row(code: str) -> Person:
    return Person.objects.everything("test").get(code=code)


def sent(desk: StrictClient, address: str, **words: str) -> dict[str, object]:
    return fields_of(desk.get(address)) | {"save": "1"} | words


def refused(desk: StrictClient, address: str, words: dict[str, object]) -> str:
    response = desk.post(address, words)
    assert response.status_code == 422
    return words_of(response.content.decode())


def test_somebody_arrives_once_and_counts_from_that_day(desk: StrictClient) -> None:
    words = sent(desk, "/people/new", **NEW)
    assert words["org"] == "D1"
    assert words["school"] == "S1"
    for _twice in range(2):
        response = desk.post("/people/new", words)
        assert response.headers["Location"] == "/people/D1-2026-P001?said=added"
    assert "已列入花名册" in shown(desk, "/people/D1-2026-P001?said=added")
    assert "单小雨" in shown(desk, "/people?q=shanxy")
    assert Person.objects.everything("test").filter(name="单小雨").count() == 1
    link = Link.objects.get(origin="person:D1-2026-P001", kind="branch")
    assert link.from_day == to_day(date(2026, 9, 1))
    assert Event.objects.filter(verb="person.recorded", object="person:D1-2026-P001").count() == 1


def test_what_is_wrong_is_said_and_kept(desk: StrictClient) -> None:
    good = sent(desk, "/people/new", **NEW)
    for wrong, said in (
        ({"name": ""}, "请填姓名"),
        ({"arrived_on": "2026.13.1"}, "到岗日期"),
        ({"joined_on": "2027.1.1"}, "不能晚于今天"),
        ({"full_on": "2014.1.1"}, "早于入党日期"),
        ({"org": "", "school": ""}, "请至少选一个学校或者党组织"),
        ({"org": "D9"}, "党组织要从列出的里面选"),
        ({"code": "11010519491231002X"}, "不能用身份证号"),
        ({"code": "P01"}, "已经有人用了"),
        ({"name": "党员05"}, "花名册里已经有党员05（P05）"),
    ):
        page = desk.post("/people/new", good | wrong)
        assert page.status_code == 422, said
        assert said in words_of(page.content.decode())
        assert "13812342046" in page.content.decode()
    assert Person.objects.everything("test").count() == 19


def test_a_row_is_put_right_with_a_reason_and_says_what_it_said(desk: StrictClient) -> None:
    address = "/people/P05/correct"
    words = sent(desk, address, joined_on="2006-07-01")
    assert "请填为什么改" in refused(desk, address, words)
    words |= {"reason": "入党日期写错了"}
    stale = sent(desk, address, name="党员五", reason="改名")
    assert desk.post(address, words).headers["Location"] == "/people/P05?said=saved"
    assert row("P05").joined_on == date(2006, 7, 1)
    assert "入党日期写错了" in shown(desk, "/people/P05")
    assert "别人更正过这条记录" in refused(desk, address, stale)
    assert row("P05").name == "党员05"
    same = sent(desk, address, reason="看看")
    assert "没有改动" in refused(desk, address, same)
    other = Event.objects.filter(verb="person.changed", object="person:P05")
    assert other.count() == 1


@pytest.mark.parametrize(
    ("how", "on", "left_on", "is_retired", "until"),
    [
        ("retired", "2026.10.1", date(2026, 10, 1), True, FOREVER),
        ("moved", "2026.10.1", date(2026, 10, 1), False, to_day(date(2026, 10, 1))),
        ("mistake", "2026.10.1", date(2010, 1, 1), False, None),
    ],
)
def test_somebody_leaves(
    desk: StrictClient, how: str, on: str, left_on: date, is_retired: bool, until: int | None
) -> None:
    response = desk.post("/people/P05/leave", sent(desk, "/people/P05/leave", how=how, on=on))
    assert response.headers["Location"] == "/people/P05?said=gone"
    found = row("P05")
    assert (found.left_on, found.is_retired) == (left_on, is_retired)
    links = Link.objects.filter(origin="person:P05", kind="branch").values_list("until_day", flat=True)
    assert list(links) == ([until] if until else [])
    assert "党员05" in shown(desk, f"/people?who={'retired' if is_retired else 'left'}")


def test_the_retired_leave_too(desk: StrictClient) -> None:
    leave = "/people/P05/leave"
    desk.post(leave, sent(desk, leave, how="retired", on="2026.3.1"))
    assert "已经登记过了" in refused(desk, leave, sent(desk, leave, how="retired", on="2026.4.1"))
    assert "不能早于离退休" in refused(desk, leave, sent(desk, leave, how="died", on="2026.2.1"))
    desk.post(leave, sent(desk, leave, how="died", on="2026.4.1"))
    assert row("P05").gone_on == date(2026, 4, 1)
    link = Link.objects.get(origin="person:P05", kind="branch")
    assert link.until_day == to_day(date(2026, 4, 1))
    retired = Attribute.objects.get(subject=row("P05").subject, name="serving")
    assert retired.until_day == to_day(date(2026, 3, 1))


def test_only_whoever_keeps_the_roster_changes_it(desk: StrictClient, clock: Clock) -> None:
    make_account("P03", "committee")
    member = enter("committee")
    assert member.get("/people/new").status_code == 404
    for address in ("/people/P05/correct", "/people/P05/leave"):
        assert member.get(address).status_code == 403
        assert member.post(address, {"key": "1"}).status_code == 403
    assert "改资料" not in shown(member, "/people/P05")


def test_a_number_is_kept_changed_or_removed_and_never_shown_in_the_sheet(desk: StrictClient) -> None:
    make_member("Q1", name="王电", org="D1", school="S1", phone="13812342046")
    address = "/people/Q1/correct"
    assert "13812342046" not in desk.get(address).content.decode()
    for typed, kept in (("", "13812342046"), ("13900000001", "13900000001"), ("无", "")):
        job = f"岗位{typed}"
        assert desk.post(address, sent(desk, address, phone=typed, job=job, reason="换号")).status_code == 302
        assert row("Q1").phone == kept
