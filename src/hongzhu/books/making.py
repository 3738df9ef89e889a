"""Books of an organisation and year, put together for a reader or for the house, and written in a format."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from hongzhu.audit.models import Head
from hongzhu.kit import spreadsheets
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import stream_of
from hongzhu.orgs.models import OrgEdge, PartyOrg
from hongzhu.paper.book import Book
from hongzhu.paper.docx import write_docx
from hongzhu.paper.pdf import Printed, write_pdf
from hongzhu.paper.xlsx import write_xlsx

from . import composing
from .kinds import GROUP, BookKind
from .models import Binding, BoundEntry

FORMATS: Final = ("pdf", "docx", "xlsx")
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": spreadsheets.MEDIA_TYPE,
}
FIRST_YEAR, LAST_YEAR = 1949, 2199
WHY: Final = "of books at hand"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whose books of which year, for whom (nobody: for the house), at which moment.

    `is_partial`: the reader may not see every record in them, say those of another group.
    """

    org: PartyOrg
    year: int
    reader: Reader | None
    now: datetime
    is_partial: bool = False


def fonts_folder() -> Path:
    """Where an administrator lays fonts for names that the shipped ones lack."""
    return Path(settings.DATA_DIR) / "fonts"


def bound_of(asked: Asked, kind: BookKind) -> list[BoundEntry]:
    """What of a book is bound, in order of its pages."""
    rows = BoundEntry.objects.everything(WHY).filter(org=asked.org, year=asked.year, book=kind.key)
    return list(rows.order_by("first_page"))


def year_book(asked: Asked, kind: BookKind) -> Book:
    """One book of a year, whole."""
    if not kind.is_bound:
        table = kind.table(asked.reader, asked.org, asked.year, timezone.localdate(asked.now))
        made = Book(title=kind.title, owner=asked.org.name, year=str(asked.year), table=table)
    else:
        leaves = kind.leaves(asked.reader, asked.org, asked.year)
        keys = {leaf.key for leaf in leaves}
        bound = [row for row in bound_of(asked, kind) if not asked.is_partial or row.key in keys]
        entries = composing.whole(leaves, bound)
        made = composing.book(kind, asked.org, asked.year, entries)
    return composing.closed(made, heads_of(asked.org, kind), asked.now)


def bound_book(asked: Asked, kind: BookKind, binding: Binding) -> Book | None:
    """What one binding printed of a book, again; nothing where it printed nothing of it. Its first pages bring a cover."""
    bound = bound_of(asked, kind)
    shown = [row for row in bound if row.binding_id == binding.pk]
    if not shown:
        return None
    entries = composing.bound_entries(kind.leaves(asked.reader, asked.org, asked.year), bound, shown)
    made = composing.book(kind, asked.org, asked.year, entries, has_cover=entries[0].first == 1)
    return composing.closed(made, heads_of(asked.org, kind), asked.now)


def heads_of(org: PartyOrg, kind: BookKind) -> list[tuple[str, int, str]]:
    """(stream, number of its last event, its hash) of the chains a book of an organisation comes from."""
    streams = [stream_of(org), *(_streams_of_groups(org) if kind.key == GROUP else ())]
    heads = Head.objects.in_bulk(streams)
    return [(each, heads[each].seq, heads[each].hash) for each in dict.fromkeys(streams) if each in heads]


def _streams_of_groups(org: PartyOrg) -> list[str]:
    groups = OrgEdge.objects.everything(WHY).filter(superior=org, org__kind=PartyOrg.Kind.PARTY_GROUP)
    return [stream_of(edge.org) for edge in groups.select_related("org").order_by("org__code")]


def written(books: Sequence[Book], format: str, now: datetime) -> Printed:
    """In one of FORMATS; only a PDF can lack characters, for it brings its fonts along."""
    if format == "pdf":
        return write_pdf(books, more_fonts=fonts_folder(), now=now)
    writers: dict[str, Callable[[Sequence[Book]], bytes]] = {"docx": write_docx, "xlsx": write_xlsx}
    return Printed(writers[format](books), ())
