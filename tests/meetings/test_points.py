"""Open points come back at the next meeting of the same body, until one notes that they are done."""

from dataclasses import replace
from datetime import date

import pytest

from hongzhu.ledger.entries import Refused
from hongzhu.meetings.actions import (
    MeetingEntry,
    ResolutionEntry,
    entry_of,
    record_meetings,
    withdraw_meeting,
)
from hongzhu.meetings.models import Meeting, Resolution
from hongzhu.meetings.points import open_points
from hongzhu.orgs.models import PartyOrg
from tests.makers import BY, NOW, make_member, make_org

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = date(2026, 3, 10), date(2026, 4, 10), date(2026, 5, 10)


def meet(code: str, held_on: date, *lines: ResolutionEntry, body: str = "D1", **words) -> Meeting:
    entry = MeetingEntry(
        code=code, body=body, kinds=("meeting.committee",), held_on=held_on, resolutions=lines, **words
    )
    record_meetings([entry], by=BY, now=NOW)
    return Meeting.objects.everything("test").get(code=code)


def opened(on: date = MAY, **words) -> list[str]:
    return [
        each.words for each in open_points(PartyOrg.objects.everything("test").get(code="D1"), on, **words)
    ]


def key(words: str) -> int:
    return Resolution.objects.everything("test").get(words=words).pk


@pytest.fixture(autouse=True)
def march() -> Meeting:
    make_org("D1")
    make_org("D2")
    make_member("P1", org="D1")
    return meet(
        "M1",
        MARCH,
        ResolutionEntry(words="谈话", owner="P1"),
        ResolutionEntry(words="公示", due_on=APRIL),
        ResolutionEntry(words="同意"),
    )


def test_what_has_an_owner_or_a_date_is_open_the_most_urgent_first() -> None:
    meet("M2", MARCH, ResolutionEntry(words="别处的", owner="P1"), body="D2")
    assert opened() == ["公示", "谈话"]
    assert opened(on=date(2026, 3, 9)) == []


def test_a_meeting_notes_points_as_done() -> None:
    meeting = meet("M2", APRIL, closes=(key("公示"),))
    row = Resolution.objects.everything("test").get(words="公示")
    assert (row.closed_in, row.closed_on) == (meeting, APRIL)
    assert opened() == ["谈话"]
    assert opened(amending=meeting) == ["公示", "谈话"]
    assert entry_of(meeting).closes == (row.pk,)
    assert record_meetings([entry_of(meeting)], by=BY, now=NOW).unchanged == ["M2"]


def test_an_untick_opens_it_again_and_a_new_date_goes_along() -> None:
    meeting = meet("M2", APRIL, closes=(key("公示"), key("谈话")))
    record_meetings([replace(entry_of(meeting), held_on=MAY, closes=(key("谈话"),))], by=BY, now=NOW)
    assert opened() == ["公示"]
    assert Resolution.objects.everything("test").get(words="谈话").closed_on == MAY


def test_a_point_keeps_its_end_when_its_words_are_put_right(march: Meeting) -> None:
    meet("M2", APRIL, closes=(key("公示"),))
    first = entry_of(march)
    lines = (replace(first.resolutions[0], words="找他谈话"), *first.resolutions[:0:-1])
    record_meetings([replace(first, resolutions=lines)], by=BY, now=NOW)
    assert opened() == ["找他谈话"]
    lines = tuple(replace(each, words=each.words.replace("公示", "张榜公示")) for each in lines)
    record_meetings([replace(first, resolutions=lines)], by=BY, now=NOW)
    assert Resolution.objects.everything("test").get(words="张榜公示").closed_on == APRIL


@pytest.mark.parametrize("kept", [(), (0,), (0, 2)])
def test_a_point_that_is_done_is_not_taken_out(march: Meeting, kept: tuple[int, ...]) -> None:
    meet("M2", APRIL, closes=(key("公示"),))
    first = entry_of(march)
    lines = tuple(first.resolutions[place] for place in kept)
    with pytest.raises(Refused, match="已经办结"):
        record_meetings([replace(first, resolutions=lines)], by=BY, now=NOW)


@pytest.mark.parametrize(
    ("words", "told"), [({"held_on": MAY}, "不能晚于"), ({"body": "D2"}, "由原单位办结")]
)
def test_a_point_that_is_done_stays_before_its_end_and_of_its_body(
    march: Meeting, words: dict, told: str
) -> None:
    meet("M2", APRIL, closes=(key("公示"),))
    with pytest.raises(Refused, match=told):
        record_meetings([replace(entry_of(march), **words)], by=BY, now=NOW)
    assert record_meetings([replace(entry_of(march), held_on=APRIL)], by=BY, now=NOW).updated == ["M1"]


def test_what_closed_a_point_that_was_withdrawn_since_may_still_be_changed(march: Meeting) -> None:
    meeting = meet("M2", APRIL, closes=(key("公示"),))
    withdraw_meeting(march, reason="错", by=BY, now=NOW)
    entry = replace(entry_of(meeting), place="楼上")
    assert record_meetings([entry], by=BY, now=NOW).updated == ["M2"]


@pytest.mark.parametrize(
    ("body", "held_on", "told"),
    [("D2", MAY, "不在了"), ("D1", date(2026, 3, 9), "下一次会议")],
)
def test_points_of_others_and_of_later_meetings(body: str, held_on: date, told: str) -> None:
    with pytest.raises(Refused, match=told):
        meet("M2", held_on, body=body, closes=(key("公示"),))


def test_a_point_is_done_once_and_not_where_it_was_made(march: Meeting) -> None:
    meet("M2", APRIL, closes=(key("公示"),))
    with pytest.raises(Refused, match="已在M2办结"):
        meet("M3", MAY, closes=(key("公示"),))
    with pytest.raises(Refused, match="不在了"):
        meet("M3", MAY, closes=(0,))
    with pytest.raises(Refused, match="下一次会议"):
        record_meetings([replace(entry_of(march), closes=(key("谈话"),))], by=BY, now=NOW)
