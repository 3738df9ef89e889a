"""Posts: who holds what, from when until when."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Link
from hongzhu.people.actions import PostEntry, save_posts
from hongzhu.people.models import Appointment
from hongzhu.policy.days import FOREVER, to_day
from tests.makers import BY, NOW, make_branch, make_group, make_member, make_post

pytestmark = pytest.mark.django_db

FROM, UNTIL = date(2020, 3, 1), date(2023, 3, 1)


def links() -> list[tuple]:
    rows = Link.objects.filter(kind__startswith="post.")
    return sorted(rows.values_list("kind", "tail__code", "head__kind", "head__code", "from_day", "until_day"))


def test_posts_at_a_branch_a_school_and_a_group() -> None:
    make_branch("D1", "S1")
    make_group("G1", "D1")
    make_member("P1")
    make_post("P1", "D1", "secretary", from_on=FROM, until_on=UNTIL)
    make_post("P1", "S1", "principal", from_on=FROM)
    make_post("P1", "G1", "group_leader", from_on=FROM)
    start = to_day(FROM)
    assert links() == [
        ("post.group_leader", "P1", "group", "G1", start, FOREVER),
        ("post.principal", "P1", "school", "S1", start, FOREVER),
        ("post.secretary", "P1", "org", "D1", start, to_day(UNTIL)),
    ]


def test_an_open_post_ends_with_the_persons_service_whenever_that_is_known() -> None:
    make_branch("D1", "S1")
    make_member("P1", is_retired=True)
    make_post("P1", "D1", "secretary", from_on=FROM)
    make_post("P1", "D1", "committee_member", from_on=FROM, until_on=date(2025, 1, 1))
    make_member("P1", is_retired=True, left_on=date(2024, 9, 1))
    assert [row[-1] for row in links()] == [to_day(date(2025, 1, 1)), to_day(date(2024, 9, 1))]


def test_an_organisation_comes_before_a_school_of_the_same_code() -> None:
    make_branch("X1", "X1")
    make_member("P1")
    make_post("P1", "X1", "secretary", from_on=FROM)
    assert links()[0][2] == "org"


def test_saving_again_changes_nothing_and_an_end_updates() -> None:
    make_branch("D1", "S1")
    make_member("P1")
    entry = PostEntry(person="P1", body="D1", post="secretary", from_on=FROM, origin="选举")
    assert save_posts([entry, entry], by=BY, now=NOW).created == ["P1 D1 secretary 2020-03-01"]
    assert save_posts([entry], by=BY, now=NOW).unchanged
    ended = PostEntry(**(vars(entry) | {"until_on": UNTIL}))
    assert save_posts([ended], by=BY, now=NOW).updated
    assert [row[-1] for row in links()] == [to_day(UNTIL)]
    again = PostEntry(**(vars(entry) | {"from_on": UNTIL}))
    assert save_posts([again], by=BY, now=NOW).created
    assert Appointment.objects.everything("test").count() == 2


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"person": "P9"}, "person"),
        ({"body": "D9"}, "body"),
        ({"post": "king"}, "post"),
        ({"origin": "抽签"}, "origin"),
        ({"until_on": date(2020, 2, 29)}, "until_on"),
    ],
)
def test_nonsense_is_refused(words: dict, field: str) -> None:
    make_branch("D1", "S1")
    make_member("P1")
    good = {"person": "P1", "body": "D1", "post": "secretary", "from_on": FROM}
    with pytest.raises(Refused) as refused:
        save_posts([PostEntry(**(good | words))], by=BY, now=NOW)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "wrong", [{"org": None}, {"post": "x"}, {"origin": "x"}, {"ends_on": date(2001, 1, 1)}]
)
def test_the_database_itself_refuses(wrong: dict) -> None:
    make_branch("D1", "S1")
    make_member("P1")
    make_post("P1", "D1", "secretary", from_on=FROM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.everything("test").update(**wrong)


def test_the_same_post_is_not_stored_twice() -> None:
    make_branch("D1", "S1")
    make_member("P1")
    make_post("P1", "D1", "secretary", from_on=FROM)
    make_post("P1", "S1", "principal", from_on=FROM)
    for row in Appointment.objects.everything("test").all():
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
