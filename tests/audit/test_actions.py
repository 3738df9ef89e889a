"""Every action of the rooms tells the trail: what is new, what was changed and how it was, nothing when equal."""

from datetime import date

import pytest

from hongzhu.accounts.actor import Actor
from hongzhu.audit.actions import once
from hongzhu.audit.models import Event, Payload, Version
from hongzhu.audit.verifying import verify
from hongzhu.imports.stored import TRAILS
from hongzhu.ledger.entries import Refused
from hongzhu.meetings.actions import ALL
from hongzhu.orgs.actions import ElectionEntry, OrgEntry, record_elections, save_orgs
from hongzhu.orgs.models import PartyOrg
from hongzhu.study.actions import TalkEntry, record_talks
from tests.makers import (
    BY,
    NOW,
    make_branch,
    make_justification,
    make_meeting,
    make_member,
    make_person,
    make_post,
    make_school,
    make_talk,
    make_training,
)

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, str]]:
    """(stream, verb, object) of every event, in the order of telling."""
    return list(Event.objects.order_by("pk").values_list("stream", "verb", "object"))


def change(about: str) -> tuple[dict, dict]:
    """What the last change of a record left: the record as it was, and as it became."""
    version = Version.objects.filter(object=about).latest("version")
    now = version.event.payloads.get(object=about, version=None)
    return version.was, now.content


def test_each_action_tells_its_own_stream() -> None:
    make_branch("D1", "S1")
    make_member("P1", org="D1", school="S1")
    make_person("P2", school="S1")
    make_person("P3")
    make_post("P1", "D1")
    make_post("P2", "S1", "principal")
    make_meeting("M1", "D1", present=("P1",))
    make_meeting("M2", "S1", "meeting.school-affairs")
    make_training("T1", "P1", body="D1")
    make_training("T2", "P1")
    make_talk("P1", "P2")
    make_justification("meeting.assembly", "D1", "2026Q1")
    record_elections([ElectionEntry(org="D1", held_on=date(2024, 5, 1))], by=BY, now=NOW)
    keys = {
        verb: about
        for _stream, verb, about in told()
        if verb in ("talk.recorded", "justification.recorded", "post.recorded")
    }
    posts = [about for _stream, verb, about in told() if verb == "post.recorded"]
    assert told() == [
        ("school:S1", "school.recorded", "school:S1"),
        ("org:D1", "org.recorded", "org:D1"),
        ("org:D1", "person.recorded", "person:P1"),
        ("school:S1", "person.recorded", "person:P2"),
        ("district", "person.recorded", "person:P3"),
        ("org:D1", "post.recorded", posts[0]),
        ("school:S1", "post.recorded", posts[1]),
        ("org:D1", "meeting.recorded", "meeting:M1"),
        ("school:S1", "meeting.recorded", "meeting:M2"),
        ("org:D1", "training.recorded", "training:T1"),
        ("district", "training.recorded", "training:T2"),
        ("school:S1", "talk.recorded", keys["talk.recorded"]),
        ("org:D1", "justification.recorded", keys["justification.recorded"]),
        ("org:D1", "election.recorded", "term:D1:2024-05-01"),
    ]
    assert set(Event.objects.values_list("actor_label", "at")) == {(BY, NOW)}
    assert not verify().faults


def test_a_signed_in_user_signs_rows_and_events() -> None:
    actor = Actor(17, "周云", "周云（secretary）")
    entry = OrgEntry(code="D1", name="一支部", kind="branch", founded_on=date(2010, 1, 1))
    save_orgs([entry], by=actor, now=NOW)
    assert PartyOrg.objects.everything("test").get().saved_by == "周云（secretary）"
    assert Event.objects.values_list("actor", "actor_label").get() == ("17", "周云（secretary）")


def test_a_bulk_call_is_one_event_per_stream() -> None:
    branches = [
        OrgEntry(code=f"D{n}", name=f"{n}支部", kind="branch", founded_on=date(2010, 1, 1)) for n in range(3)
    ]
    save_orgs(branches, by=BY, now=NOW)
    make_member("P0")
    talks = [
        TalkEntry(held_on=date(2026, 3, day), talker="P0", object=make_member(f"Q{day}", org="D1").code)
        for day in range(1, 6)
    ]
    before = Event.objects.count()
    record_talks(talks, by=BY, now=NOW)
    (event,) = Event.objects.order_by("pk")[before:]
    assert (event.stream, event.verb, event.object) == ("org:D1", "talk.recorded", "")
    assert event.payloads.count() == 5


