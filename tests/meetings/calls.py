"""Announcements and answers, made through the actions."""

from datetime import date, time

from hongzhu.meetings.actions import AnnouncementEntry, announce_meetings, give_reply
from hongzhu.meetings.models import Announcement, Reply
from hongzhu.people.models import Person
from tests.makers import BY, NOW

DAY = date(2026, 11, 27)
"""five days after NOW"""


def entry(code: str = "", body: str = "D1", *kinds: str, **words) -> AnnouncementEntry:
    """An assembly on the 27th at half past three."""
    said = {"held_on": DAY, "starts_at": time(15, 30), "place": "二楼会议室", "agenda": "学习\n通报"} | words
    return AnnouncementEntry(code=code, body=body, kinds=kinds or ("meeting.assembly",), **said)


def announced(code: str = "N1", body: str = "D1", *kinds: str, **words) -> Announcement:
    """Announce a meeting, or change it."""
    announce_meetings([entry(code, body, *kinds, **words)], by=BY, now=NOW)
    return stored(code)


def stored(code: str = "N1") -> Announcement:
    """One as it stands."""
    return Announcement.objects.everything("test").get(code=code)


def answer(code: str, person: str, said: str = "can_come", *, now=NOW):
    """One person answers."""
    who = Person.objects.everything("test").get(code=person)
    return give_reply(stored(code), who, said, by=BY, now=now)


def answers(code: str = "N1") -> dict[str, str]:
    """Who answered what."""
    rows = Reply.objects.everything("test").filter(announcement__code=code)
    return dict(rows.values_list("person__code", "answer"))
