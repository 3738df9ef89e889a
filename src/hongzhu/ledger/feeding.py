"""What records feed: which duties their facts count for, and how those stand with and without them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from django.db import transaction

from hongzhu.policy.days import ALL_KNOWN, FOREVER, to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.period_words import period_words
from hongzhu.policy.rules import COUNTED, Compiled, Rule
from hongzhu.policy.standing import Row

from . import tables
from .entries import Refused
from .evaluating import evaluate
from .excuses import excuses_by
from .kernel import Scope
from .saving import every
from .stored import stored_pack
from .storing import COLUMNS

DONE: Final = frozenset({"met", "met_late"})


@dataclass(frozen=True)
class Feed:
    """One duty that a record counts for. Quantities in tenths; `before` is None where there was no such duty.

    `added` is what the record brings: less than nought where a change takes something away. People are taken
    together: `persons` of them, whose standing is the same before and after; `need`, `total` and `added` are then
    those of whoever has least, and `subject_code` is empty. `per` is the kind of `period`: month, quarter, year.
    """

    obligation: str
    title: str
    clause: str
    subject_kind: str
    subject_code: str
    period: str
    per: str
    before: str | None
    after: str
    need: int
    total: int
    added: int
    unit: str
    persons: int = 0

    def together(self, other: "Feed") -> "Feed":
        """Of people who stand alike: whoever has least, and how many they are."""
        least = min(self, other, key=lambda each: (each.total - each.need, each.added))
        return replace(least, persons=self.persons + other.persons)


class Place(NamedTuple):
    """Where a fact lies: what it is, of whom, on which day."""

    kind: str
    subject: int
    day: int


class Standing(NamedTuple):
    """A row and its label on the day asked."""

    row: Row
    status: str


Key = tuple[int, int, int]
"""rule, subject, period"""
Standings = Mapping[Key, Standing]


@dataclass(frozen=True)
class Rehearsal:
    """What an action would do: duties its record counts for, how many facts, or why it would be refused."""

    feeds: list[Feed]
    facts: int
    problems: list[Refused]


def rehearse(act: Callable[[], Collection[str]], *, on: date, replaced: Collection[str] = ()) -> Rehearsal:
    """Do it, look what became of the duties by a day, and undo everything; the numbers are the engine's own.

    `act` answers with the sources of what it recorded; `replaced` are those of what it amends. Inside a transaction it
    goes back to a savepoint. Raises stored.NotStored where everything has to be recomputed first.
    """
    stored_pack()
    before = places_of(replaced) if replaced else set()
    try:
        with transaction.atomic():
            mine = places_of(act())
            places = before | mine
            after = standings_at(places, on)
            transaction.set_rollback(True)
    except Refused as refused:
        return Rehearsal([], 0, every(refused))
    count = sum(place.kind != "record" for place in mine)
    return Rehearsal(feeds(standings_at(places, on), after), count, [])


def feed_words(feed: Feed) -> tuple[str, str]:
    """What one duty gains: (its name, how it stands then)."""
    named = period_words(feed.per, feed.period, 0)
    period = f"{named}：" if named else ""
    if feed.subject_kind == "person" or feed.persons > 1:
        return feed.title, f"{period}{feed.persons} 人各有进展"
    if feed.after in DONE and feed.before not in DONE:
        return feed.title, f"{period}办完了（{amount(feed.total)}{feed.unit}）"
    return feed.title, f"{period}已有 {amount(feed.total)}，应有 {amount(feed.need)}{feed.unit}"


def count_updates(feeds: Collection[Feed]) -> int:
    """In how many places one entry was written: the book, each duty, and of a duty of people each person."""
    return 1 + sum(max(1, feed.persons) for feed in feeds)


def fed_by(sources: Iterable[str], on: date) -> list[Feed]:
    """What the facts of these records count for, as it stands on a day. Raises stored.NotStored."""
    wanted = tuple(sources)
    places = places_of(wanted)
    return feeds(standings_at(places, on, without=wanted), standings_at(places, on))


def places_of(sources: Iterable[str]) -> set[Place]:
    """Where the facts of these records lie."""
    text = "SELECT kind, subject_id, day FROM ledger_fact WHERE source IN ({values}) AND withdrawn = %s"
    return {Place(*row) for row in tables.fetch_in(text, sources, [FOREVER])}


def standings_at(places: Iterable[Place], on: date, *, without: tuple[str, ...] = ()) -> Standings:
    """How all duties stand for which facts at these places count; as stored, or judged without some records."""
    compiled, places = stored_pack(), set(places)
    kinds = {kind: _rules_for(compiled, kind) for kind in {each.kind for each in places}}
    days: dict[tuple[int, int], list[int]] = {}
    for kind, subject, day in places:
        for number in kinds[kind]:
            days.setdefault((number, subject), []).append(day)
    subjects = frozenset(subject for _rule, subject in days)
    if not subjects:
        return {}
    asked = [day for some in days.values() for day in some]
    rules = frozenset(rule for rule, _subject in days)
    scope = Scope(subjects, rules, min(asked), max(asked), without=without)
    rows = evaluate(compiled, scope, ALL_KNOWN) if without else _stored(scope)
    used = dict(
        tables.fetch_in("SELECT subject_id, day FROM ledger_usage WHERE subject_id IN ({values})", subjects)
    )
    excuses = excuses_by(to_day(on))
    found: dict[Key, Standing] = {}
    for row in rows:
        rule = compiled.by_number[row.rule]
        if _holds(compiled, rule, row, days.get((row.rule, row.subject), [])):
            label = excuses.status(row, rule, used.get(row.subject))
            found[row.rule, row.subject, row.period] = Standing(row, label)
    return found


def _rules_for(compiled: Compiled, kind: str) -> list[int]:
    """Numbers of the rules that a kind of fact counts for or triggers."""
    return [
        rule.number
        for rule in compiled.rules
        if rule.recordable and kind in {*rule.kinds, rule.obligations[0].trigger}
    ]


def _stored(scope: Scope) -> Iterator[Row]:
    rules = ", ".join(map(str, sorted(scope.rules))) or "0"
    text = f"SELECT {COLUMNS} FROM ledger_row WHERE subject_id IN ({{values}}) AND rule IN ({rules})"
    return (Row(*line) for line in tables.fetch_in(text, scope.subjects or ()))


def _holds(compiled: Compiled, rule: Rule, row: Row, days: list[int]) -> bool:
    """Does the row's period hold one of these days? Terms and the like are compared whole."""
    if rule.shape not in COUNTED:
        return bool(days)
    slot = compiled.slot_of[row.rule, row.period]
    return any(slot.start <= day < slot.end for day in days)


