"""Where the attachments are that a new secretary takes over: on which kinds of record, and how many."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.orgs.cases import HomeLine, HomePart
from hongzhu.orgs.models import PartyOrg

from .models import Attachment
from .owners import owners


def parts(reader: Reader, _org: PartyOrg, _today: date) -> Iterator[HomePart]:
    """One line for each kind of record on which files hang. One query."""
    rows = Attachment.objects.visible_to(reader).filter(removed_at=None)
    grouped = rows.order_by().values_list("kind").annotate(Count("pk"), Count("code", distinct=True))
    counts = {kind: (files, records) for kind, files, records in grouped}
    lines = [
        HomeLine(
            look="done",
            tag=f"{counts[kind][0]} 个",
            title=known.TITLE,
            about=f"在 {counts[kind][1]} 份记录上；整套带走时原样在压缩包的“附件”里",
            verb="看记录",
            href=reverse(known.LISTED),
        )
        for kind, known in owners()
        if kind in counts
    ]
    yield HomePart(name="attachments", title="附件在哪里", lines=tuple(lines))
