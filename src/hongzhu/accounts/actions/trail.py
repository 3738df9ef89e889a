"""Every act on an account leaves an event in one chain of their own, in the same transaction."""

from datetime import datetime
from typing import Final

from hongzhu.accounts.models import User
from hongzhu.audit.actions import By, record

STREAM: Final = "accounts"
NOBODY: Final = "未登录"
"""who acts before anybody has signed in"""


def tell(verb: str, user: User | None, *, by: By, now: datetime, **said: object) -> None:
    """Record what was done to an account; None where nobody has that name."""
    about = f"account:{user.login}" if user else "account:"
    record(stream=STREAM, verb=verb, object=about, payload=said, by=by, now=now)