def test_an_equal_entry_is_no_event() -> None:
    for _ in range(2):
        make_branch("D1", "S1")
        make_member("P1", org="D1", phone="139")
        make_post("P1", "D1")
        make_meeting("M1", present=ALL, absent=("P1",))
        make_training("T1", "P1")
        make_talk("P1", "P1")
    assert Event.objects.count() == 7
    assert not Version.objects.exists()


def test_a_change_keeps_the_record_as_it_was() -> None:
    make_branch("D1", "S1")
    make_member("P1", org="D1", phone="139")
    make_member("P2", org="D1")
    make_meeting("M1", "D1", present=("P1",), absent=("P2",), minutes="学习", hours=20)
    make_meeting("M1", "D1", "meeting.assembly", "meeting.lecture", present=ALL, minutes="学习", hours=20)
    was, now = change("meeting:M1")
    assert was == {
        "code": "M1",
        "body": "D1",
        "kinds": ["meeting.assembly"],
        "held_on": "2026-03-10",
        "minutes": "学习",
        "hours": 20,
        "present": ["P1"],
        "absent": ["P2"],
    }
    assert now == {
        "code": "M1",
        "body": "D1",
        "kinds": ["meeting.assembly", "meeting.lecture"],
        "held_on": "2026-03-10",
        "minutes": "学习",
        "hours": 20,
        "present": now["present"],
    }
    assert set(now["present"]) == {"sealed"}
    assert told()[-1] == ("org:D1", "meeting.changed", "meeting:M1")
    make_meeting("M1", "D1", "meeting.assembly", present=ALL, minutes="学习")
    assert change("meeting:M1")[0]["present"] == "全体"
    assert [each.number for each in Version.objects.filter(object="meeting:M1").order_by("version")] == [1, 2]
    assert not verify().faults


def test_relations_and_moves_are_told() -> None:
    make_branch("D1", "S1")
    make_branch("D2", "S2")
    make_member("P1", org="D1")
    make_branch("D1", "S1", "S2", led_by="D2")
    was, now = change("org:D1")
    assert (was["covers"], now["covers"], now["led_by"], "led_by" in was) == (
        ["S1"],
        ["S1", "S2"],
        "D2",
        False,
    )
    make_member("P1", org="D2")
    assert told()[-2:] == [
        ("org:D1", "person.changed", "person:P1"),
        ("org:D2", "person.changed", "person:P1"),
    ]
    assert change("person:P1")[0]["org"] == "D1"
    assert not verify().faults


def test_every_kind_of_record_reads_back_as_its_entry() -> None:
    """What a record was before a change is what had been told when it was recorded, but for what is sealed."""
    make_branch("D1", "S1", term_started_on=date(2024, 1, 1), has_committee=False)
    make_member("P1", org="D1", phone="139", born_on=date(1980, 1, 1))
    make_post("P1", "D1", origin="选举")
    make_training("T1", "P1", body="D1")
    make_talk("P1", "P1")
    make_justification("meeting.assembly", "D1", "2026Q1")
    first = {each.object: each.content for each in Payload.objects.all()}
    make_school("S1", name="新名", longitude=112.5, is_large=True)
    make_branch("D1", "S1", name="新名")
    make_member("P1", org="D1", name="新名")
    make_post("P1", "D1", origin="任命")
    make_training("T1", body="D1")
    make_talk("P1", "P1", entered_on=date(2026, 4, 1))
    make_justification("meeting.assembly", "D1", "2026Q1", reason="别的理由")
    versions = Version.objects.all()
    assert len(versions) == len(first) == 7
    for version in versions:
        said = {name: value for name, value in first[version.object].items() if "sealed" not in str(value)}
        assert said.items() <= version.was.items(), version.object
        assert version.was.keys() == first[version.object].keys(), version.object


def test_what_a_model_calls_sensitive_is_sealed() -> None:
    sealed = {trail.name: trail.secrets for trail in TRAILS.values()}
    assert "phone" in sealed["person"]
    assert "reason" in sealed["justification"]
    assert {"present", "on_leave", "absent"} <= sealed["meeting"]
    assert {"held_on", "talker", "object", "entered_on"} <= sealed["talk"]
    make_person("P1", phone="13912345678")
    make_person("P2")
    make_talk("P1", "P2")
    told = "".join(Payload.objects.values_list("body", flat=True))
    assert "13912345678" not in told
    talk = Payload.objects.get(object__startswith="talk:")
    assert all(set(value) == {"sealed"} for value in talk.content.values())


def test_a_refused_call_leaves_no_event() -> None:
    with pytest.raises(Refused):
        make_meeting("M1", "没有")
    with pytest.raises(ZeroDivisionError):
        once(key="k", user="1", content={}, now=NOW, act=lambda: make_branch("D1") and str(1 // 0))
    assert not Event.objects.exists()
