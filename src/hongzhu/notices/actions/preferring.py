"""How an account wants to be told: a weekly digest, an e-mail address that it proved to be its own, calendar feeds."""

import secrets
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Final

from django.core.mail import EmailMessage
from django.utils.crypto import constant_time_compare, salted_hmac

from hongzhu.accounts.models import User
from hongzhu.audit.actions import By, Content
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import Posting, posting
from hongzhu.notices.access import digest_of
from hongzhu.notices.mailing import takes_mail, trouble
from hongzhu.notices.models import Feed, Preference
from hongzhu.orgs.bodies import stream_of
from hongzhu.orgs.models import PartyOrg

WHY: Final = "actions see all"
CODE_LASTS: Final = timedelta(minutes=30)
BETWEEN: Final = timedelta(minutes=1)
"""between two codes, so that nobody floods a stranger's address"""
FEEDS: Final = 5
"""feeds of one account at a time"""


def set_weekly(user: User, *, is_weekly: bool, by: By, now: datetime) -> Preference:
    """With or without a digest on Mondays."""
    with posting(now=now) as post:
        row = _stored(user)
        if row.is_weekly != is_weekly:
            row.is_weekly = is_weekly
            row.save()
            _tell(post, "preference.changed", row, {"is_weekly": is_weekly}, by=by, now=now)
    return row


def ask_for_code(user: User, email: str, *, by: By, now: datetime) -> Preference:
    """Send a code of six digits to an address and keep it, not yet proved. Raises Refused, and then keeps nothing.

    The letter goes before the transaction begins: a slow post office holds nobody up.
    """
    if not takes_mail():
        raise Refused("这里没有配置发信的邮箱，暂时不能用邮件收。", field="email")
    before = Preference.objects.everything(WHY).filter(user=user).first()
    if before is not None and before.code_sent_at is not None and now - before.code_sent_at < BETWEEN:
        raise Refused("刚刚寄过一次，请过一分钟再要。", field="email")
    code = f"{secrets.randbelow(10**6):06}"
    try:
        words = f"您的验证码是 {code}，30分钟内有效。\n\n不是您本人在设置，请不用理会。"
        EmailMessage("【红烛】核实邮箱", words, to=[email]).send()
    except (SMTPException, OSError) as error:
        message = f"验证码没有寄出去：{trouble(error)}。请核对地址，或者稍后再试。"
        raise Refused(message, field="email") from error
    with posting(now=now) as post:
        row = _stored(user)
        row.email, row.confirmed_at = email, None
        row.code_digest, row.code_sent_at = _digest(row, code), now
        row.save()
        _tell(post, "preference.changed", row, {"email": True}, by=by, now=now)
    return row


def confirm_address(user: User, code: str, *, by: By, now: datetime) -> Preference:
    """The code came back: the address is one's own. Raises Refused; a wrong code is the last try."""
    with posting(now=now) as post:
        row = _stored(user)
        is_fresh = row.code_sent_at is not None and now - row.code_sent_at < CODE_LASTS
        is_right = bool(row.code_digest) and constant_time_compare(
            row.code_digest, _digest(row, code.strip())
        )
        row.code_digest = ""
        if is_fresh and is_right:
            row.confirmed_at = now
            _tell(post, "preference.changed", row, {"email": True, "confirmed": True}, by=by, now=now)
        row.save()
    if row.confirmed_at is None:
        raise Refused("验证码不对，或者过了30分钟。请再要一个。", field="code")
    return row


def drop_address(user: User, *, by: By, now: datetime) -> Preference:
    """No more e-mail; the address is forgotten."""
    with posting(now=now) as post:
        row = _stored(user)
        row.email, row.code_digest, row.code_sent_at, row.confirmed_at = "", "", None, None
        row.save()
        _tell(post, "preference.changed", row, {"email": False}, by=by, now=now)
    return row


def make_feed(user: User, *, org: PartyOrg | None, by: By, now: datetime) -> tuple[Feed, str]:
    """A feed and the secret word of its address, which is told this once. Raises Refused beyond five."""
    word = secrets.token_urlsafe(24)
    with posting(now=now) as post:
        if Feed.objects.everything(WHY).filter(user=user, ended_at=None).count() >= FEEDS:
            raise Refused(f"最多同时用{FEEDS}个日历订阅，请先停用不用的。")
        row = Feed(user=user, org=org, digest=digest_of(word), made_at=now)
        row.save()
        post.record(
            stream_of(org),
            "feed.made",
            [Content(about=f"feed:{row.pk}", now={"org": org.code if org else None})],
            by=by,
            now=now,
        )
    return row, word


def end_feed(feed: Feed, *, by: By, now: datetime) -> Feed:
    """The address answers no more."""
    with posting(now=now) as post:
        row = Feed.objects.everything(WHY).select_for_update(of=("self",)).get(pk=feed.pk)
        if row.ended_at is None:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            about = [Content(about=f"feed:{row.pk}", now={"ended": True})]
            post.record(stream_of(row.org), "feed.ended", about, by=by, now=now)
    return row


def _digest(row: Preference, code: str) -> str:
    return salted_hmac(
        "hongzhu.notices.code", f"{row.user_id}:{row.email}:{code}", algorithm="sha256"
    ).hexdigest()


def _stored(user: User) -> Preference:
    """The account's row, made where there is none; within a turn nobody else makes it."""
    found = Preference.objects.everything(WHY).select_for_update(of=("self",)).filter(user=user).first()
    return found or Preference(user=user)


def _tell(
    post: Posting, verb: str, row: Preference, told: dict[str, object], *, by: By, now: datetime
) -> None:
    """That something was changed, never the address."""
    post.record(stream_of(None), verb, [Content(about=f"preference:{row.user_id}", now=told)], by=by, now=now)
