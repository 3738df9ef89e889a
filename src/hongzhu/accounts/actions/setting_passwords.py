"""Passwords and the printed slips that set them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from hongzhu.accounts.actor import actor_of
from hongzhu.accounts.codes import digest, make_code, printed
from hongzhu.accounts.finding import find_user, has_password
from hongzhu.accounts.models import PastPassword, Session, Slip, TrustedBrowser, User
from hongzhu.accounts.passwords import hashed, matches, problems, profile
from hongzhu.accounts.refusals import Refused
from hongzhu.audit.actions import By

from .signing_in import PURPOSE, confirm_password, may_enter
from .trail import NOBODY, tell
from .trying import forget_tries, weigh

SLIP_LASTS: Final = timedelta(hours=72)


@dataclass(frozen=True, kw_only=True)
class PrintedSlip:
    """What goes on the paper; the code exists nowhere else."""

    user: User
    kind: Slip.Kind
    code: str
    expires_at: datetime


def make_slip(*, user: User, by: By, now: datetime) -> PrintedSlip:
    """Make the slip by which a user sets his first password, or a new one; an earlier slip ends.

    The present password, if there is one, holds until the slip is used. Who may make slips for whom is the
    caller's to know. Raises Refused for a disabled account.
    """
    if not user.is_active:
        raise Refused(f"{user.name}的账号已停用。请先恢复账号，再打单子。")
    kind = Slip.Kind.RESET if has_password(user) else Slip.Kind.ACTIVATION
    code = make_code()
    expires_at = now + SLIP_LASTS
    with transaction.atomic():
        withdraw_slips(user, now)
        Slip.objects.create(
            kind=kind,
            user=user,
            digest=digest("slip", user.pk, code),
            made_by=by if isinstance(by, str) else by.label,
            made_at=now,
            expires_at=expires_at,
        )
        tell("slip.made", user, by=by, now=now, kind=kind, expires_at=expires_at)
    return PrintedSlip(user=user, kind=kind, code=printed(code), expires_at=expires_at)


def use_slip(*, typed: str, code: str, password: str, address: str, now: datetime) -> User:
    """Set the password by a slip. All sessions of the user end, and the tries are counted from nothing.

    Raises Wrong if the slip is not this user's, is used, withdrawn or expired: which of these is not said. Raises
    Closed after too many tries; closing the sign-in does not close the slip. Raises Refused if the password cannot
    be taken: the slip stays good.
    """
    user = find_user(typed)
    open_slips = Slip.objects.filter(
        user=user,
        digest=digest("slip", user.pk if user else 0, code),
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now,
    )

    def is_good() -> bool:
        return open_slips.exists() and user is not None and may_enter(user, address)

    weigh("slip", user, typed, is_good, address=address, by=NOBODY, now=now)
    assert user is not None
    check_new_password(user, password)
    encoded = hashed(password)
    with transaction.atomic():
        if not open_slips.update(used_at=now):
            raise Refused(
                "这张单子刚刚用过了。请用新密码登录；不是您用的，请马上找发单子的人。", field="code"
            )
        _store_password(user, encoded, now)
        Session.objects.filter(user=user).delete()
        TrustedBrowser.objects.filter(user=user).delete()
        for purpose in ("slip", PURPOSE, "password"):
            forget_tries(purpose, user, now=now)
        tell("slip.used", user, by=actor_of(user), now=now, address=address)
    return user


def change_password(*, user: User, old: str, new: str, address: str, now: datetime, keep: str | None) -> None:
    """Change one's own password; all sessions but the one whose key is `keep` end.

    Raises Wrong or Closed about the old one, Refused about the new one.
    """
    confirm_password(user=user, password=old, address=address, now=now)
    check_new_password(user, new)
    encoded = hashed(new)
    with transaction.atomic():
        _store_password(user, encoded, now)
        Session.objects.filter(user=user).exclude(session_key=keep).delete()
        TrustedBrowser.objects.filter(user=user).delete()
        tell("password.changed", user, by=actor_of(user), now=now, address=address)


def check_new_password(user: User, password: str) -> None:
    """Raise Refused, with everything that is wrong, if a user may not have this password."""
    rules = profile()
    found = problems(password, own_words=[user.login, user.phone or ""], rules=rules)
    if not found and rules.remembered:
        past = user.past_passwords.order_by("-set_at", "-pk")[: rules.remembered]
        if any(matches(password, each.password) for each in past):
            found = [f"最近{rules.remembered}次用过的密码不能再用，请换一个"]
    if found:
        raise Refused(*found, field="password")


def withdraw_slips(user: User, now: datetime) -> None:
    """End the slip that is still open, if any."""
    Slip.objects.filter(user=user, used_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=now)


def _store_password(user: User, encoded: str, now: datetime) -> None:
    user.password = encoded
    user.password_changed_at = now
    user.has_to_change_password = False
    user.save(update_fields=["password", "password_changed_at", "has_to_change_password"])
    PastPassword.objects.create(user=user, password=encoded, set_at=now)
    kept = user.past_passwords.order_by("-set_at", "-pk")[: max(profile().remembered, 1)]
    user.past_passwords.exclude(pk__in=[each.pk for each in kept]).delete()
