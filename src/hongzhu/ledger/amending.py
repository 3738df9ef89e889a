"""What holds of every record that is amended (更正) or withdrawn (撤回), whichever room keeps it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from hongzhu.audit.models import Payload, Version

from .entries import Refused

WITHDRAWAL_LASTS: Final = timedelta(days=1)
"""how long after it was made a record that nobody has confirmed may be withdrawn: a slip, not a second thought"""
CHANGED_MEANWHILE: Final = "这份记录刚刚被别人改过，请刷新页面，看过新的内容再操作。"


@dataclass(frozen=True)
class Earlier:
    """What a record said before it was amended; `at`, `by` and `reason` tell of the amendment that replaced it.

    `was` is None where the trail was erased by rule.
    """

    number: int
    at: datetime
    by: str
    reason: str
    was: dict[str, Any] | None


def earlier_versions(about: str) -> list[Earlier]:
    """All states of a record but the one that stands, the first one first; `about`: as the trail names it."""
    rows = Version.objects.filter(object=about).select_related("event").order_by("version")
    return [
        Earlier(each.number, each.event.at, each.event.actor_label, each.reason, each.was) for each in rows
    ]


def recorder_of(about: str, name: str) -> str:
    """Who made a record first, as he was called then; empty where the trail does not tell."""
    made = Payload.objects.filter(object=about, event__verb=f"{name}.recorded").order_by("pk")
    return made.values_list("event__actor_label", flat=True).first() or ""


def check_amendment(*, stored: int, shown: int | None, withdrawn_at: datetime | None, reason: str) -> None:
    """Raise Refused unless the version that was shown still stands and a reason is given."""
    if withdrawn_at is not None:
        raise Refused("这条记录已经撤回，不能再改，请重新登记。", field="version")
    if shown not in (None, stored):
        raise Refused(CHANGED_MEANWHILE, field="version")
    if not reason.strip():
        raise Refused("更正要写明原因，请填写，例如：日期写错了。", field="reason")


def check_withdrawal(*, made_at: datetime, withdrawn_at: datetime | None, reason: str, now: datetime) -> None:
    """Raise Refused unless the record stands, was made within a day, and a reason is given."""
    if withdrawn_at is not None:
        raise Refused("这条记录已经撤回了，不用再撤。", field="code")
    if now > made_at + WITHDRAWAL_LASTS:
        raise Refused("登记已经过了一天，不能撤回，请用更正改正。", field="code")
    if not reason.strip():
        raise Refused("请写明为什么撤回，例如：登记到了别的支部。", field="reason")


def may_be_withdrawn(*, made_at: datetime, withdrawn_at: datetime | None, now: datetime) -> bool:
    """Whether the day of grace still runs."""
    return withdrawn_at is None and now <= made_at + WITHDRAWAL_LASTS


def check_day(day: date, today: date, field: str) -> None:
    """Raise Refused for what has not happened yet."""
    if day > today:
        raise Refused(f"{day.month}月{day.day}日还没有到，做过了才能登记。", field=field)
