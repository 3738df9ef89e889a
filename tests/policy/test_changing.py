"""Which numbers of a pack may be tried, as what, and the rule they make."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hongzhu.policy.changing import CannotBeTried, Changed, Setting, changed_rules, usable
from hongzhu.policy.loading import load_pack
from hongzhu.policy.rules import Compiled
from tests.policy.small_pack import compiled, write_pack

ON = date(2026, 11, 22)


@pytest.fixture
def rules(tmp_path: Path) -> Compiled:
    return compiled(load_pack(write_pack(tmp_path / "small", cases=False)), 2026, 2028)


def changed(rules: Compiled, *settings: str) -> list[Changed]:
    found = []
    for text in settings:
        name, value = text.split("=")
        obligation, _dot, field = name.rpartition(".")
        found.append(Setting(obligation, field, value))
    return changed_rules(rules, found, ON)


def refusal(rules: Compiled, *settings: str) -> str:
    with pytest.raises(CannotBeTried) as refused:
        changed(rules, *settings)
    return str(refused.value)


def test_what_can_be_changed_depends_on_the_shape(rules: Compiled) -> None:
    fields = {each.shape: some for each, some in usable(rules)}
    assert fields["count"] == fields["sum"] == ("min", "grace_days")
    assert fields["term"] == ("every_months",)
    assert fields["state"] == ("settle_days",)
    assert fields["respond"] == ("within_days",)
    assert "steps" not in fields


def test_the_rest_of_a_rule_stays(rules: Compiled) -> None:
    (found,) = changed(rules, "assembly.min=3")
    assert [need.need for need in found.then.needs] == [30]
    assert [need._replace(need=10) for need in found.then.needs] == [*found.rule.needs]
    assert found.then.slots == found.rule.slots
    assert (found.then.number, found.then.key, found.then.kinds) == (
        found.rule.number,
        "assembly",
        found.rule.kinds,
    )
    assert [(each.now, each.then) for each in found.changes] == [(1, 3)]


def test_a_dated_number_is_replaced_for_all_days(rules: Compiled) -> None:
    (found,) = changed(rules, "hours.member.min=24.5")
    assert found.changes[0].now == 16
    assert {(need.rank, need.need) for need in found.then.needs} == {(0, 245), (1, 320)}


def test_what_a_layer_has_made_of_a_duty_is_replaced_too(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path / "small", cases=False))
    assembly = pack.obligation("assembly")
    later = replace(assembly, min=2, grace_days=20)
    others = tuple(each for each in pack.obligations if each is not assembly)
    layered = replace(assembly, versions=((date(2026, 7, 1), later),))
    rules = compiled(replace(pack, obligations=(layered, *others)), 2026, 2028)
    (found,) = changed(rules, "assembly.min=3", "assembly.grace_days=5")
    assert {need.need for need in found.rule.needs} == {10, 20}
    assert [(each.now, each.then) for each in found.changes] == [(2, 3), (20, 5)]
    assert {need.need for need in found.then.needs} == {30}
    assert {slot.overdue - slot.due for slot in found.then.slots} == {6}


def test_the_strictest_of_a_stack_is_ranked_last(rules: Compiled) -> None:
    (found,) = changed(rules, "hours.member.min=40")
    assert [each.id for each in found.rule.obligations] == ["hours.member", "hours.secretary"]
    assert [each.id for each in found.then.obligations] == ["hours.secretary", "hours.member"]
    before = {need.role: need.need for need in found.rule.needs if not need.is_exempt}
    after = {need.role: need.need for need in found.then.needs if not need.is_exempt}
    assert before.keys() == after.keys()
    assert sorted(before.values()) == [160, 320]
    assert sorted(after.values()) == [320, 400]
    member = next(role for role, need in before.items() if need == 160)
    assert after[member] == 400


def test_a_stack_has_one_grace(rules: Compiled) -> None:
    (found,) = changed(rules, "hours.member.grace_days=10")
    assert {each.grace_days for each in found.then.obligations} == {10}
    assert {after.overdue - after.due for after in found.then.slots} == {11}
    assert "只能改成同一个数" in refusal(rules, "hours.member.grace_days=10", "hours.secretary.grace_days=11")
    (found,) = changed(rules, "hours.member.grace_days=10", "hours.secretary.grace_days=10")
    assert len(found.changes) == 2


@pytest.mark.parametrize(
    "setting",
    [
        *("assembly.min=0", "assembly.min=1.5", "assembly.min=-1", "assembly.min=１", "assembly.min=10000"),
        *("hours.member.min=0", "hours.member.min=16.25", "hours.member.min=nan", "hours.member.min=$hours"),
        *("assembly.grace_days=1.5", "assembly.grace_days=x", "term.every_months=0", "opened.within_days=-3"),
    ],
)
def test_an_unfit_value_is_refused(rules: Compiled, setting: str) -> None:
    name, value = setting.split("=")
    assert f"“{name}”不能改成“{value}”；请写" in refusal(rules, setting)


@pytest.mark.parametrize("setting", ["hours.member.min=0.5", "assembly.grace_days=0", "setup.settle_days=0"])
def test_a_fit_value_is_taken(rules: Compiled, setting: str) -> None:
    (found,) = changed(rules, setting)
    assert found.changes[0].then == float(setting.split("=")[1])


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("no.such.min=3", "没有编号为“no.such”的义务"),
        ("assembly.period=3", "不能试算“period”；可以改的是 assembly.min、assembly.grace_days"),
        ("term.min=3", "可以改的是 term.every_months"),
    ],
)
def test_what_cannot_be_tried_is_said(rules: Compiled, setting: str, words: str) -> None:
    assert words in refusal(rules, setting)


def test_a_number_is_set_once(rules: Compiled) -> None:
    assert "写了两次" in refusal(rules, "assembly.min=2", "assembly.min=3")


def test_what_cannot_be_recorded_cannot_be_tried(tmp_path: Path) -> None:
    rules = compiled(
        load_pack(write_pack(tmp_path / "small", cases=False)), 2026, 2028, recordable_facts={"election"}
    )
    assert "要看“支部党员大会”，本系统尚不能登记" in refusal(rules, "assembly.min=3")
    assert "assembly" not in {each.id for each, _fields in usable(rules)}
