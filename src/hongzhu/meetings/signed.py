"""Which records are confirmed: the version that stands is signed on paper, or by chair and recorder."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F

from hongzhu.ledger.saving import chunks

from .models import Meeting, Signature

WHY = "of meetings at hand"

BOTH = {Signature.Kind.CHAIR, Signature.Kind.RECORDER}


def confirmed_among(meetings: Collection[Meeting]) -> set[int]:
    """Primary keys of the confirmed ones; signatures of earlier versions no longer count."""
    signed: dict[int, set[str]] = defaultdict(set)
    for some in chunks(meetings):
        rows = Signature.objects.everything(WHY).filter(meeting__in=some, version=F("meeting__version"))
        for meeting, kind in rows.values_list("meeting", "kind"):
            signed[meeting].add(kind)
    return {key for key, kinds in signed.items() if is_enough(kinds)}


def is_confirmed(meeting: Meeting) -> bool:
    """Is the version that stands confirmed?"""
    return meeting.pk in confirmed_among([meeting])


def is_enough(kinds: Collection[str]) -> bool:
    """Do these kinds of signature confirm a version?"""
    return Signature.Kind.PAPER in kinds or set(kinds) >= BOTH
