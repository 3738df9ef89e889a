"""`bench meeting`: a form's meeting of thirty people with agenda, votes and hours: preview, save and judge, look up."""

from datetime import timedelta

from django.utils import timezone

from .engine import PEOPLE, in_a_district, insert_floor, largest_branch, median

YEARS = 2
TIMES = 15


def main(argv: list[str]) -> int:
    """Print one JSON line. Measures in a process of its own on a fresh data directory."""
    return in_a_district(
        "meeting", "从表单登记一次三十人的会：试算、登记并判定、查它算到哪里。", YEARS, argv, measure
    )


def measure(schools: int) -> dict[str, object]:
    """Medians in milliseconds of one branch's meetings, each on another day; the floor is bare inserts."""
    from hongzhu.ledger import tables
    from hongzhu.meetings import actions
    from hongzhu.meetings.feeding import fed_by_meeting, preview
    from hongzhu.meetings.models import Meeting

    now = timezone.now()
    branch, codes = largest_branch()
    present = _people(codes)
    vote = actions.ResolutionEntry(
        words="同意", entitled=PEOPLE, present=PEOPLE, is_unanimous=True, owner=present[0]
    )
    numbers = iter(range(1, 1000))
    recorded: list[Meeting] = []

    def entry() -> actions.MeetingEntry:
        return actions.MeetingEntry(
            code="",
            body=branch,
            kinds=("meeting.assembly", "meeting.lecture"),
            held_on=timezone.localdate(now) - timedelta(days=next(numbers)),
            chair=present[0],
            recorder=present[1],
            agenda=(actions.AgendaEntry(words="学习"), actions.AgendaEntry(words="讨论")),
            minutes="先学习，后讨论。" * 50,
            resolutions=(vote,),
            hours=10,
            present=present,
        )

    def amend() -> None:
        actions.amend_meeting(recorded.pop(), entry(), reason="日期写错", by="bench", now=now)

    def meet() -> None:
        recorded.append(actions.record_meeting(entry(), by="bench", now=now))

    meet()
    return {
        "bench": "meeting",
        "schools": schools,
        "meetings": tables.fetch("SELECT COUNT(*) FROM meetings_meeting")[0][0],
        "people": len(present),
        "preview_ms": _ms(median(lambda: preview(entry(), by="bench", now=now), TIMES)),
        "save_and_judge_ms": _ms(median(meet, TIMES)),
        "fed_by_ms": _ms(median(lambda: fed_by_meeting(recorded[-1], now=now), TIMES)),
        "amend_ms": _ms(median(amend, TIMES)),
        "insert_floor_ms": _ms(median(insert_floor, TIMES)),
    }


def _people(codes: list[str]) -> tuple[str, ...]:
    """Members of the branch first, then anybody, up to the size of the meeting measured."""
    from hongzhu.people.models import Person

    others = Person.objects.everything("measuring").exclude(code__in=codes).order_by("code")
    return tuple((codes + list(others.values_list("code", flat=True)))[:PEOPLE])


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
