"""A small district in which every text carries a mark of whose it is, and one account for every kind of reader.

Two townships and a bureau; the first township leads D1 and D2, the second D3; the bureau guides all three and leads
the joint branch D4, which the second township guides. No organisation covers S5. What was over or has not begun by
now stands there, too: an edge, a coverage, a grant, a post, a person's service. A mark is a class of data and a body,
such as DRF-D1: a draft of D1; of meetings also the kind, such as MIN-D1-meeting.assembly: what was said.
Names of those who hold an office now carry POS, all others NAM.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from hongzhu.accounts.models import User
from hongzhu.attachments.actions import add_attachments, lay_down, remove_attachment
from hongzhu.attachments.examining import Examined
from hongzhu.attachments.models import Attachment
from hongzhu.attachments.owners import Owner
from hongzhu.ledger.models import Subject
from hongzhu.ledger.posting import posting
from hongzhu.meetings.actions import (
    AgendaEntry,
    AnnouncementEntry,
    MeetingEntry,
    ReplyEntry,
    ResolutionEntry,
    amend_meeting,
    announce_meetings,
    confirm_meeting,
    give_replies,
    record_meetings,
    save_draft,
    withdraw_meeting,
)
from hongzhu.meetings.models import Meeting, Reminder
from hongzhu.obligations.actions import approve_waiver, file_objection
from hongzhu.obligations.models import DistrictDecision
from hongzhu.orgs.actions import GrantEntry, give_grants
from hongzhu.orgs.bodies import find_bodies
from hongzhu.orgs.models import Coverage, OrgEdge, OrgReach, PartyOrg, School
from hongzhu.people.actions import link_accounts
from hongzhu.policy.days import to_day
from hongzhu.study.actions import PlanEntry, amend_plan, record_plans
from hongzhu.study.models import StudyPlan, Talk
from hongzhu.training.actions import amend_training
from hongzhu.training.actions import entry_of as training_entry
from hongzhu.training.models import Training
from tests.access.rooms import rooms
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
    make_school,
    make_talk,
    make_training,
)

ORGS: Final = ("D1", "D2", "D3", "D4")
GROUPS: Final = ("D1G", "D2G")
SCHOOLS: Final = ("S1", "S2", "S3", "S4", "S5")
BODIES: Final = (*ORGS, *GROUPS, *SCHOOLS)
DUTY: Final = {
    "org": ("meeting.assembly", "2026Q3"),
    "group": ("meeting.group", "2026-10"),
    "school": ("staff.study", "2026-10"),
}
"""kind of body → a duty it owes, and a period of it"""
TRAINED: Final = (("D1", "D1-member", "D2-member"), ("D3", "D3-member"), ("B", "D1-secretary", "D3-member"))
"""who held a training, and who took part"""
HELD: Final = date(2026, 11, 10)
KINDS: Final = {"school": ("meeting.staff-study", "meeting.school-affairs"), "group": ("meeting.group",)}
OF_BRANCHES: Final = ("meeting.assembly", "meeting.committee")
FOR_STAFF: Final = (("M-D1-S", "D1"), ("M-D2-S", "D2"))
"""meetings of branches to which the staff of the schools they cover comes"""
FRESH, WITHDRAWN = "M-D1-F", "M-D1-W"
"""more assemblies of D1: just entered, taken back"""
SIGNED: Final = {
    "M-D1-0": ("chair",),
    "M-D1G-0": ("recorder",),
    "M-D1-1": ("chair", "recorder"),
    "M-S1-1": ("chair", "paper"),
    "M-S1-0": ("chair",),
}
"""meeting → who signed it"""
TO_SIGN: Final = {
    "secretary": ("M-D1-F", "M-D1-S", "M-D1G-0", "M-S1-0"),
    "committee": ("M-D1-0", "M-D1-F", "M-D1-S", "M-S1-0"),
    "sibling": ("M-D2-0", "M-D2-1", "M-D2-S", "M-D2G-0", "M-S2-0", "M-S2-1"),
    "joint": ("M-D4-0", "M-D4-1", "M-S4-0", "M-S4-1"),
}
"""reader → meetings whose chair or recorder he is, and has not signed as they stand"""
CONFIRMED: Final = {"M-D1-1", "M-S1-1"}
AMENDED: Final = "M-S1-0"
"""changed after it was signed; before, it named somebody of D3"""
CALLS: Final = {
    "D1": ("meeting.assembly", ("D1-secretary", "D1-member")),
    "D1G": ("meeting.group", ("D1-leader",)),
    "D3": ("meeting.assembly", ("D3-member",)),
    "S1": ("meeting.staff-study", ("S1-staff",)),
}
"""body → the kind of meeting it has announced for the week to come, and who has answered"""
ATTACHED: Final = {
    "M-D1-0": "D1-meeting.assembly",
    "M-D1-1": "D1-meeting.committee",
    "M-S1-0": "S1-meeting.staff-study",
    "M-D2-0": "D2-meeting.assembly",
    "M-D3-0": "D3-meeting.assembly",
    "TR-D1": "D1-training",
    "TR-D3": "D3-training",
    "TR-B": "B-training",
    "plan D1": "D1-plan",
    "plan D3": "D3-plan",
}
"""record → the mark of the file that hangs on it, in its name and its content; on the first also a picture and one
that was removed"""
LONG_AGO, NOT_YET = (date(2011, 1, 1), date(2020, 1, 1)), (date(2090, 1, 1), date(2099, 1, 1))
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
MORE: Final = {"double": "T1-worker", "deputy": ""}
"""readers of whom only the lines are asked: offices in three places, below each other; a grant in a branch"""
DUTIES: Final = ("system", "security", "audit")


def kind_of(body: str) -> str:
    """How an address names a body."""
    return "school" if body.startswith("S") else "group" if body in GROUPS else "org"


def meetings() -> Iterator[tuple[str, str, str]]:
    """(code, body, kind) of every meeting of the world."""
    for body in BODIES:
        for number, kind in enumerate(KINDS.get(kind_of(body), OF_BRANCHES)):
            yield f"M-{body}-{number}", body, kind
    for code, body in FOR_STAFF:
        yield code, body, "meeting.principal-report"
    for code in (FRESH, WITHDRAWN):
        yield code, "D1", "meeting.assembly"


def make_world(now: datetime) -> dict[str, User]:
    """Make all of it; returns the accounts by login."""
    with posting(now=NOW):
        _found()
    _over_and_to_come()
    with posting(now=NOW):
        for code, body, kind in meetings():
            _meeting(code, body, kind, now)
        for body in BODIES:
            found = find_bodies([body])[body]
            content = {"minutes": [f"草稿DRF-{body}"], "held_on": ["2026-11-11"]}
            save_draft(key=f"draft-{body}", body=found, content=content, version=0, by=BY, now=NOW)
        _other_records(now)
        _calls(now)
        for room in rooms():
            room.plant(now)
    for record, mark in ATTACHED.items():
        _attach(record, mark, now)
    _attach(WITHDRAWN, "D1-meeting.assembly.W", now)
    _astray(now)
    return _accounts(now)


def owner_in(record: str) -> tuple[str, str]:
    """How an address names a record: (kind, code)."""
    if record.startswith("plan "):
        plan = StudyPlan.objects.everything("test").get(org__code=record.removeprefix("plan "))
        return "plan", str(plan.pk)
    return ("training" if record.startswith("TR-") else "meeting"), record


def _attach(record: str, mark: str, now: datetime) -> None:
    kind, code = owner_in(record)
    owner = Owner(kind=kind, code=code, title=record, href="/", stream=f"org:{mark.partition('-')[0]}")
    files = [_file(f"FIL-{mark}")]
    if record == "M-D1-0":
        small = {"small": b"\xff\xd8\xff small", "width": 4, "height": 3}
        files += [
            Examined(name=f"FIL-{mark}.jpg", media_type="image/jpeg", content=b"\xff\xd8\xff", **small),
            _file("GON-D1"),
        ]
    lay_down(files)
    add_attachments(owner, files, by=BY, now=now)
    if record == "M-D1-0":
        gone = Attachment.objects.everything("test").get(name="GON-D1.pdf")
        remove_attachment(gone, owner, reason="GON-D1", by=BY, now=now)


def _astray(now: datetime) -> None:
    """A file of a training that is not there and has the number of a meeting: nobody sees it."""
    owner = Owner(kind="training", code="M-D1-0", title="", href="/", stream="org:D3")
    files = [_file("FIL-D3-training-astray")]
    lay_down(files)
    add_attachments(owner, files, by=BY, now=now)


def _file(mark: str) -> Examined:
    content = f"%PDF-1.4 {mark}\n%%EOF".encode()
    return Examined(name=f"{mark}.pdf", media_type="application/pdf", content=content)


def _found() -> None:
    """Organisations, schools, people, posts."""
    make_org("B", kind="committee", name="教育局党委")
    make_org("T1", kind="committee", name="甲镇党委")
    make_org("T2", kind="committee", name="乙镇党委")
    leads = {"D1": "T1", "D2": "T1", "D3": "T2"}
    for org in ORGS[:3]:
        make_branch(org, f"S{org[1]}", led_by=leads[org], guided_by="B", has_committee=True)
    make_branch("D4", "S4", kind="joint_branch", led_by="B", guided_by="T2")
    make_school("S5")
    for group in (*GROUPS, "T1G"):
        make_group(group, group[:2])
    for body in ("B", "T1", "T2"):
        make_member(f"{body}-secretary", name=f"某POS-{body}", org=body)
        make_post(f"{body}-secretary", body, "secretary")
    make_member("T1-worker", name="某POS-T1", org="T1")
    make_post("T1-worker", "T1", "party_worker")
    make_post("T1-worker", "D1", "party_worker")
    for org in ORGS:
        _people(org)
    for who in ("staff", "teacher"):
        make_person(f"S5-{who}", name="某NAM-S5", school="S5")


def _over_and_to_come() -> None:
    """Who reached and covered what, once and in years to come; by rows, for no page moves an organisation yet."""
    orgs = PartyOrg.objects.everything("test").in_bulk(["T1", "D2", "D3", "D1G"], field_name="code")
    t1, d2, d3, group = orgs["T1"], orgs["D2"], orgs["D3"], orgs["D1G"]
    for starts_on, ends_on in (LONG_AGO, NOT_YET):
        days = {"starts_on": starts_on, "ends_on": ends_on}
        for org in (d3, group):
            OrgEdge.objects.everything("test").create(superior=t1, org=org, line="lead", **days)
        OrgReach.objects.everything("test").create(
            superior=t1, org=d3, line="lead", from_day=to_day(starts_on), until_day=to_day(ends_on)
        )
        for code in ("S1", "S3"):
            school = School.objects.everything("test").get(code=code)
            Coverage.objects.everything("test").create(org=d2, school=school, **days)


def _people(org: str) -> None:
    """Officers, members, staff; all names carry the mark of the branch."""
    school, group = f"S{org[1]}", f"{org}G" if f"{org}G" in GROUPS else None
    name = f"某NAM-{org}"
    posts = {"secretary": "secretary", "committee": "organization_member", "worker": "party_worker"}
    for who in ("secretary", "committee", "worker", "member", "former", "leaver"):
        words = (
            {"group": group} if who == "member" else {"left_on": date(2026, 9, 1)} if who == "leaver" else {}
        )
        held = name.replace("NAM", "POS") if who in posts else name
        make_member(f"{org}-{who}", name=held, org=org, school=school, **words)
        if who in posts:
            make_post(f"{org}-{who}", org, posts[who])
    for body, post in ((org, "league_secretary"), (school, "secretary")):  # posts that give nothing there
        make_post(f"{org}-member", body, post)
    make_post(f"{org}-former", org, "secretary", until_on=date(2026, 6, 1))
    make_member(f"{org}-leader", name=name, org=org, school=school, group=group)
    if group:
        make_post(f"{org}-leader", group, "group_leader")
    make_person(f"{school}-staff", name=name, school=school)
    make_person(f"{school}-principal", name=name, school=school)
    make_post(f"{school}-principal", school, "principal")


def present_at(code: str, body: str, kind: str) -> tuple[str, ...]:
    """Who was there; a member in the committee's meeting, too, who may not read what others said there."""
    if body == "S5":
        return ("S5-staff", "S5-teacher")
    org = f"D{body[1]}"
    guest = (f"{org}-member",) if kind == "meeting.committee" else ()
    return (f"{org}-secretary", f"{org}-committee", *guest)


