"""Sign in and out: the password, the code where one is asked for, the session."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from hongzhu.accounts.actor import actor_of
from hongzhu.accounts.browsers import is_loopback
from hongzhu.accounts.codes import CODE_LENGTH, DIGITS, digest, matching_step, secret_of
from hongzhu.accounts.finding import find_user
from hongzhu.accounts.models import Authenticator, RecoveryCode, Session, TrustedBrowser, User
from hongzhu.accounts.passwords import UNUSABLE, matches
from hongzhu.accounts.spelling import plain_code, plain_digits
from hongzhu.audit.actions import By

from .trail import NOBODY, tell
from .trying import forget_tries, weigh

PURPOSE: Final = "sign-in"
TRUST_LASTS: Final = timedelta(days=30)


def try_password(*, typed: str, password: str, address: str, now: datetime) -> User:
    """Return the account that has this user name or phone number and this password.

    Raises Wrong, for whatever reason: no such account, a disabled one, one not yet activated, a demo account from
    another machine. Raises Closed after too many tries. Both take the same time whether or not the account exists.
    """
    user = find_user(typed)
    encoded = user.password if user else UNUSABLE

    def is_right() -> bool:
        fits = matches(password, encoded)
        return fits and user is not None and may_enter(user, address)

    weigh(PURPOSE, user, typed, is_right, address=address, by=NOBODY, now=now)
    assert user is not None
    return user


def may_enter(user: User, address: str) -> bool:
    """Is the account in use? A demo account, whose password everybody knows, only on the machine itself."""
    return user.is_active and (not user.is_demo or is_loopback(address))


def try_code(*, user: User, typed: str, address: str, now: datetime) -> None:
    """Take the digits of the authenticator, or a recovery code; each counts once. Raises Wrong or Closed."""

    def is_right() -> bool:
        return _take_digits(user, typed, now) or _take_recovery_code(user, typed, now)

    weigh(PURPOSE, user, "", is_right, address=address, by=NOBODY, now=now)


def confirm_password(*, user: User, password: str, address: str, now: datetime) -> None:
    """Ask a signed-in user once more, before something that matters. Raises Wrong or Closed."""
    by = actor_of(user)
    weigh("password", user, "", lambda: matches(password, user.password), address=address, by=by, now=now)
    forget_tries("password", user, now=now)


def enter(*, user: User, address: str, browser: str, now: datetime) -> None:
    """Note that a user has signed in, password and code being right; clear away what has run out."""
    with transaction.atomic():
        forget_tries(PURPOSE, user, now=now)
        Session.objects.filter(expire_date__lte=now).delete()
        TrustedBrowser.objects.filter(expires_at__lte=now).delete()
        user.signed_in_at = now
        user.save(update_fields=["signed_in_at"])
        tell("session.begun", user, by=actor_of(user), now=now, address=address, browser=browser)


def leave(*, user: User, by: By, now: datetime) -> None:
    """Note that a user has signed out; the caller drops the session."""
    with transaction.atomic():
        tell("session.ended", user, by=by, now=now)


def end_sessions(*, user: User, by: By, now: datetime, handle: str = "", keep: str | None = None) -> int:
    """End one session of a user by its handle, or all but the one whose key is `keep`. Returns how many."""
    with transaction.atomic():
        living = Session.objects.filter(user=user).exclude(session_key=keep)
        keys = [each.session_key for each in living if not handle or each.handle == handle]
        Session.objects.filter(session_key__in=keys).delete()
        if keys:
            tell("session.ended", user, by=by, now=now, sessions=len(keys))
    return len(keys)


def trust_browser(*, user: User, browser: str, now: datetime) -> str:
    """Do not ask this browser for the code for a while. Returns the token for its cookie."""
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        TrustedBrowser.objects.create(
            user=user,
            digest=digest("trust", user.pk, token),
            browser=browser,
            trusted_at=now,
            expires_at=now + TRUST_LASTS,
        )
        tell("browser.trusted", user, by=actor_of(user), now=now, browser=browser)
    return token


def distrust_browsers(*, user: User, by: By, now: datetime) -> int:
    """Ask every browser for the code again. Returns how many were trusted."""
    with transaction.atomic():
        count, _ = TrustedBrowser.objects.filter(user=user).delete()
        if count:
            tell("browser.distrusted", user, by=by, now=now, browsers=count)
    return count


def _take_digits(user: User, typed: str, now: datetime) -> bool:
    code = plain_digits(typed)
    held = Authenticator.objects.filter(user=user).first()
    if held is None or len(code) != DIGITS or not code.isdecimal():
        return False
    step = matching_step(secret_of(user.pk, held.salt), code, now, held.last_step)
    if step is None:
        return False
    # Two tries at once: the database lets one of them through.
    return Authenticator.objects.filter(pk=held.pk, last_step__lt=step).update(last_step=step) == 1


def _take_recovery_code(user: User, typed: str, now: datetime) -> bool:
    if len(plain_code(typed)) != CODE_LENGTH:
        return False
    with transaction.atomic():
        codes = RecoveryCode.objects.filter(user=user, used_at__isnull=True)
        is_taken = codes.filter(digest=digest("recovery", user.pk, typed)).update(used_at=now) == 1
        if is_taken:
            tell("recovery-code.used", user, by=actor_of(user), now=now, left=codes.count())
    return is_taken
