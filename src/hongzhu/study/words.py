"""How talks and plans are put to a reader."""

from datetime import date, datetime

from hongzhu.kit.dates import date_words


def day_words(day: date) -> str:
    """2026年11月20日."""
    return date_words(day)


def late_days(day: date, entered_on: date | None) -> int:
    """How many days after it was done it was entered."""
    return max(0, (entered_on - day).days) if entered_on else 0


def state_of(withdrawn_at: datetime | None, entered_on: date | None, day: date) -> tuple[str, str]:
    """(look, words) of a record in a list."""
    if withdrawn_at is not None:
        return "none", "已撤回"
    if entered_on is None:
        return "before", "旧簿导入"
    days = late_days(day, entered_on)
    return "done", f"补记 {days} 天" if days else "已入簿"
