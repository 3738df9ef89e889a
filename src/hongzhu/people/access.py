"""Which offices an account holds on a day, and whose rows in the roster it may see."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q

from hongzhu.accounts.models import User
from hongzhu.ledger import in_force
from hongzhu.ledger.keeping import READERS, kept
from hongzhu.orgs import access
from hongzhu.orgs.access import Office, Reader, org_keys, school_keys
from hongzhu.orgs.models import Grant, PartyOrg
from hongzhu.policy.days import end_day, to_day

from .models import Appointment, Person, Placement
from .roster import One

Post = Appointment.Post
ROLE_OF: Final = {
    Post.SECRETARY: access.SECRETARY,
    Post.DEPUTY_SECRETARY: access.SECRETARY,
    Post.FULL_TIME_DEPUTY: access.SECRETARY,
    Post.ORGANIZATION_MEMBER: access.COMMITTEE,
    Post.PUBLICITY_MEMBER: access.COMMITTEE,
    Post.DISCIPLINE_MEMBER: access.COMMITTEE,
    Post.COMMITTEE_MEMBER: access.COMMITTEE,
    Post.GROUP_LEADER: access.GROUP_LEADER,
    Post.PARTY_WORKER: access.WORKER,
    Post.PRINCIPAL: access.PRINCIPAL,
}
"""post → row of the table of permissions; a post that is not here gives nothing"""
AT_SCHOOLS: Final = frozenset({access.PRINCIPAL})
"""roles held at a school; all others are held in an organisation"""
OWN: Final = "own"
"""under which the reader remembers his own row of the roster, and his posts"""
WHY: Final = "who is asking"


def reader_of(user: User, day: date) -> Reader:
    """The reader that an account is on a day. Administrators (三员) hold no office and see no business.

    Three queries, and none as long as nothing was posted since: whoever gives or takes an office, an account or a person
    has the turn (ledger/turns.py), and with it the stamp is another.
    """
    if user.duty:
        return Reader(user=user.pk, day=day, name=user.name, duty=user.duty)
    key = ("reader", user.pk, user.name, day)
    return kept(in_force.stamp(), key, lambda: _found(user, day), shelf=READERS)


def _found(user: User, day: date) -> Reader:
    held = (
        Appointment.objects.everything(WHY)
        .filter(person__user=user)
        .select_related("person", "org", "school")
    )
    posts = list(held)
    person = posts[0].person if posts else Person.objects.everything(WHY).filter(user=user).first()
    offices = [*_granted(user, day)]
    if person is not None:
        offices += [*_belonging(person, to_day(day)), *_held(posts, day)]
    return Reader(
        user=user.pk,
        day=day,
        name=user.name,
        person=person.pk if person else None,
        subject=person.subject_id if person else None,
        code=person.code if person else "",
        offices=tuple(dict.fromkeys(offices)),
        memory={OWN: (person, posts)} if person else {},
    )


def own_row(reader: Reader) -> One | None:
    """The reader's own row of the roster and all posts he ever held, as they were read to know him."""
    found: One | None = reader.memory.get(OWN)  # type: ignore[assignment]
    return found


def _granted(user: User, day: date) -> list[Office]:
    grants = Grant.objects.everything(WHY).on(day).filter(user=user)
    return [Office(grant.role, org=grant.org_id) for grant in grants]


def _belonging(person: Person, day: int) -> list[Office]:
    """What comes with belonging somewhere: member of a branch and a group, staff of a school."""
    found = []
    if person.is_member_on(day):
        found += [Office(access.MEMBER, org=org) for org in (person.org_id, person.group_id) if org]
    if person.school_id and person.is_staff_on(day):
        found.append(Office(access.STAFF, school=person.school_id))
    return found


def _held(posts: Iterable[Appointment], on: date) -> list[Office]:
    """Posts held on a day, while the person serves and the organisation or school exists."""
    day = to_day(on)
    found = []
    for post in posts:
        body = post.org or post.school
        assert body is not None
        role = ROLE_OF.get(Post(post.post))
        start, end = post.span
        if role is None or not start <= day < min(end, end_day(body.closed_on)):
            continue
        if (role in AT_SCHOOLS) == (post.school_id is not None):
            found.append(Office(role, org=post.org_id, school=post.school_id))
    return found


def people(reader: Reader, action: str) -> Q:
    """Rows of the roster: one's own; those of the organisations and schools one may read by name.

    Who was there once is still known by name, for the records of those days name him; all else is for where he is now.
    """
    orgs, schools = org_keys(reader, "roster", action), school_keys(reader, "roster", action)
    line = Q(org__in=orgs) | Q(group__in=orgs) | Q(school__in=schools)
    if reader.person and access.SELF in access.granted("roster", action):
        line |= Q(pk=reader.person)
    if action == "read" and (orgs or schools):
        was = Q(org__in=orgs) | Q(group__in=orgs) | Q(school__in=schools)
        line |= Q(pk__in=Placement.objects.everything(WHY).filter(was).values("person"))
    return line


def placements(reader: Reader, action: str) -> Q:
    """Where people were before: of oneself, and of those of whom one sees more than the name."""
    known = Person.objects.everything(WHY).filter(people(reader, "detail" if action == "read" else action))
    line = Q(person__in=known)
    return line | Q(person=reader.person) if reader.person else line


def transfers(reader: Reader, action: str) -> Q:
    """Both organisations see a transfer, and the person himself; the first takes it back, the second answers it."""
    orgs = org_keys(reader, "transfer", action)
    line = Q(source__in=orgs) if action in ("create", "change") else Q(target__in=orgs)
    if action == "read":
        line |= Q(source__in=orgs)
        if reader.person and access.SELF in access.granted("transfer", action):
            line |= Q(person=reader.person)
    return line


def corrections(reader: Reader, action: str) -> Q:
    """One's own, and those of the people whom one looks after; above the branch none."""
    orgs, schools = org_keys(reader, "correction", action), school_keys(reader, "correction", action)
    line = Q(person__org__in=orgs) | Q(person__school__in=schools)
    if reader.person and access.SELF in access.granted("correction", action):
        line |= Q(person=reader.person)
    return line & ~Q(person=reader.person) if action == "answer" else line


def identities(reader: Reader, action: str) -> Q:
    """Whose identity number the reader may have shown, or enter: of those whose telephone number he may."""
    known = Person.objects.everything(WHY).filter(people(reader, "reveal" if action == "read" else action))
    line = Q(person__in=known)
    return line | Q(person=reader.person) if reader.person and action == "read" else line


def keeps(reader: Reader) -> list[PartyOrg]:
    """The organisations (no groups) whose roster the reader keeps, by code."""
    found = PartyOrg.objects.visible_to(reader).filter(pk__in=org_keys(reader, "roster", "create"))
    return list(found.exclude(kind=PartyOrg.Kind.PARTY_GROUP).order_by("code"))


def takes_members(day: date) -> list[PartyOrg]:
    """Organisations to which people may be handed, by code: which there are is no secret."""
    found = PartyOrg.objects.everything("where a transfer may lead").exclude(kind=PartyOrg.Kind.PARTY_GROUP)
    at = to_day(day)
    return [org for org in found.order_by("code") if org.span[0] <= at < org.span[1]]


def appointments(reader: Reader, action: str) -> Q:
    """Who holds which post is organisational: visible wherever the organisation or school is."""
    line = Q(org__in=org_keys(reader, "org", action)) | Q(school__in=school_keys(reader, "org", action))
    return line | Q(person=reader.person) if reader.person else line
