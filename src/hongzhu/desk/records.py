"""The records behind facts: what they were about and where they are shown."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.urls import reverse

from hongzhu.meetings.models import Meeting
from hongzhu.orgs.access import Reader
from hongzhu.study.models import StudyPlan
from hongzhu.training.models import Training

LONGEST: Final = 40


class Record(NamedTuple):
    """What a record was about, and its page; either may be empty."""

    about: str
    href: str


def records(reader: Reader, sources: Iterable[str]) -> dict[str, Record]:
    """By the source of the facts; what the reader may not see is left out."""
    codes: dict[str, list[str]] = {}
    for source in set(sources):
        room, _, code = source.partition(":")
        codes.setdefault(room, []).append(code)
    found: dict[str, Record] = {}
    if wanted := codes.get("meeting"):
        seen = Meeting.objects.visible_to(reader).filter(code__in=wanted).order_by("code", "agenda__place")
        agenda: dict[str, list[str]] = {}
        for code, words in seen.values_list("code", "agenda__words"):
            agenda.setdefault(code, []).extend([words] if words else [])
        for code, lines in agenda.items():
            found[f"meeting:{code}"] = Record(_short("；".join(lines)), reverse("meeting", args=[code]))
    if wanted := codes.get("training"):
        titles = Training.objects.visible_to(reader).filter(code__in=wanted).values_list("code", "title")
        for code, title in titles:
            found[f"training:{code}"] = Record(_short(title), reverse("training", args=[code]))
    if codes.get("plan"):
        plans = StudyPlan.objects.visible_to(reader).filter(withdrawn_at__isnull=True)
        years = {int(each.rpartition(":")[2]) for each in codes["plan"]}
        for key, org, year in plans.filter(year__in=years).values_list("pk", "org__code", "year"):
            found[f"plan:{org}:{year}"] = Record(f"{year}年学习计划", reverse("plan", args=[key]))
    return found


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
