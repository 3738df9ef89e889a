"""The one question put to the database: which texts contain all of some words."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from .models import SearchText
from .pairs import needed

SQLITE: Final = "SELECT rowid FROM search_index WHERE search_index MATCH %s"
POSTGRESQL: Final = "string_to_array(pairs, ' ') @> %s"
PAIR: Final = 2


def matching(words: Sequence[str], *, is_frequent: bool = False) -> QuerySet[SearchText]:
    """Texts that contain every word, each in its plain shape (pairs.words_of); none for no words.

    The pairs find what may contain a word; a word longer than a pair is looked for in the text itself. `is_frequent`:
    so many do that reading the latest rows until enough are among them is the shorter way.
    """
    if not words:
        return SearchText.objects.none()
    rows = SearchText.objects.alias(is_found=_found(words, is_frequent)).filter(is_found=True)
    for word in words:
        if len(word) > PAIR:
            rows = rows.filter(text__contains=word)
    return rows


def _found(words: Sequence[str], is_frequent: bool) -> RawSQL:
    """PostgreSQL chooses by itself; to SQLite a plus before the key says not to begin with the index of pairs."""
    pairs = sorted({pair for word in words for pair in needed(word)})
    if connection.vendor == "postgresql":
        return RawSQL(POSTGRESQL, [pairs], output_field=BooleanField())  # noqa: S611 - the words are a parameter
    key = f"{'+' if is_frequent else ''}search_searchtext.id"
    asked = " ".join(f'"{pair}"' for pair in pairs)
    return RawSQL(f"{key} IN ({SQLITE})", [asked], output_field=BooleanField())  # noqa: S611