def _meeting(code: str, body: str, kind: str, now: datetime) -> None:
    present = present_at(code, body, kind)
    chair, recorder = present[:2]
    entry = MeetingEntry(
        code=code,
        body=body,
        kinds=(kind,),
        held_on=HELD,
        chair=chair,
        recorder=recorder,
        minutes=f"会上说了MIN-{body}-{kind}",
        agenda=(AgendaEntry(words=f"议程AGD-{body}-{kind}"),),
        resolutions=(
            ResolutionEntry(words=f"定下AGD-{body}-{kind}", owner=recorder, due_on=date(2026, 12, 1)),
        ),
        hours=20 if kind == "meeting.committee" else None,
        present=(*present, "D3-member") if code == AMENDED else present,
        absent=() if body == "S5" else (f"D{body[1]}-former",),
    )
    made_at = now if code in (FRESH, WITHDRAWN, "M-S1-1") else NOW
    record_meetings([entry], by=BY, now=made_at)
    meeting = Meeting.objects.everything("test").select_related("chair", "recorder").get(code=code)
    if code == WITHDRAWN:
        withdraw_meeting(meeting, reason=f"因为MIN-{body}-{kind}", by=BY, now=now)
    for signs in SIGNED.get(code, ()):
        person = {"chair": meeting.chair, "recorder": meeting.recorder}.get(signs)
        confirm_meeting(meeting, kind=signs, person=person, signed_on=HELD, by=BY, now=NOW)
    if code == AMENDED:
        then = replace(entry, present=present, minutes=f"会上改说MIN-{body}-{kind}")
        amend_meeting(meeting, then, reason=f"记错MIN-{body}-{kind}", by=BY, now=NOW)


