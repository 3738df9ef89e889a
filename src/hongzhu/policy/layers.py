"""Several documents about one duty: which number binds, from which day, and what a person has to decide.

Layers stand above each other: party regulation 10, national document 20, province 25, district 30, school 40. Field by
field and date by date the stricter value binds; a more local layer may only ask more, unless it cites what allows it to
ask less. What cannot be compared (who decides, which steps) is replaced only where a layer says so in words; otherwise
it is listed for a person, and the district's own value stands.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from .consistency import counted_kind, faults
from .pack import Dated, Obligation, Override, Pack, PackProblems, Parameter, Problem

LAYERS = {10: "党内法规", 20: "国家文件", 25: "省级文件", 30: "区县文件", 40: "学校制度"}
SETTINGS = "settings"
"""id of the layer that holds what the district decided where its document is silent"""
PERIODS = ("week", "month", "quarter", "half", "semester", "year", "biennium")
"""from the strictest on; a school year is as long as a year, but another: it cannot be compared"""
MODALITIES = ("must", "general", "may")
LOWER = ("every_months", "grace_days", "within_days", "settle_days", "deadline")
"""fields of which the lower value, or the earlier day, asks more"""
NAMES = {
    "min": "下限",
    "value": "数值",
    "period": "周期",
    "modality": "语气",
    "every_months": "届期月数",
    "grace_days": "宽限天数",
    "within_days": "期限天数",
    "settle_days": "办结天数",
    "deadline": "期限",
    "forum": "由谁决定",
    "steps": "步骤",
    "when": "何时有此义务",
    "holds": "算办到的条件",
    "evidence": "算数的事实",
}
"""what a layer may change, in words"""


@dataclass(frozen=True)
class Said:
    """What one document says of one field from a day on."""

    since: date
    value: Any
    pack: str
    layer: int
    source: str
    verified: bool = True
    replaces: bool = False
    loosens: bool = False


@dataclass(frozen=True)
class Choice:
    """From a day on this value binds; `said`: the latest word of every document by then, the highest first."""

    target: str
    field: str
    since: date
    binding: Said
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Finding:
    """Something for a person. kind: below (asks less than a higher document), loosened (may do so, and says why),
    conflict (cannot be compared, nobody decided)."""

    kind: str
    target: str
    field: str
    since: date
    words: str


@dataclass(frozen=True)
class Resolved:
    """The pack that all layers together make; its digest changes with any of them."""

    pack: Pack
    choices: tuple[Choice, ...] = ()
    findings: tuple[Finding, ...] = ()
    touched: frozenset[str] = field(default_factory=frozenset)
    """ids of the duties for which some layer says something, and of those that only a layer asks"""


def from_day(layer: Pack, since: date) -> Pack:
    """A layer that binds for what begins on this day or later, whenever its documents are from."""
    return replace(
        layer,
        effective=max(layer.effective, since),
        overrides=tuple(replace(each, since=max(each.since, since)) for each in layer.overrides),
        digest=sha256(f"{layer.digest} {since}".encode()).hexdigest(),
    )


def resolve(base: Pack, layers: Iterable[Pack], *, only: str = "") -> Resolved:
    """Lay documents over a district's pack, whatever their order. `only`: let this document win where it speaks.

    Raises PackProblems where a layer changes what does not exist, or names one thing in two ways.
    """
    ordered = sorted(layers, key=lambda each: (each.layer, each.id))
    if not ordered:
        return Resolved(base)
    _check(base, ordered)
    resolver = _Resolver(base, ordered, only)
    duties = [resolver.duty(each) for each in base.obligations]
    parameters = {name: resolver.parameter(each) for name, each in base.params.items()}
    for each in ordered:
        duties += [_foreign(duty, each) for duty in each.obligations]
        parameters |= {name: value for name, value in each.params.items() if name not in base.params}
    digest = sha256(" ".join([base.digest, *(each.digest for each in ordered), only]).encode()).hexdigest()
    pack = replace(
        base,
        obligations=tuple(duties),
        params=parameters,
        predicates={
            name: value for each in (*reversed(ordered), base) for name, value in each.predicates.items()
        },
        digest=digest,
    )
    named = {each.target for some in ordered for each in some.overrides}
    own = {duty.id for each in ordered for duty in each.obligations}
    return Resolved(
        pack, tuple(resolver.choices), tuple(resolver.findings), frozenset(_duties_of(pack, named) | own)
    )


def _duties_of(pack: Pack, targets: set[str]) -> set[str]:
    """The duties named, and those whose number is a parameter named."""
    return {each.id for each in pack.obligations if each.id in targets or str(each.min) in targets}


def _foreign(duty: Obligation, layer: Pack) -> Obligation:
    """A duty that only a layer asks: it begins with its own document."""
    return replace(duty, document=layer.title, layer=layer.layer, effective=layer.effective)


class _Resolver:
    def __init__(self, base: Pack, layers: list[Pack], only: str) -> None:
        self.base = base
        self.layers = layers
        self.only = only
        self.choices: list[Choice] = []
        self.findings: list[Finding] = []

    def parameter(self, given: Parameter) -> Parameter:
        """A dated number after all layers."""
        target = f"${given.name}"
        own = [
            Said(each.since, each.value, self.base.id, self.base.layer, each.reference or self.base.title)
            for each in given.values
        ]
        over = [said for name, said in self.overrides(target) if name == "value"]
        if not over:
            return given
        chosen = self.choose(target, "value", [*own, *over], _number(given.stricter))
        if any(
            each.min == target for each in self.base.obligations
        ):  # told with those duties, as their number
            self.choices = [each for each in self.choices if each.target != target]
            self.findings = [each for each in self.findings if each.target != target]
        return replace(
            given, values=tuple(Dated(each.since, each.binding.value, each.binding.source) for each in chosen)
        )

    def duty(self, given: Obligation) -> Obligation:
        """A duty with a version for every day on which a layer changes something."""
        over: dict[str, list[Said]] = {}
        confirmed: list[tuple[date, str, Said]] = []
        if isinstance(given.min, str) and (some := [said for _name, said in self.overrides(given.min)]):
            over["min"] = some
        for each, name, said in self.said_of(given.id):
            if name:
                over.setdefault(name, []).append(said)
            confirmed += [(each.since, confirms, said) for confirms in each.confirms]
        chosen = {
            name: self.choose(given.id, name, [*self.own(given, name), *said], _comparison(name))
            for name, said in over.items()
        }
        days = sorted(
            {each.since for some in chosen.values() for each in some} | {day for day, _f, _s in confirmed}
        )
        versions = []
        for day in days:
            held = {name: _latest(some, day) for name, some in chosen.items()}
            bound = {
                name: each.binding
                for name, each in held.items()
                if each and each.binding.pack not in (self.base.id, SETTINGS)
            }
            known = [(name, said) for since, name, said in confirmed if since <= day]
            settled = {name for name, said in known if said.pack == SETTINGS}
            firm = {name for name, said in known if said.pack != SETTINGS} | set(bound)
            versions.append(
                (
                    day,
                    replace(
                        given,
                        **{name: each.binding.value for name, each in held.items() if each},
                        assumed=tuple(name for name in given.assumed if name not in firm),
                        bound={name: _cited(said) for name, said in bound.items()},
                        settled=tuple(sorted(settled)),
                    ),
                )
            )
        return replace(given, versions=tuple(versions)) if versions else given

    def own(self, given: Obligation, name: str) -> list[Said]:
        """What the district's document says of a field; a dated number with its days."""
        value = getattr(given, name)
        said = Said(self.base.effective, value, self.base.id, self.base.layer, self.base.title)
        if name == "min" and isinstance(value, str):
            steps = self.base.params[value[1:]].values
            return [replace(said, since=each.since, value=each.value) for each in steps]
        return [] if value in (None, "", ()) else [said]

    def said_of(self, target: str) -> Iterator[tuple[Override, str, Said]]:
        for layer in self.layers:
            for each in layer.overrides:
                if each.target != target:
                    continue
                for name, value in (each.set or {"": None}).items():
                    yield each, name, _said(each, value, layer)

    def overrides(self, target: str) -> Iterator[tuple[str, Said]]:
        for _each, name, said in self.said_of(target):
            yield name, said

    def choose(
        self, target: str, name: str, said: list[Said], compare: Callable[[Any, Any], int | None]
    ) -> list[Choice]:
        """One choice for each day on which the binding value changes."""
        found: list[Choice] = []
        for day in sorted({each.since for each in said}):
            held: dict[str, Said] = {}
            for each in sorted(said, key=lambda one: one.since):
                if each.since <= day:
                    held[each.pack] = each
            words = sorted(held.values(), key=lambda each: (each.layer, each.pack))
            binding = self.binding(target, name, day, words, compare)
            if not found or found[-1].binding != binding:
                found.append(Choice(target, name, day, binding, tuple(words)))
        self.choices += found
        return found

    def binding(
        self, target: str, name: str, day: date, words: list[Said], compare: Callable[[Any, Any], int | None]
    ) -> Said:
        """The word that binds on a day, of the latest words of all documents, from the highest down."""
        alone = [each for each in words if each.pack == self.only]
        if alone:
            return alone[0]
        replacing = [each for each in words if each.replaces]
        if replacing:
            return max(replacing, key=lambda each: (each.since, -each.layer))
        found = words[0]
        for each in words[1:]:
            asks_more = compare(each.value, found.value)
            if asks_more is None:
                self.find(
                    "conflict",
                    target,
                    name,
                    day,
                    f"{_told(found)}；{_told(each)}；无法比较，请人决定以谁为准",
                )
                found = next((one for one in (each, found) if one.pack == self.base.id), found)
            elif asks_more > 0:
                found = each
            elif asks_more < 0 and each.loosens:
                self.find("loosened", target, name, day, f"{_told(each)}，比{_told(found)}宽，写明了依据")
                found = each
            elif asks_more < 0:
                self.find("below", target, name, day, f"{_told(each)}，低于{_told(found)}，以要求高的为准")
        return found

    def find(self, kind: str, target: str, name: str, day: date, words: str) -> None:
        words = f"{target} 的{NAMES.get(name, name)}，从{day.isoformat()}起：{words}"
        if not any((each.kind, each.words) == (kind, words) for each in self.findings):
            self.findings.append(Finding(kind, target, name, day, words))


