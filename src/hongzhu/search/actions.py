"""Keep what records say, in the transaction that writes them; compare and mend all of it."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Final

from django.db import transaction

from .models import SearchText
from .pairs import pairs_of, plain
from .records import LONGEST, Text, kinds, searched

AT_ONCE: Final = 500
COMPARED: Final = ("dated_on", "title", "body", "text", "pairs")


def index_records(*, kind: str, keys: Collection[int]) -> None:
    """Keep what these records say now; those of which the room says nothing any more are found no more."""
    for some in _chunks(keys):
        SearchText.objects.filter(kind=kind, key__in=some).delete()
        SearchText.objects.bulk_create(rows_of(kind, searched(kind).texts(some)))


def index_everything() -> int:
    """Compare all that is kept with what the rooms say, and mend it. Returns how many records differed."""
    with transaction.atomic():
        return sum(_mend(kind) for kind in kinds()) + _drop_unknown()


def is_empty() -> bool:
    """Whether nothing can be found yet: a database of a release that had no search."""
    return not SearchText.objects.exists()


def _mend(kind: str) -> int:
    stored = {row.key: row for row in SearchText.objects.filter(kind=kind).iterator()}
    differ = []
    for row in rows_of(kind, searched(kind).texts(None)):
        was = stored.pop(row.key, None)
        if was is None or any(getattr(row, name) != getattr(was, name) for name in COMPARED):
            differ.append(row.key)
    gone = [*stored]
    index_records(kind=kind, keys=[*differ, *gone])
    return len(differ) + len(gone)


def _drop_unknown() -> int:
    """Of kinds that the house has no more."""
    return SearchText.objects.exclude(kind__in=kinds()).delete()[0]


def rows_of(kind: str, texts: Iterable[Text]) -> Iterator[SearchText]:
    """Rows that are not stored yet, of what records say."""
    for told in texts:
        text = plain(f"{told.title}\n{told.body}")
        yield SearchText(
            kind=kind,
            key=told.key,
            dated_on=told.day,
            title=told.title[:LONGEST],
            body=told.body,
            text=text,
            pairs=" ".join(sorted(pairs_of(text))),
        )


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := [*islice(rest, AT_ONCE)]:
        yield some
