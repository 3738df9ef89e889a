"""Party organisations: stored, posted, refused."""

from datetime import date

import pytest

from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Attribute, Link, Subject
from hongzhu.ledger.saving import Refusals
from hongzhu.orgs.actions import OrgEntry, save_orgs
from hongzhu.orgs.models import Coverage, OrgEdge, OrgReach, PartyOrg
from hongzhu.policy.days import FOREVER, to_day
from tests.makers import BY, NOW, make_branch, make_group, make_org, make_school

pytestmark = pytest.mark.django_db

DISTRICT = [
    OrgEntry(code="G1", name="第一党小组", kind="party_group", led_by="D1", founded_on=date(2019, 1, 1)),
    OrgEntry(
        code="D1",
        name="春晖小学党支部",
        kind="branch",
        led_by="C1",
        guided_by="W1",
        covers=("S1", "S2"),
        founded_on=date(2018, 1, 1),
        closed_on=date(2025, 1, 1),
        has_committee=False,
    ),
    OrgEntry(code="C1", name="教育局党委", kind="committee", founded_on=date(2000, 1, 1)),
    OrgEntry(code="W1", name="云溪街道党工委", kind="work_committee", founded_on=date(2001, 1, 1)),
]


def links() -> set[tuple]:
    return set(Link.objects.values_list("kind", "tail__code", "head__code", "from_day", "until_day"))


def save(entries: list[OrgEntry]):
    return save_orgs(entries, by=BY, now=NOW)


def test_a_district_in_any_order() -> None:
    make_school("S1")
    make_school("S2")
    assert save(DISTRICT).created == ["G1", "D1", "C1", "W1"]
    days = to_day(date(2018, 1, 1)), to_day(date(2025, 1, 1))
    group_days = to_day(date(2019, 1, 1)), FOREVER
    assert links() == {
        ("led_by", "D1", "C1", *days),
        ("guided_by", "D1", "W1", *days),
        ("covers", "D1", "S1", *days),
        ("covers", "D1", "S2", *days),
        ("part_of", "G1", "D1", *group_days),
    }
    branch = Subject.objects.get(kind="org", code="D1")
    assert (branch.from_day, branch.until_day) == days
    stated = Attribute.objects.filter(subject=branch).values_list("name", "value")
    assert set(stated) == {("kind", "branch"), ("committee", "no")}


def test_a_group_ends_with_its_branch_whenever_that_closes() -> None:
    make_school("S1")
    make_school("S2")
    save(DISTRICT)
    group = Subject.objects.get(kind="group", code="G1")
    assert (group.from_day, group.until_day) == (to_day(date(2019, 1, 1)), to_day(date(2025, 1, 1)))
    assert group.owner == Subject.objects.get(kind="org", code="D1")
    save([OrgEntry(**(vars(DISTRICT[1]) | {"closed_on": date(2026, 2, 1)}))])
    group.refresh_from_db()
    assert group.until_day == to_day(date(2026, 2, 1))


def test_an_empty_committee_cell_states_nothing() -> None:
    org = make_org("D1")
    assert not Attribute.objects.filter(subject=org.subject, name="committee").exists()


def test_saving_again_changes_nothing_and_relations_are_part_of_the_comparison() -> None:
    for code in ("S1", "S2", "S3"):
        make_school(code)
    save(DISTRICT)
    assert save(DISTRICT).unchanged == ["G1", "D1", "C1", "W1"]
    for words, kind in [
        ({"covers": ("S3",)}, "covers"),
        ({"guided_by": None}, "guided_by"),
        ({"led_by": "W1"}, "led_by"),
    ]:
        before = links()
        assert save([OrgEntry(**(vars(DISTRICT[1]) | words))]).updated == ["D1"]
        assert {row[0] for row in before ^ links()} == {kind}
        save(DISTRICT)
        assert links() == before


