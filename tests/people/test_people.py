"""People: their timelines, links, and what is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Attribute, Link, Subject
from hongzhu.people.actions import PersonEntry, is_identity_number, save_people
from hongzhu.people.models import Person
from hongzhu.policy.days import FOREVER, to_day
from tests.makers import BY, NOW, make_branch, make_group, make_member, make_person

pytestmark = pytest.mark.django_db

ARRIVED, JOINED, TURNED, LEFT = (date(2010, 9, 1), date(2015, 7, 1), date(2016, 7, 1), date(2024, 9, 1))
A, J, T, L = map(to_day, (ARRIVED, JOINED, TURNED, LEFT))


def timeline(person: Person, name: str) -> list[tuple]:
    rows = Attribute.objects.filter(subject=person.subject, name=name)
    return sorted(rows.values_list("value", "from_day", "until_day"), key=lambda row: row[1])


@pytest.mark.parametrize(
    ("words", "statuses"),
    [
        ({}, [("probationary", J, T), ("full", T, FOREVER)]),
        ({"left_on": LEFT}, [("probationary", J, T), ("full", T, L)]),
        ({"left_on": LEFT, "is_retired": True}, [("probationary", J, T), ("full", T, FOREVER)]),
        ({"full_on": None}, [("full", J, FOREVER)]),
        ({"joined_on": None, "full_on": None}, [("full", A, FOREVER)]),
        ({"joined_on": None}, [("probationary", A, T), ("full", T, FOREVER)]),
        ({"joined_on": date(2001, 7, 1), "full_on": date(2002, 7, 1)}, [("full", A, FOREVER)]),
        (
            {"joined_on": date(2010, 1, 1), "full_on": date(2011, 1, 1)},
            [("probationary", A, to_day(date(2011, 1, 1))), ("full", to_day(date(2011, 1, 1)), FOREVER)],
        ),
        ({"left_on": date(2016, 1, 1)}, [("probationary", J, to_day(date(2016, 1, 1)))]),
        ({"left_on": date(2012, 1, 1)}, []),
        ({"category": "probationary", "full_on": None}, [("probationary", J, FOREVER)]),
        ({"category": "probationary"}, [("probationary", J, FOREVER)]),
        ({"category": "activist", "joined_on": None, "full_on": None}, [("activist", A, FOREVER)]),
        ({"category": "masses", "joined_on": None, "full_on": None, "left_on": LEFT}, [("masses", A, L)]),
    ],
)
def test_party_status(words: dict, statuses: list) -> None:
    dates = {"arrived_on": ARRIVED, "joined_on": JOINED, "full_on": TURNED}
    assert timeline(make_person("P1", **({"category": "full"} | dates | words)), "status") == statuses


def test_leaving_ends_everything_but_retiring_ends_only_service() -> None:
    make_branch("D1", "S1")
    make_group("G1", "D1")
    words = {"school": "S1", "org": "D1", "group": "G1", "arrived_on": ARRIVED, "left_on": LEFT}
    leaver, retired = make_member("P1", **words), make_member("P2", is_retired=True, **words)
    for person, end in ((leaver, L), (retired, FOREVER)):
        subject = person.subject
        assert (subject.from_day, subject.until_day) == (A, end)
        links = Link.objects.filter(tail=subject).values_list(
            "kind", "head__kind", "head__code", "from_day", "until_day"
        )
        assert set(links) == {
            ("school", "school", "S1", A, end),
            ("branch", "org", "D1", A, end),
            ("group", "group", "G1", A, end),
        }
        assert timeline(person, "serving") == [("yes", A, L)]
        assert subject.owner.code == "D1"
    assert timeline(leaver, "retired") == []
    assert timeline(retired, "retired") == [("yes", 1, FOREVER)]


def test_saving_again_changes_nothing_and_a_change_updates() -> None:
    make_branch("D1", "S1")
    make_branch("D2", "S2")
    entry = PersonEntry(
        code="P1", name="周玉兰", category="full", arrived_on=ARRIVED, school="S1", org="D1", phone="1"
    )
    assert save_people([entry], by=BY, now=NOW).created == ["P1"]
    before = Person.objects.everything("test").values().get()
    assert save_people([entry], by="other", now=NOW).unchanged == ["P1"]
    assert Person.objects.everything("test").values().get() == before
    moved = PersonEntry(**(vars(entry) | {"school": "S2", "org": "D2", "phone": ""}))
    assert save_people([moved], by="other", now=NOW).updated == ["P1"]
    assert Person.objects.everything("test").get().saved_by == "other"
    assert set(Link.objects.filter(tail__code="P1").values_list("head__code", flat=True)) == {"S2", "D2"}


def test_empty_texts_may_be_none() -> None:
    entry = PersonEntry(code="P1", name="周玉兰", category="masses", arrived_on=ARRIVED, sex=None, phone=None)
    assert save_people([entry], by=BY, now=NOW).created == ["P1"]
    assert save_people([entry], by=BY, now=NOW).unchanged == ["P1"]


@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        ({"code": "11010519491231002X"}, "code", "身份证号"),
        ({"category": "friend"}, "category", "可选范围"),
        ({"sex": "x"}, "sex", "男、女"),
        ({"school": "S9"}, "school", "学校表"),
        ({"org": "D9"}, "org", "党组织表"),
        ({"group": "G9"}, "group", "党组织表"),
        ({"org": "G1"}, "org", "党小组代码一列"),
        ({"group": "D1"}, "group", "不是党小组"),
        ({"left_on": date(2010, 8, 31)}, "left_on", "早于"),
        ({"full_on": date(2015, 6, 30)}, "full_on", "早于"),
        ({"name": "名" * 51}, "name", "太长"),
    ],
)
def test_nonsense_is_refused(words: dict, field: str, told: str) -> None:
    make_branch("D1", "S1")
    make_group("G1", "D1")
    good = {"code": "P1", "name": "周玉兰", "category": "full", "arrived_on": ARRIVED, "joined_on": JOINED}
    with pytest.raises(Refused, match=told) as refused:
        save_people([PersonEntry(**(good | words))], by=BY, now=NOW)
    assert refused.value.field == field
    assert not Person.objects.everything("test").exists()
    assert not Subject.objects.filter(kind="person").exists()


def test_an_identity_number_is_known_by_its_check_character() -> None:
    assert is_identity_number("11010519491231002x")
    assert not is_identity_number("110105194912310021")
    assert not is_identity_number("P0001")


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "x"},
        {"sex": "x"},
        {"left_on": date(2001, 1, 1)},
        {"full_on": date(2001, 1, 1)},
        {"code": "P2"},
    ],
)
def test_the_database_itself_refuses(wrong: dict) -> None:
    make_member("P2")
    person = make_member("P1", arrived_on=ARRIVED, joined_on=JOINED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.everything("test").filter(pk=person.pk).update(**wrong)


def test_the_codes_of_the_vocabulary_and_the_words_of_the_workbook() -> None:
    from hongzhu.people.models import Appointment
    from hongzhu.policy.vocabulary import PARTY_STATUSES, POSTS

    assert dict(Person.Category.choices) == PARTY_STATUSES
    assert dict(Appointment.Post.choices) == POSTS
