"""Quorum and majority: the shipped rules by the book, any rule against fractions counted out one by one."""

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.policy.pack import PackProblems
from hongzhu.policy.vocabulary import MEETING_KINDS
from hongzhu.policy.voting import (
    RULES,
    Threshold,
    VotingRefused,
    load_rules,
    matters_of,
    outcome,
    quorum,
    rules,
)

HALF, MOST = (1, 2, False), (1, 2, True)
TABLE = {
    "ordinary": (HALF, MOST),
    "admission": (MOST, MOST),
    "election": ((4, 5, False), MOST),
    "committee": (HALF, MOST),
    "organisation": (HALF, MOST),
    "personnel": ((2, 3, False), MOST),
    "school_affairs": (HALF, None),
    "democratic_life": ((2, 3, False), None),
    "staff_congress": ((2, 3, False), MOST),
}


def shares(share: Threshold | None) -> tuple[int, int, bool] | None:
    return share and (share.numerator, share.denominator, share.is_strict)


def test_the_table() -> None:
    assert {rule.id: (shares(rule.present), shares(rule.passing)) for rule in rules().values()} == TABLE
    assert [rule.id for rule in rules().values() if rule.counts_written] == ["admission"]
    assert not any(rule.verified for rule in rules().values())


def test_what_a_kind_of_meeting_offers() -> None:
    offered = {kind: [rule.id for rule in matters_of([kind])] for kind in MEETING_KINDS}
    assert {kind: found for kind, found in offered.items() if found} == {
        "meeting.assembly": ["ordinary", "admission", "election"],
        "meeting.committee": ["committee"],
        "meeting.joint": ["organisation", "personnel"],
        "meeting.school-affairs": ["school_affairs"],
        "meeting.democratic-life": ["democratic_life"],
        "meeting.principal-report": ["staff_congress"],
    }
    both = matters_of(["meeting.committee", "meeting.assembly", "meeting.lecture"])
    assert [rule.id for rule in both] == ["ordinary", "admission", "election", "committee"]


def test_an_election_of_thirty() -> None:
    """Thirty due, 24 present is valid; 16 votes elect, 15 do not, though 15 is more than half of those present."""
    rule = rules()["election"]
    assert quorum(rule, 30, 24).words == "应到 30 人，至少要到 24 人，实到 24 人，够了。"
    assert quorum(rule, 30, 23).words == "应到 30 人，至少要到 24 人，实到 23 人，还差 1 人。"
    assert outcome(rule, 30, 24, 16).words == "应到 30 人，至少要 16 票，赞成 16 票，当选。"
    assert outcome(rule, 30, 24, 15).words == "应到 30 人，至少要 16 票，赞成 15 票，没有当选。"


def test_a_written_opinion_is_a_vote_but_nobody_present() -> None:
    rule = rules()["admission"]
    assert not quorum(rule, 18, 9).is_enough
    assert outcome(rule, 18, 10, 10).passed
    assert not outcome(rule, 18, 10, 9).passed
    said = outcome(rule, 18, 10, 10, written=2)
    assert said.words == "应到 18 人，至少要 10 票，赞成 10 票（含书面意见 2 票），通过。"
    assert outcome(rule, 18, 10, 12, written=2).passed


def test_where_votes_do_not_decide() -> None:
    said = outcome(rules()["school_affairs"], 6, 4, 1)
    assert (said.passed, said.needed, said.words) == (None, None, "校长听取大家意见后决定，票数只作记录。")


@pytest.mark.parametrize(
    ("counts", "field", "told"),
    [
        ((18, 19, 10, 0), "present", "实到 19 人多过应到 18 人"),
        ((0, 0, 0, 0), "entitled", "应到人数要大于 0"),
        ((18, -1, 0, 0), "present", "负数"),
        ((18, 15, -1, 0), "in_favour", "负数"),
        ((18, 15, 16, 0), "in_favour", "票数共 16 票，多过能投票的人（到会 15 人）"),
        ((18, 15, 18, 2), "in_favour", "书面意见 2 票"),
        ((18, 15, 15, 4), "written", "没有到会的只有 3 人"),
        ((18, 9, 9, 0), "present", "不能表决"),
    ],
)
def test_counts_that_cannot_be(counts: tuple[int, int, int, int], field: str, told: str) -> None:
    with pytest.raises(VotingRefused, match=told) as refused:
        outcome(rules()["admission"], *counts)
    assert refused.value.field == field


