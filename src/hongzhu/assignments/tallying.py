"""减负账: what an organisation has asked in a year, how long it takes all who were asked, and what it did not ask again."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from .models import Assignment


@dataclass(frozen=True)
class Tally:
    """A year's count: assignments, receipts, things filled in, things the system gave, minutes; assignments by month."""

    number: int
    receipts: int
    filled: int
    given: int
    minutes: int
    by_month: tuple[tuple[int, int], ...]

    @property
    def hours(self) -> str:
        """The minutes of all together, as hours."""
        return f"{self.minutes / 60:.1f}".removesuffix(".0")

    @property
    def each(self) -> str:
        """How many minutes one receipt takes on the average."""
        return f"{self.minutes / self.receipts:.0f}" if self.receipts else "0"


def tally_of(rows: QuerySet[Assignment], year: int) -> Tally:
    """Of assignments that were sent in a year; one query."""
    start, end = _began(year), _began(year + 1)
    found: QuerySet[Any] = rows.filter(sent_at__gte=start, sent_at__lt=end).annotate(
        asked=Count("receipts", distinct=True),
        to_fill=Count("items", filter=Q(items__figure=""), distinct=True),
        is_given=Count("items", filter=~Q(items__figure=""), distinct=True),
    )
    lines = list(found.values_list("sent_at", "minutes", "asked", "to_fill", "is_given"))
    months = Counter(timezone.localtime(sent_at).month for sent_at, *_rest in lines)
    return Tally(
        number=len(lines),
        receipts=sum(asked for _at, _minutes, asked, _fill, _given in lines),
        filled=sum(asked * fill for _at, _minutes, asked, fill, _given in lines),
        given=sum(asked * given for _at, _minutes, asked, _fill, given in lines),
        minutes=sum(minutes * asked for _at, minutes, asked, _fill, _given in lines),
        by_month=tuple(sorted(months.items())),
    )


def _began(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, 1, 1), time()))


def sent_in(month: date, tally: Tally) -> int:
    """How many in the month of a day."""
    return dict(tally.by_month).get(month.month, 0)
