"""The document as a tree: every clause, the duties it asks, where their numbers come from, how they stand."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from django.urls import reverse

from hongzhu.ledger.keeping import kept
from hongzhu.ledger.stored import Standing, stored_standing
from hongzhu.policy.days import to_day
from hongzhu.policy.deciding import NAMES as FIELDS
from hongzhu.policy.layers import LAYERS, NAMES, Resolved
from hongzhu.policy.pack import Clause, Obligation, Pack
from hongzhu.policy.rules import Compiled
from hongzhu.policy.vocabulary import PERIODS, SUBJECT_KINDS

from .words import FEWEST, LOOKS, foremost, look_of

KINDS: Final = {
    "requirement": "",
    "principle": "只说原则，不催办",
    "definition": "只作说明",
    "scope": "适用范围",
}
"""what a clause that asks nothing countable is"""


class Decided(Protocol):
    """A stored decision."""

    @property
    def field(self) -> str: ...
    @property
    def decided(self) -> Any: ...


MODALITIES: Final = {"must": "必须", "general": "一般", "may": "可以"}
Looks = Mapping[str, Mapping[int, str]]
SHOWN: Final = {"": "全部条款", "short": "只看没办好的", "set": "只看本区设定", "above": "只看上位规定"}
"""what the page may be narrowed to"""


@dataclass(frozen=True)
class DutyLine:
    """One duty under its clause. `counts`: look → in how many places, only where the reader has any."""

    duty: Obligation
    asks: str
    origins: tuple[tuple[str, str], ...]
    """(words, look of the mark)"""
    counts: tuple[tuple[str, str], ...]
    look: str
    href: str
    setting: str


@dataclass(frozen=True)
class Node:
    """A clause with its duties and the clauses below it."""

    clause: Clause
    about: str
    duties: tuple[DutyLine, ...]
    below: tuple["Node", ...]
    look: str
    """the most pressing look under it"""

    @property
    def size(self) -> int:
        """How many duties stand under it."""
        return len(self.duties) + sum(each.size for each in self.below)

    @property
    def is_open(self) -> bool:
        """Does something under it ask for attention?"""
        return self.look in ("late", "soon")


def asks(pack: Pack, duty: Obligation, day: date) -> str:
    """每季度至少 1 次, in a few words; what is no number in the pack's own."""
    if duty.shape in ("count", "sum"):
        period = "" if duty.period == "once" else PERIODS[duty.period]
        return f"{period}至少 {pack.amount(duty.min, day):g} {duty.unit}".strip()
    if duty.shape == "term":
        return f"{duty.every_months} 个月一届"
    if duty.shape == "respond":
        return "到交办的人定的日子" if duty.within_stated else f"{duty.within_days} 天内"
    if duty.shape == "share":
        return f"不少于 {pack.amount(duty.min, day):g}%"
    return {"state": "应当做到", "steps": "依次办", "derived": "由登记自动形成"}[duty.shape]


def looks_of(standings: Iterable[Standing], on: date) -> Looks:
    """Duty → subject → its most pressing look."""
    day, found = to_day(on), defaultdict[str, dict[int, str]](dict)
    for each in standings:
        of_duty, subject = found[each.obligation.id], each.row.subject
        of_duty[subject] = foremost([look_of(each, day), of_duty.get(subject, "none")])
    return found


def looks_on(compiled: Compiled, stamp: str, on: date, since: date) -> Looks:
    """Of everybody, kept while the ledger stands as it did. Nobody may change what is returned."""
    key = ("looks", compiled.pack.digest, compiled.window, on, since)
    return kept(stamp, key, lambda: looks_of(stored_standing(compiled, on, since), on))


def tree(
    compiled: Compiled,
    looks: Looks,
    places: Mapping[int, str],
    *,
    on: date,
    above: Resolved,
    only: str = "",
) -> list[Node]:
    """The whole document. `places`: subject → the address of its place, of those whose state is counted."""
    return _Maker(compiled, above, on, only).nodes("", looks, places)


class _Maker:
    def __init__(self, compiled: Compiled, above: Resolved, on: date, only: str) -> None:
        self.pack = compiled.pack
        self.unrecordable = {
            duty.id for rule in compiled.rules if not rule.recordable for duty in rule.obligations
        }
        self.above = above
        self.on = on
        self.only = only
        self.duties: dict[str, list[Obligation]] = defaultdict(list)
        for each in self.pack.obligations:
            self.duties[each.clause].append(each.on(on))

    def nodes(self, parent: str, looks: Looks, places: Mapping[int, str]) -> list[Node]:
        found = []
        for clause in self.pack.clauses:
            if clause.parent != parent:
                continue
            duties = tuple(
                line
                for duty in self.duties.get(clause.id, ())
                if self.is_wanted(line := self.line(duty, looks.get(duty.id, {}), places))
            )
            below = tuple(self.nodes(clause.id, looks, places))
            if self.only and not duties and not below:
                continue
            look = foremost([*(each.look for each in duties), *(each.look for each in below)])
            found.append(Node(clause, KINDS[clause.kind] if not duties else "", duties, below, look))
        return found

    def line(self, duty: Obligation, looks: Mapping[int, str], places: Mapping[int, str]) -> DutyLine:
        worst = {subject: look for subject, look in looks.items() if subject in places}
        counts = Counter(worst.values())
        unit = {"person": "人", "school": "所", "org": "个", "group": "个"}.get(duty.subject, "项")
        shown = [(look, _counted(look, counts[look], unit, len(worst))) for look in LOOKS if counts[look]]
        return DutyLine(
            duty=duty,
            asks=asks(self.pack, duty, self.on),
            origins=tuple(self.origins(duty)),
            counts=tuple(shown),
            look=foremost(worst.values()) if worst else "none",
            href=_href(duty, {places[subject] for subject in worst}),
            setting=reverse("policy_setting", args=[duty.id]) if duty.assumptions else "",
        )

    def origins(self, duty: Obligation) -> Iterable[tuple[str, str]]:
        if duty.quote:
            yield "原文", ""
        if duty.assumptions:
            yield ("本区设定" if duty.confirmed else "本区设定，待确认"), "set"
        if duty.bound:
            yield "上位规定", "unverified"
        elif duty.id in self.above.touched:
            yield "上位规定（待核）", "unverified"
        if duty.id in self.unrecordable:
            yield "本系统尚不能登记", ""

    def is_wanted(self, line: DutyLine) -> bool:
        if self.only == "short":
            return line.look in ("late", "soon")
        if self.only == "set":
            return bool(line.duty.assumptions)
        return self.only != "above" or line.duty.id in self.above.touched