def test_written_opinions_count_for_admission_only() -> None:
    with pytest.raises(VotingRefused, match="不计书面意见"):
        outcome(rules()["ordinary"], 18, 15, 12, written=1)


SHARES = st.integers(2, 12).flatmap(
    lambda whole: st.builds(Threshold, st.integers(1, whole - 1), st.just(whole), st.booleans())
)


def reaches(share: Threshold, count: int, base: int) -> bool:
    """By the definition: more than, or at least, that fraction."""
    fraction = Fraction(count, base)
    least = Fraction(share.numerator, share.denominator)
    return fraction > least if share.is_strict else fraction >= least


@given(SHARES, SHARES, st.integers(1, 200), st.data())
def test_any_rule_is_as_fractions_say(
    present: Threshold, passing: Threshold, due: int, data: st.DataObject
) -> None:
    rule = replace(rules()["admission"], present=present, passing=passing)
    there = data.draw(st.integers(0, due))
    enough = quorum(rule, due, there)
    assert enough.is_enough == reaches(present, there, due)
    assert enough.needed == next(count for count in range(due + 2) if reaches(present, count, due))
    written = data.draw(st.integers(0, due - there))
    in_favour = data.draw(st.integers(0, there + written))
    if enough.is_enough:
        said = outcome(rule, due, there, in_favour, written)
        assert said.passed == reaches(passing, in_favour, due)
        assert (rule.passed in said.words.removesuffix(f"{rule.failed}。")) == said.passed
    else:
        with pytest.raises(VotingRefused):
            outcome(rule, due, there, in_favour, written)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_shipped_rule_by_counting_out(name: str) -> None:
    rule = rules()[name]
    for due in range(1, 61):
        for there in range(due + 1):
            assert quorum(rule, due, there).is_enough == reaches(rule.present, there, due)
        if rule.passing is not None:
            cast = [count for count in range(due + 1) if outcome(rule, due, due, count).passed]
            assert cast == [count for count in range(due + 1) if reaches(rule.passing, count, due)]


def test_needed_is_never_more_than_all() -> None:
    for rule in rules().values():
        for due in range(1, 200):
            assert 1 <= rule.present.needed(due) <= due
            assert math.ceil(due / 2) <= rule.present.needed(due)


def planted(tmp_path: Path, change: Callable[[str], str]) -> list[str]:
    file = tmp_path / "rules.toml"
    file.write_text(change(RULES.read_text("utf-8")), "utf-8")
    with pytest.raises(PackProblems) as found:
        load_rules(file)
    return [str(problem) for problem in found.value.problems]


def line_of(text: str) -> int:
    """The first line of the shipped file that begins so."""
    lines = RULES.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(text))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('present = ">= 1/2"', 'present = "half"', "要写成分数"),
        ('present = ">= 1/2"', 'present = "> 2/2"', "谁也达不到"),
        ('present = ">= 1/2"', 'present = ">= 3/2"', "谁也达不到"),
        ('kinds = ["meeting.assembly"]', 'kinds = ["meeting.party"]', "不认识会议类型“meeting.party”"),
        ('voters = "full_members"', 'voters = "everyone"', "可以是：full_members"),
        ("verified = false", 'verified = "no"', "要写成 true 或 false"),
        ("verified = false", "verified = false\nweight = 2", "不认识“weight”"),
        ('id = "ordinary"', 'id = "Ordinary"', "小写字母"),
    ],
)
def test_a_fault_is_named_by_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    (said,) = planted(tmp_path, lambda text: text.replace(old, new, 1))
    place = line_of(old) + new.count("\n")
    assert said.startswith(f"rules.toml:{place} ")
    assert told in said


def test_what_is_missing_or_doubled_is_told(tmp_path: Path) -> None:
    (said,) = planted(tmp_path, lambda text: text.replace('title = "一般表决"\n', "", 1))
    assert said == f"rules.toml:{line_of('[[rule]]')} 缺少“title”；请补上"
    (said,) = planted(tmp_path, lambda text: text.replace('id = "admission"', 'id = "ordinary"', 1))
    assert "“ordinary”写了两条" in said
    (said,) = planted(tmp_path, lambda text: text.replace('id = "admission"', 'id = "admission', 1))
    assert "TOML" in said or "引号" in said
