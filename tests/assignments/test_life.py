"""One request from its draft to its end, as the ledger judges it; and what is refused on the way."""

from datetime import date, timedelta

import pytest

from hongzhu.assignments.actions import (
    GivenEntry,
    ItemEntry,
    close_assignment,
    drop_draft,
    extend_receipts,
    mark_read,
    remark_on,
    remind_receipts,
    respond,
    return_response,
    save_draft,
    send_assignment,
)
from hongzhu.assignments.models import Assignment, Receipt, Response
from hongzhu.audit.models import Event
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Subject
from hongzhu.ledger.recomputing import recompute
from hongzhu.orgs.models import PartyOrg
from hongzhu.policy.days import to_day
from tests.assignments.makers import DUE, answer, entry, make_assignment, make_offices, receipt_of, standing
from tests.makers import BY, NOW

pytestmark = pytest.mark.django_db
SENT = NOW.date()
LATE = DUE + timedelta(days=1)


@pytest.fixture(autouse=True)
def _offices(db: None) -> None:
    make_offices()


def at(day: date):
    return NOW + (day - SENT)


def test_a_draft_is_nobodys_duty() -> None:
    draft = save_draft(entry(), by=BY, now=NOW)
    assert draft.code == "B-2026-R1"
    assert draft.minutes == 2
    assert not Subject.objects.filter(kind="assignment").exists()
    changed = save_draft(entry(title="换个题目", asked=("D1",)), draft=draft, version=1, by=BY, now=NOW)
    assert (changed.version, changed.receipts.model.objects.everything("test").count()) == (2, 1)
    with pytest.raises(Refused, match=r"刷新|改过"):
        save_draft(entry(), draft=draft, version=1, by=BY, now=NOW)
    drop_draft(changed, by=BY, now=NOW)
    assert not Assignment.objects.everything("test").exists()
    assert [each.verb for each in Event.objects.filter(stream="org:B", verb__startswith="assignment")] == [
        "assignment.recorded",
        "assignment.changed",
        "assignment.dropped",
    ]


def test_sent_it_is_owed_until_it_is_answered() -> None:
    sent = make_assignment()
    assert standing(sent, SENT) == "open"
    assert standing(sent, DUE) == "open"
    assert standing(sent, LATE) == "overdue"
    answer(receipt_of(sent), 3)
    assert standing(sent, DUE) == "met"
    assert standing(sent, LATE, "D2") == "overdue"
    with pytest.raises(Refused, match="已经回复过"):
        answer(receipt_of(sent), 4)
    assert [each.verb for each in Event.objects.filter(verb="response.recorded")] == ["response.recorded"]


def test_a_late_answer_is_late_and_extended_in_time_it_is_not() -> None:
    sent = make_assignment()
    answer(receipt_of(sent), 11)
    assert standing(sent, LATE + timedelta(days=1)) == "met_late"
    later = DUE + timedelta(days=5)
    assert extend_receipts(sent, due_on=later, by=BY, now=at(LATE)) == 1
    assert standing(sent, LATE, "D2") == "open"
    assert standing(sent, later + timedelta(days=1), "D2") == "overdue"
    assert standing(sent, DUE + timedelta(days=5)) == "met_late"
    with pytest.raises(Refused, match="12月7日"):
        extend_receipts(sent, due_on=DUE, by=BY, now=at(LATE))


def test_sent_back_it_is_owed_again_until_the_new_day() -> None:
    sent = make_assignment()
    with pytest.raises(Refused, match="还没有回复"):
        return_response(receipt_of(sent), reason="补人数", due_on=DUE, by=BY, now=NOW)
    answer(receipt_of(sent), 3)
    with pytest.raises(Refused, match="补什么"):
        return_response(receipt_of(sent), reason=" ", due_on=DUE, by=BY, now=at(DUE))
    new = DUE + timedelta(days=3)
    return_response(receipt_of(sent), reason="人数和花名册对不上", due_on=new, by=BY, now=at(DUE))
    assert standing(sent, DUE + timedelta(days=1)) == "open"
    assert standing(sent, new + timedelta(days=1)) == "overdue"
    answer(receipt_of(sent), 12)
    assert standing(sent, new) == "met"
    numbers = Response.objects.everything("test").order_by("number").values_list("number", "returned_reason")
    assert list(numbers) == [(1, "人数和花名册对不上"), (2, "")]


def test_closed_nobody_owes_it_any_more_and_answers_stay() -> None:
    sent = make_assignment()
    answer(receipt_of(sent), 1)
    with pytest.raises(Refused, match="为什么关闭"):
        close_assignment(sent, reason="", by=BY, now=NOW)
    close_assignment(sent, reason="并到年底一起报", by=BY, now=at(DUE))
    assert standing(sent, LATE) == "met"
    assert standing(sent, LATE, "D2") == ""
    for act in (
        lambda: answer(receipt_of(sent, "D2")),
        lambda: extend_receipts(sent, due_on=LATE, by=BY, now=NOW),
        lambda: remind_receipts(sent, by=BY, now=NOW),
        lambda: close_assignment(sent, reason="再关", by=BY, now=NOW),
    ):
        with pytest.raises(Refused, match="关闭"):
            act()


