"""The guard that speaks before a vote, and what came of one: in words, from the rules of voting."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from hongzhu.policy.voting import VotingRefused, VotingRule, outcome, quorum, rules

from .attending import Attendee
from .models import Attendance

PRESENT: Final = Attendance.State.PRESENT
UNKNOWN: Final = "unknown"


class Guard(NamedTuple):
    """A look of kit.guard and its words."""

    look: str
    title: str
    about: str


class Voters(NamedTuple):
    """How many have a vote, and how many of them are there."""

    entitled: int
    present: int


def voters(rule: VotingRule, expected: Iterable[Attendee], marks: Mapping[str, str]) -> Voters | None:
    """Who may vote by a list; nothing where the list does not tell."""
    if rule.voters == UNKNOWN:
        return None
    entitled = [each.code for each in expected if rule.voters in each.voices]
    return Voters(len(entitled), sum(marks.get(code, PRESENT) == PRESENT for code in entitled))


def guard(rule: VotingRule, counted: Voters | None) -> Guard:
    """Whether a vote may be held."""
    if counted is None:
        about = f"{rule.base_words}有多少人，名单上看不出；表决时请在决议里填有表决权的应到和实到。"
        return Guard("hold", rule.title, about)
    try:
        told = quorum(rule, *counted)
    except VotingRefused as refused:
        return Guard("bad", rule.title, refused.message)
    words = "人够了，可以表决" if told.is_enough else "人还不够，先不要表决"
    return Guard("done" if told.is_enough else "hold", f"{rule.title}：{words}", told.words)


def result(matter: str, counted: Voters, in_favour: int, written: int) -> str:
    """What came of a vote, in words; of numbers that cannot be, what is wrong with them."""
    rule = rules().get(matter)
    if rule is None:
        return ""
    try:
        return outcome(rule, *counted, in_favour, written).words
    except VotingRefused as refused:
        return refused.message
