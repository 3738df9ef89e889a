"""Remember which pages were printed for binding; start, move on and end the preparation of a district's year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import stamp
from hongzhu.orgs.bodies import stream_of
from hongzhu.orgs.models import PartyOrg
from hongzhu.paper.pdf import pages_of_entries

from . import composing
from .kinds import BookKind
from .making import Asked, bound_of, fonts_folder
from .models import Binding, BoundEntry, Preparation

WHY: Final = "actions see all"
STALLED_AFTER: Final = timedelta(minutes=10)
"""without a move a preparation is taken to have been cut off, say by a restart"""
CUT_OFF: Final = "中途断了，已经备好的还在"
NOTHING_NEW: Final = "没有新的页要打印：记过的都已经印过。"


@dataclass(frozen=True)
class _Page:
    """A row of BoundEntry before there is a binding."""

    book: str
    key: str
    version: int
    is_withdrawn: bool
    first_page: int
    last_page: int
    note: str


def bind_new_pages(asked: Asked, kinds: Sequence[BookKind], *, by: By, now: datetime) -> Binding:
    """Fix the pages of everything that is not printed yet. Raises Refused where there is nothing new."""
    with posting(now=now) as post:
        pages = [page for kind in kinds if kind.is_bound for page in _new_pages(asked, kind)]
        if not pages:
            raise Refused(NOTHING_NEW)
        binding = Binding(org=asked.org, year=asked.year, **stamp(by, now))
        binding.save(force_insert=True)
        BoundEntry.objects.everything(WHY).bulk_create(
            BoundEntry(binding=binding, org=asked.org, year=asked.year, **vars(page)) for page in pages
        )
        told = {
            "year": asked.year,
            "pages": {
                kind.key: [_told(page) for page in pages if page.book == kind.key]
                for kind in kinds
                if kind.is_bound
            },
        }
        content = Content(about=f"binding:{binding.pk}", now=told)
        post.record(stream_of(asked.org), "binding.printed", [content], by=by, now=now)
    return binding


def _new_pages(asked: Asked, kind: BookKind) -> list[_Page]:
    bound = bound_of(asked, kind)
    new = composing.new_among(kind.leaves(None, asked.org, asked.year), bound)
    entries = [each.entry for each in new]
    book = composing.book(kind, asked.org, asked.year, entries)
    page = max((row.last_page for row in bound), default=0)
    found = []
    for each, length in zip(new, pages_of_entries(book, more_fonts=fonts_folder()), strict=True):
        first, page = page + 1, page + length
        leaf = each.leaf
        found.append(_Page(kind.key, leaf.key, leaf.version, each.is_withdrawn, first, page, each.note))
    return found


def _told(page: _Page) -> list[object]:
    return [page.key, page.version, page.is_withdrawn, page.first_page, page.last_page]


def start_preparation(org: PartyOrg, year: int, total: int, *, by: By, now: datetime) -> Preparation:
    """Begin to prepare the books of everybody below. Raises Refused while that is going on, or for nobody."""
    if total == 0:
        raise Refused("下面没有要备簿册的党组织。")
    with posting(now=now) as post:
        running = Preparation.objects.everything(WHY).filter(org=org, year=year, ended_at__isnull=True)
        running.filter(moved_at__lt=now - STALLED_AFTER).update(problem=CUT_OFF, ended_at=now)
        if running.exists():
            raise Refused("正在备，不用再点。这一页写着备到哪里。")
        row = Preparation(
            org=org,
            year=year,
            total=total,
            **stamp(by, now),
            moved_at=now,
        )
        row.save(force_insert=True)
        content = Content(about=f"preparation:{row.pk}", now={"year": year, "total": total})
        post.record(stream_of(org), "preparation.started", [content], by=by, now=now)
    return row


def move_on(preparation: Preparation, done: int, *, now: datetime) -> None:
    """So many are ready."""
    rows = Preparation.objects.everything(WHY).filter(pk=preparation.pk, ended_at__isnull=True)
    rows.update(done=done, moved_at=now)


def end_preparation(preparation: Preparation, *, problem: str, now: datetime) -> None:
    """All are ready, or it stopped for a reason."""
    rows = Preparation.objects.everything(WHY).filter(pk=preparation.pk, ended_at__isnull=True)
    rows.update(problem=problem[:200], moved_at=now, ended_at=now)