@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        ({"kind": "church"}, "kind", "可选范围"),
        ({"closed_on": date(2017, 1, 1)}, "closed_on", "早于"),
        ({"led_by": "X9"}, "led_by", "找不到“X9”"),
        ({"guided_by": "X9"}, "guided_by", "找不到"),
        ({"covers": ("S1", "S9")}, "covers", "找不到“S9”"),
        ({"led_by": "D1"}, "led_by", "自己"),
        ({"led_by": "G1"}, "led_by", "是党小组"),
        ({"kind": "party_group", "led_by": None, "covers": ()}, "led_by", "所在的党支部"),
        ({"kind": "party_group"}, "covers", "不覆盖学校"),
    ],
)
def test_nonsense_is_refused(words: dict, field: str, told: str) -> None:
    make_school("S1")
    make_school("S2")
    entries = [OrgEntry(**(vars(entry) | (words if entry.code == "D1" else {}))) for entry in DISTRICT]
    with pytest.raises(Refused) as refused:
        save(entries)
    assert any(told in each.message and each.field == field for each in refused.value.every)
    assert not PartyOrg.objects.everything("test").exists()


def test_a_group_never_becomes_a_branch() -> None:
    make_org("D1")
    make_group("G1")
    with pytest.raises(Refused, match="不能互相改类别"):
        make_org("G1", kind="branch")


def test_a_circle_of_superiors_is_refused() -> None:
    make_org("A", kind="committee")
    make_org("B", led_by="A")
    make_org("C", led_by="B")
    with pytest.raises(Refused, match="绕了一圈") as refused:
        make_org("A", kind="committee", guided_by="C")
    assert refused.value.index == 0
    assert OrgEdge.objects.everything("test").count() == 2


def test_every_link_of_a_circle_is_named() -> None:
    circle = [
        OrgEntry(code=code, name=code, kind="committee", founded_on=date(2000, 1, 1), led_by=superior)
        for code, superior in (("A", "B"), ("B", "A"), ("C", "D"), ("D", "C"), ("E", "D"))
    ]
    with pytest.raises(Refusals) as refused:
        save_orgs(circle, by=BY, now=NOW)
    assert [each.index for each in refused.value.every] == [0, 1, 2, 3]


def test_a_tower_on_top_of_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where only organisations below, which nobody touched, would have too many above them."""
    monkeypatch.setattr("hongzhu.orgs.reach.MOST_ABOVE", 2)
    for code, superior in (("A", ""), ("B", "A"), ("C", "B"), ("D", "C")):
        make_org(code, kind="committee", led_by=superior)
    make_org("Z", kind="committee")
    before = set(OrgReach.objects.everything("test").values_list("superior__code", "org__code"))
    with pytest.raises(Refused, match=r"“D”上面有 \d+ 个以上的党组织，请改正领导组织代码") as refused:
        make_org("A", kind="committee", led_by="Z")
    assert refused.value.field == "led_by"
    assert set(OrgReach.objects.everything("test").values_list("superior__code", "org__code")) == before


def test_superiors_that_never_lived_at_the_same_time_are_no_circle() -> None:
    make_org("A", founded_on=date(2000, 1, 1), closed_on=date(2010, 1, 1))
    make_org("B", founded_on=date(2010, 1, 1), led_by="A")
    make_org("A", founded_on=date(2000, 1, 1), closed_on=date(2010, 1, 1), led_by="B")
    assert set(OrgReach.objects.everything("test").values_list("superior__code", "org__code")) == {
        ("A", "A"),
        ("B", "B"),
    }


def test_the_codes_of_the_vocabulary_and_the_words_of_the_workbook() -> None:
    from hongzhu.orgs.models import School
    from hongzhu.policy.vocabulary import ORG_KINDS, SCHOOL_KINDS

    assert dict(School.Kind.choices) == SCHOOL_KINDS
    assert dict(PartyOrg.Kind.choices) == ORG_KINDS | {"party_group": "党小组"}


def test_coverage_on_a_day() -> None:
    make_branch("D1", "S1", founded_on=date(2018, 1, 1), closed_on=date(2019, 1, 1))
    assert Coverage.objects.everything("test").on(date(2018, 1, 1)).count() == 1
    assert Coverage.objects.everything("test").on(date(2019, 1, 1)).count() == 0
