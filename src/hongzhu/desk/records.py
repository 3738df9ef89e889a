"""The records behind facts: what they were about and where they are shown."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.urls import reverse

from hongzhu.meetings.models import Meeting
from hongzhu.orgs.access import Reader
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
        found |= {f"training:{code}": Record(_short(title), "") for code, title in titles}
    return found


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
