"""Votes of resolutions: 全票通过 spelled out, counts that cannot be refused, no vote without quorum."""

from collections.abc import Iterator
from dataclasses import replace

from hongzhu.ledger.saving import Checks
from hongzhu.policy.voting import (
    VotingRefused,
    check_present,
    matters_of,
    quorum,
    rules,
)
from hongzhu.policy.voting import (
    check_votes as check_cast,
)

from .entries import MeetingEntry, ResolutionEntry

Fault = tuple[str, str]
"""(field, what is wrong and what to do)"""


def settled(entry: MeetingEntry) -> MeetingEntry:
    """The entry with every 全票通过 spelled out: all who could vote in favour, none against, none abstaining."""
    if not any(each.is_unanimous for each in entry.resolutions):
        return entry
    return replace(entry, resolutions=tuple(_spelled_out(each) for each in entry.resolutions))


def _spelled_out(each: ResolutionEntry) -> ResolutionEntry:
    if not each.is_unanimous or each.present is None:
        return each
    everyone = each.present + (each.written or 0)
    return replace(
        each,
        in_favour=everyone if each.in_favour is None else each.in_favour,
        against=each.against or 0,
        abstained=each.abstained or 0,
    )


def check_votes(checks: Checks, index: int, entry: MeetingEntry) -> None:
    """Note what is wrong with the votes of an entry. Blank counts are left alone; nothing is guessed."""
    offered = {rule.id for rule in matters_of(entry.kinds)} if entry.resolutions else set()
    for place, each in enumerate(entry.resolutions):
        for field, words in _faults(each, offered):
            checks.refuse(index, f"resolutions.{place}.{field}", f"第{place + 1}条决议：{words}")


def _faults(each: ResolutionEntry, offered: set[str]) -> Iterator[Fault]:
    rule = rules().get(each.matter)
    if rule is None:
        yield "matter", f"没有“{each.matter}”这类事项，请重新选择事项。"
        return
    votes = [count for count in (each.in_favour, each.against, each.abstained) if count is not None]
    is_voted = bool(votes) or each.written is not None or each.is_unanimous
    if is_voted and offered and each.matter not in offered:
        yield "matter", f"这类会议没有“{rule.title}”，请重新选择事项。"
        return
    for field, count in (("entitled", each.entitled), ("present", each.present)):
        if is_voted and count is None:
            yield field, "写了表决结果，也要写应到和实到人数，请补上。"
            return
    if each.entitled is None or each.present is None:
        return
    try:
        check_present(rule, each.entitled, each.present)
        check_cast(rule, each.entitled, each.present, votes, each.written or 0)
    except VotingRefused as refused:
        yield refused.field, refused.message
        return
    enough = quorum(rule, each.entitled, each.present)
    if (
        is_voted and each.matter in offered and not enough.is_enough
    ):  # where no rule is known, none is made up
        yield "present", f"{enough.words}人数不够不能表决，请核对人数，或把票数留空、只记讨论情况。"
    if each.is_unanimous:
        yield from _unanimity_faults(each, each.present)


def _unanimity_faults(each: ResolutionEntry, present: int) -> Iterator[Fault]:
    everyone = present + (each.written or 0)
    if each.in_favour != everyone or each.against or each.abstained:
        yield (
            "is_unanimous",
            f"写的是全票通过，票数却不是 {everyone} 票全部赞成，请改正票数，或去掉全票通过。",
        )
