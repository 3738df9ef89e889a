"""Schools: stored, posted, refused."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Attribute, Fact, Subject
from hongzhu.orgs.actions import SchoolEntry, save_schools
from hongzhu.orgs.models import School
from hongzhu.policy.days import FOREVER, to_day
from tests.makers import BY, NOW, make_school

pytestmark = pytest.mark.django_db

ENTRY = SchoolEntry(
    code="S1",
    name="春晖小学",
    kind="public_primary",
    township="云溪镇",
    opened_on=date(2018, 3, 1),
    closed_on=date(2024, 9, 1),
    longitude=126.5,
    latitude=43.8,
    pupils=400,
    is_large=True,
)


def test_a_school_is_a_subject_with_its_days_and_attributes() -> None:
    saved = save_schools([ENTRY], by=BY, now=NOW)
    assert saved.created == ["S1"]
    subject = Subject.objects.get(kind="school", code="S1")
    days = to_day(date(2018, 3, 1)), to_day(date(2024, 9, 1))
    assert (subject.from_day, subject.until_day) == days
    stated = Attribute.objects.filter(subject=subject).values_list("name", "value", "from_day", "until_day")
    assert set(stated) == {("kind", "public_primary", *days), ("large", "yes", *days)}
    assert Fact.objects.get(kind="school.opened").day == days[0]


def test_a_school_without_dates_has_always_been_there() -> None:
    school = make_school("S1")
    assert (school.subject.from_day, school.subject.until_day) == (1, FOREVER)
    assert not Fact.objects.exists()


def test_saving_again_changes_nothing_and_a_change_updates() -> None:
    save_schools([ENTRY], by=BY, now=NOW)
    before = School.objects.everything("test").values().get()
    assert save_schools([ENTRY], by="other", now=NOW).unchanged == ["S1"]
    assert School.objects.everything("test").values().get() == before
    changed = SchoolEntry(**(vars(ENTRY) | {"kind": "teaching_point", "is_large": None}))
    assert save_schools([changed], by=BY, now=NOW).updated == ["S1"]
    assert School.objects.everything("test").get().kind == "teaching_point"
    assert set(Attribute.objects.values_list("value", flat=True)) == {"teaching_point"}


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": " S1"}, "code"),
        ({"code": "长" * 41}, "code"),
        ({"kind": "college"}, "kind"),
        ({"name": "名" * 201}, "name"),
        ({"closed_on": date(2018, 2, 28)}, "closed_on"),
        ({"longitude": 200.0}, "longitude"),
        ({"latitude": -91.0}, "latitude"),
        ({"pupils": -1}, "pupils"),
    ],
)
def test_nonsense_is_refused_with_its_place(words: dict, field: str) -> None:
    good = SchoolEntry(**(vars(ENTRY) | {"code": "S0"}))
    with pytest.raises(Refused) as refused:
        save_schools([good, SchoolEntry(**(vars(ENTRY) | words))], by=BY, now=NOW)
    assert (refused.value.index, refused.value.field) == (1, field)
    assert not School.objects.everything("test").exists()


def test_all_problems_are_told_at_once() -> None:
    bad = [SchoolEntry(**(vars(ENTRY) | {"code": code, "kind": "college"})) for code in ("S1", "S2")]
    with pytest.raises(Refused) as refused:
        save_schools(bad, by=BY, now=NOW)
    assert [(each.index, each.field) for each in refused.value.every] == [(0, "kind"), (1, "kind")]


def test_one_code_twice_is_refused_only_if_the_rows_differ() -> None:
    assert save_schools([ENTRY, ENTRY], by=BY, now=NOW).created == ["S1"]
    other = SchoolEntry(**(vars(ENTRY) | {"name": "别名"}))
    with pytest.raises(Refused, match="出现了两次"):
        save_schools([ENTRY, other], by=BY, now=NOW)


def test_closing_on_the_opening_day_is_a_school_that_never_was() -> None:
    entry = SchoolEntry(**(vars(ENTRY) | {"closed_on": ENTRY.opened_on}))
    assert save_schools([entry], by=BY, now=NOW).created == ["S1"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "college"}, {"closed_on": date(2000, 1, 1)}, {"longitude": 181.0}, {"code": "S2"}]
)
def test_the_database_itself_refuses(wrong: dict) -> None:
    make_school("S2", opened_on=date(2010, 1, 1))
    school = make_school("S1", opened_on=date(2010, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        School.objects.everything("test").filter(pk=school.pk).update(**wrong)
