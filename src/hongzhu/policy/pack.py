"""A policy pack as read from its folder: the document's clauses, its duties, dated numbers and readings."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .calendars import Calendar
from .days import FOREVER, to_day
from .expressions import Expr


@dataclass(frozen=True)
class Problem:
    """Something wrong with a pack, where, and what to do; one line of Chinese."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.message}"


class PackProblems(Exception):
    """A pack that cannot be used. `problems` lists every fault found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Clause:
    """A node of the document's tree, also where it demands nothing countable."""

    id: str
    number: str
    heading: str
    kind: str
    summary: str
    parent: str = ""
    line: int = 0


@dataclass(frozen=True)
class Dated:
    """A value from a day on, with the place that states it."""

    since: date
    value: float
    reference: str


@dataclass(frozen=True)
class Parameter:
    """A number of the policy over time."""

    name: str
    unit: str
    values: tuple[Dated, ...]
    stricter: str = "higher"
    """which of two values asks more: the higher or the lower"""

    def on(self, day: date) -> float:
        """The value in force on a day; before the first, the first."""
        held = [each for each in self.values if each.since <= day] or [self.values[0]]
        return held[-1].value


@dataclass(frozen=True)
class Predicate:
    """A named condition about subjects of one kind."""

    name: str
    of: str
    title: str
    expr: Expr
    assumed: bool = False
    note: str = ""


@dataclass(frozen=True)
class Obligation:
    """One duty: who owes what, how often, from which clause, and what the text leaves open (`assumed`)."""

    id: str
    title: str
    clause: str
    subject: str
    shape: str
    modality: str
    quote: str = ""
    when: Expr | None = None
    holds: Expr | None = None
    exempt_when: Expr | None = None
    exempt: tuple[str, ...] = ()
    """kinds of exemption (vocabulary.WAIVERS) that a superior may approve for this duty in particular"""
    evidence: tuple[str, ...] = ()
    while_role: str = ""
    trigger: str = ""
    period: str = ""
    window: tuple[str, str] | None = None
    due: str = ""
    deadline: date | None = None
    min: float | str = 1
    max: float | None = None
    stack: str = ""
    partial: dict[str, Any] = field(default_factory=dict)
    grace_days: int | None = None
    within_days: int = 0
    within_stated: bool = False
    """respond: within as many days as whoever asks says: the quantity of the trigger, in tenths"""
    every_months: int = 0
    remind_days: tuple[int, ...] = ()
    settle_days: int = 0
    steps: tuple[str, ...] = ()
    """what a case passes in this order: names of vocabulary.STEPS"""
    forum: str = ""
    """who decides, in words: where the document names it"""
    among: str = ""
    """share: the relation to the subjects that are counted; for the district their kind"""
    where: Expr | None = None
    """share: which of them"""
    weekday: int = 0
    """1–7: only what happened on this day of the week counts"""
    parties: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    owner: str = ""
    severity: str = "normal"
    privacy: str = ""
    unit: str = "次"
    settled_by: str = ""
    quotes: tuple[str, ...] = ()
    line: int = 0
    file: str = ""
    paraphrase: str = ""
    """what the document says, in other words, where its words could not be compared"""
    document: str = ""
    """title of the document that asks it, where it is not the pack's own"""
    layer: int = 0
    """of the document that asks it; 0: the pack's own"""
    effective: date | None = None
    """of the document that asks it, where it is not the pack's own"""
    bound: dict[str, str] = field(default_factory=dict)
    """fields whose value another layer gives, with its source"""
    settled: tuple[str, ...] = ()
    """fields that the document does not state and the district has decided"""
    versions: tuple[tuple[date, "Obligation"], ...] = ()
    """what other layers make of it, each from a day on, in order"""

    def on(self, day: date) -> "Obligation":
        """The duty as it stands for what begins on a day."""
        held = self
        for since, version in self.versions:
            if since <= day:
                held = version
        return held

    @property
    def assumptions(self) -> tuple[str, ...]:
        """`assumed`, and for count and sum what the pack leaves to the district's default: the grace, the share."""
        if self.shape not in {"count", "sum"}:
            return self.assumed
        silent = [
            name
            for name, given in (("grace_days", self.grace_days), ("partial", self.partial or None))
            if given is None
        ]
        return (*self.assumed, *(name for name in silent if name not in self.assumed))

    @property
    def confirmed(self) -> bool:
        """False while the number or the period is the district's to confirm (contract, fine print 20)."""
        return not ({"min", "period"} & set(self.assumed)) - set(self.settled)


@dataclass(frozen=True)
class Override:
    """What a layer says of a duty, or of a parameter (`$name`), of another pack, from a day on."""

    target: str
    since: date
    set: dict[str, Any]
    source: str
    verified: bool = False
    replaces: bool = False
    """takes the place of what cannot be compared"""
    loosens: bool = False
    """asks less than a higher document, which the source allows"""
    confirms: tuple[str, ...] = ()
    """fields that the other pack only assumed"""
    line: int = 0
    file: str = ""


@dataclass(frozen=True)
class Mapping:
    """A sentence of the document, or a row of the duty table, and what in the product answers it."""

    key: str
    clause: str
    maps: tuple[str, ...]
    line: int = 0
    length: int = 0
    """characters from the start of `key` to the end of its sentence, white space left out"""
    sha256: str = ""
    """first 16 digits of that stretch's SHA-256: proves it word by word without carrying the text"""


@dataclass(frozen=True)
class Case:
    """A worked example that the pack must satisfy."""

    name: str
    obligation: str
    on: date
    period: str
    roles: tuple[dict[str, Any], ...]
    facts: tuple[dict[str, Any], ...]
    expect: dict[str, Any]
    justification: str
    uses_system: bool
    file: str
    line: int


@dataclass(frozen=True)
class Pack:
    """The whole pack; `digest` changes with any of its files that decide a status."""

    id: str
    title: str
    issuer: str
    published: date
    effective: date
    version: str
    layer: int
    area: str
    school_kinds: tuple[str, ...]
    calendar: Calendar
    params: dict[str, Parameter]
    predicates: dict[str, Predicate]
    obligations: tuple[Obligation, ...]
    clauses: tuple[Clause, ...]
    sentences: tuple[Mapping, ...]
    duties: tuple[Mapping, ...]
    cases: tuple[Case, ...]
    digest: str
    folder: str
    overrides: tuple[Override, ...] = ()
    unit_of: dict[str, str] = field(default_factory=dict)

    def obligation(self, key: str) -> Obligation:
        """An obligation by id. Raises KeyError."""
        return {each.id: each for each in self.obligations}[key]

    def fixed(self, name: str) -> list[tuple[int, int, float]]:
        """A parameter as stretches of days: [from, until) and its value; before the first date, the first."""
        steps = self.params[name].values
        begins = [1, *(to_day(step.since) for step in steps[1:])]
        return [
            (start, end, step.value)
            for start, end, step in zip(begins, [*begins[1:], FOREVER], steps, strict=True)
        ]

    def amount(self, value: float | str, day: date) -> float:
        """A literal number, or the value of `$name` on a day."""
        return self.params[value[1:]].on(day) if isinstance(value, str) else value