def feeds(before: Standings, after: Standings) -> list[Feed]:
    """What differs from before to after, duty by duty; people who stand alike are taken together."""
    compiled = stored_pack()
    names = _names({subject for _rule, subject, _period in after})
    found: dict[tuple[object, ...], Feed] = {}
    for key in sorted(after):
        old, new = before.get(key), after[key]
        if old is not None and (old.row.total, old.row.ontime, old.status) == (
            new.row.total,
            new.row.ontime,
            new.status,
        ):
            continue
        feed = _feed(compiled.by_number[key[0]], names[key[1]], old, new)
        alike = (feed.obligation, feed.period, feed.subject_kind, feed.subject_code, feed.before, feed.after)
        known = found.get(alike)
        found[alike] = feed if known is None else known.together(feed)
    return list(found.values())


def _feed(rule: Rule, name: tuple[str, str], old: Standing | None, new: Standing) -> Feed:
    duty, (kind, code), row = rule.obligations[new.row.rank], name, new.row
    is_person = kind == "person"
    return Feed(
        obligation=duty.id,
        title=duty.title,
        clause=duty.clause,
        subject_kind=kind,
        subject_code="" if is_person else code,
        period=row.label,
        per=duty.period,
        before=old and old.status,
        after=new.status,
        need=row.need,
        total=row.total,
        added=row.total - (old.row.total if old else 0),
        unit=duty.unit,
        persons=int(is_person),
    )


def _names(subjects: Iterable[int]) -> dict[int, tuple[str, str]]:
    text = "SELECT id, kind, code FROM ledger_subject WHERE id IN ({values})"
    return {key: (kind, code) for key, kind, code in tables.fetch_in(text, subjects)}
