"""The records that counted for somebody this year, each once, as far as the reader may open them."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from hongzhu.kit.dates import short_date
from hongzhu.ledger.explaining import facts_known
from hongzhu.orgs.access import Reader
from hongzhu.orgs.sources import Record, records
from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.reference import Fact
from hongzhu.policy.vocabulary import EVIDENCE

HOURS: Final = "training.hours"


@dataclass(frozen=True)
class Recorded:
    """A record in a line. `amount`: hours; `on`: the ordinal of the day; `source`: where the reader may look at it."""

    day: str
    about: str
    amount: str
    href: str
    on: int
    source: str = ""

    @property
    def wrong_href(self) -> str:
        """Where whoever it is about says that it is wrong; the address says which record, not what it says of him."""
        asked = f"?{urlencode({'source': self.source})}" if self.source else ""
        return reverse("correction_new") + asked


def recorded(reader: Reader, subject: int, today: date) -> list[Recorded]:
    """This year's, the latest first. One query for the facts, and one for each room that has records of them."""
    start = to_day(date(today.year, 1, 1))
    by_source: dict[str, Fact] = {}
    for fact in facts_known([subject], today).get(subject, []):
        if fact.kind in EVIDENCE and fact.kind != "record" and start <= fact.day <= to_day(today):
            kept = by_source.get(fact.source)
            if kept is None or fact.kind == HOURS:
                by_source[fact.source] = fact
    seen = records(reader, by_source)
    found = sorted(by_source.values(), key=lambda fact: (-fact.day, fact.source))
    return [_recorded(fact, seen.get(fact.source, Record("", ""))) for fact in found]


def _recorded(fact: Fact, record: Record) -> Recorded:
    return Recorded(
        day=short_date(to_date(fact.day)),
        about=record.about or EVIDENCE[fact.kind],
        amount=amount(fact.qty) if fact.kind == HOURS else "",
        href=record.href,
        on=fact.day,
        source=fact.source if record.href else "",
    )
