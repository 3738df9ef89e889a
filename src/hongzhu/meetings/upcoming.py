"""Meetings that are called and not yet recorded, as lists show them: to whoever is called, to whoever announced them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from hongzhu.kit.dates import short_date
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import named

from .access import by_announcement, near
from .models import AnnouncedKind, Announcement, Reply
from .words import kinds_words, when_words

MOST: Final = 20
Answer = Reply.Answer


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """One announced meeting. `answer`: the reader's own; `coming` and `leaving` only for whoever may record it."""

    code: str
    title: str
    body: str
    body_key: str
    """as addresses name it: org:D001"""
    day: date
    when: str
    place: str
    agenda: str
    is_called: bool
    may_change: bool
    days: int
    """until the day"""
    is_off: bool
    is_over: bool
    answer: str
    is_stale: bool
    coming: int
    leaving: int

    @property
    def wants_answer(self) -> bool:
        """The reader is asked: has not answered, or has answered what no longer stands."""
        return self.is_called and not self.is_off and (not self.answer or self.is_stale)

    @property
    def answer_words(self) -> str:
        """能来, 请假."""
        return Answer(self.answer).label if self.answer else ""

    @property
    def about(self) -> str:
        """The agenda on one line."""
        return "；".join(self.agenda.splitlines())

    @property
    def so_far(self) -> str:
        """How many have answered what."""
        parts = [f"能来 {self.coming} 人"] if self.coming else []
        parts += [f"请假 {self.leaving} 人"] if self.leaving else []
        return "，".join(parts) or "还没有人回复"

    @property
    def in_words(self) -> str:
        """今天, 还有 3 天."""
        return f"还有 {self.days} 天" if self.days else "今天"

    @property
    def day_words(self) -> str:
        """11月27日."""
        return short_date(self.day)


def announcements(reader: Reader) -> QuerySet[Announcement]:
    """All that the reader may read, each with `may_change` and, where he may, how many have answered what."""
    mine = Announcement.objects.visible_to(reader, "change").filter(pk=OuterRef("pk"))
    own = Reply.objects.visible_to(reader).filter(announcement=OuterRef("pk"), person=reader.person)
    found: QuerySet[Announcement] = Announcement.objects.visible_to(reader)
    return found.annotate(
        may_change=Exists(mine),
        own_answer=Subquery(own.values("answer")),
        own_version=Subquery(own.values("version")),
    ).select_related("org", "school", "meeting")


def upcoming(reader: Reader) -> list[Upcoming]:
    """What is to come, and what should have been held and is not recorded, the earliest first."""
    found = near(reader)
    rows = [row for row in found.rows if row.by_office or row.pk in found.called]  # type: ignore[attr-defined]
    rows = [row for row in rows if row.meeting_id is None][:MOST]
    answers = _answers(reader, rows)
    return [
        _listed(
            reader, row, found.kinds[row.pk], is_called=row.pk in found.called, given=answers.get(row.pk, {})
        )
        for row in rows
    ]


Given = dict[int, tuple[str, int]]
"""person → answer, and the version of the announcement that was answered"""


def _answers(reader: Reader, rows: list[Announcement]) -> dict[int, Given]:
    """As far as the reader may know them: of announcements that he runs all, of the others his own."""
    found: dict[int, Given] = {}
    if rows:
        given = Reply.objects.visible_to(reader).filter(announcement__in=rows)
        for key, person, answer, version in given.values_list("announcement", "person", "answer", "version"):
            found.setdefault(key, {})[person] = (answer, version)
    return found


def kinds_of(reader: Reader, rows: Iterable[Announcement]) -> dict[int, list[str]]:
    """Kinds by announcement; no query where there is none."""
    keys = [row.pk for row in rows]
    return (
        by_announcement(AnnouncedKind.objects.visible_to(reader).filter(announcement__in=keys))
        if keys
        else {}
    )


def _listed(
    reader: Reader, row: Announcement, kinds: list[str], *, is_called: bool, given: Given
) -> Upcoming:
    may_change: bool = row.may_change  # type: ignore[attr-defined]
    answer, version = given.get(reader.person or 0, ("", row.version))
    said = [each for each, _version in given.values()] if may_change else []
    return Upcoming(
        code=row.code,
        title=kinds_words(kinds),
        body=row.body.name,
        body_key=named(row.body),
        day=row.held_on,
        when=when_words(row.held_on, row.starts_at),
        place=row.place,
        agenda=row.agenda,
        is_called=is_called,
        may_change=may_change,
        days=(row.held_on - reader.day).days,
        is_off=row.called_off_at is not None,
        is_over=row.held_on < reader.day,
        answer=answer,
        is_stale=version != row.version,
        coming=said.count(Answer.CAN_COME),
        leaving=said.count(Answer.ON_LEAVE),
    )
