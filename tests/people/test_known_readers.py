"""Offices are kept while nothing was posted, and never a moment longer."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.accounts.models import User
from hongzhu.ledger import in_force, keeping
from hongzhu.orgs.access import org_keys, school_keys
from hongzhu.orgs.actions import GrantEntry, end_grant, give_grants
from hongzhu.orgs.models import Grant
from hongzhu.people.access import reader_of
from hongzhu.people.actions import link_accounts, unlink_account
from tests.accounts.makers import make_user
from tests.client import StrictClient
from tests.desk.readers import reader
from tests.makers import BY, NOW, make_branch, make_member, make_org, make_post, make_school

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
DAY = date(2026, 11, 26)


@pytest.fixture
def user(transactional_db: None) -> Iterator[User]:
    keeping.forget()
    make_org("T1", kind="committee", name="甲镇党委")
    make_branch("D1", "S1", led_by="T1")
    make_member("P1", name="王建军", org="D1", school="S1")
    yield make_user("wang", "王建军", password="")
    keeping.forget()


def afresh(user: User) -> tuple[object, ...]:
    """Offices and reach, asked of the database now."""
    keeping.forget()
    return known(user)


def known(user: User) -> tuple[object, ...]:
    found = reader_of(user, DAY)
    keys = org_keys(found, "meeting", "read"), school_keys(found, "meeting", "read")
    return found.code, found.offices, *keys


def grant(user: User) -> None:
    entry = GrantEntry(
        user=user.pk,
        role="inspector",
        org="T1",
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1),
        basis="派出",
    )
    give_grants([entry], by=BY, now=NOW)


def end(user: User) -> None:
    row = Grant.objects.everything("test").get(user=user)
    end_grant(row, ends_on=date(2026, 2, 1), by=BY, now=NOW)


STEPS = {
    "the account gets its person": lambda user: link_accounts({"P1": user.pk}, by=BY, now=NOW),
    "the person gets a post": lambda _user: make_post("P1", "D1", "secretary"),
    "the branch covers another school": lambda _user: make_branch("D1", "S1", "S2", led_by="T1"),
    "a grant": grant,
    "a branch more below": lambda _user: make_branch("D2", "S3", led_by="T1"),
    "the grant ends": end,
    "the post ends": lambda _user: make_post("P1", "D1", "secretary", until_on=date(2026, 3, 1)),
    "the person leaves": lambda _user: make_member("P1", name="王建军", org="D1", school="S1", left_on=DAY),
    "the account loses its person": lambda user: unlink_account(user=user.pk, by=BY, now=NOW),
}


def test_what_is_kept_is_what_would_be_found(user: User) -> None:
    make_school("S2")
    seen = {known(user)}
    for name, step in STEPS.items():
        known(user)
        before = in_force.stamp_now()
        step(user)
        assert in_force.stamp_now() != before, name
        found = known(user)
        with CaptureQueriesContext(connection) as asked:
            assert known(user) == found
        assert len(asked) == 1, "nothing but the stamp is read again"
        assert found == afresh(user), name
        seen.add(found)
    assert len(seen) >= 7, (
        "most steps change what one may see; the end of a grant or a post brings back what was before"
    )


def test_the_page_that_was_open_a_moment_ago_is_gone_with_the_grant() -> None:
    keeping.forget()
    make_org("T1", kind="committee", name="甲镇党委")
    make_branch("D1", "S1", led_by="T1")
    client = StrictClient()
    user = reader(client)
    grant(user)
    assert client.get("/bodies/org/D1").status_code == 200
    assert client.get("/bodies/org/D1").status_code == 200
    end(user)
    assert client.get("/bodies/org/D1").status_code == 404
