"""Confirm a version of a record; withdraw a wrong one soon after it was made."""

from datetime import date, datetime

from django.utils import timezone

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.amending import CHANGED_MEANWHILE, WITHDRAWAL_LASTS
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.meetings.facts import post_meetings
from hongzhu.meetings.models import Meeting, Resolution, Signature
from hongzhu.meetings.signed import is_confirmed
from hongzhu.orgs.bodies import stream_of
from hongzhu.people.models import Person
from hongzhu.search.actions import index_records

from .announcing import reopen_announcement
from .trail import MEETINGS


def confirm_meeting(
    meeting: Meeting,
    *,
    kind: str,
    person: Person | None,
    signed_on: date,
    by: By,
    now: datetime,
    version: int | None = None,
) -> Signature:
    """Sign the version that stands: chair and recorder each for himself, or 纸质已签 by one sign-in.

    `version`: the one that the signer read (by default that of `meeting` as given). Raises Refused.
    """
    with posting(now=now) as post:
        stored = _locked(meeting)
        _check_signing(stored, meeting.version if version is None else version, kind)
        _check_signer(stored, kind, person)
        _check_signed_on(stored, signed_on, timezone.localdate(now))
        signature = Signature.objects.everything("actions see all").create(
            meeting=stored,
            version=stored.version,
            kind=kind,
            person=person,
            signed_on=signed_on,
            user_id=user_of(by),
            at=now,
        )
        said = {
            "version": stored.version,
            "kind": kind,
            "person": person and person.code,
            "signed_on": signed_on,
        }
        content = Content(about=MEETINGS.about(stored), now=said)
        verb = "meeting.confirmed" if is_confirmed(stored) else "meeting.signed"
        post.record(stream_of(stored.org or stored.school), verb, [content], by=by, now=now)
    return signature


def _locked(meeting: Meeting) -> Meeting:
    return (
        Meeting.objects.everything("actions see all")
        .select_for_update(of=("self",))
        .select_related("org", "school")
        .get(pk=meeting.pk)
    )


def user_of(by: By) -> int | None:
    """The account of whoever acts; a command has none."""
    return None if isinstance(by, str) else int(str(by.user_id))


def _check_signing(meeting: Meeting, version: int, kind: str) -> None:
    if meeting.withdrawn_at is not None:
        raise Refused("这份记录已经撤回，不用签字。", field="kind")
    if meeting.version != version:
        raise Refused(CHANGED_MEANWHILE, field="version")
    if kind not in Signature.Kind.values:
        raise Refused("请选择由主持人、记录人签字，还是纸质已签。", field="kind")
    if is_confirmed(meeting):
        raise Refused("这份记录已经确认过了，不用再签。", field="kind")
    if (
        Signature.objects.everything("actions see all")
        .filter(meeting=meeting, version=version, kind=kind)
        .exists()
    ):
        raise Refused(f"{Signature.Kind(kind).label}已经签过字了，不用再签。", field="kind")


def _check_signer(meeting: Meeting, kind: str, person: Person | None) -> None:
    """Chair and recorder sign for themselves, and are two people; on paper both signatures stand there already."""
    if kind == Signature.Kind.PAPER:
        return
    label = Signature.Kind(kind).label
    wanted = meeting.chair_id if kind == Signature.Kind.CHAIR else meeting.recorder_id
    if wanted is None:
        raise Refused(f"记录里没有写{label}，请先更正补上。", field="person")
    if meeting.chair_id == meeting.recorder_id:
        raise Refused("主持人和记录人是同一个人，网上签字要有两个人；请改用纸质已签。", field="person")
    if person is None or person.pk != wanted:
        raise Refused(f"这里要由{label}本人签字，请{label}登录后再签，或改用纸质已签。", field="person")


def _check_signed_on(meeting: Meeting, signed_on: date, today: date) -> None:
    if signed_on < meeting.held_on:
        raise Refused("签字日期早于会议日期，请核对这两个日期。", field="signed_on")
    if signed_on > today:
        raise Refused("签字日期还没有到，请核对。", field="signed_on")


def withdraw_meeting(meeting: Meeting, *, reason: str, by: By, now: datetime) -> Meeting:
    """Withdraw a wrong entry: it proves nothing any more and stays readable. Raises Refused."""
    with posting(now=now) as post:
        stored = _locked(meeting)
        _check_withdrawal(stored, reason, now)
        stored.withdrawn_at, stored.withdrawn_reason = now, reason.strip()
        stored.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        Resolution.objects.everything("actions see all").filter(closed_in=stored).update(
            closed_in=None, closed_on=None
        )
        post_meetings(post, [stored])
        index_records(kind="meeting", keys=[stored.pk])
        reopen_announcement(post, stored, by=by, now=now)
        content = Content(about=MEETINGS.about(stored), now={"withdrawn": reason.strip()})
        stream = stream_of(stored.org or stored.school)
        post.record(stream, "meeting.withdrawn", [content], by=by, now=now, reason=reason.strip())
    return stored


def _check_withdrawal(meeting: Meeting, reason: str, now: datetime) -> None:
    if meeting.withdrawn_at is not None:
        raise Refused("这份记录已经撤回了，不用再撤。", field="code")
    if is_confirmed(meeting):
        raise Refused("这份记录已经确认，不能撤回，请用更正改正。", field="code")
    if now > meeting.made_at + WITHDRAWAL_LASTS:
        raise Refused("登记已经过了一天，不能撤回，请用更正改正。", field="code")
    if not reason.strip():
        raise Refused("请写明为什么撤回，例如：登记到了别的支部。", field="reason")
