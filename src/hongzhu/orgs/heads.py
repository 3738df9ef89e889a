"""Who keeps whose chain heads: superiors those of the organisations below, organisations those of their schools."""

from collections import defaultdict
from datetime import date

from hongzhu.audit.models import Head

from .bodies import DISTRICT, stream_of
from .models import Coverage, OrgEdge


def holders(day: date) -> dict[str, set[str]]:
    """Streams by the stream that keeps their heads; the district keeps those that nobody else keeps that day."""
    found: dict[str, set[str]] = defaultdict(set)
    for edge in OrgEdge.objects.everything("every head is held").on(day).select_related("superior", "org"):
        found[stream_of(edge.superior)].add(stream_of(edge.org))
    for row in Coverage.objects.everything("every head is held").on(day).select_related("org", "school"):
        found[stream_of(row.org)].add(stream_of(row.school))
    kept = {stream for streams in found.values() for stream in streams}
    streams = set(Head.objects.exclude(stream=DISTRICT).values_list("stream", flat=True))
    found[DISTRICT] = streams - kept
    return dict(found)
