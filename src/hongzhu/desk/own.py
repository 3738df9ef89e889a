"""What stands on everybody's home about themselves: hours and the like, and the last records that counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from hongzhu.ledger.stored import Standing
from hongzhu.orgs.sources import Record
from hongzhu.policy.days import to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.period_words import period_words
from hongzhu.policy.reference import Fact
from hongzhu.policy.rules import COUNTED
from hongzhu.policy.vocabulary import EVIDENCE

from .bodies import duty_address
from .duty import seen_look, tag_words
from .periods import operative, short_day

LAST: Final = 6
"""records shown"""
WHICH: Final = 100
"""as much of a record's words as the sheet for a correction takes"""


@dataclass(frozen=True)
class OwnLine:
    """One duty of oneself in the period of the day."""

    title: str
    value: str
    short: str
    about: str
    look: str
    tag: str
    part: int
    whole: int
    href: str
    is_sum: bool
    """one's own to collect, such as hours; what others owe one is a count"""


def own_lines(standings: Iterable[Standing], subject: int, code: str, today: date) -> list[OwnLine]:
    """What one owes, or others owe one, in the present periods; never what the district has still to confirm."""
    day, found = to_day(today), []
    for each in standings:
        rule, row, duty = each.rule, each.row, each.obligation
        if row.subject != subject or rule.shape not in COUNTED or not rule.recordable or not duty.confirmed:
            continue
        slot = next((slot for slot in rule.slots if slot.start == row.period), None)
        look = seen_look(each, day)
        if (
            slot is None
            or look in ("before", "blank")
            or not (slot.start <= day < slot.end or look == "late")
        ):
            continue
        short = max(0, row.need - row.total)
        found.append(
            OwnLine(
                title=f"{period_words(duty.period, row.label, today.year)}{duty.title}",
                value=f"{amount(row.total if rule.is_sum else min(row.total, row.need))} / {amount(row.need)} {duty.unit}",
                short=f"还差 {amount(short)} {duty.unit}"
                if short and look not in ("free", "excused")
                else "",
                about=operative(duty.quote),
                look=look,
                tag=tag_words(each, look, day),
                part=min(row.total, row.need),
                whole=row.need,
                href=duty_address(duty, "person", code),
                is_sum=rule.is_sum,
            )
        )
    return found


@dataclass(frozen=True)
class OwnRecord:
    """A record that counted for oneself."""

    day: str
    about: str
    amount: str
    href: str
    on: int
    """the ordinal of the day, to put lines in order"""
    source: str = ""
    """where the reader may look at it"""

    @property
    def wrong_href(self) -> str:
        """Where to say that it is wrong."""
        words = {"which": f"{self.day} {self.about}"[:WHICH], "source": self.source}
        return f"{reverse('correction_new')}?{urlencode({key: word for key, word in words.items() if word})}"


def own_records(facts: Iterable[Fact], records: dict[str, Record], today: date) -> list[OwnRecord]:
    """This year's, the latest first, each record once."""
    start = to_day(date(today.year, 1, 1))
    by_source: dict[str, Fact] = {}
    for fact in facts:
        if fact.kind in EVIDENCE and fact.kind != "record" and start <= fact.day <= to_day(today):
            kept = by_source.get(fact.source)
            if kept is None or fact.kind == "training.hours":
                by_source[fact.source] = fact
    rows = sorted(by_source.values(), key=lambda fact: (-fact.day, fact.source))
    found = []
    for fact in rows:
        record = records.get(fact.source, Record("", ""))
        size = amount(fact.qty) if fact.kind == "training.hours" else ""
        about, source = record.about or EVIDENCE[fact.kind], fact.source if record.href else ""
        found.append(OwnRecord(short_day(fact.day), about, size, record.href, fact.day, source))
    return found
