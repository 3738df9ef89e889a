"""Superiors hold the heads of those below them; the district those that nobody else holds."""

from datetime import date

import pytest

from hongzhu.audit.actions import HELD, hold_heads
from hongzhu.audit.models import Event, Head
from hongzhu.audit.verifying import verify
from hongzhu.orgs.heads import holders
from tests.makers import NOW, make_branch, make_group, make_meeting, make_org, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def district() -> None:
    """A committee that leads, a work committee that guides, a branch with a school and a group, a lone school."""
    make_org("C1", kind="committee")
    make_org("W1", kind="work_committee")
    make_branch("D1", "S1", led_by="C1", guided_by="W1")
    make_group("G1", "D1")
    make_branch("D2", "S2", led_by="C1", closed_on=date(2020, 1, 1))
    make_person("P1")


@pytest.mark.usefixtures("district")
def test_who_holds_whose_heads() -> None:
    assert holders(TODAY) == {
        "org:C1": {"org:D1"},
        "org:W1": {"org:D1"},
        "org:D1": {"school:S1", "org:G1"},
        "district": {"org:C1", "org:W1", "org:D2", "school:S2"},
    }


@pytest.mark.usefixtures("district")
def test_the_top_holds_all_that_is_below() -> None:
    before = dict(Head.objects.values_list("stream", "seq"))
    assert hold_heads(holders(TODAY), by="系统", now=NOW) == 8
    held = {
        (event.stream, each.content["stream"], each.content["seq"])
        for event in Event.objects.filter(verb=HELD)
        for each in event.payloads.all()
    }
    assert ("org:D1", "school:S1", before["school:S1"]) in held
    assert ("org:C1", "org:D1", before["org:D1"] + 1) in held  # with what the branch itself has just held
    assert ("district", "org:C1", before["org:C1"] + 1) in held
    report = verify()
    assert (report.held, report.faults) == (8, [])


@pytest.mark.usefixtures("district")
def test_heads_that_have_not_moved_are_not_held_again() -> None:
    hold_heads(holders(TODAY), by="系统", now=NOW)
    events = Event.objects.count()
    assert hold_heads(holders(TODAY), by="系统", now=NOW) == 0
    assert Event.objects.count() == events
    make_meeting("M1", "G1", "meeting.group")
    # the group's head moved, and with it that of each stream that holds it
    assert hold_heads(holders(TODAY), by="系统", now=NOW) == 5
    assert not verify().faults
