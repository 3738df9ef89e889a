"""One batch from its file to rows: what the page shows and what is imported are the same reading."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hongzhu.audit.actions import By
from hongzhu.kit.dates import moment
from hongzhu.orgs.access import Reader
from hongzhu.people.models import Person

from .edits import Edits, Known, Laid, laid_over, parsed_of
from .importing import import_sheets
from .models import Batch
from .outcome import Outcome
from .own import Own
from .problems import Report, Unreadable
from .rows import ParsedSheet
from .tray import taken
from .undoing import LASTS

WHY: Final = "numbers are free or not, whoever asks"
MOST_ROWS: Final = 2000
"""of a file that comes by the page: a branch has no more"""
GONE: Final = ("文件已经不在了", "请从头再选一次文件")
TOO_LONG: Final = (f"表里有 {MOST_ROWS} 行以上，太多", "请分成几个文件，一个一个导入")


@dataclass
class Reading:
    """A file as edited, and what would become of it."""

    laid: list[Laid]
    parsed: list[ParsedSheet]
    others: list[str]
    outcome: Outcome

    @property
    def rows(self) -> int:
        """How many rows are records."""
        return sum(len(each.lines) for each in self.parsed)


def edits_of(batch: Batch) -> Edits:
    """What was chosen and mended so far."""
    return Edits(columns=batch.columns, added=batch.added, cells=batch.cells)


def sheets_of(batch: Batch, own: Own) -> tuple[list[Laid], list[str]]:
    """The sheets of a batch with their columns, and the titles of those left out. Raises Unreadable."""
    _book, laid, others = laid_over(_file(batch), edits_of(batch), own.sheets)
    return laid, others


def read_batch(batch: Batch, own: Own, *, by: By, now: datetime, is_dry_run: bool = True) -> Reading:
    """Import a batch; on a dry run nothing is stored. Raises Unreadable."""
    report, edits = Report(), edits_of(batch)
    book, laid, others = laid_over(_file(batch), edits, own.sheets)
    if sum(len(each.raw.rows) for each in laid) > MOST_ROWS:
        raise Unreadable(*TOO_LONG)
    parsed = [parsed_of(each, book, edits, report, lambda: known_to(own)) for each in laid]
    outcome = import_sheets(parsed, report, by=by, now=now, is_dry_run=is_dry_run, own=own)
    return Reading(laid, parsed, others, outcome)


def own_of(batch: Batch, reader: Reader) -> Own:
    """The line around a batch."""
    return Own(reader, batch.org, reader.day)


def known_to(own: Own) -> Known:
    """Who is on the roster, and the next free number."""
    rows = Person.objects.visible_to(own.reader, "change").values_list("name", "code", "arrived_on")
    codes: dict[str, str] = {}
    arrivals = {}
    for name, code, arrived_on in rows:
        codes[name] = "" if name in codes else code
        arrivals[code] = arrived_on.isoformat()
    start = f"{own.org.code}-"
    taken_ones = Person.objects.everything(WHY).filter(code__startswith=start).values_list("code", flat=True)
    ends = [code.removeprefix(start) for code in taken_ones]
    last = max((int(end) for end in ends if end.isdecimal() and len(end) < 9), default=0)
    return Known(codes, arrivals, f"{start}{last + 1:03d}")


def until_words(batch: Batch) -> str:
    """Until when a batch may be taken back."""
    return moment(batch.imported_at + LASTS) if batch.imported_at else ""


def _file(batch: Batch) -> bytes:
    content = taken(batch.token)
    if content is None:
        raise Unreadable(*GONE)
    return content
