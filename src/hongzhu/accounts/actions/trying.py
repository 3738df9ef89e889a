"""Weigh a try within the limits. A try is stored before it is weighed, so many at once gain nothing."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from hongzhu.accounts.finding import account_key
from hongzhu.accounts.limits import WINDOW, is_closed
from hongzhu.accounts.models import Attempt, User
from hongzhu.accounts.refusals import Closed, Wrong
from hongzhu.audit.actions import By

from .trail import tell


def weigh(
    purpose: str,
    user: User | None,
    typed: str,
    check: Callable[[], bool],
    *,
    address: str,
    by: By,
    now: datetime,
) -> None:
    """Return when `check` says yes. Raises Wrong when it says no, Closed when it may not be asked."""
    account = account_key(purpose, user, typed)
    if is_closed(account, address, now):
        raise Closed
    own = Attempt.objects.create(account=account, address=address, tried_at=now)
    if is_closed(account, address, now, but=own.pk):
        own.delete()
        raise Closed
    if not check():
        with transaction.atomic():
            tell(f"{purpose}.refused", user, by=by, now=now, address=address)
        raise Wrong
    own.delete()


def forget_tries(purpose: str, user: User, *, now: datetime) -> None:
    """Count an account's tries from nothing again, and drop what no longer counts for anybody."""
    Attempt.objects.filter(account=account_key(purpose, user, "")).delete()
    Attempt.objects.filter(tried_at__lte=now - 2 * WINDOW).delete()
