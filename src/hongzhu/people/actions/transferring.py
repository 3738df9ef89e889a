"""A person is handed from one organisation to another: asked, accepted or refused, called back, undone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Fact
from hongzhu.ledger.posting import Posting, posting
from hongzhu.ledger.saving import signed
from hongzhu.orgs.bodies import named
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.models import Appointment, Person, Placement, Transfer
from hongzhu.policy.days import FOREVER, to_day

from .changing import entry_of
from .rostering import PostEntry, save_people, save_posts

ALL: Final = "actions see all"
State = Transfer.State
UNDO_LASTS: Final = timedelta(days=1)
"""how long an acceptance may be undone"""
NOT_WAITING: Final = "这件转接已经办过了，请刷新页面再看。"


@dataclass(frozen=True, kw_only=True)
class PlaceEntry:
    """Where the accepting organisation puts somebody; codes."""

    school: str | None = None
    group: str | None = None
    job: str = ""


def ask_transfer(person: Person, *, source: PartyOrg, target: PartyOrg, by: By, now: datetime) -> Transfer:
    """Hand somebody over; until the other accepts, everything stays as it is. Raises Refused."""
    with posting(now=now) as post:
        stored = Person.objects.everything(ALL).select_for_update(of=("self",)).get(pk=person.pk)
        today = to_day(timezone.localdate(now))
        if source.pk == target.pk:
            raise Refused("就是现在的党组织，请选要转去的那一个。", field="target")
        if not stored.belonging[0] <= today < stored.belonging[1]:
            raise Refused("这个人现在不在花名册上，不能转接。", field="target")
        if Transfer.objects.everything(ALL).filter(person=stored, state=State.WAITING).exists():
            raise Refused("已经在转接，等那边接收；要改，先撤回。", field="target")
        made = Transfer(person=stored, source=source, target=target, asked_at=now, asked_by=signed(by))
        made.save()
        _tell(post, made, "recorded", by=by, now=now)
        return made


def accept_transfer(transfer: Transfer, place: PlaceEntry, *, by: By, now: datetime) -> Transfer:
    """Take somebody over from today on; what he was before stays where it was. Raises Refused."""
    today = timezone.localdate(now)
    with posting(now=now) as post:
        stored = _waiting(transfer)
        person = stored.person
        if not person.here[0] <= to_day(today) < person.here[1] or person.here_since == today:
            raise Refused(
                "今天才到原来的单位，或者已经离开，请明天再接收，或者退回去问清楚。", field="school"
            )
        before = entry_of(person)
        entry = replace(before, **_place(stored, person, place), job=place.job, moved_on=today)
        Placement.objects.everything(ALL).create(
            person=person,
            school=person.school,
            org=person.org,
            group=person.group,
            job=person.job,
            starts_on=person.here_since,
            ends_on=today,
        )
        save_people([entry], by=by, now=now, reason=f"从{stored.source.name}转入")
        posts = _open_posts(person, entry.school)
        save_posts([replace(each, until_on=max(today, each.from_on)) for each in posts], by=by, now=now)
        _answer(stored, State.ACCEPTED, by=by, now=now)
        stored.moved_on = today
        stored.save()
        _tell(post, stored, "accepted", by=by, now=now)
    return stored


def refuse_transfer(transfer: Transfer, *, reason: str, by: By, now: datetime) -> Transfer:
    """Say no, with a reason; the first organisation goes on answering for him. Raises Refused."""
    if not reason.strip():
        raise Refused("请写明为什么不接收，对方看得到。", field="reason")
    with posting(now=now) as post:
        stored = _waiting(transfer)
        _answer(stored, State.REFUSED, by=by, now=now)
        stored.reason = reason
        stored.save()
        _tell(post, stored, "refused", by=by, now=now)
    return stored


def call_back(transfer: Transfer, *, by: By, now: datetime) -> Transfer:
    """The first organisation takes back what the other has not answered. Raises Refused."""
    with posting(now=now) as post:
        stored = _waiting(transfer)
        _answer(stored, State.CALLED_BACK, by=by, now=now)
        stored.save()
        _tell(post, stored, "called-back", by=by, now=now)
    return stored


def undo_acceptance(transfer: Transfer, *, by: By, now: datetime) -> Transfer:
    """Give somebody back as if he had not been accepted, while nothing has followed. The transfer waits again. Raises Refused."""
    with posting(now=now) as post:
        stored = _locked(transfer)
        if (why := why_not_undone(stored, now)) or stored.answered_at is None or stored.moved_on is None:
            raise Refused(why or NOT_WAITING)
        person, at = stored.person, stored.answered_at
        was = Placement.objects.everything(ALL).select_related("school", "org", "group")
        place = was.get(person=person, ends_on=stored.moved_on)
        codes: dict[str, Any] = {name: _code(getattr(place, name)) for name in ("school", "org", "group")}
        since = place.starts_on if place.starts_on > person.arrived_on else None
        place.delete()
        entry = replace(entry_of(person), **codes, job=place.job, moved_on=since)
        save_people([entry], by=by, now=now, reason="撤回接收")
        ended = Appointment.objects.everything(ALL).filter(
            person=person, saved_at=at, ends_on__gte=stored.moved_on
        )
        save_posts([replace(each, until_on=None) for each in _entries(ended)], by=by, now=now)
        stored.state, stored.answered_at, stored.answered_by, stored.moved_on = State.WAITING, None, "", None
        stored.save()
        _tell(post, stored, "reopened", by=by, now=now)
    return stored


def why_not_undone(transfer: Transfer, now: datetime) -> str:
    """Why an acceptance cannot be undone any more; empty where it can."""
    at, moved_on, person = transfer.answered_at, transfer.moved_on, transfer.person
    if transfer.state != State.ACCEPTED or at is None or moved_on is None:
        return NOT_WAITING
    if now > at + UNDO_LASTS:
        return "接收已经过了一天，不能撤回；人要回去，请办一次转接。"
    if person.saved_at != at:
        return "接收以后又改过他的资料，不能撤回；人要回去，请办一次转接。"
    since = Appointment.objects.everything(ALL).filter(person=person, starts_on__gte=moved_on)
    counted = Fact.objects.filter(subject=person.subject_id, day__gte=to_day(moved_on), withdrawn=FOREVER)
    if since.exists() or counted.exists():
        return "接收以后已经有任职或者会议、培训算到他名下，不能撤回；人要回去，请办一次转接。"
    return ""


def _place(transfer: Transfer, person: Person, place: PlaceEntry) -> dict[str, Any]:
    """Whoever belonged to no organisation still belongs to none: only his school changes."""
    org = transfer.target.code if person.org_id else None
    if not org and not place.school:
        raise Refused("请选学校：他没有编入党组织，不选就没有地方列。", field="school")
    return {"org": org, "group": place.group if org else None, "school": place.school}


def _open_posts(person: Person, school: str | None) -> list[PostEntry]:
    """What is held where somebody was and ends there: in the organisation and its groups, at a school he leaves."""
    rows = Appointment.objects.everything(ALL).filter(person=person, ends_on__isnull=True)
    orgs = [each for each in (person.org_id, person.group_id) if each]
    here = Q(org__in=orgs) | (Q(school=person.school_id) & ~Q(school__code=school or ""))
    return _entries(rows.filter(here))


def _entries(rows: Any) -> list[PostEntry]:
    found = []
    for row in rows.select_related("person", "org", "school"):
        words = {"post": row.post, "from_on": row.starts_on, "until_on": row.ends_on, "origin": row.origin}
        found.append(PostEntry(person=row.person.code, body=(row.org or row.school).code, **words))
    return found


def _code(body: Any) -> str | None:
    return body.code if body is not None else None


def _answer(stored: Transfer, state: Transfer.State, *, by: By, now: datetime) -> None:
    stored.state, stored.answered_at, stored.answered_by = state, now, signed(by)


def _tell(post: Posting, stored: Transfer, verb: str, *, by: By, now: datetime) -> None:
    """Both organisations' trails say it."""
    said = {
        "person": stored.person.code,
        "source": stored.source.code,
        "target": stored.target.code,
        "state": str(stored.state),
        "reason": stored.reason,
    }
    for org in (stored.source, stored.target):
        content = Content(about=f"transfer:{stored.pk}", now=dict(said), sealed={"state", "reason"})
        post.record(named(org), f"transfer.{verb}", [content], by=by, now=now)


def _waiting(transfer: Transfer) -> Transfer:
    stored = _locked(transfer)
    if stored.state != State.WAITING:
        raise Refused(NOT_WAITING)
    return stored


def _locked(transfer: Transfer) -> Transfer:
    rows = Transfer.objects.everything(ALL).select_for_update(of=("self",))
    found = rows.select_related(
        "person", "person__school", "person__org", "person__group", "source", "target"
    )
    return found.get(pk=transfer.pk)
