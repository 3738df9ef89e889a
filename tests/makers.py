"""Plain functions that make one thing through the same actions the product uses."""

from datetime import UTC, date, datetime

from hongzhu.ledger.models import Fact, PackInForce, RuleInForce, Subject
from hongzhu.ledger.posting import posting
from hongzhu.meetings.actions import MeetingEntry, record_meetings
from hongzhu.meetings.models import Meeting
from hongzhu.obligations.actions import JustificationEntry, file_justifications
from hongzhu.orgs.actions import OrgEntry, SchoolEntry, save_orgs, save_schools
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.actions import PersonEntry, PostEntry, save_people, save_posts
from hongzhu.people.models import Person
from hongzhu.policy.days import FOREVER, to_date
from hongzhu.study.actions import TalkEntry, record_talks
from hongzhu.training.actions import TrainingEntry, record_trainings

BY = "test"
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def as_installed() -> None:
    """Empty the ledger as it is before anything was ever said: no pack in force, the district not known yet."""
    for model in (PackInForce, RuleInForce, Subject):
        model.objects.all().delete()


def make_school(code: str = "S1", **words) -> School:
    """Save a public primary school."""
    entry = {"name": f"{code}小学", "kind": "public_primary", "township": "云溪镇"} | words
    save_schools([SchoolEntry(code=code, **entry)], by=BY, now=NOW)
    return School.objects.everything("test").get(code=code)


def make_org(code: str = "D1", **words) -> PartyOrg:
    """Save a party branch founded in 2010."""
    entry = {"name": f"{code}党组织", "kind": "branch", "founded_on": date(2010, 1, 1)} | words
    save_orgs([OrgEntry(code=code, **entry)], by=BY, now=NOW)
    return PartyOrg.objects.everything("test").get(code=code)


def make_branch(code: str = "D1", *schools: str, **words) -> PartyOrg:
    """Save a party branch that covers schools, which are made if need be."""
    with posting(now=NOW):
        for school in schools:
            if not School.objects.everything("test").filter(code=school).exists():
                make_school(school)
        return make_org(code, covers=schools, **words)


def make_group(code: str = "G1", branch: str = "D1", **words) -> PartyOrg:
    """Save a party group of a branch."""
    return make_org(code, kind="party_group", led_by=branch, **words)


def make_person(code: str = "P1", **words) -> Person:
    """Save someone outside the Party, in service since 2010."""
    entry = {"name": f"周{code}", "category": "masses", "arrived_on": date(2010, 1, 1)} | words
    save_people([PersonEntry(code=code, **entry)], by=BY, now=NOW)
    return Person.objects.everything("test").get(code=code)


def make_member(code: str = "P1", **words) -> Person:
    """Save a full member since before arriving."""
    return make_person(code, **({"category": "full", "joined_on": date(2005, 7, 1)} | words))


def make_post(person: str, body: str, post: str = "secretary", **words) -> None:
    """Save a post held since 2015."""
    entry = {"from_on": date(2015, 1, 1)} | words
    save_posts([PostEntry(person=person, body=body, post=post, **entry)], by=BY, now=NOW)


def make_meeting(code: str = "M1", body: str = "D1", *kinds: str, **words) -> Meeting:
    """Record a meeting, an assembly if nothing else is said."""
    entry = {"kinds": kinds or ("meeting.assembly",), "held_on": date(2026, 3, 10)} | words
    record_meetings([MeetingEntry(code=code, body=body, **entry)], by=BY, now=NOW)
    return Meeting.objects.everything("test").get(code=code)


def make_training(code: str = "T1", *attendees: str, **words) -> None:
    """Record a concentrated training of one day and eight hours."""
    entry = {"title": "书记集中培训", "kind": "集中培训", "starts_on": date(2026, 3, 10), "hours": 80} | words
    record_trainings([TrainingEntry(code=code, attendees=attendees, **entry)], by=BY, now=NOW)


def make_talk(talker: str = "P1", person: str = "P2", **words) -> None:
    """Record a talk."""
    entry = {"held_on": date(2026, 3, 10)} | words
    record_talks([TalkEntry(talker=talker, object=person, **entry)], by=BY, now=NOW)


def make_justification(obligation: str, subject: str, period: str, **words) -> None:
    """File a 说明 of an organisation, accepted by nobody yet."""
    entry = {"subject_kind": "org", "reason": "换届后人员未到位"} | words
    each = JustificationEntry(obligation=obligation, subject=subject, period=period, **entry)
    file_justifications([each], by=BY, now=NOW)


def facts(source: str = "") -> set[tuple]:
    """Facts that stand, without the records of use: (kind, subject, day, entered, qty)."""
    rows = Fact.objects.filter(withdrawn=FOREVER, source__startswith=source).exclude(kind="record")
    found = rows.values_list("kind", "subject__code", "day", "entered", "qty")
    return {(kind, code, to_date(day), to_date(entered), qty) for kind, code, day, entered, qty in found}


def recorded(source: str = "") -> set[tuple[str, str]]:
    """Subjects whose use of the system a record shows: (kind of subject, code)."""
    rows = Fact.objects.filter(withdrawn=FOREVER, source__startswith=source, kind="record")
    return set(rows.values_list("subject__kind", "subject__code"))
