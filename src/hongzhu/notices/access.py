"""Who reads a message: whoever it is for, whoever sent it, and both superiors of the organisation it went to."""

from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.crypto import salted_hmac

from hongzhu.accounts.models import User
from hongzhu.orgs.access import (
    GUIDING,
    INSPECTOR,
    LEADING,
    PRINCIPAL,
    RUNNING,
    Reader,
    above_keys,
    granted,
    org_keys,
    school_keys,
)
from hongzhu.orgs.models import PartyOrg

from .models import Feed, Message, Preference

RESOURCE: Final = "notice"
AFAR: Final = frozenset({LEADING, GUIDING, INSPECTOR})
"""roles that look from above"""
WHY: Final = "drawing the line"


def messages(reader: Reader, action: str) -> Q:
    """read: one's own, those to what one looks after, those to what is below, those one sent; answer: one's own."""
    return _messages(reader, action, "")


def of_messages(reader: Reader, action: str) -> Q:
    """What a message speaks of: seen by whoever sees the message."""
    return _messages(reader, action, "message__")


def of_sent(reader: Reader, _action: str) -> Q:
    """How it went with e-mail: for whoever sent the message."""
    return Q(message__sender__in=above_keys(reader, RESOURCE, "create"))


def own(reader: Reader, _action: str) -> Q:
    """Nobody but the account itself."""
    return Q(user=reader.user)


def _messages(reader: Reader, action: str, path: str) -> Q:
    if action == "create":
        return Q(**{f"{path}sender__in": above_keys(reader, RESOURCE, "create")})
    mine = Q(**{f"{path}user": reader.user})
    if action == "answer":
        return mine | _to_own(reader, path)
    below = Q(**{f"{path}org__in": org_keys(reader, RESOURCE, "read")})
    below |= Q(**{f"{path}school__in": school_keys(reader, RESOURCE, "read")})
    return mine | below | Q(**{f"{path}sender__in": above_keys(reader, RESOURCE, "create")})


def _to_own(reader: Reader, path: str) -> Q:
    """To the organisations one runs, to the school one heads."""
    orgs = org_keys(reader, RESOURCE, "answer", but=AFAR)
    schools = reader.schools({PRINCIPAL} & granted(RESOURCE, "answer"))
    return Q(**{f"{path}org__in": orgs}) | Q(**{f"{path}school__in": schools})


def looks_from_above(reader: Reader) -> bool:
    """Whether messages go out from the reader, or to those he watches."""
    return bool(above_keys(reader, RESOURCE, "create")) or INSPECTOR in reader.roles


def run_orgs(reader: Reader) -> list[PartyOrg]:
    """The organisations one runs, each of which may have a calendar of its own; in the order of codes."""
    rows = PartyOrg.objects.everything(WHY).filter(pk__in=reader.orgs(RUNNING), closed_on=None)
    return list(rows.order_by("code"))


def digest_of(word: str) -> str:
    """Under which a feed is found by the secret word of its address."""
    return salted_hmac("hongzhu.notices.feed", word, algorithm="sha256").hexdigest()


def feed_of(word: str) -> Feed | None:
    """The feed whose address has this word: whoever has the word has the feed, until it is ended."""
    rows = Feed.objects.everything("found by its secret word").filter(
        digest=digest_of(word), ended_at=None, user__is_active=True
    )
    return rows.select_related("user", "org").first()


def wanting_digest(since: datetime) -> list[User]:
    """Accounts that want a digest and have had none since then, in the order in which they were made."""
    had = Message.objects.everything(WHY).filter(kind=Message.Kind.DIGEST, sent_at__gte=since)
    rows = Preference.objects.everything(WHY).filter(is_weekly=True, user__is_active=True)
    rows = rows.exclude(user__in=had.values("user")).select_related("user")
    return [each.user for each in rows.order_by("user")]
