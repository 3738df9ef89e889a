"""Why a duty binds nobody at a place, in the words of the shipped pack."""

from datetime import date
from functools import cache

import pytest

from hongzhu import house
from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.loading import SHIPPED, load_pack
from hongzhu.policy.rules import Compiled
from hongzhu.policy.unbound import OF_DISTRICT, unbound
from hongzhu.policy.world import Being, World

SCHOOL, BRANCH = 1, 2
NAMES = {SCHOOL: "小星星幼儿园", BRANCH: "小星星党支部"}
DAY = to_day(date(2026, 11, 20))
BORN = to_day(date(2015, 1, 1))


@cache
def compiled() -> Compiled:
    return compile_pack(
        load_pack(SHIPPED / "dongchang-2017", proofs=False),
        (date(2025, 1, 1), date(2028, 1, 1)),
        recordable_facts=set(house.FACT_KINDS),
        recordable_attributes=set(house.RECORDED_ATTRIBUTES),
    )


def world(*, members: int = 3, founded: int = BORN, committee: str = "") -> World:
    """A kindergarten with a branch and so many full members, none of whom holds a post."""
    found = World()
    found.beings[SCHOOL] = Being("school", "S1", BORN, FOREVER)
    found.beings[BRANCH] = Being("org", "D1", founded, FOREVER)
    found.add_attribute(SCHOOL, "kind", "private_kindergarten", BORN, FOREVER)
    found.add_attribute(BRANCH, "kind", "branch", founded, FOREVER)
    if committee:
        found.add_attribute(BRANCH, "committee", committee, founded, FOREVER)
    found.add_link("covers", BRANCH, SCHOOL, founded, FOREVER)
    for key in range(10, 10 + members):
        found.beings[key] = Being("person", f"P{key}", BORN, FOREVER)
        found.add_attribute(key, "status", "full", BORN, FOREVER)
        found.add_link("branch", key, BRANCH, founded, FOREVER)
        found.add_link("school", key, SCHOOL, BORN, FOREVER)
    return found


def reasons(of: World, owing: tuple[tuple[int, int], ...] = ()) -> dict[str, str]:
    names = {key: NAMES.get(key, "") for key in of.beings}
    return {each.duty.id: each.reason for each in unbound(compiled(), of, names, DAY, owing)}


def test_a_small_branch_is_told_what_it_would_have_to_be() -> None:
    found = reasons(world())
    assert found["meeting.committee"] == (
        "只有“设支部委员会的党支部”才有这一项，小星星党支部现在不是。"
        "本区设定：原文没有写哪些支部设支委会；没有填写的，按期末正式党员是否满7名判断。"
    )
    assert found["meeting.group"] == "没有党小组。"
    assert found["district.meeting"] == OF_DISTRICT


@pytest.mark.parametrize(("members", "committee"), [(7, ""), (3, "yes")])
def test_what_binds_is_not_among_them(members: int, committee: str) -> None:
    rule = compiled().rule("meeting.committee")
    of = world(members=members, committee=committee)
    assert "meeting.committee" not in reasons(of, ((rule.number, BRANCH),))
    assert "只有" not in reasons(of)["meeting.committee"], "the condition holds; only the row is missing"


def test_of_several_conditions_only_what_is_missing_is_named() -> None:
    reason = reasons(world())["team.deputy"]
    assert reason.startswith("只有同时是“学校党组织”、“书记和校长一肩挑”、")
    told = reason.partition("小星星党支部现在不是")[2]
    assert "“书记和校长一肩挑”" in told
    assert "“学校党组织”" not in told


def test_people_are_said_to_be_missing_not_who_they_are() -> None:
    assert reasons(world())["secretary.training"] == "只有“党组织书记”才有这一项，现在没有这样的人员。"


def test_of_a_period_that_is_too_short_the_engine_says_so_itself() -> None:
    founded = to_day(date(2026, 11, 17))
    assert "不满一半" in reasons(world(founded=founded))["meeting.assembly"]
    assert "不适用" in reasons(world(founded=founded))["meeting.assembly"]


def test_what_no_room_records_is_left_out() -> None:
    unrecordable = {each.id for rule in compiled().rules if not rule.recordable for each in rule.obligations}
    assert unrecordable
    assert not unrecordable & reasons(world()).keys()


def test_without_any_organisation_nobody_owes_what_organisations_owe() -> None:
    of = world(members=0)
    alone = World(beings={SCHOOL: of.beings[SCHOOL]}, attributes=of.attributes)
    reason = {each.duty.id: each.reason for each in unbound(compiled(), alone, {SCHOOL: "小星星"}, DAY, ())}
    assert reason["meeting.assembly"] == "只有“党支部（含联合党支部）”才有这一项，现在没有这样的党组织。"
