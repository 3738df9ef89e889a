"""Everything that writes accounts. Each act leaves its event in the audit trail, in the same transaction."""

from .keeping_users import DEMO_PASSWORD, UserEntry, add_users, disable_user, enable_user, make_demo_users
from .second_step import confirm_authenticator, make_recovery_codes, remove_authenticator
from .setting_passwords import PrintedSlip, change_password, make_slip, use_slip
from .signing_in import (
    TRUST_LASTS,
    confirm_password,
    distrust_browsers,
    end_sessions,
    enter,
    leave,
    trust_browser,
    try_code,
    try_password,
)

__all__ = [
    "DEMO_PASSWORD",
    "TRUST_LASTS",
    "PrintedSlip",
    "UserEntry",
    "add_users",
    "change_password",
    "confirm_authenticator",
    "confirm_password",
    "disable_user",
    "distrust_browsers",
    "enable_user",
    "end_sessions",
    "enter",
    "leave",
    "make_demo_users",
    "make_recovery_codes",
    "make_slip",
    "remove_authenticator",
    "trust_browser",
    "try_code",
    "try_password",
    "use_slip",
]
