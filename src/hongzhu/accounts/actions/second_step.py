"""The authenticator and its recovery codes."""

from datetime import datetime
from typing import Final

from django.db import transaction

from hongzhu.accounts.codes import digest, make_code, matching_step, secret_of
from hongzhu.accounts.models import Authenticator, RecoveryCode, TrustedBrowser, User
from hongzhu.accounts.refusals import Refused, Wrong
from hongzhu.audit.actions import By

from .trail import tell

RECOVERY_CODES: Final = 8


def confirm_authenticator(*, user: User, salt: str, typed: str, by: By, now: datetime) -> list[str]:
    """Set up the authenticator whose digits were typed, in place of an earlier one. Returns new recovery codes.

    Raises Wrong if the digits do not fit: then nothing has changed.
    """
    step = matching_step(secret_of(user.pk, salt), typed, now, after=0)
    if step is None:
        raise Wrong
    with transaction.atomic():
        TrustedBrowser.objects.filter(user=user).delete()
        Authenticator.objects.update_or_create(
            user=user, defaults={"salt": salt, "confirmed_at": now, "last_step": step}
        )
        tell("authenticator.confirmed", user, by=by, now=now)
        return make_recovery_codes(user=user, by=by, now=now)


def make_recovery_codes(*, user: User, by: By, now: datetime) -> list[str]:
    """Make new recovery codes; the old ones end. Returns them: they are shown once and not kept."""
    codes = [make_code() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=digest("recovery", user.pk, code)) for code in codes
        )
        tell("recovery-codes.made", user, by=by, now=now)
    return codes


def remove_authenticator(*, user: User, by: By, now: datetime, reason: str = "") -> None:
    """Sign in by password alone again. A lost phone is such a `reason`; whoever needs a code sets up a new one.

    Raises Refused where the user himself may not do without.
    """
    if user.should_have_authenticator and not reason:
        raise Refused("您的账号登录必须用验证码，不能关掉。换了手机，请直接重新设置。")
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        TrustedBrowser.objects.filter(user=user).delete()
        tell("authenticator.removed", user, by=by, now=now, reason=reason)
