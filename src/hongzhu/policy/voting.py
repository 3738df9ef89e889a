"""How many must be there before a vote, and how many votes carry it: rules as data, worked out in whole numbers.

The numbers stand in packs/voting/rules.toml, each with its source. What is counted against is always those who
should be there (应到), never those who came.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema

from . import toml_lines
from .loading import SHIPPED, culprit
from .pack import PackProblems, Problem
from .schema_words import in_chinese
from .vocabulary import MEETING_KINDS

RULES = SHIPPED / "voting" / "rules.toml"
SCHEMA = Path(__file__).parent / "voting.schema.json"


class VotingRefused(Exception):
    """Counts that cannot be. The message is Chinese and says what to do; `field` is the count to look at."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Threshold:
    """A share of those who should be there: at least that much, or, if strict, more."""

    numerator: int
    denominator: int
    is_strict: bool

    def needed(self, entitled: int) -> int:
        """The fewest heads or votes that reach it."""
        share, rest = divmod(entitled * self.numerator, self.denominator)
        return share + int(bool(rest) or self.is_strict)


@dataclass(frozen=True)
class VotingRule:
    """How one sort of matter is decided. Without `passing` votes do not decide it: `decides` says what does.

    `voters` says whose vote it is: full_members, committee, administration, or unknown to the roster.
    """

    id: str
    title: str
    kinds: tuple[str, ...]
    voters: str
    base_words: str
    present: Threshold
    passing: Threshold | None
    decides: str
    counts_written: bool
    passed: str
    failed: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Quorum:
    """Are enough of those who should be there present?"""

    is_enough: bool
    needed: int
    words: str


@dataclass(frozen=True)
class Outcome:
    """What a vote came to. `passed` and `needed` are None where votes do not decide."""

    passed: bool | None
    needed: int | None
    words: str


def quorum(rule: VotingRule, entitled: int, present: int) -> Quorum:
    """Say before the vote whether it may be held. Raises VotingRefused where the counts cannot be."""
    check_present(rule, entitled, present)
    needed = rule.present.needed(entitled)
    missing = needed - present
    words = f"应到 {entitled} 人，至少要到 {needed} 人，实到 {present} 人，"
    return Quorum(missing <= 0, needed, words + ("够了。" if missing <= 0 else f"还差 {missing} 人。"))


def outcome(rule: VotingRule, entitled: int, present: int, in_favour: int, written: int = 0) -> Outcome:
    """Say what the votes came to; `in_favour` includes `written`, the written opinions of absent members.

    Raises VotingRefused where the counts cannot be, or where too few were there for a vote.
    """
    check_votes(rule, entitled, present, [in_favour], written)
    enough = quorum(rule, entitled, present)
    if not enough.is_enough:
        raise VotingRefused(f"{enough.words}人数不够，不能表决，请核对人数。", field="present")
    if rule.passing is None:
        return Outcome(None, None, f"{rule.decides}，票数只作记录。")
    needed = rule.passing.needed(entitled)
    counted = f"赞成 {in_favour} 票" + (f"（含书面意见 {written} 票）" if written else "")
    passed = in_favour >= needed
    words = f"应到 {entitled} 人，至少要 {needed} 票，{counted}，{rule.passed if passed else rule.failed}。"
    return Outcome(passed, needed, words)


def check_present(rule: VotingRule, entitled: int, present: int) -> None:
    """Raise VotingRefused where so many cannot have been there."""
    if entitled <= 0:
        raise VotingRefused(f"应到人数要大于 0，请填{rule.base_words}有多少人。", field="entitled")
    if not 0 <= present <= entitled:
        words = f"实到 {present} 人多过应到 {entitled} 人，请核对：只数{rule.base_words}，不数列席的人。"
        raise VotingRefused(words if present > 0 else "实到人数不能是负数，请核对。", field="present")


def check_votes(
    rule: VotingRule, entitled: int, present: int, votes: Iterable[int], written: int = 0
) -> None:
    """Raise VotingRefused where so many votes cannot have been cast."""
    check_present(rule, entitled, present)
    votes = list(votes)
    if min([written, *votes]) < 0:
        raise VotingRefused("票数不能是负数，请核对。", field="in_favour")
    if written and not rule.counts_written:
        raise VotingRefused(f"{rule.title}不计书面意见，请把书面意见留空。", field="written")
    if written > entitled - present:
        words = f"没有到会的只有 {entitled - present} 人，书面意见却有 {written} 票，请核对。"
        raise VotingRefused(words, field="written")
    if sum(votes) > present + written:
        able = f"到会 {present} 人" + (f"，书面意见 {written} 票" if written else "")
        raise VotingRefused(f"票数共 {sum(votes)} 票，多过能投票的人（{able}），请核对。", field="in_favour")


def rules() -> Mapping[str, VotingRule]:
    """The rules by id, in the order of their file; read again only when the file changed."""
    return _shipped(RULES.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _shipped(_changed: int) -> Mapping[str, VotingRule]:
    return load_rules(RULES)


def matters_of(kinds: Iterable[str]) -> list[VotingRule]:
    """The rules that a meeting of these kinds offers; none where nothing is known about its votes."""
    wanted = set(kinds)
    return [rule for rule in rules().values() if wanted.intersection(rule.kinds)]


def load_rules(path: Path) -> dict[str, VotingRule]:
    """The rules in a file. Raises PackProblems with everything that is wrong, as file:line."""
    try:
        data, lines = toml_lines.read(path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackProblems([Problem(path.name, *toml_lines.fault(error, path))]) from error
    problems = [
        Problem(
            path.name, toml_lines.nearest(lines, (*error.absolute_path, *culprit(error))), in_chinese(error)
        )
        for error in jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(data)
    ]
    if not problems:
        problems = [
            Problem(path.name, toml_lines.nearest(lines, ("rule", index, *key)), words)
            for index, block in enumerate(data["rule"])
            for key, words in _faults(block, data["rule"][:index])
        ]
    if problems:
        raise PackProblems(sorted(problems, key=lambda each: each.line))
    return {block["id"]: _rule(block) for block in data["rule"]}


def _faults(block: dict[str, Any], earlier: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, ...], str]]:
    """(key, what is wrong) of a rule that the schema lets through."""
    if any(each["id"] == block["id"] for each in earlier):
        yield ("id",), f"“{block['id']}”写了两条；请删去一条或改编号"
    for kind in block["kinds"]:
        if kind not in MEETING_KINDS:
            yield ("kinds",), f"不认识会议类型“{kind}”；请从词汇表里选"
    for name in ("present", "passing"):
        if name in block and not _can_be_reached(_threshold(block[name])):
            yield (name,), f"“{block[name]}”多过全体，谁也达不到；请改小"


def _can_be_reached(share: Threshold) -> bool:
    return share.numerator <= share.denominator - int(share.is_strict)


def _threshold(text: str) -> Threshold:
    sign, share = text.split(" ")
    numerator, denominator = map(int, share.split("/"))
    return Threshold(numerator, denominator, sign == ">")


def _rule(block: dict[str, Any]) -> VotingRule:
    return VotingRule(
        **{
            name: block[name]
            for name in ("id", "title", "voters", "base_words", "decides", "source", "verified")
        },
        kinds=tuple(block["kinds"]),
        present=_threshold(block["present"]),
        passing=_threshold(block["passing"]) if "passing" in block else None,
        counts_written=block.get("counts_written", False),
        passed=block.get("passed", "通过"),
        failed=block.get("failed", "没有通过"),
    )
