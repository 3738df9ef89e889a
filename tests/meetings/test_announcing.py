"""会议通知: announced, changed, called off, closed by its record; it proves nothing."""

from datetime import date, datetime, time, timedelta

import pytest

from hongzhu.audit.models import Event, Payload
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Fact
from hongzhu.meetings.actions import (
    MeetingEntry,
    announce_meeting,
    call_off,
    change_announcement,
    give_replies,
    record_meeting,
    restore_announcement,
    withdraw_meeting,
)
from hongzhu.meetings.actions.replying import MOST, ReplyEntry
from hongzhu.meetings.links import keys_of, token_of
from hongzhu.meetings.models import Announcement, Meeting, Reply
from tests import makers
from tests.makers import BY, NOW
from tests.meetings.calls import DAY, announced, answer, answers, entry, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def branch() -> None:
    makers.make_branch("D1", "S1", has_committee=True)
    makers.make_branch("D2", "S2")
    makers.make_group("G1", "D1")
    for code in ("P1", "P2", "P3"):
        makers.make_member(code, org="D1", school="S1", group="G1" if code == "P2" else None)
    makers.make_person("T1", school="S1")
    makers.make_member("P9", org="D2", school="S2")
    makers.make_post("P1", "D1", "secretary")


def verbs() -> list[str]:
    return list(
        Event.objects.filter(verb__contains="announcement").order_by("pk").values_list("verb", flat=True)
    )


def held(**words) -> MeetingEntry:
    return MeetingEntry(
        **({"code": "", "body": "D1", "kinds": ("meeting.assembly",), "held_on": DAY} | words)
    )


def test_it_has_a_number_and_proves_nothing() -> None:
    found = announce_meeting(entry(), by=BY, now=NOW)
    assert (found.code, found.version, found.is_open) == ("D1-2026-T001", 1, True)
    assert announce_meeting(entry(), by=BY, now=NOW).code == "D1-2026-T002"
    answer(found.code, "P2", "on_leave")
    assert not Fact.objects.exists()
    assert verbs() == ["announcement.recorded"] * 2


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"held_on": date(2026, 11, 21)}, "held_on"),
        ({"body": "D9"}, "body"),
        ({"kinds": ()}, "kinds"),
        ({"kinds": ("meeting.tea",)}, "kinds"),
        ({"place": "很" * 201}, "place"),
    ],
)
def test_nonsense_is_refused(words: dict, field: str) -> None:
    wrong = vars(entry()) | words
    with pytest.raises(Refused) as refused:
        announce_meeting(type(entry())(**wrong), by=BY, now=NOW)
    assert refused.value.field == field
    assert not Announcement.objects.everything("test").exists()


def test_today_is_not_too_late() -> None:
    assert announce_meeting(entry(held_on=date(2026, 11, 22)), by=BY, now=NOW).is_open


def test_a_change_is_another_version_and_keeps_the_answers() -> None:
    announced()
    answer("N1", "P2")
    found = change_announcement(stored(), entry(starts_at=time(16)), by=BY, now=NOW, version=1)
    assert (found.version, found.starts_at) == (2, time(16))
    assert Reply.objects.everything("test").get().version == 1
    assert change_announcement(found, entry(starts_at=time(16)), by=BY, now=NOW, version=2).version == 2
    kinds = ("meeting.lecture", "meeting.assembly")
    assert (
        change_announcement(found, entry("", "D1", *kinds, starts_at=time(16)), by=BY, now=NOW).version == 3
    )
    assert list(
        found.kinds.model.objects.everything("test").order_by("pk").values_list("kind", flat=True)
    ) == [*kinds]
    with pytest.raises(Refused) as refused:
        change_announcement(found, entry(), by=BY, now=NOW, version=1)
    assert refused.value.field == "version"


def test_called_off_once_and_restored_with_its_answers() -> None:
    announced()
    answer("N1", "P2")
    call_off(stored(), by=BY, now=NOW)
    call_off(stored(), by=BY, now=NOW + timedelta(hours=1))
    assert stored().called_off_at == NOW
    with pytest.raises(Refused):
        answer("N1", "P2", "on_leave")
    with pytest.raises(Refused):
        change_announcement(stored(), entry(place="操场"), by=BY, now=NOW)
    restore_announcement(stored(), by=BY, now=NOW)
    assert stored().is_open
    assert answers() == {"P2": "can_come"}
    assert verbs() == ["announcement.recorded", "announcement.called-off", "announcement.restored"]


AFTERWARDS = datetime(2026, 11, 27, 10, tzinfo=NOW.tzinfo)


