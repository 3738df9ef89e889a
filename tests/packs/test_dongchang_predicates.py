"""The readings of pack dongchang-2017 (own, joint, attached, team, staff and so on) on a small district."""

from datetime import date

import pytest

from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.expressions import Named
from hongzhu.policy.intervals import covers
from hongzhu.policy.loading import SHIPPED, load_pack
from hongzhu.policy.spells import Spells
from hongzhu.policy.world import Being, World

BORN = to_day(date(2010, 1, 1))
TODAY = to_day(date(2018, 6, 15))
READINGS = {
    name: (each.of, each.expr) for name, each in load_pack(SHIPPED / "dongchang-2017").predicates.items()
}
MONTHS = ((to_day(date(2018, 6, 1)), to_day(date(2018, 7, 1))),)


class District:
    """A world in which every subject and link lasts for ever; subjects are named."""

    def __init__(self) -> None:
        self.world = World()
        self.ids: dict[str, int] = {}

    def add(self, of: str, name: str, **attributes: str) -> None:
        number = self.ids[name] = len(self.ids) + 1
        self.world.beings[number] = Being(of, name, BORN, FOREVER)
        for key, value in attributes.items():
            self.world.add_attribute(number, key, value, BORN, FOREVER)

    def link(self, kind: str, tail: str, head: str) -> None:
        self.world.add_link(kind, self.ids[tail], self.ids[head], BORN, FOREVER)

    def members(self, branch: str, school: str, count: int, status: str = "full") -> None:
        for number in range(count):
            name = f"{branch}-{school}-{status}-{number}"
            self.add("person", name, status=status, serving="yes")
            self.link("branch", name, branch)
            self.link("school", name, school)

    def says(self, predicate: str, name: str) -> bool:
        spells = Spells(self.world, READINGS, {"month": MONTHS})
        return covers(spells.of(Named(predicate), self.ids[name], "month"), TODAY)


@pytest.fixture
def district() -> District:
    """A town committee leads two branches and hosts a school; a joint branch covers two small schools."""
    made = District()
    for name, kind, large in (
        ("大校", "public_primary", "yes"), ("小校", "public_primary", "no"),
        ("教学点", "teaching_point", "no"), ("民办园", "private_kindergarten", "no"),
        ("挂靠校", "public_primary", "no"),
    ):  # fmt: skip
        made.add("school", name, kind=kind, large=large)
    for name, kind in (
        ("大校支部", "branch"), ("联合支部", "joint_branch"), ("民办园支部", "branch"),
        ("镇党委", "committee"), ("局党委", "committee"), ("街道党工委", "work_committee"),
    ):  # fmt: skip
        made.add("org", name, kind=kind)
    for org, schools in (
        ("大校支部", ["大校"]), ("联合支部", ["小校", "教学点"]), ("民办园支部", ["民办园"]),
        ("镇党委", ["挂靠校", "小校"]),
    ):  # fmt: skip
        for school in schools:
            made.link("covers", org, school)
    made.link("led_by", "大校支部", "镇党委")
    made.link("guided_by", "大校支部", "局党委")
    made.link("led_by", "联合支部", "局党委")
    made.members("大校支部", "大校", 7)
    made.members("联合支部", "小校", 2)
    made.members("联合支部", "小校", 3, "probationary")
    made.members("民办园支部", "民办园", 3)
    for name, status in (("书记", "full"), ("副校长", "full"), ("党外校长", "masses"), ("工委书记", "full")):
        made.add("person", name, status=status, serving="yes", retired="no")
        if name != "工委书记":
            made.link("school", name, "大校")
    made.link("branch", "书记", "大校支部")
    made.link("branch", "副校长", "大校支部")
    made.link("post.secretary", "书记", "大校支部")
    made.link("post.vice_principal", "副校长", "大校")
    made.link("post.secretary", "工委书记", "街道党工委")
    made.link("post.principal", "党外校长", "小校")
    return made


@pytest.mark.parametrize(
    ("predicate", "yes", "no"),
    [
        ("three_full_members", ["大校", "民办园"], ["小校", "教学点", "挂靠校"]),
        ("may_join", ["小校", "民办园"], ["大校", "教学点", "挂靠校"]),
        ("without_full_member", ["教学点", "挂靠校"], ["大校", "小校", "民办园"]),
        ("has_own", ["大校", "民办园"], ["小校", "教学点", "挂靠校"]),
        ("in_joint", ["小校", "教学点"], ["大校", "民办园", "挂靠校"]),
        ("attached", ["挂靠校", "小校"], ["大校", "教学点", "民办园"]),
        ("large_with_many_members", ["大校"], ["小校", "民办园"]),
        ("has_committee", ["大校支部"], ["联合支部", "民办园支部", "镇党委", "街道党工委"]),
        ("has_leading_team", ["大校支部"], ["联合支部", "民办园支部", "镇党委"]),
        ("branch", ["大校支部", "联合支部"], ["镇党委", "局党委", "街道党工委"]),
        ("dual_managed", ["大校支部"], ["联合支部", "镇党委"]),
        ("school_body", ["大校支部", "联合支部"], ["局党委", "街道党工委"]),
        ("team", ["书记"], ["副校长", "党外校长", "工委书记"]),
        ("secretary", ["书记", "工委书记"], ["副校长"]),
        ("member", ["书记", "副校长"], ["党外校长", "工委书记"]),
        ("leading_cadre", ["书记", "副校长", "党外校长"], []),
        ("has_member_leader", ["大校"], ["小校"]),
        ("leaders_in_team", ["小校"], ["大校"]),
        ("secretary_is_principal", [], ["大校支部"]),
        ("staff", ["书记", "党外校长"], []),
    ],
)
def test_reading(district: District, predicate: str, yes: list[str], no: list[str]) -> None:
    assert [name for name in (*yes, *no) if district.says(predicate, name)] == yes


def test_a_large_school_led_by_its_principal_owes_a_full_time_deputy(district: District) -> None:
    district.link("post.principal", "书记", "大校")
    assert district.says("secretary_is_principal", "大校支部")
    assert district.says("of_large_school", "大校支部")
    assert not district.says("has_full_time_deputy", "大校支部")


def test_the_secretary_is_not_the_extra_party_worker(district: District) -> None:
    district.link("post.party_worker", "书记", "大校支部")
    assert not district.says("workers_in_place", "大校")
    district.link("post.party_worker", "副校长", "大校支部")
    assert district.says("workers_in_place", "大校")


def test_a_written_answer_about_the_committee_decides(district: District) -> None:
    district.add("org", "不设支委的支部", kind="branch", committee="no")
    district.add("org", "设支委的小支部", kind="branch", committee="yes")
    district.members("不设支委的支部", "大校", 9)
    assert not district.says("has_committee", "不设支委的支部")
    assert district.says("has_committee", "设支委的小支部")


def test_retired_members_stay_members_but_are_no_staff(district: District) -> None:
    district.add("person", "离退休党员", status="full", retired="yes")
    district.link("school", "离退休党员", "大校")
    district.link("branch", "离退休党员", "大校支部")
    assert district.says("member", "离退休党员")
    assert not district.says("staff", "离退休党员")
    assert district.says("cares_for_members", "大校支部")
