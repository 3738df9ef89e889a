"""For which bodies a reader records meetings, and what he may do with one."""

from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import Body

from .access import orgs_to_record, schools_to_record
from .models import Meeting

RIGHTS: Final = ("minutes", "change", "confirm", "withdraw")
"""what is asked of every meeting that is shown: `may_minutes` and so on"""


def own_bodies(reader: Reader, resource: str = "meeting") -> list[Body]:
    """The organisations and schools for which the reader may record, or announce, by code."""
    orgs, schools = orgs_to_record(reader, resource), schools_to_record(reader, resource)
    return [*orgs.order_by("code"), *schools.order_by("code")]


def own_body(reader: Reader, kind: str, code: str, resource: str = "meeting") -> Body | None:
    """One of them, or nothing."""
    if kind == "org":
        return orgs_to_record(reader, resource).filter(code=code).first()
    return schools_to_record(reader, resource).filter(code=code).first()


def readable(reader: Reader) -> QuerySet[Meeting]:
    """The meetings a reader may look at, each with what else he may do: no query per question."""
    rights = {
        f"may_{each}": Exists(Meeting.objects.visible_to(reader, each).filter(pk=OuterRef("pk")))
        for each in RIGHTS
    }
    return Meeting.objects.visible_to(reader).annotate(**rights)


def own_signatures(reader: Reader, meeting: Meeting) -> list[str]:
    """The signatures that are the reader's own to give: of the chair, of the recorder."""
    if reader.person is None:
        return []
    signers = {"chair": meeting.chair_id, "recorder": meeting.recorder_id}
    return [kind for kind, person in signers.items() if person == reader.person]
