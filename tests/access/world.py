"""A small district in which every text carries a mark of whose it is, and one account for every kind of reader.

Two townships and a bureau; the first township leads D1 and D2, the second D3; the bureau guides all three and leads
the joint branch D4. A mark is a class of data and a body, such as MIN-D1: the minutes of D1.
"""

from datetime import date, datetime
from typing import Final

from hongzhu.accounts.models import User
from hongzhu.ledger.models import Subject
from hongzhu.ledger.posting import posting
from hongzhu.meetings.actions import AgendaEntry, MeetingEntry, ResolutionEntry, record_meetings, save_draft
from hongzhu.obligations.actions import approve_waiver, file_objection
from hongzhu.orgs.actions import GrantEntry, give_grants
from hongzhu.orgs.bodies import find_bodies
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.actions import link_accounts
from tests.accounts.makers import make_user
from tests.makers import (
    BY,
    NOW,
    make_branch,
    make_group,
    make_justification,
    make_member,
    make_org,
    make_person,
    make_post,
)

ORGS: Final = ("D1", "D2", "D3", "D4")
GROUPS: Final = ("D1G", "D2G")
SCHOOLS: Final = ("S1", "S2", "S3", "S4")
BODIES: Final = (*ORGS, *GROUPS, *SCHOOLS)
HELD: Final = date(2026, 11, 10)
READERS: Final = {
    "nobody": "",
    "staff": "S1-staff",
    "member": "D1-member",
    "leader": "D1-leader",
    "committee": "D1-committee",
    "worker": "D1-worker",
    "secretary": "D1-secretary",
    "sibling": "D2-secretary",
    "joint": "D4-secretary",
    "principal": "S1-principal",
    "township": "T1-secretary",
    "other_township": "T2-secretary",
    "bureau": "B-secretary",
    "officer": "",
    "inspector": "",
    "expired": "",
    "former": "D1-former",
    "leaver": "D1-leaver",
}
"""login → the person whose account it is; the three administrators and the public come on top"""
DUTIES: Final = ("system", "security", "audit")


def kind_of(body: str) -> str:
    """How an address names a body."""
    return "school" if body.startswith("S") else "group" if body in GROUPS else "org"


def make_world(now: datetime) -> dict[str, User]:
    """Make all of it; returns the accounts by login."""
    with posting(now=NOW):
        _found()
    with posting(now=NOW):
        for body in BODIES:
            _records(body)
    return _accounts(now)


def _found() -> None:
    """Organisations, schools, people, posts."""
    make_org("B", kind="committee", name="教育局党委")
    make_org("T1", kind="committee", name="甲镇党委")
    make_org("T2", kind="committee", name="乙镇党委")
    leads = {"D1": "T1", "D2": "T1", "D3": "T2"}
    for org in ORGS[:3]:
        make_branch(org, f"S{org[1]}", led_by=leads[org], guided_by="B", has_committee=True)
    make_branch("D4", "S4", kind="joint_branch", led_by="B")
    for group in GROUPS:
        make_group(group, group[:2])
    for body in ("B", "T1", "T2"):
        make_member(f"{body}-secretary", name=f"某NAM-{body}", org=body)
        make_post(f"{body}-secretary", body, "secretary")
    for org in ORGS:
        _people(org)


def _people(org: str) -> None:
    """Officers, members, staff; all names carry the mark of the branch."""
    school, group = f"S{org[1]}", f"{org}G" if f"{org}G" in GROUPS else None
    name = f"某NAM-{org}"
    posts = {"secretary": "secretary", "committee": "organization_member", "worker": "party_worker"}
    for who in ("secretary", "committee", "worker", "member", "former", "leaver"):
        make_member(
            f"{org}-{who}", name=name, org=org, school=school, group=group if who == "member" else None
        )
        if who in posts:
            make_post(f"{org}-{who}", org, posts[who])
    make_post(f"{org}-former", org, "secretary", until_on=date(2026, 6, 1))
    make_member(f"{org}-leader", name=name, org=org, school=school, group=group)
    if group:
        make_post(f"{org}-leader", group, "group_leader")
    make_person(f"{school}-staff", name=name, school=school)
    make_person(f"{school}-principal", name=name, school=school)
    make_post(f"{school}-principal", school, "principal")


def _records(body: str) -> None:
    """One meeting of every kind the body holds, one 说明, one draft."""
    org = body if body in ORGS else f"D{body[1]}"
    kinds = {"school": ["meeting.staff-study", "meeting.school-affairs"], "group": ["meeting.group"]}
    for number, kind in enumerate(kinds.get(kind_of(body), ["meeting.assembly", "meeting.committee"])):
        entry = MeetingEntry(
            code=f"M-{body}-{number}",
            body=body,
            kinds=(kind,),
            held_on=HELD,
            chair=f"{org}-secretary",
            recorder=f"{org}-committee",
            minutes=f"会上说了MIN-{body}",
            agenda=(AgendaEntry(words=f"议程AGD-{body}-{kind}"),),
            resolutions=(
                ResolutionEntry(
                    words=f"定下AGD-{body}-{kind}", owner=f"{org}-member", due_on=date(2026, 12, 1)
                ),
            ),
            present=(f"{org}-secretary", f"{org}-committee"),
            absent=(f"{org}-former",),
        )
        record_meetings([entry], by=BY, now=NOW)
    if body in ORGS:
        make_justification("meeting.assembly", body, "2026Q3", reason=f"理由RSN-{body}")
    if body in ("D1", "D3"):
        _said(body, body, "org", "meeting.assembly", "2026Q3")
        _said(f"{body}P", f"{body}-member", "person", "hours.member", "2026")
    found = find_bodies([body])[body]
    content = {"minutes": [f"草稿DRF-{body}"], "held_on": ["2026-11-11"]}
    save_draft(key=f"draft-{body}", body=found, content=content, version=0, by=BY, now=NOW)


def _said(mark: str, code: str, kind: str, obligation: str, period: str) -> None:
    """An objection and an exemption, of a body or of one person."""
    subject = Subject.objects.get(kind=kind, code=code)
    about = {"obligation": obligation, "subject": subject, "by": BY, "now": NOW}
    file_objection(**about, period=period, about="record", words=f"异议OBJ-{mark}")
    bureau = PartyOrg.objects.everything("test").get(code="B")
    words = {"kind": "illness-long", "basis": f"依据WAV-{mark}", "org": bureau}
    approve_waiver(**about, **words, periods=(period, period))


def _accounts(now: datetime) -> dict[str, User]:
    users = {}
    for login, person in READERS.items():
        users[login] = make_user(login, f"账号{login}", password="")
        if person:
            link_accounts({person: users[login].pk}, by=BY, now=NOW)
    for number, duty in enumerate(DUTIES):
        users[duty] = make_user(duty, f"账号{duty}", password="", phone=f"1390000000{number}", duty=duty)
    for user in users.values():
        user.password_changed_at, user.is_demo = now, True
        user.save()
    year, ever = date(now.year, 1, 1), date(now.year + 2, 1, 1)
    grants = (
        ("officer", "officer", "T1", ever),
        ("inspector", "inspector", "B", ever),
        ("expired", "inspector", "B", date(now.year, 1, 2)),
    )
    give_grants(
        [
            GrantEntry(user=users[login].pk, role=role, org=org, starts_on=year, ends_on=until, basis="试验")
            for login, role, org, until in grants
        ],
        by=BY,
        now=NOW,
    )
    return users