def _said(each: Override, value: Any, layer: Pack) -> Said:
    return Said(
        each.since, value, layer.id, layer.layer, each.source, each.verified, each.replaces, each.loosens
    )


def _latest(some: list[Choice], day: date) -> Choice | None:
    return next((each for each in reversed(some) if each.since <= day), None)


def _told(said: Said) -> str:
    return f"{LAYERS.get(said.layer, said.layer)}（{said.source}）为{said.value}"


def _cited(said: Said) -> str:
    """A source as it stands behind a number."""
    return said.source if said.verified else f"{said.source}，条文未核对"


def _comparison(name: str) -> Callable[[Any, Any], int | None]:
    """How to compare two values of a field: > 0 the first asks more, < 0 less, 0 the same, None: nobody can say."""
    if name == "min":
        return _number("higher")
    if name in LOWER:
        return _number("lower")
    if name in ("period", "modality"):
        order = PERIODS if name == "period" else MODALITIES
        return lambda one, other: _placed(order, one, other)
    return lambda one, other: 0 if one == other else None


def _number(stricter: str) -> Callable[[Any, Any], int | None]:
    sign = 1 if stricter == "higher" else -1
    return lambda one, other: sign * ((one > other) - (one < other))


def _placed(order: tuple[str, ...], one: str, other: str) -> int | None:
    if one == other:
        return 0
    if one not in order or other not in order:
        return None
    return order.index(other) - order.index(one)