def test_reminders_of_the_same_matter_come_once_in_seven_days() -> None:
    sent = make_assignment()
    answer(receipt_of(sent))
    assert remind_receipts(sent, by=BY, now=NOW) == 1
    with pytest.raises(Refused, match="7天内"):
        remind_receipts(sent, by=BY, now=NOW + timedelta(days=6))
    assert remind_receipts(sent, by=BY, now=NOW + timedelta(days=7)) == 1
    assert receipt_of(sent).reminded_on is None


def test_read_is_said_once_and_answering_says_it_too() -> None:
    sent = make_assignment()
    mark_read(receipt_of(sent), by=BY, now=NOW)
    mark_read(receipt_of(sent), by=BY, now=at(DUE))
    assert receipt_of(sent).read_at == NOW
    assert Event.objects.filter(verb="receipt.read").count() == 1
    answer(receipt_of(sent, "D2"), 1)
    assert receipt_of(sent, "D2").read_at == NOW + timedelta(days=1)


def test_another_number_than_the_roster_s_needs_its_reason() -> None:
    receipt = receipt_of(make_assignment())
    said = [GivenEntry(place=1, value="4人", held="3人"), GivenEntry(place=2, value="1")]
    with pytest.raises(Refused, match="写明原因") as refused:
        respond(receipt, given=said, words="", by=BY, now=NOW)
    assert refused.value.field == "reason_1"
    with pytest.raises(Refused, match="请填“明年打算发展几人”"):
        respond(
            receipt,
            given=[GivenEntry(place=1, value="3人"), GivenEntry(place=2, value=" ")],
            words="",
            by=BY,
            now=NOW,
        )
    with pytest.raises(Refused, match="有变化"):
        respond(receipt, given=said[:1], words="", by=BY, now=NOW)
    said[0] = GivenEntry(place=1, value="4人", held="3人", reason="11月20日转入1人")
    made = respond(receipt, given=said, words="", by=BY, now=NOW)
    assert [each.reason for each in made.given.model.objects.everything("test").order_by("item__place")] == [
        "11月20日转入1人",
        "",
    ]


def test_both_superiors_remark_on_the_same_answer() -> None:
    receipt = receipt_of(make_assignment())
    answer(receipt)
    for code in ("B", "T1"):
        org = PartyOrg.objects.everything("test").get(code=code)
        remark_on(receipt, org=org, words=f"{code}看过", by=BY, now=NOW)
    told = [each.verb for each in Event.objects.filter(stream="org:D1", verb="remark.recorded")]
    assert len(told) == 2


@pytest.mark.parametrize(
    ("words", "field", "message"),
    [
        ({"due_on": SENT - timedelta(days=1)}, "due_on", "已经过了"),
        ({"asked": ()}, "asked", "至少选一个"),
        ({"asked": ("D1", "X9")}, "asked", "X9"),
        ({"items": (ItemEntry(title="一"), ItemEntry(title="一"))}, "items", "两遍"),
        ({"items": tuple(ItemEntry(title=f"第{n}项") for n in range(21))}, "items", "最多要20项"),
        ({"items": (ItemEntry(title="长" * 61),)}, "items", "太长"),
    ],
)
def test_what_cannot_be_asked_is_refused(words: dict, field: str, message: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        save_draft(entry(**words), by=BY, now=NOW)
    assert refused.value.field == field
    assert not Assignment.objects.everything("test").exists()


def test_it_is_sent_once_and_not_after_its_day() -> None:
    draft = save_draft(entry(), by=BY, now=NOW)
    with pytest.raises(Refused, match="先改日子"):
        send_assignment(draft, by=BY, now=at(LATE))
    with pytest.raises(Refused, match="再核对"):
        send_assignment(draft, version=2, by=BY, now=NOW)
    send_assignment(draft, version=1, by=BY, now=NOW)
    for act in (
        lambda: send_assignment(draft, by=BY, now=NOW),
        lambda: save_draft(entry(), draft=draft, by=BY, now=NOW),
        lambda: drop_draft(draft, by=BY, now=NOW),
    ):
        with pytest.raises(Refused, match="已经发出去"):
            act()
    assert Receipt.objects.everything("test").count() == 2


def test_recomputing_finds_nothing_else() -> None:
    sent = make_assignment()
    answer(receipt_of(sent), 3)
    return_response(receipt_of(sent), reason="补", due_on=LATE, by=BY, now=at(DUE))
    extend_receipts(sent, due_on=LATE + timedelta(days=9), by=BY, now=at(DUE))
    found = recompute(now=at(LATE), today=to_day(LATE))
    assert found.total == 0
