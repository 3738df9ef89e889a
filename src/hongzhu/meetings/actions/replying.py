"""能来, 请假: what somebody who is called answers. One answer each; why not is never asked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F
from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.audit.models import Payload
from hongzhu.ledger.entries import Refused, Saved
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import Checks, Sorting
from hongzhu.ledger.trail import Trail
from hongzhu.meetings.attending import gatherings
from hongzhu.meetings.models import AnnouncedKind, Announcement, Reply
from hongzhu.orgs.bodies import stream_of
from hongzhu.people.models import Person
from hongzhu.people.roster import person_ids

from .announcing import closed_words

BY_LINK: Final = "回复链接"
"""who has answered where nobody signed in"""
MOST: Final = 10
WITHIN: Final = timedelta(hours=1)
"""how often one answer may be changed: whoever clicks more than that is no person"""


@dataclass(frozen=True, kw_only=True)
class ReplyEntry:
    """One answer: codes of the announcement and of the person."""

    announcement: str
    person: str
    answer: str


REPLIES: Final = Trail(
    name="reply",
    model=Reply,
    about=lambda row: f"reply:{row.pk}",  # not by whom it is
    paths={"announcement": F("announcement__code"), "person": F("person__code")},
)


def give_replies(entries: Sequence[ReplyEntry], *, by: By, now: datetime) -> Saved:
    """Keep answers, one of each person to each announcement; the last one holds. Raises Refusals."""
    with posting(now=now) as post:
        codes = {entry.announcement for entry in entries}
        found = Announcement.objects.everything("actions see all").select_related("org", "school")
        announced = found.in_bulk(codes, field_name="code")
        people = person_ids(entry.person for entry in entries)
        _check(entries, announced, people)
        stored = {
            (row.announcement_id, row.person_id): row
            for row in Reply.objects.everything("actions see all").filter(
                announcement__in=[each.pk for each in announced.values()]
            )
        }
        sorting = Sorting(REPLIES, by=by, now=now)
        for entry in {(entry.announcement, entry.person): entry for entry in entries}.values():
            announcement = announced[entry.announcement]
            values = {"answer": entry.answer, "version": announcement.version}
            keys = {"announcement_id": announcement.pk, "person_id": people[entry.person]}
            row = stored.get((announcement.pk, people[entry.person]))
            label, told = f"{entry.announcement} {entry.person}", (entry, stream_of(announcement.body))
            if row is None:
                sorting.add(label, values | keys, told)
            else:
                sorting.compare(label, row, values, told)
        sorting.store(post)
    return sorting.saved


def _check(entries: Sequence[ReplyEntry], announced: dict[str, Announcement], people: dict[str, int]) -> None:
    """An answer is to an announcement that stands, by somebody on the list of its day."""
    checks = Checks()
    subjects = dict(
        Person.objects.everything("actions see all")
        .filter(pk__in=people.values())
        .values_list("code", "subject")
    )
    kinds: dict[int, list[str]] = defaultdict(list)
    of_them = AnnouncedKind.objects.everything("actions see all").filter(
        announcement__in=[each.pk for each in announced.values()]
    )
    for key, kind in of_them.values_list("announcement", "kind"):
        kinds[key].append(kind)
    at = gatherings({each.body for each in announced.values()})
    for index, entry in enumerate(entries):
        checks.chosen(index, "answer", entry.answer, Reply.Answer)
        row = announced.get(entry.announcement)
        if row is None:
            checks.refuse(index, "announcement", "这个通知已经不在了，请刷新页面看看。")
        elif not row.is_open:
            checks.refuse(index, "announcement", closed_words(row))
        elif not at[row.body].calls(subjects.get(entry.person, 0), kinds[row.pk], row.held_on):
            checks.refuse(index, "person", "名单有变化，这次会议现在没有通知您。请问一下通知开会的人。")
    checks.settle()


def give_reply(announcement: Announcement, person: Person, answer: str, *, by: By, now: datetime) -> Saved:
    """One person's answer, until the day of the meeting is over. Saying the same again changes nothing. Raises Refused."""
    if announcement.held_on < timezone.localdate(now):
        raise Refused("这次会议的日子已经过了，不能再回复。", field="announcement")
    with posting(now=now):
        entry = ReplyEntry(announcement=announcement.code, person=person.code, answer=answer)
        found = Reply.objects.everything("actions see all").filter(announcement=announcement, person=person)
        given = found.first()
        if given is not None and given.answer != answer and _changes(given, now) >= MOST:
            raise Refused("一小时里改得太多次了。请过一小时再改，或者告诉通知开会的人。", field="times")
        return give_replies([entry], by=by, now=now)


def _changes(reply: Reply, now: datetime) -> int:
    told = Payload.objects.filter(object=REPLIES.about(reply), version__isnull=True)
    return told.filter(event__at__gt=now - WITHIN).count()
