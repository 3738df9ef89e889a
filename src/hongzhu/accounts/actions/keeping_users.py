"""Accounts are made, disabled and enabled again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from hongzhu.accounts.models import Session, TrustedBrowser, User
from hongzhu.accounts.passwords import UNUSABLE, hashed
from hongzhu.accounts.refusals import Refused
from hongzhu.accounts.spelling import LOGIN, LOGIN_LENGTH, PHONE, plain_login, plain_phone
from hongzhu.audit.actions import By

from .setting_passwords import withdraw_slips
from .trail import tell

DEMO_PASSWORD: Final = "hongzhu-demo-2026"  # noqa: S105 - printed on the console, refused from any other machine
DEMO_DUTIES: Final = {
    "sysadmin": User.Duty.SYSTEM,
    "secadmin": User.Duty.SECURITY,
    "auditadmin": User.Duty.AUDIT,
}


@dataclass(frozen=True, kw_only=True)
class UserEntry:
    """One account to be made. It has no password: its user sets one by a slip."""

    login: str
    name: str
    phone: str = ""
    duty: str = ""
    has_to_use_code: bool = False


def add_users(entries: Sequence[UserEntry], *, by: By, now: datetime) -> list[User]:
    """Make accounts, all or none, in the order of the entries. Raises Refused, with the entry's index."""
    with transaction.atomic():
        users = [_checked(index, entry, by, now) for index, entry in enumerate(entries)]
        _refuse_taken(users)
        made = User.objects.bulk_create(users)
        for user in made:
            tell("account.made", user, by=by, now=now, name=user.name, duty=user.duty)
    return made


def disable_user(*, user: User, by: By, now: datetime, reason: str) -> None:
    """Shut an account: its sessions, slips and trusted browsers end at once. Disabling twice is once."""
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            return
        user.is_active = False
        Session.objects.filter(user=user).delete()
        TrustedBrowser.objects.filter(user=user).delete()
        withdraw_slips(user, now)
        tell("account.disabled", user, by=by, now=now, reason=reason)


def enable_user(*, user: User, by: By, now: datetime, reason: str) -> None:
    """Open a disabled account again; its password still holds."""
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            return
        user.is_active = True
        tell("account.enabled", user, by=by, now=now, reason=reason)


def make_demo_users(names: Mapping[str, str], *, by: By, now: datetime) -> dict[str, int]:
    """Make the demo's accounts, login → name; the three administrators are among them. Returns login → key.

    Their password is printed on the console; from another machine none of them is let in, and a server that other
    machines reach does not start while there is one.
    """
    with transaction.atomic():
        users = [
            User(
                login=login,
                name=name,
                duty=DEMO_DUTIES.get(login, ""),
                is_demo=True,
                password=hashed(DEMO_PASSWORD),
                password_changed_at=now,
                made_by=by if isinstance(by, str) else by.label,
                made_at=now,
            )
            for login, name in names.items()
        ]
        made = User.objects.bulk_create(users)
        for user in made:
            tell("account.made", user, by=by, now=now, name=user.name, duty=user.duty, demo=True)
    return {user.login: user.pk for user in made}


def _checked(index: int, entry: UserEntry, by: By, now: datetime) -> User:
    login, phone, name = plain_login(entry.login), plain_phone(entry.phone), entry.name.strip()
    if len(login) > LOGIN_LENGTH or not LOGIN.fullmatch(login):
        raise Refused(
            f"用户名“{entry.login}”不能用：要有字母或汉字，可以带数字、点和横线，中间没有空格，最长{LOGIN_LENGTH}个字。",
            field="login",
            index=index,
        )
    if not name:
        raise Refused("请填姓名。", field="name", index=index)
    if phone and not PHONE.fullmatch(phone):
        raise Refused(f"手机号“{entry.phone}”看不懂，请只写数字。", field="phone", index=index)
    if entry.duty and not phone:
        raise Refused(
            "三员要登记各自的手机号，用来保证是三个不同的人。请填手机号。", field="phone", index=index
        )
    return User(
        login=login,
        phone=phone or None,
        name=name,
        duty=User.Duty(entry.duty) if entry.duty else "",
        has_to_use_code=entry.has_to_use_code,
        password=UNUSABLE,
        made_by=by if isinstance(by, str) else by.label,
        made_at=now,
    )


def _refuse_taken(users: Sequence[User]) -> None:
    logins = {*User.objects.filter(login__in=[user.login for user in users]).values_list("login", flat=True)}
    phones: set[str | None] = {
        *User.objects.filter(phone__in=[user.phone for user in users if user.phone]).values_list(
            "phone", flat=True
        )
    }
    for index, user in enumerate(users):
        if user.login in logins:
            raise Refused(f"用户名“{user.login}”已经有人用了，请换一个。", field="login", index=index)
        if user.phone and user.phone in phones:
            raise Refused(
                f"手机号{user.phone}已经登记在另一个账号上。一个人只用一个账号；三员必须是不同的人。",
                field="phone",
                index=index,
            )
        logins.add(user.login)
        phones.add(user.phone)