def _check(base: Pack, layers: list[Pack]) -> None:
    problems = [problem for each in layers for problem in problems_over(base, each)]
    if problems:
        raise PackProblems(problems)


def problems_over(base: Pack, layer: Pack) -> list[Problem]:
    """What in a layer does not fit the pack it lies over, each at its place."""
    duties = {each.id: each for each in base.obligations}
    merged = replace(base, predicates=layer.predicates | base.predicates)
    found: list[Problem] = []
    for each in layer.overrides:
        place = (f"{layer.id}/{each.file}", each.line)
        if each.target.startswith("$"):
            if each.target[1:] not in base.params:
                found.append(Problem(*place, f"{base.id} 里没有参数“{each.target}”；请检查拼写"))
            elif set(each.set) != {"value"}:
                found.append(Problem(*place, f"改参数“{each.target}”要写 set = {{ value = 数 }}"))
            continue
        if each.target not in duties:
            found.append(Problem(*place, f"{base.id} 里没有义务“{each.target}”；请检查编号"))
            continue
        duty = duties[each.target]
        kinds = {counted_kind(duty)} if duty.shape == "share" else {duty.subject}
        if "value" in each.set:
            found.append(Problem(*place, "value 只能用来改参数；改义务请写 min 等项"))
        for name in set(each.set) & {"when", "holds"}:
            wanted = {duty.subject} if name == "when" else kinds
            found += [Problem(*place, message) for message in faults(each.set[name], wanted, merged)]
        if unset := [name for name in each.confirms if name not in duties[each.target].assumptions]:
            found.append(
                Problem(*place, f"“{'、'.join(unset)}”在 {base.id} 里不是本区设定，用不着确认；请删去")
            )
    return [*found, *_name_clashes(base, layer)]


def _name_clashes(base: Pack, layer: Pack) -> Iterator[Problem]:
    """Duties, conditions and parameters of a layer that mean something else in the pack below."""
    known = {each.id for each in base.obligations}
    for duty in layer.obligations:
        if duty.id in known:
            message = f"{base.id} 里已有义务“{duty.id}”；请换一个编号，或写成 [[override]]"
            yield Problem(f"{layer.id}/{duty.file}", duty.line, message)
    for name, mine in layer.predicates.items():
        if name in base.predicates and base.predicates[name].expr != mine.expr:
            message = f"条件“{name}”在 {base.id} 里是另一个意思；请换一个名称"
            yield Problem(f"{layer.id}/pack.toml", 1, message)
    for name in layer.params:
        if name in base.params:
            message = f"参数“{name}”在 {base.id} 里已有；请换一个名称，或写成 [[override]]"
            yield Problem(f"{layer.id}/pack.toml", 1, message)