def _href(duty: Obligation, addresses: set[str]) -> str:
    """The page that explains the duty, where there is one place to explain it for."""
    if len(addresses) != 1:
        return ""
    kind, _, code = next(iter(addresses)).partition(":")
    return reverse("duty", args=[duty.id, kind, code]) if duty.subject in (kind, "person") else ""


def _counted(look: str, number: int, unit: str, size: int) -> str:
    """已完成 12所; of a single place only the word; of few people never how many."""
    if size == 1:
        return LOOKS[look]
    if unit == "人" and number < FEWEST:
        return f"{LOOKS[look]} 少于{FEWEST}人"
    return f"{LOOKS[look]} {number}{unit}"


@dataclass(frozen=True)
class LayerLine:
    """A field of a duty of which more than one document speaks: what each says, and which binds."""

    title: str
    clause: str
    field: str
    since: date
    said: tuple[tuple[str, str, str, bool], ...]
    """(document, value in words, source, is it what binds?)"""


def layer_lines(pack: Pack, above: Resolved, on: date) -> list[LayerLine]:
    """What documents say side by side, as it stands on a day, in the order of the district's."""
    found = []
    duties = {each.id: each for each in pack.obligations}
    last = {(each.target, each.field): each for each in above.choices if each.since <= on}
    for duty in pack.obligations:
        for (target, name), choice in last.items():
            if target == duty.id:
                said = tuple(
                    (
                        LAYERS.get(each.layer, ""),
                        value_words(name, each.value, duties[target]),
                        each.source if each.pack != pack.id else "",
                        each == choice.binding,
                    )
                    for each in choice.said
                )
                found.append(LayerLine(duty.title, duty.clause, NAMES.get(name, name), choice.since, said))
    return found


def value_words(name: str, value: object, duty: Obligation) -> str:
    """A value of a field as a reader writes it."""
    if name == "min":
        return f"{value:g} {duty.unit}" if isinstance(value, int | float) else f"{value}"
    if name == "period":
        return PERIODS.get(str(value), str(value))
    if name == "modality":
        return MODALITIES.get(str(value), str(value))
    if name == "every_months":
        return f"{value} 个月"
    if name.endswith("_days"):
        return f"{value} 天"
    if isinstance(value, tuple | list):
        return "、".join(map(str, value))
    return "—" if value is None or value == {} else str(value)


@dataclass(frozen=True)
class LayerValue:
    """One thing that another document asks: of which duty, what, with its source; compared with the official text or not."""

    title: str
    field: str
    value: str
    since: date
    source: str
    verified: bool


def layer_values(layer: Pack, base: Pack) -> list[LayerValue]:
    """Everything that would bind, in the order of the document."""
    duties = {each.id: each for each in base.obligations}
    of_parameter = {str(each.min): each for each in base.obligations if isinstance(each.min, str)}
    found = []
    for each in layer.overrides:
        duty = duties.get(each.target) or of_parameter.get(each.target)
        for name, value in each.set.items():
            words = value_words("min" if name == "value" else name, value, duty) if duty else str(value)
            title = duty.title if duty else each.target
            found.append(
                LayerValue(title, NAMES.get(name, name), words, each.since, each.source, each.verified)
            )
    for own in layer.obligations:
        said = own.paraphrase or own.quote
        found.append(
            LayerValue(own.title, "新的一项", said, layer.effective, own.clause, verified=bool(own.quote))
        )
    return found


CALENDAR_FIELDS: Final = {"semesters": "学期", "vacations": "假期", "skip_vacation_months": "假期月份"}


def decided_words(each: Decided) -> tuple[str, str]:
    """(which field, what it was set to) of a decision."""
    if isinstance(each.decided, bool) and each.field not in CALENDAR_FIELDS:
        return each.field, "启用" if each.decided else "停用"
    name = FIELDS.get(each.field) or CALENDAR_FIELDS.get(each.field, each.field)
    if each.decided is None:
        return name, "照政策包里的设定"
    if each.field == "skip_vacation_months":
        return name, "不计" if each.decided else "照计"
    if each.field in CALENDAR_FIELDS:
        return name, "、".join("至".join(map(str, stretch[-2:])) for stretch in each.decided) or "没有填"
    if each.field == "period":
        return name, PERIODS[each.decided]
    return name, f"{each.decided:g}" if isinstance(each.decided, int | float) else str(each.decided)


def own_duties(pack: Pack, above: Resolved) -> list[Obligation]:
    """Duties that only other documents ask."""
    own = {each.id for each in pack.obligations}
    return [each for each in above.pack.obligations if each.id not in own]


def subject_words(duty: Obligation) -> str:
    """Who owes it, in a word."""
    return SUBJECT_KINDS[duty.subject]
