"""A duty with another number: the rule that the pack in force would have, and what may be asked so.

Only numbers that leave alone who owes, in which periods, and by what evidence: then the stored rows and spells say all.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from .compiling import compile_pack
from .days import to_date
from .pack import Obligation
from .rules import COUNTED, Compiled, Rule
from .slots import DEFAULT_GRACE_DAYS

FIELDS: Final = {
    "count": ("min", "grace_days"),
    "sum": ("min", "grace_days"),
    "term": ("every_months",),
    "respond": ("within_days",),
    "state": ("settle_days",),
}
"""shape → what may be changed of it"""
WHOLE: Final = re.compile(r"[0-9]{1,4}")
TENTHS: Final = re.compile(r"[0-9]{1,4}(\.[0-9])?")


class Setting(NamedTuple):
    """As asked: `hours.member`, `min`, `24`."""

    obligation: str
    field: str
    value: str


class Change(NamedTuple):
    """A number of an obligation as it stands and as it would be."""

    obligation: Obligation
    field: str
    now: float
    then: float


class Changed(NamedTuple):
    """A rule as it stands and as it would be."""

    rule: Rule
    then: Rule
    changes: tuple[Change, ...]


class CannotBeTried(Exception):
    """A setting that stored rows cannot answer. `is_unknown`: a list of what can be tried helps further."""

    def __init__(self, message: str, *, is_unknown: bool = False) -> None:
        super().__init__(message)
        self.is_unknown = is_unknown


def fields_of(each: Obligation) -> tuple[str, ...]:
    """What may be changed of a duty; where whoever asks states the days, nothing."""
    return () if each.within_stated else FIELDS.get(each.shape, ())


def usable(compiled: Compiled) -> Iterator[tuple[Obligation, tuple[str, ...]]]:
    """Every obligation of which something may be changed, and what, in the order of the pack."""
    rules = {each.id: rule for rule in compiled.rules for each in rule.obligations}
    for each in compiled.pack.obligations:
        if rules[each.id].recordable and (fields := fields_of(each)):
            yield each, fields


def changed_rules(compiled: Compiled, settings: Iterable[Setting], on: date) -> list[Changed]:
    """The rules that differ, in the order asked; `now` of a dated number is that of a day. Raises CannotBeTried."""
    changes: dict[tuple[str, str], Change] = {}
    for setting in settings:
        change = _change(compiled, setting, on)
        if (setting.obligation, setting.field) in changes:
            raise CannotBeTried(f"“{setting.obligation}.{setting.field}”写了两次；请只写一次。")
        changes[setting.obligation, setting.field] = change
    by_rule: dict[int, list[Change]] = {}
    for change in changes.values():
        by_rule.setdefault(compiled.rule(change.obligation.id).number, []).append(change)
    return [
        Changed(rule, _rule_with(compiled, rule, some), tuple(some))
        for number, some in by_rule.items()
        for rule in [compiled.by_number[number]]
    ]


def _change(compiled: Compiled, setting: Setting, on: date) -> Change:
    try:
        each = compiled.pack.obligation(setting.obligation)
    except KeyError:
        message = f"没有编号为“{setting.obligation}”的义务。"
        raise CannotBeTried(message, is_unknown=True) from None
    if missing := compiled.rule(each.id).missing:
        message = f"“{each.id}”（{each.title}）要看“{'”“'.join(missing)}”，本系统尚不能登记，不能试算。"
        raise CannotBeTried(message, is_unknown=True)
    fields = fields_of(each)
    if setting.field not in fields:
        if not fields:
            raise CannotBeTried(f"“{each.id}”（{each.title}）没有可以试算的数。", is_unknown=True)
        listed = "、".join(f"{each.id}.{field}" for field in fields)
        raise CannotBeTried(f"“{each.id}”（{each.title}）不能试算“{setting.field}”；可以改的是 {listed}。")
    return Change(each.on(on), setting.field, _now(compiled, each, setting.field, on), _value(each, setting))


def _now(compiled: Compiled, each: Obligation, field: str, on: date) -> float:
    held = each.on(on)
    if field == "min":
        return compiled.pack.amount(held.min, on)
    value: int | None = getattr(held, field)
    return DEFAULT_GRACE_DAYS if value is None else value


def _value(each: Obligation, setting: Setting) -> float:
    """A whole number; of a sum with at most one decimal. Only days may be none."""
    is_sum = setting.field == "min" and each.shape == "sum"
    may_be_none = setting.field.endswith("_days")
    found = (TENTHS if is_sum else WHOLE).fullmatch(setting.value)
    if found and (may_be_none or float(setting.value) > 0):
        return float(setting.value) if is_sum else int(setting.value)
    wanted = (
        "0 到 9999 的整数"
        if may_be_none
        else "大于 0、小于 10000 的" + ("数，小数最多一位" if is_sum else "整数")
    )
    raise CannotBeTried(f"“{setting.obligation}.{setting.field}”不能改成“{setting.value}”；请写{wanted}。")


def _rule_with(compiled: Compiled, rule: Rule, changes: list[Change]) -> Rule:
    """The rule of the same duties with other numbers, under the same number and with the same roles."""
    group = [each for each in compiled.pack.obligations if compiled.rule(each.id) is rule]
    for change in changes:
        together = change.field != "min"  # a stack has one grace
        for other in changes if together else ():
            if other.field == change.field and other.then != change.then:
                first, second = (f"{each.obligation.id}.{each.field}" for each in (change, other))
                raise CannotBeTried(f"“{first}”和“{second}”合并计算，只能改成同一个数。")
        group = [
            _with(each, change) if together or each.id == change.obligation.id else each for each in group
        ]
    start, end = compiled.window
    alone = compile_pack(
        replace(compiled.pack, obligations=tuple(group)),
        (to_date(start), to_date(end)),
        recordable_facts=set(),
        recordable_attributes=set(),
    )
    (fresh,) = alone.rules
    numbers = {role: number for number, role in enumerate(compiled.roles)}
    needs = tuple(need._replace(role=numbers[alone.roles[need.role]]) for need in fresh.needs)
    return replace(rule, obligations=fresh.obligations, needs=needs, slots=fresh.slots)


def _with(each: Obligation, change: Change) -> Obligation:
    """Another number, also where a layer has changed the duty from a day on."""
    number: Any = {change.field: change.then}
    versions = tuple((since, replace(version, **number)) for since, version in each.versions)
    return replace(each, versions=versions, **number)


def is_counted(changed: Changed) -> bool:
    """Is it a count or a sum, whose periods are those of a calendar?"""
    return changed.rule.shape in COUNTED
