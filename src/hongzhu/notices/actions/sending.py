"""Send reminders and digests, keep a note of what was put into a chat group, take a message as read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from hongzhu.accounts.models import User
from hongzhu.audit.actions import By, Content
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import Posting, posting
from hongzhu.ledger.saving import signed
from hongzhu.notices.mailing import readers_by_mail, takes_mail
from hongzhu.notices.models import Mail, Matter, Message
from hongzhu.notices.quiet import Key, told_lately
from hongzhu.orgs.bodies import stream_of
from hongzhu.orgs.models import PartyOrg, School

WHY: Final = "actions see all"
NOTHING_TO_SAY: Final = "没有要提醒的：都办好了，或者7天内已经提醒过。"


@dataclass(frozen=True, kw_only=True)
class Told:
    """A matter as it is told; `key`: what makes it the same matter next time."""

    key: Key
    words: str
    tag: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Letter:
    """To one organisation, or to a school that none covers."""

    to: PartyOrg | School
    title: str
    matters: Sequence[Told]
    words: str = ""


def send_reminders(letters: Iterable[Letter], *, sender: PartyOrg, by: By, now: datetime) -> list[Message]:
    """One message for each letter, without the matters it was reminded of in the last seven days.

    A letter that spoke of something late and does so no more is not sent. Raises Refused where none is.
    """
    today = timezone.localdate(now)
    with posting(now=now) as post:
        wanted = list(letters)
        quiet = told_lately({each.key.subject for letter in wanted for each in letter.matters}, today)
        found = [kept for letter in wanted if (kept := _without(letter, quiet))]
        if not found:
            raise Refused(NOTHING_TO_SAY)
        sent = [_reminder(letter, sender, by, now) for letter in found]
        _store(sent, [letter.matters for letter in found])
        _address_mails(sent, now)
        for row, letter in zip(sent, found, strict=True):
            told = {
                "to": letter.to.code,
                "title": row.title,
                "matters": [each.words for each in letter.matters],
            }
            _tell(post, "message.reminded", row, told, by=by, now=now)
    return sent


def send_digest(user: User, title: str, matters: Sequence[Told], *, by: By, now: datetime) -> Message:
    """What an account has to do, for itself alone; at most one in a week is the caller's matter (desk/digests.py)."""
    with posting(now=now) as post:
        row = Message(kind=Message.Kind.DIGEST, user=user, title=title[:80], sent_at=now, sent_by=signed(by))
        _store([row], [matters])
        _address_mails([row], now)
        _tell(post, "message.digested", row, {"title": row.title}, by=by, now=now)
    return row


def log_chat(words: str, *, sender: PartyOrg, by: By, now: datetime) -> Message:
    """Note that a text was put into a chat group by hand. Raises Refused for an empty one."""
    if not words.strip():
        raise Refused("没有要记的话。", field="words")
    with posting(now=now) as post:
        row = Message(
            kind=Message.Kind.CHAT,
            sender=sender,
            title="发到群里的话",
            words=words.strip(),
            sent_at=now,
            sent_by=signed(by),
        )
        row.save()
        _tell(post, "message.noted", row, {"words": row.words}, by=by, now=now)
    return row


def mark_read(message: Message, *, by: By, now: datetime) -> Message:
    """知道了, once; said again it stays as it was."""
    with posting(now=now) as post:
        row = Message.objects.everything(WHY).select_for_update(of=("self",)).get(pk=message.pk)
        if row.read_at is None:
            row.read_at, row.read_by = now, signed(by)
            row.save(update_fields=["read_at", "read_by"])
            _tell(post, "message.read", row, {"read_by": row.read_by}, by=by, now=now)
    return row


def _without(letter: Letter, quiet: Collection[Key]) -> Letter | None:
    """What is left to say; None where that is nothing, or where of what was late nothing is."""
    left = [each for each in letter.matters if each.key not in quiet]
    was_late, is_late = (any(each.is_late for each in some) for some in (letter.matters, left))
    return replace(letter, matters=left) if left and is_late == was_late else None


def _reminder(letter: Letter, sender: PartyOrg, by: By, now: datetime) -> Message:
    to = {"org": letter.to} if isinstance(letter.to, PartyOrg) else {"school": letter.to}
    return Message(
        kind=Message.Kind.REMINDER,
        sender=sender,
        title=letter.title[:80],
        words=letter.words.strip(),
        sent_at=now,
        sent_by=signed(by),
        **to,
    )


def _store(rows: list[Message], matters: list[Sequence[Told]]) -> None:
    Message.objects.everything(WHY).bulk_create(rows)
    Matter.objects.everything(WHY).bulk_create(
        Matter(
            message=row,
            place=place,
            subject_id=each.key.subject,
            obligation=each.key.obligation,
            period=each.key.period,
            words=each.words[:200],
            tag=each.tag[:30],
            is_late=each.is_late,
        )
        for row, some in zip(rows, matters, strict=True)
        for place, each in enumerate(some, 1)
    )


def _address_mails(rows: list[Message], now: datetime) -> None:
    """To whoever is meant, or runs the organisation, and gave an address; they are posted later (posting_mail.py)."""
    if not takes_mail():
        return
    users = readers_by_mail(timezone.localdate(now))
    Mail.objects.everything(WHY).bulk_create(
        Mail(message=row, user_id=user.pk)
        for row in rows
        for user in users
        if row.user_id == user.pk or row.org_id in user.runs or row.school_id in user.heads
    )


def _tell(
    post: Posting, verb: str, row: Message, told: Mapping[str, object], *, by: By, now: datetime
) -> None:
    """One event: of a reminder in the stream of whoever was told, of all else in that of whoever did it."""
    body = row.org or row.school or row.sender
    post.record(stream_of(body), verb, [Content(about=f"message:{row.pk}", now=told)], by=by, now=now)