def test_its_record_closes_it_and_a_withdrawn_record_opens_it_again() -> None:
    announced()
    answer("N1", "P2")
    meeting = record_meeting(held(), announced=stored(), by=BY, now=AFTERWARDS)
    assert stored().meeting == meeting
    for late in (lambda: answer("N1", "P2", "on_leave"), lambda: call_off(stored(), by=BY, now=AFTERWARDS)):
        with pytest.raises(Refused, match="已经记过"):
            late()
    with pytest.raises(Refused, match="已经记过"):
        record_meeting(held(), announced=stored(), by=BY, now=AFTERWARDS)
    assert Meeting.objects.everything("test").count() == 1
    withdraw_meeting(meeting, reason="记错了", by=BY, now=AFTERWARDS)
    assert stored().is_open
    again = record_meeting(held(), announced=stored(), by=BY, now=AFTERWARDS)
    assert stored().meeting == again
    assert verbs()[1:] == ["announcement.held", "announcement.reopened", "announcement.held"]


def test_a_record_of_another_body_does_not_close_it() -> None:
    announced()
    with pytest.raises(Refused) as refused:
        record_meeting(held(body="D2"), announced=stored(), by=BY, now=AFTERWARDS)
    assert refused.value.field == "announced"
    assert stored().is_open
    assert not Meeting.objects.everything("test").exists()


def test_one_answer_each_and_the_last_one_holds() -> None:
    announced()
    assert answer("N1", "P2").created
    assert answer("N1", "P2").unchanged
    assert answer("N1", "P2", "on_leave").updated
    assert answers() == {"P2": "on_leave"}
    told = Payload.objects.filter(event__verb="reply.recorded").get()
    assert told.content["person"] == "P2"
    assert set(told.content["answer"]) == {"sealed"}


def test_there_is_no_column_for_a_reason() -> None:
    columns = {field.name for field in Reply._meta.fields}
    assert columns == {"id", "announcement", "person", "answer", "version", "saved_by", "saved_at"}


@pytest.mark.parametrize(
    ("kind", "body", "called"),
    [
        ("meeting.assembly", "D1", {"P1", "P2", "P3"}),
        ("meeting.committee", "D1", {"P1"}),
        ("meeting.staff-study", "D1", {"P1", "P2", "P3", "T1"}),
        ("meeting.group", "G1", {"P2"}),
        ("meeting.staff-study", "S1", {"P1", "P2", "P3", "T1"}),
    ],
)
def test_whoever_stands_on_the_sheet_may_answer_and_nobody_else(kind: str, body: str, called: set) -> None:
    announced("N1", body, kind)
    for person in ("P1", "P2", "P3", "P9", "T1"):
        if person in called:
            answer("N1", person)
        else:
            with pytest.raises(Refused) as refused:
                answer("N1", person)
            assert refused.value.field == "person"
    assert set(answers()) == called


def test_the_roster_of_the_day_of_the_meeting_counts() -> None:
    announced()
    makers.make_member("P4", org="D1", school="S1", arrived_on=date(2026, 11, 25))
    makers.make_member("P3", org="D1", school="S1", left_on=date(2026, 11, 26))
    answer("N1", "P4")
    with pytest.raises(Refused):
        answer("N1", "P3")


def test_until_the_day_is_over() -> None:
    announced()
    answer("N1", "P2", now=datetime(2026, 11, 27, 15, 59, tzinfo=NOW.tzinfo))  # one minute to midnight here
    with pytest.raises(Refused, match="日子已经过了"):
        answer("N1", "P2", "on_leave", now=datetime(2026, 11, 27, 16, 0, tzinfo=NOW.tzinfo))


def test_nobody_changes_his_mind_without_end() -> None:
    announced()
    for turn in range(MOST):
        answer("N1", "P2", ("can_come", "on_leave")[turn % 2])
    with pytest.raises(Refused) as refused:
        answer("N1", "P2", "can_come")
    assert refused.value.field == "times"
    assert answers() == {"P2": "on_leave"}
    assert answer("N1", "P2", "on_leave").unchanged
    assert answer("N1", "P2", "can_come", now=NOW + timedelta(hours=2)).updated


def test_many_at_once_as_one_by_one() -> None:
    announced()
    entries = [ReplyEntry(announcement="N1", person=code, answer="can_come") for code in ("P1", "P2", "P3")]
    assert len(give_replies(entries, by=BY, now=NOW).created) == 3
    assert len(give_replies(entries, by=BY, now=NOW).unchanged) == 3


def test_only_a_token_made_here_says_anything() -> None:
    token = token_of(12, 345)
    assert keys_of(token) == (12, 345)
    for wrong in ("", "12-345", token[:-1], token.replace("345", "346"), f"x{token}", token + "a"):
        assert keys_of(wrong) is None