def _other_records(now: datetime) -> None:
    """说明, trainings, talks."""
    for body in (*ORGS, *GROUPS, *SCHOOLS):
        duty, period = DUTY[kind_of(body)]
        make_justification(duty, body, period, subject_kind=kind_of(body), reason=f"理由RSN-{body}")
    for org in ORGS:
        words = {"subject_kind": "person", "reason": f"理由RSN-{org}P"}
        make_justification("hours.member", f"{org}-member", "2026", **words)
        make_talk(f"{org}-secretary", f"{org}-member")
        words = {"words": f"要点PLN-{org}", "meeting": f"M-{org}-1"}
        plan = PlanEntry(org=org, year=2026, decided_on=HELD, **words)
        record_plans([replace(plan, words=f"原要点OLD-{org}")], by=f"OLD-{org}", now=NOW)
        made = StudyPlan.objects.everything("test").get(org__code=org)
        amend_plan(made, plan, reason=f"写错OLD-{org}", by=BY, now=NOW)
    words = {"subject_kind": "person", "reason": "理由RSN-D1Q"}
    make_justification("hours.member", "D1-secretary", "2026", **words)
    fresh = Meeting.objects.everything("test").get(code=FRESH)
    reminded = {"reminded_on": HELD, "entered_on": HELD, "saved_by": "", "saved_at": NOW}
    Reminder.objects.everything("test").create(meeting=fresh, **reminded)
    decision = {"target": "meeting.lecture", "field": "unit", "starts_on": HELD, "basis": "党委会定"}
    DistrictDecision.objects.everything("test").create(**decision, saved_by="", saved_at=NOW)
    for org in ("D1", "D3"):
        _said(org, org, "org", "meeting.assembly", "2026Q3")
        _said(f"{org}P", f"{org}-member", "person", "hours.member", "2026")
    make_talk("D1-secretary", "S1-staff")
    for body, *attendees in TRAINED:
        make_training(f"TR-{body}", *attendees, title=f"原题OLD-{body}", body=body, starts_on=HELD)
        training = Training.objects.everything("test").get(code=f"TR-{body}")
        entry = replace(training_entry(training), title=f"培训TRN-{body}")
        amend_training(training, entry, reason=f"写错OLD-{body}", by=BY, now=NOW)
    for rows in (
        Training.objects.everything("test").filter(code="TR-D1"),
        Talk.objects.everything("test").filter(object__code="D1-member"),
        StudyPlan.objects.everything("test").filter(org__code="D1"),
    ):
        rows.update(made_at=now)


