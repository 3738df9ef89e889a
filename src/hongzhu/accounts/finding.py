"""Finding accounts, and what is true of one on a given moment. Reading only."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from .codes import digest
from .models import Authenticator, Session, TrustedBrowser, User
from .passwords import UNUSABLE, profile
from .spelling import plain_login, plain_phone

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
"""a session ends after so long without a request, and after so long in any case"""


def find_user(typed: str) -> User | None:
    """Return the account whose user name or phone number was typed. A login holds a letter, a phone none."""
    named = Q(login=plain_login(typed))
    if phone := plain_phone(typed):
        named |= Q(phone=phone)
    return User.objects.filter(named).first()


def account_key(purpose: str, user: User | None, typed: str) -> str:
    """Return what tries are counted under: the account, or what was typed where there is none."""
    who = f"user {user.pk}" if user else f"typed {plain_login(typed)}"
    return salted_hmac("accounts.attempt", f"{purpose} {who}", algorithm="sha256").hexdigest()


def has_authenticator(user: User) -> bool:
    """Does signing in take a code?"""
    return Authenticator.objects.filter(user=user).exists()


def has_password(user: User) -> bool:
    """Has the account ever been activated?"""
    return not user.password.startswith(UNUSABLE)


def owes_authenticator(user: User) -> bool:
    """Must the user set up an authenticator before anything else?"""
    return user.should_have_authenticator and not has_authenticator(user)


def owes_password(user: User, now: datetime) -> bool:
    """Must the user choose another password before anything else?"""
    if user.is_demo:
        return False
    lasts, changed_at = profile().lasts, user.password_changed_at
    is_old = lasts is not None and changed_at is not None and now - changed_at >= lasts
    return user.has_to_change_password or is_old


def is_trusted(user: User, token: str, now: datetime) -> bool:
    """Has the user said that this browser need not be asked for the code?"""
    if not token or not user.may_trust_browsers:
        return False
    known = TrustedBrowser.objects.filter(user=user, digest=digest("trust", user.pk, token))
    return known.filter(expires_at__gt=now).exists()


def has_demo_users() -> bool:
    """Are there accounts whose password everybody knows?"""
    return User.objects.filter(is_demo=True).exists()


def sessions_of(user: User, now: datetime) -> QuerySet[Session]:
    """Return the sessions that still live, the latest first."""
    living = Session.objects.filter(user=user, expire_date__gt=now)
    return living.exclude(seen_at__lte=now - IDLE).exclude(begun_at__lte=now - ABSOLUTE).order_by("-begun_at")
