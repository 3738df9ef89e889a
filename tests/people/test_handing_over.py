"""A transfer and a correction as actions, on either database: rows are locked, nothing is left half done."""

from dataclasses import replace

import pytest

from hongzhu.orgs.models import PartyOrg
from hongzhu.people.actions import (
    PlaceEntry,
    accept_transfer,
    ask_transfer,
    correct_person,
    entry_of,
    let_go,
    undo_acceptance,
)
from hongzhu.people.models import Person, Placement
from tests.makers import BY, NOW, make_branch, make_member
from tests.meetings.desks import TODAY


@pytest.mark.django_db
def test_somebody_is_handed_over_given_back_put_right_and_let_go() -> None:
    make_branch("D1", "S1")
    make_branch("D2", "S2")
    make_member("P1", org="D1", school="S1")
    words = {"by": BY, "now": NOW}

    def row() -> Person:
        return Person.objects.everything("test").select_related("org", "school", "group").get(code="P1")

    orgs = PartyOrg.objects.everything("test").in_bulk(["D1", "D2"], field_name="code")
    asked = ask_transfer(row(), source=orgs["D1"], target=orgs["D2"], **words)
    accept_transfer(asked, PlaceEntry(school="S2"), **words)
    assert (row().org, row().moved_on) == (orgs["D2"], TODAY)
    undo_acceptance(asked, **words)
    assert (row().org, row().moved_on) == (orgs["D1"], None)
    assert not Placement.objects.everything("test").exists()
    accept_transfer(asked, PlaceEntry(school="S2"), **words)
    correct_person(row(), replace(entry_of(row()), job="数学教师"), reason="漏填", **words)
    assert row().job == "数学教师"
    let_go(row(), how="retired", on=TODAY, **words)
    assert row().is_retired
