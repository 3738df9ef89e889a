"""A calendar feed: the last day of what is to do, and the meetings that are called; no name of a person in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from hongzhu.meetings.models import Announcement
from hongzhu.meetings.upcoming import kinds_of
from hongzhu.meetings.words import kinds_words
from hongzhu.notices.models import Feed
from hongzhu.orgs.access import Reader
from hongzhu.people.access import reader_of
from hongzhu.policy.days import to_date

from .home import OwedLine
from .mine import within
from .to_do import to_do

BACK: Final = timedelta(days=31)
"""for so long a meeting that is over stays in the calendar"""
LASTS: Final = timedelta(hours=1)
"""how long a meeting is shown: the announcement says when it begins only"""


def calendar_of(feed: Feed, now: datetime) -> bytes:
    """The feed as RFC 5545 has it, as of the owner's offices today; of one organisation only where it is for one."""
    today = timezone.localdate(now)
    reader = _narrowed(reader_of(feed.user, today), feed)
    made = Calendar()
    made.add("prodid", "-//Hongzhu//Hongzhu//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"红烛 · {feed.org.name if feed.org else '我的'}")
    made.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for event in (*_owed(reader, today, now), *_called(reader, today, now)):
        made.add_component(event)
    return bytes(made.to_ical())


def _narrowed(reader: Reader, feed: Feed) -> Reader:
    """With the offices held in the feed's organisation alone; none any more where none is held there now."""
    if feed.org_id is None:
        return reader
    return replace(within(reader, feed.org_id), person=None, subject=None)


def _owed(reader: Reader, today: date, now: datetime) -> Iterator[Event]:
    found = to_do(reader, today)
    for line in [*found.shown, *found.later] if found else ():
        yield _all_day(line, now)


def _all_day(line: OwedLine, now: datetime) -> Event:
    event = Event()
    on = to_date(line.due)
    event.add("uid", f"{'-'.join(map(str, line.key))}@hongzhu")
    event.add("dtstamp", now)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", f"{line.title}（{line.tag if line.is_late else '最晚今天'}）")
    event.add("description", _where(line.about, line.href))
    event.add("transp", "TRANSPARENT")
    return event


def _called(reader: Reader, today: date, now: datetime) -> Iterator[Event]:
    rows = Announcement.objects.visible_to(reader).filter(held_on__gte=today - BACK, called_off_at=None)
    found = list(rows.select_related("org", "school").order_by("held_on", "pk"))
    kinds = kinds_of(reader, found)
    for row in found:
        begins = timezone.make_aware(datetime.combine(row.held_on, row.starts_at))
        event = Event()
        event.add("uid", f"{row.code}@hongzhu")
        event.add("sequence", row.version)
        event.add("dtstamp", now)
        event.add("dtstart", begins)
        event.add("dtend", begins + LASTS)
        event.add("summary", f"{kinds_words(kinds[row.pk])} · {row.body.name}")
        event.add("location", row.place)
        event.add("description", _where("", reverse("announcement", args=[row.code])))
        yield event


def _where(words: str, path: str) -> str:
    return "\n".join(
        each for each in (words, settings.HONGZHU_ADDRESS and settings.HONGZHU_ADDRESS + path) if each
    )
