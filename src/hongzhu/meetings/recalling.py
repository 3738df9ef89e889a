"""What a form remembers: the last meeting of the kind, what was left open, what was begun and not recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q

from hongzhu.kit.dates import date_words, short_date
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import Body
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.models import Person

from .actions import MeetingEntry
from .attending import Attendee
from .models import Announcement, Meeting, Reply, Resolution, ResolutionQuerySet

MOST_POINTS = 30


def of_body(body: Body) -> Q:
    """The rows that belong to a body."""
    return Q(org=body.pk) if isinstance(body, PartyOrg) else Q(school=body.pk)


@dataclass(frozen=True, kw_only=True)
class OpenPoint:
    """A resolution of an earlier meeting that nobody has ticked off."""

    key: int
    words: str
    about: str


@dataclass(frozen=True, kw_only=True)
class Last:
    """The last meeting of a kind, as far as the next one is like it."""

    place: str
    chair: str
    recorder: str


def like_last(reader: Reader, body: Body, kind: str, people: Iterable[Attendee]) -> Last:
    """Place, chair and recorder of the next meeting of a kind.

    Whoever has left since is replaced by the secretary and by the organisation member; nobody else is made up.
    """
    held = Meeting.objects.visible_to(reader, "create").filter(of_body(body), withdrawn_at__isnull=True)
    rows = held.filter(kinds__kind=kind).order_by("-held_on", "-pk")
    last = rows.values_list("place", "chair__code", "recorder__code").first() or ("", None, None)
    people = list(people)
    codes = {each.code for each in people}
    place, chair, recorder = last
    return Last(
        place=place,
        chair=chair if chair in codes else _first(people, "书记"),
        recorder=recorder if recorder in codes else _first(people, "组织委员"),
    )


def on_leave_from(reader: Reader, announced: Announcement) -> list[str]:
    """Codes of those who asked for leave."""
    rows = Reply.objects.visible_to(reader).filter(announcement=announced, answer=Reply.Answer.ON_LEAVE)
    return list(rows.order_by("person__code").values_list("person__code", flat=True))


def place_and_time(reader: Reader, body: Body, kind: str) -> tuple[str, time | None]:
    """Where and at what hour the last meeting of a kind was held; nothing where there was none."""
    held = Meeting.objects.visible_to(reader, "create").filter(of_body(body), withdrawn_at__isnull=True)
    rows = held.filter(kinds__kind=kind).order_by("-held_on", "-pk").values_list("place", "starts_at")
    return rows.first() or ("", None)


def _first(people: Sequence[Attendee], post: str) -> str:
    return next((each.code for each in people if each.post == post), "")


def open_points(reader: Reader, body: Body, of: Meeting | None = None) -> list[OpenPoint]:
    """What earlier meetings of a body resolved and nobody has ticked off, the oldest first.

    `of`: for a meeting that is put right, also what it has ticked off itself, but nothing it resolved.
    """
    line = Q(meeting__org=body.pk) if isinstance(body, PartyOrg) else Q(meeting__school=body.pk)
    visible = Resolution.objects.visible_to(reader, "create").filter(line)
    assert isinstance(visible, ResolutionQuerySet)
    found = visible.open()
    if of is not None:
        found = (
            (found | visible.filter(closed_in=of))
            .exclude(meeting=of)
            .filter(meeting__held_on__lte=of.held_on)
        )
    rows = found.select_related("meeting", "owner").order_by("meeting__held_on", "meeting", "place")
    return [OpenPoint(key=row.pk, words=row.words, about=_about(row)) for row in rows[:MOST_POINTS]]


def _about(row: Resolution) -> str:
    parts = [f"{short_date(row.meeting.held_on)}的会"]
    parts += [f"{row.owner.name}办"] if row.owner else []
    parts += [f"{date_words(row.due_on)}前办完"] if row.due_on else []
    return " · ".join(parts)


def named_in(reader: Reader, entry: MeetingEntry) -> list[Attendee]:
    """Everyone a record names, wherever they are now."""
    rows = Person.objects.visible_to(reader).filter(code__in=entry.people()).order_by("code")
    return [Attendee(code=code, name=name) for code, name in rows.values_list("code", "name")]


def number_in_year(reader: Reader, body: Body, kind: str, on: date, but: Meeting | None = None) -> int:
    """Which meeting of its kind in its year one held on a day is, as far as they are recorded."""
    held = Meeting.objects.visible_to(reader).filter(of_body(body), withdrawn_at__isnull=True)
    held = held.filter(kinds__kind=kind, held_on__year=on.year, held_on__lte=on)
    return (held.exclude(pk=but.pk) if but else held).count() + 1
