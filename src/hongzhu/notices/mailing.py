"""E-mail, where this installation has a post box (SMTP): who takes it, what a letter says, what went wrong in words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from smtplib import (
    SMTPAuthenticationError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Final

from django.conf import settings

from hongzhu.orgs.access import PRINCIPAL, SECRETARY, WORKER
from hongzhu.people.access import reader_of

from .models import Matter, Message, Preference

WHY: Final = "the post sees every letter"


@dataclass(frozen=True)
class Addressee:
    """An account with a confirmed address; the organisations it runs and the schools it heads, by key."""

    pk: int
    email: str
    runs: frozenset[int]
    heads: frozenset[int]


def takes_mail() -> bool:
    """Whether a post box is configured (HONGZHU_SMTP)."""
    return bool(settings.EMAIL_HOST)


def readers_by_mail(day: date, users: Collection[int] | None = None) -> list[Addressee]:
    """Accounts that gave an address and proved it is theirs; `users`: of these only."""
    rows = Preference.objects.everything(WHY).filter(confirmed_at__isnull=False, user__is_active=True)
    if users is not None:
        rows = rows.filter(user__in=users)
    found = []
    for each in rows.select_related("user").order_by("user"):
        reader = reader_of(each.user, day)
        runs, heads = reader.orgs({SECRETARY, WORKER}), reader.schools({PRINCIPAL})
        found.append(Addressee(each.user.pk, each.email, frozenset(runs), frozenset(heads)))
    return found


def letter_of(message: Message, matters: Collection[Matter]) -> tuple[str, str]:
    """(subject, text) of a message as plain text: what is to do and where, nobody's name but the sender's."""
    lines = [f"{place}. {each.words}（{each.tag}）" for place, each in enumerate(matters, 1)]
    sender = message.sender.name if message.sender else "红烛"
    parts = ["您好：", message.title + "。", "\n".join(lines), message.words]
    where = settings.HONGZHU_ADDRESS
    parts.append(f"登录{where or '红烛'}，首页上每一件都有办的按钮。已经办好的不用管。")
    parts.append(f"{sender}\n这封信是系统代发的，请不要直接回复；不想再收，在“消息 → 怎么收”里改。")
    return f"【红烛】{message.title}", "\n\n".join(part for part in parts if part)


def trouble(error: Exception) -> str:
    """Why a letter could not be posted, in words."""
    if isinstance(error, SMTPAuthenticationError):
        return "登录不上发信的邮箱，请管理员核对用户名和授权码"
    if isinstance(error, SMTPRecipientsRefused):
        return "对方的邮件服务器不认这个地址"
    if isinstance(error, SMTPSenderRefused):
        return "邮件服务器不让用这个地址发信"
    if isinstance(error, SMTPResponseException):
        return f"邮件服务器没有收（代码 {error.smtp_code}）"
    return "连不上邮件服务器"
