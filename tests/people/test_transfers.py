"""Somebody is handed from one branch to another: who answers for him when, what stays, what may be undone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hongzhu.audit.models import Event
from hongzhu.ledger.models import Link, Subject
from hongzhu.ledger.posting import posting
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.books import roster
from hongzhu.people.models import Appointment, Person, Placement, Transfer
from hongzhu.people.roster import Roster
from hongzhu.policy.days import FOREVER, to_day
from tests.client import StrictClient
from tests.makers import BY, NOW, make_branch, make_group, make_meeting, make_member, make_person, make_post
from tests.meetings.conftest import Clock
from tests.meetings.desks import TODAY, enter, fields_of, make_account
from tests.reading import shown, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def other(desk: StrictClient) -> StrictClient:
    """The secretary of the branch to which somebody goes."""
    with posting(now=NOW):
        make_branch("D2", "S2", name="松岭小学党支部")
        make_group("G2", "D2")
        make_member("R01", name="那边书记", org="D2", school="S2")
        make_post("R01", "D2", "secretary")
    make_account("R01", "other")
    return enter("other")


def press(client: StrictClient, page: str, form: str, deed: str, status: int = 302, **words: str) -> str:
    """Send a form of a page; where it led, or the words of the page that says why not."""
    response = client.post(deed, fields_of(client.get(page), form) | words)
    assert response.status_code == status, words_of(response.content.decode())
    return response.headers.get("Location", "") or words_of(response.content.decode())


def hand_over(desk: StrictClient, person: str = "P05") -> str:
    """Ask for a transfer to D2; the address of its page."""
    address = f"/people/{person}/transfer"
    led = press(desk, address, "sheet", address, target="D2")
    return led.partition("?")[0]


def links(person: str) -> set[tuple[str, str, int, int]]:
    rows = Link.objects.filter(origin=f"person:{person}").select_related("head")
    return {(row.kind, row.head.code, row.from_day, row.until_day) for row in rows}


def row(code: str = "P05") -> Person:
    return Person.objects.everything("test").select_related("org", "school").get(code=code)


def test_the_old_branch_answers_until_the_new_one_accepts(desk: StrictClient, other: StrictClient) -> None:
    make_post("P05", "D1", "publicity_member")
    make_post("P05", "S1", "vice_principal")
    page = hand_over(desk)
    assert "等对方接收" in shown(desk, "/transfers")
    assert "还由春晖小学党支部负责" in shown(desk, "/people/P05")
    assert row().org.code == "D1"
    assert other.get("/people/P05").status_code == 404
    home = shown(other, "/")
    assert "等您接收的人" in home
    assert "党员05要转来" in home
    led = press(other, page, "accept-form", f"{page}/accept", group="G2", job="数学教师")
    assert "已接收" in shown(other, led)
    assert "党员05要转来" not in shown(other, "/")
    found, today = row(), to_day(TODAY)
    assert (found.org.code, found.school.code, found.job, found.moved_on) == ("D2", "S2", "数学教师", TODAY)
    start = to_day(date(2010, 1, 1))
    assert links("P05") == {
        ("school", "S1", start, today),
        ("branch", "D1", start, today),
        ("school", "S2", today, FOREVER),
        ("branch", "D2", today, FOREVER),
        ("group", "G2", today, FOREVER),
    }
    assert (
        Subject.objects.get(pk=found.subject_id).owner_id
        == PartyOrg.objects.everything("test").get(code="D2").subject_id
    )
    ends = Appointment.objects.everything("test").filter(person=found).values_list("post", "ends_on")
    assert dict(ends) == {"publicity_member": TODAY, "vice_principal": TODAY}
    for stream in ("org:D1", "org:D2"):
        assert Event.objects.filter(stream=stream, verb="transfer.accepted").count() == 1
    assert "转入" in shown(other, "/people/P05")
    gone = shown(desk, "/people/P05")
    assert "已经转出" in gone
    assert "数学教师" not in gone
    assert "党员05" in shown(desk, "/people?who=left")
    assert "党员05" not in shown(desk, "/people")
    assert "G2" not in desk.get("/people?who=left").content.decode()
    assert desk.get("/people/P05/correct").status_code == 403


def test_what_was_stays_where_it_was(desk: StrictClient, other: StrictClient) -> None:
    make_meeting("M1", "D1", "meeting.assembly", held_on=date(2026, 9, 1), present=("P05",))
    page = hand_over(desk)
    press(other, page, "accept-form", f"{page}/accept")
    assert "党员05" in shown(desk, "/meetings/M1")
    orgs = dict(PartyOrg.objects.everything("test").values_list("code", "pk"))
    days, subject = Roster(orgs.values(), ()), row().subject_id
    yesterday, today = to_day(TODAY) - 1, to_day(TODAY)
    assert subject in days.members(orgs["D1"], yesterday)
    assert subject not in days.members(orgs["D2"], yesterday)
    assert subject not in days.full_members(orgs["D1"], today)
    assert subject in days.members(orgs["D2"], today)
    old, new = (PartyOrg.objects.everything("test").get(code=code) for code in ("D1", "D2"))
    left = next(each for each in roster(None, old, 2026, TODAY).rows if each[1] == "党员05")
    came = next(each for each in roster(None, new, 2026, TODAY).rows if each[1] == "党员05")
    assert left[-3:] == ("2010.1.1", "2026.11.22", "已转出")
    assert came[-3:] == ("2026.11.22", "", "")
    assert "在册 17 人，本年转出 1 人" in roster(None, old, 2026, TODAY).about


def test_it_is_refused_with_a_reason_or_called_back(desk: StrictClient, other: StrictClient) -> None:
    page = hand_over(desk)
    assert "请填为什么不接收" in press(other, page, "refuse-form", f"{page}/refuse", 422)
    press(other, page, "refuse-form", f"{page}/refuse", reason="没有到我校报到")
    assert "没有到我校报到" in shown(desk, page)
    again = hand_over(desk)
    assert "已撤回" in shown(desk, press(desk, again, "back-form", f"{again}/back"))
    assert other.post(f"{again}/accept", {"key": "late"}).status_code == 422
    assert row().org.code == "D1"
    assert not Placement.objects.everything("test").exists()


def test_an_acceptance_is_undone_while_nothing_has_followed(
    desk: StrictClient, other: StrictClient, clock: Clock
) -> None:
    make_post("P05", "D1", "publicity_member")
    before = links("P05")
    page = hand_over(desk)
    press(other, page, "accept-form", f"{page}/accept")
    press(other, page, "undo-form", f"{page}/undo")
    assert links("P05") == before
    assert (row().org.code, row().moved_on) == ("D1", None)
    assert not Placement.objects.everything("test").exists()
    assert Appointment.objects.everything("test").get(person=row()).ends_on is None
    assert "等对方接收" in shown(desk, "/transfers")
    press(other, page, "accept-form", f"{page}/accept")
    make_meeting("M9", "D2", "meeting.assembly", held_on=TODAY, present=("P05",), hours=20)
    assert "撤回接收" not in shown(other, page)
    said = other.post(f"{page}/undo", {"key": "late"})
    assert said.status_code == 422
    assert "已经有任职或者会议" in words_of(said.content.decode())


def test_after_a_day_it_stays(desk: StrictClient, other: StrictClient, clock: Clock) -> None:
    page = hand_over(desk)
    press(other, page, "accept-form", f"{page}/accept")
    Transfer.objects.everything("test").update(answered_at=NOW - timedelta(hours=25))
    said = other.post(f"{page}/undo", {"key": "late"})
    assert "已经过了一天" in words_of(said.content.decode())


def test_nobody_else_knows_of_it_and_one_waits_at_a_time(desk: StrictClient, other: StrictClient) -> None:
    make_person("T9", name="群众乙", school="S2")
    page = hand_over(desk)
    address = "/people/P05/transfer"
    assert "已经在转接" in press(desk, address, "sheet", address, 422, target="D2")
    make_account("P09", "member")
    make_account("P03", "committee")
    make_account("P05", "own")
    assert enter("member").get(page).status_code == 404
    assert "等接收" in shown(enter("own"), page)
    committee = enter("committee")
    assert "等接收" in shown(committee, page)
    assert committee.post(f"{page}/back", {"key": "1"}).status_code == 404
    assert desk.post(f"{page}/accept", {"key": "1"}).status_code == 403
    assert other.post(f"{page}/back", {"key": "1"}).status_code == 403
    leave = desk.post("/people/P05/leave", {"key": "1", "how": "quit", "on": "2026-11-20"})
    assert "请先撤回转接" in words_of(leave.content.decode())
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.everything("test").create(
            person=row(),
            source_id=row().org_id,
            target=PartyOrg.objects.everything("test").get(code="D2"),
            asked_at=NOW,
            asked_by=BY,
        )


def test_whoever_is_no_member_changes_schools(desk: StrictClient, other: StrictClient) -> None:
    page = hand_over(desk, "T1")
    assert "请选学校" in press(other, page, "accept-form", f"{page}/accept", 422, school="")
    press(other, page, "accept-form", f"{page}/accept")
    assert (row("T1").org, row("T1").school.code) == (None, "S2")
