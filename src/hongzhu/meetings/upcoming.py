"""Meetings that are called and not yet recorded, as lists show them: to whoever is called, to whoever announced them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from hongzhu.kit.dates import short_date
from hongzhu.orgs.access import Reader

from .access import by_announcement, called_to
from .models import AnnouncedKind, Announcement, Reply
from .words import kinds_words, when_words

MOST: Final = 20
OPEN: Final = Q(meeting__isnull=True, called_off_at__isnull=True)
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
    """What is to come, and what should have been held and is not recorded, the earliest first.

    Two queries beside those that tell to what the reader is called.
    """
    is_near = Q(held_on__gte=reader.day) & Q(meeting__isnull=True)
    found = announcements(reader).filter(is_near | OPEN)
    given = {
        name: Count("replies", filter=Q(replies__answer=answer))
        for name, answer in (("coming", Answer.CAN_COME), ("leaving", Answer.ON_LEAVE))
    }
    rows = list(found.annotate(**given).order_by("held_on", "starts_at", "pk")[:MOST])
    kinds = kinds_of(reader, rows)
    listed = [_listed(reader, row, kinds.get(row.pk, [])) for row in rows]
    return [each for each in listed if each.may_change or not each.is_over]


def kinds_of(reader: Reader, rows: Iterable[Announcement]) -> dict[int, list[str]]:
    """Kinds by announcement; no query where there is none."""
    keys = [row.pk for row in rows]
    return (
        by_announcement(AnnouncedKind.objects.visible_to(reader).filter(announcement__in=keys))
        if keys
        else {}
    )


def _listed(reader: Reader, row: Announcement, kinds: list[str]) -> Upcoming:
    may_change: bool = row.may_change  # type: ignore[attr-defined]
    return Upcoming(
        code=row.code,
        title=kinds_words(kinds),
        body=row.body.name,
        body_key=f"{'org' if row.org_id else 'school'}:{row.body.code}",
        day=row.held_on,
        when=when_words(row.held_on, row.starts_at),
        place=row.place,
        agenda=row.agenda,
        is_called=row.pk in called_to(reader),
        may_change=may_change,
        days=(row.held_on - reader.day).days,
        is_off=row.called_off_at is not None,
        is_over=row.held_on < reader.day,
        answer=row.own_answer or "",  # type: ignore[attr-defined]
        is_stale=row.own_version not in (None, row.version),  # type: ignore[attr-defined]
        coming=row.coming if may_change else 0,  # type: ignore[attr-defined]
        leaving=row.leaving if may_change else 0,  # type: ignore[attr-defined]
    )
