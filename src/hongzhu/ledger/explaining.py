"""Explanations for lines of standing: fetch the spells and facts of their subjects, let policy find the words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hongzhu.policy.days import to_day
from hongzhu.policy.explaining import Explanation, explain
from hongzhu.policy.intervals import Span
from hongzhu.policy.pack import Pack
from hongzhu.policy.reference import Fact, known_on
from hongzhu.policy.rules import Rule
from hongzhu.policy.standing import Row

from . import tables
from .evaluating import FACTS
from .reading import spells_known


class Judged(Protocol):
    """A line of `reading.standing`, or a stored standing."""

    @property
    def row(self) -> Row: ...
    @property
    def rule(self) -> Rule: ...
    @property
    def status(self) -> str: ...
    @property
    def used(self) -> int | None: ...


@dataclass(frozen=True)
class Known:
    """What is known of some subjects on a day: who held which role when, and the facts by subject."""

    on: date
    spells: dict[tuple[int, int], list[Span]]
    facts: dict[int, list[Fact]]


def facts_known(subjects: Iterable[int], on: date) -> dict[int, list[Fact]]:
    """The facts by subject, as known on a day; one query."""
    found = tables.fetch_in(FACTS.format(where="subject_id IN ({values})"), set(subjects))
    facts = known_on((Fact(*row) for row in found), to_day(on))
    return {subject: [*some] for subject, some in facts.items()}


def known_of(subjects: Iterable[int], on: date) -> Known:
    """Fetch it, in three queries."""
    wanted = set(subjects)
    return Known(on, spells_known(wanted, on), facts_known(wanted, on))


def explanations(
    lines: Sequence[Judged], on: date, known: Known | None = None, *, pack: Pack
) -> list[Explanation]:
    """One explanation per line, in order: two queries for all of them, none where it is known already."""
    known = known or known_of((line.row.subject for line in lines), on)
    return [
        explain(
            pack,
            line.rule,
            line.row,
            line.status,
            on=to_day(on),
            roles=known.spells,
            facts=known.facts.get(line.row.subject, []),
            used=line.used,
        )
        for line in lines
    ]
