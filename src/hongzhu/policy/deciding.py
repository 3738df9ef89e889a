"""What a document leaves open, and what the district decided about it: dated, and a layer like any other.

A document that says 定期 states no number. The pack names such fields as `assumed`; here is the list of them, which of
them the district may set to another value, and what becomes of the pack once it has decided. A decision does not make
the document say more: the field stays 本区设定, but the duty is no longer 待区确认.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from .calendars import Calendar, Period
from .layers import SETTINGS
from .pack import Obligation, Override, Pack
from .vocabulary import PERIODS

CALENDAR: Final = "calendar"
"""the target of decisions about school years, semesters and holidays"""
ANSWERS: Final = "$answer_days"
"""the target of decisions about how many days superiors have to answer: a parameter of the pack"""
ANSWER_DAYS: Final = "answer_days"
MOST_ANSWER_DAYS: Final = 365
LAYERS: Final = "layers"
"""the target of decisions about which other documents bind: a field for each, by the name of its folder"""
NUMBERS: Final = {
    "min": (1, 1000),
    "every_months": (1, 240),
    "grace_days": (0, 365),
    "within_days": (0, 365),
    "settle_days": (0, 730),
}
"""fields that are numbers, and what they may be"""
CHOSEN_PERIODS: Final = tuple(name for name in PERIODS if name != "once")
NAMES: Final = {
    "min": "至少几",
    "period": "多久一次",
    "every_months": "一届几个月",
    "grace_days": "宽限几天",
    "within_days": "几天内",
    "settle_days": "几天内办好",
    "partial": "不满一期怎么算",
    "when": "谁有这项",
    "holds": "怎样算办到",
    "exempt_when": "谁免计",
    "exempt": "批准免计的情形",
    "owner": "由谁组织",
    "remind_days": "提前几天提醒",
    "steps": "经过哪几步",
    "due": "每年最晚哪天",
    "window": "一年里的哪一段",
    "deadline": "最晚哪天",
    "weekday": "固定在星期几",
    "evidence": "数什么",
    "value": "几天内答复",
}
"""what a reader calls a field"""


@dataclass(frozen=True)
class Decision:
    """One field of one target, decided from a day on. `value` None: as the pack assumes it."""

    target: str
    field: str
    value: Any
    since: date


@dataclass(frozen=True)
class OpenField:
    """A field the document does not state: its value on the day, whether it may be set, and whether it was decided."""

    name: str
    title: str
    value: Any
    may_change: bool
    decided: bool


@dataclass(frozen=True)
class OpenDuty:
    """A duty with everything its document leaves open."""

    duty: Obligation
    fields: tuple[OpenField, ...]

    @property
    def decided(self) -> bool:
        """Has the district decided everything?"""
        return all(each.decided for each in self.fields)


def open_duties(pack: Pack, day: date) -> list[OpenDuty]:
    """Every duty that rests on something its document does not state, in the order of the pack."""
    found = []
    for each in pack.obligations:
        duty = each.on(day)
        names = [name for name in duty.assumptions if name in NAMES]
        if names:
            found.append(OpenDuty(duty, tuple(_open_field(pack, duty, name, day) for name in names)))
    return found


def _open_field(pack: Pack, duty: Obligation, name: str, day: date) -> OpenField:
    value = getattr(duty, name, None)
    if name == "min":
        value = pack.amount(duty.min, day)
    if name == "grace_days" and value is None:
        from .slots import DEFAULT_GRACE_DAYS

        value = DEFAULT_GRACE_DAYS
    may_change = name in NUMBERS or (name == "period" and duty.period in CHOSEN_PERIODS)
    return OpenField(name, NAMES[name], value, may_change, name in duty.settled)


def decided(base: Pack, decisions: Iterable[Decision]) -> Pack | None:
    """The district's decisions as a layer over its own document; None where there is none about duties."""
    overrides = []
    for each in sorted(decisions, key=lambda one: (one.since, one.target, one.field)):
        if each.target in (CALENDAR, LAYERS):
            continue
        changed = {} if each.value is None else {each.field: each.value}
        overrides.append(
            Override(
                each.target, each.since, changed, "本区设定", True, replaces=True, confirms=(each.field,)
            )
        )
    if not overrides:
        return None
    return replace(
        base,
        id=SETTINGS,
        title="本区设定",
        digest=repr(overrides),
        overrides=tuple(overrides),
        obligations=(),
        params={},
        predicates={},
    )


def calendar_of(calendar: Calendar, decisions: Iterable[Decision]) -> Calendar:
    """The calendar with what the district decided about it; the last decision of a field counts."""
    chosen: dict[str, Any] = {}
    for each in sorted(decisions, key=lambda one: one.since):
        if each.target == CALENDAR:
            chosen[each.field] = each.value
    fields: dict[str, Any] = {}
    for name in ("schoolyear_starts", "autumn_starts", "spring_starts"):
        if name in chosen:
            month, day = chosen[name].split("-")
            fields[name] = (int(month), int(day))
    if "skip_vacation_months" in chosen:
        fields["skip_vacation_months"] = bool(chosen["skip_vacation_months"])
    if "semesters" in chosen:
        fields["semesters"] = tuple(
            Period(label, date.fromisoformat(start), date.fromisoformat(end))
            for label, start, end in chosen["semesters"]
        )
    if "vacations" in chosen:
        fields["vacations"] = tuple(
            (date.fromisoformat(start), date.fromisoformat(end)) for start, end in chosen["vacations"]
        )
    return replace(calendar, **fields)


def layers_of(usual: Iterable[str], decisions: Iterable[Decision]) -> dict[str, date | None]:
    """The layers that bind → from which day on; None: from their own days. `usual`: unless the district decides."""
    found: dict[str, date | None] = dict.fromkeys(usual)
    for each in decisions:
        if each.target == LAYERS:
            found.pop(each.field, None)
            if each.value:
                found[each.field] = each.since
    return found


def answer_days(pack: Pack, day: date) -> int | None:
    """Within how many days what is asked on a day is answered (本区设定); None where the pack names none."""
    found = pack.params.get(ANSWER_DAYS)
    return None if found is None else int(found.on(day))


def faults_of(duty: Obligation, values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with values somebody wants to set: field → one sentence that says what to write."""
    found = {}
    for name, value in values.items():
        if name in NUMBERS:
            least, most = NUMBERS[name]
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not is_number or not least <= value <= most or (name != "min" and value != int(value)):
                found[name] = f"请写 {least} 到 {most} 之间的{'数' if name == 'min' else '整数'}。"
            elif name == "min" and duty.shape == "count" and value != int(value):
                found[name] = "次数要写整数。"
        elif name == "period" and value not in CHOSEN_PERIODS:
            found[name] = "请从列出的周期里选一个。"
    return found
