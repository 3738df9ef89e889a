"""A list goes out as a workbook: the same way from every room, with who took it out, and when."""

from collections.abc import Sequence

from django.http import HttpResponse

from hongzhu.kit.dates import moment
from hongzhu.kit.spreadsheets import Listing, sent, written

from .doors import Asker


def list_out(
    asker: Asker,
    title: str,
    *,
    about: str,
    heads: Sequence[tuple[str, int]],
    lines: Sequence[Sequence[str]],
    is_personal: bool = False,
    is_told: bool = False,
) -> HttpResponse:
    """The answer; `about`: what was asked for, and how many there are; `is_told`: the trail says who has taken it out."""
    listing = Listing(
        title=f"{title} {asker.today.isoformat()}",
        name=title,
        about=about,
        mark=f"{asker.reader.name}于{moment(asker.now)}导出" + ("，已记录" if is_told else ""),
        heads=heads,
        lines=lines,
        is_personal=is_personal,
    )
    return sent(written(listing), listing.title)
