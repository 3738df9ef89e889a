"""The guard before the vote, and what an action refuses of votes."""

from dataclasses import replace
from datetime import date

import pytest

from hongzhu.ledger.entries import Refused
from hongzhu.meetings.actions import ALL, MeetingEntry, ResolutionEntry, record_meetings
from hongzhu.meetings.models import Meeting, Resolution
from hongzhu.meetings.voting import guard
from tests.makers import BY, NOW, make_branch, make_member, make_org, make_person, make_post

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)
ENTRY = MeetingEntry(code="M1", body="D1", kinds=("meeting.assembly",), held_on=DAY, present=ALL)


def branch(members: int = 18) -> list[str]:
    make_branch("D1", "S1")
    return [make_member(f"P{number:02}", org="D1", school="S1").code for number in range(members)]


def test_members_with_a_vote_are_counted_by_the_day() -> None:
    members = branch(5)
    make_member("预备", org="D1", category="probationary", joined_on=date(2025, 9, 1))
    make_member("刚转正", org="D1", joined_on=date(2025, 3, 1), full_on=DAY)
    make_member("明天转正", org="D1", joined_on=date(2025, 3, 1), full_on=date(2026, 3, 11))
    make_member("退休", org="D1", is_retired=True, left_on=date(2020, 9, 1))
    make_member("离岗", org="D1", left_on=DAY)
    make_member("别的支部")
    make_person("群众", org="D1")
    found = guard(ENTRY, "ordinary")
    assert (found.entitled, found.present, found.missing) == (7, 7, ())
    away = replace(ENTRY, on_leave=(members[0], "预备"), absent=(members[1], "刚转正"))
    found = guard(away, "election")
    assert (found.entitled, found.present) == (7, 4)
    assert found.missing == (*members[:2], "刚转正")
    assert found.quorum.words == "应到 7 人，至少要到 6 人，实到 4 人，还差 2 人。"
    named = replace(ENTRY, present=(*members[:3], "群众", "预备", "别的支部"))
    assert guard(named, "ordinary").present == 3


def test_committees_administrations_and_representatives() -> None:
    make_branch("D1", "S1")
    for code, body, post in (
        ("书记", "D1", "secretary"),
        ("委员", "D1", "committee_member"),
        ("校长", "S1", "principal"),
        ("副校长", "S1", "vice_principal"),
        ("工会", "S1", "union_chair"),
    ):
        make_member(code, org="D1", school="S1")
        make_post(code, body, post)
    make_post("委员", "D1", "party_worker")
    committee = replace(ENTRY, kinds=("meeting.committee",), absent=("书记",))
    assert (guard(committee, "committee").entitled, guard(committee, "committee").present) == (2, 1)
    joint = replace(ENTRY, body="S1", kinds=("meeting.joint",), present=("书记", "校长"))
    assert guard(joint, "personnel").missing == ("委员",)
    affairs = replace(ENTRY, body="S1", kinds=("meeting.school-affairs",), present=("校长", "工会"))
    assert (guard(affairs, "school_affairs").entitled, guard(affairs, "school_affairs").present) == (2, 1)
    assert guard(replace(ENTRY, body="S1"), "staff_congress") is None
    assert guard(ENTRY, "no-such-matter") is None
    assert guard(replace(ENTRY, body="D9"), "ordinary") is None
    make_org("D2")
    assert guard(replace(ENTRY, body="D2"), "ordinary") is None


def record(kinds: tuple[str, ...] = ("meeting.assembly",), **counts: object) -> Resolution:
    each = ResolutionEntry(**({"words": "同意接收"} | counts))
    record_meetings([replace(ENTRY, kinds=kinds, resolutions=(each,))], by=BY, now=NOW)
    return Resolution.objects.everything("test").get()


def counts_of(row: Resolution) -> tuple:
    return row.entitled, row.present, row.in_favour, row.against, row.abstained, row.written, row.is_unanimous


def test_blank_stays_blank() -> None:
    make_org("D1")
    assert counts_of(record()) == (None, None, None, None, None, None, False)


def test_counts_without_a_vote_and_a_vote_without_all_counts() -> None:
    make_org("D1")
    assert counts_of(record(entitled=18, present=8)) == (18, 8, None, None, None, None, False)
    assert counts_of(record(entitled=18, present=15, in_favour=0)) == (18, 15, 0, None, None, None, False)


def test_unanimous_is_spelled_out() -> None:
    make_org("D1")
    voted = {"matter": "admission", "entitled": 18, "present": 15, "is_unanimous": True}
    assert counts_of(record(**voted)) == (18, 15, 15, 0, 0, None, True)
    assert counts_of(record(**voted, written=2)) == (18, 15, 17, 0, 0, 2, True)
    again = ResolutionEntry(words="同意接收", **voted, written=2)
    entry = replace(ENTRY, resolutions=(again,))
    assert record_meetings([entry], by=BY, now=NOW).unchanged == ["M1"]


@pytest.mark.parametrize(
    ("counts", "field", "told"),
    [
        ({"matter": "coronation"}, "matter", "没有“coronation”这类事项"),
        ({"matter": "committee", "entitled": 5, "present": 5, "in_favour": 5}, "matter", "这类会议没有"),
        ({"in_favour": 10}, "entitled", "也要写应到和实到"),
        ({"entitled": 18, "in_favour": 10}, "present", "也要写应到和实到"),
        ({"entitled": 18, "is_unanimous": True}, "present", "也要写应到和实到"),
        ({"entitled": 18, "present": 19}, "present", "多过应到 18 人"),
        ({"entitled": 18, "present": 8, "in_favour": 8}, "present", "还差 1 人。人数不够不能表决"),
        ({"entitled": 18, "present": 8, "is_unanimous": True}, "present", "还差 1 人"),
        (
            {"entitled": 18, "present": 15, "in_favour": 10, "against": 4, "abstained": 2},
            "in_favour",
            "16 票",
        ),
        ({"entitled": 18, "present": 15, "in_favour": 10, "written": 1}, "written", "不计书面意见"),
        (
            {"entitled": 18, "present": 15, "is_unanimous": True, "in_favour": 14},
            "is_unanimous",
            "不是 15 票全部赞成",
        ),
        ({"entitled": 18, "present": 15, "is_unanimous": True, "against": 1}, "in_favour", "多过能投票的人"),
        (
            {"entitled": 18, "present": 15, "is_unanimous": True, "in_favour": 14, "against": 1},
            "is_unanimous",
            "全票",
        ),
        ({"matter": "election", "entitled": 30, "present": 23, "in_favour": 20}, "present", "还差 1 人"),
    ],
)
def test_votes_that_cannot_be(counts: dict, field: str, told: str) -> None:
    make_org("D1")
    with pytest.raises(Refused, match=told) as refused:
        record(**counts)
    assert refused.value.field == f"resolutions.0.{field}"
    assert refused.value.message.startswith("第1条决议：")
    assert not Meeting.objects.everything("test").exists()


def test_where_no_rule_is_known_only_the_sums_are_checked() -> None:
    make_org("D1")
    kinds = ("meeting.org-life",)
    assert record(kinds, entitled=18, present=3, in_favour=3).in_favour == 3
    with pytest.raises(Refused, match="多过能投票的人"):
        record(kinds, entitled=18, present=3, in_favour=4)


def test_a_meeting_of_several_kinds_offers_the_matters_of_each() -> None:
    make_org("D1")
    row = record(
        ("meeting.lecture", "meeting.committee"), matter="committee", entitled=5, present=3, in_favour=3
    )
    assert row.matter == "committee"
