"""Accounts as the product makes them, and a browser that signs in."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from hongzhu.accounts import actions
from hongzhu.accounts.codes import code_at, make_salt, secret_of, step_at
from hongzhu.accounts.models import Authenticator, User
from hongzhu.accounts.passwords import hashed

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HERE = "192.0.2.7"
PASSWORD = "Xiaohe-1987"
OTHER_PASSWORD = "Yunxi+2041"
_HASHES: dict[str, str] = {}


def make_user(login: str = "zhouyulan", name: str = "周玉兰", *, password: str = PASSWORD, **words) -> User:
    """Make an account; with a password unless that is empty."""
    entry = actions.UserEntry(login=login, name=name, **words)
    (user,) = actions.add_users([entry], by="test", now=NOW)
    if password:
        give_password(user, password)
    return user


def give_password(user: User, password: str, at: datetime = NOW) -> None:
    """Set a password without a slip; every hash is reckoned once in a run."""
    if password not in _HASHES:
        _HASHES[password] = hashed(password)
    user.password = _HASHES[password]
    user.password_changed_at = at
    user.save()


def give_authenticator(user: User, at: datetime = NOW) -> bytes:
    """Set up an authenticator some minutes ago; returns its secret."""
    salt = make_salt()
    before = step_at(at - 5 * MINUTE)
    Authenticator.objects.create(user=user, salt=salt, confirmed_at=at - 5 * MINUTE, last_step=before)
    return secret_of(user.pk, salt)


def digits(secret: bytes, at: datetime = NOW) -> str:
    """Return what the authenticator shows."""
    return code_at(secret, step_at(at))


def sign_in(client: Client, login: str = "zhouyulan", password: str = PASSWORD, **words):
    """Send the sign-in form."""
    return client.post("/sign-in", {"login": login, "password": password, **words})


def try_in(
    typed: str = "zhouyulan", password: str = PASSWORD, *, address: str = HERE, now: datetime = NOW
) -> User:
    """Weigh a password as the page does."""
    return actions.try_password(typed=typed, password=password, address=address, now=now)
