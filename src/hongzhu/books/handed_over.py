"""Where the paper is: of each bound book the last page that was printed."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.db.models import Max
from django.urls import reverse

from hongzhu.orgs.access import Reader
from hongzhu.orgs.cases import HomeLine, HomePart
from hongzhu.orgs.models import PartyOrg

from .kinds import kinds_for
from .models import BoundEntry


def parts(reader: Reader, org: PartyOrg, today: date) -> Iterator[HomePart]:
    """This year's and last year's books, whether or not pages of them have been bound."""
    yield HomePart(name="books", title="簿册在哪里，印到第几页", lines=tuple(_books(reader, org, today)))


def _books(reader: Reader, org: PartyOrg, today: date) -> Iterator[HomeLine]:
    rows = BoundEntry.objects.visible_to(reader).filter(org=org, year__in=(today.year - 1, today.year))
    pages = {
        (year, book): last
        for year, book, last in rows.order_by("year", "book")
        .values_list("year", "book")
        .annotate(last=Max("last_page"))
    }
    for year in (today.year, today.year - 1):
        for kind in (each for each in kinds_for(org, reads_all=True) if each.is_bound):
            last = pages.get((year, kind.key))
            yield HomeLine(
                look="done" if last else "none",
                tag=f"印到第 {last} 页" if last else "没有装订",
                title=f"{year}年{kind.title}",
                about="接着印用“只打新增页”" if last else "要看、要印，在“台账”里",
                verb="打开",
                href=f"{reverse('books')}?{urlencode({'org': org.code, 'year': year})}",
            )