def _calls(now: datetime) -> None:
    """Announced meetings, whose agenda carries a mark, and answers."""
    day = timezone.localdate(now) + timedelta(days=5)
    for body, (kind, people) in CALLS.items():
        words = {"held_on": day, "starts_at": time(15, 30), "place": "会议室", "agenda": f"议题CAL-{body}"}
        entry = AnnouncementEntry(code=f"N-{body}-0", body=body, kinds=(kind,), **words)
        announce_meetings([entry], by=BY, now=NOW)
        replies = [ReplyEntry(announcement=entry.code, person=each, answer="on_leave") for each in people]
        give_replies(replies, by=BY, now=NOW)


def _said(mark: str, code: str, kind: str, obligation: str, period: str) -> None:
    """An objection and an exemption, of a body or (mark D1P) of a member of D1."""
    subject = Subject.objects.get(kind=kind, code=code)
    about = {"obligation": obligation, "subject": subject, "by": BY, "now": NOW}
    file_objection(**about, period=period, about="record", words=f"异议OBJ-{mark}")
    bureau = PartyOrg.objects.everything("test").get(code="B")
    words = {"kind": "illness-long", "basis": f"依据WAV-{mark}", "org": bureau}
    approve_waiver(**about, **words, periods=(period, period))


def _accounts(now: datetime) -> dict[str, User]:
    users = {}
    for login, person in (READERS | MORE).items():
        users[login] = make_user(login, f"账号{login}", password="")
        if person:
            link_accounts({person: users[login].pk}, by=BY, now=NOW)
    for number, duty in enumerate(DUTIES):
        users[duty] = make_user(duty, f"账号{duty}", password="", phone=f"1390000000{number}", duty=duty)
    for user in users.values():
        user.password_changed_at, user.is_demo = now, True
        user.save()
    ever = date(now.year, 1, 1), date(now.year + 2, 1, 1)
    grants = (
        ("officer", "officer", "T1", ever),
        ("inspector", "inspector", "B", ever),
        ("expired", "inspector", "B", (date(now.year, 1, 1), date(now.year, 1, 2))),
        ("expired", "inspector", "B", NOT_YET),
        ("double", "inspector", "B", ever),
        ("deputy", "officer", "D2", ever),
    )
    give_grants(
        [
            GrantEntry(user=users[login].pk, role=role, org=org, starts_on=since, ends_on=until, basis="试验")
            for login, role, org, (since, until) in grants
        ],
        by=BY,
        now=NOW,
    )
    return users
