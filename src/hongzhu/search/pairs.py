"""Texts as they are compared, and the pairs of characters by which they are found."""

import unicodedata
from itertools import pairwise
from typing import Final

LONGEST_WORD: Final = 60
MOST_WORDS: Final = 6
"""of a question; what goes beyond is left out"""


def plain(text: str) -> str:
    """One shape for the same: full-width as half-width, capitals as small letters, any space as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("\0", "").split())


def words_of(question: str) -> list[str]:
    """The words that must all occur, in their plain shape."""
    words = [word[:LONGEST_WORD] for word in plain(question).split()]
    return list(dict.fromkeys(words))[:MOST_WORDS]


def pairs_of(text: str) -> set[str]:
    """Every character and every two that stand side by side, of a plain text; spaces aside.

    Written as numbers: what a database takes for a letter or for a mark between words does not matter then.
    """
    found = set()
    for word in text.split():
        codes = [format(ord(each), "x") for each in word]
        found.update(codes)
        found.update(f"{one}g{other}" for one, other in pairwise(codes))
    return found


def needed(word: str) -> set[str]:
    """The pairs that a text has if it contains a word: enough of them to find it."""
    codes = [format(ord(each), "x") for each in word]
    return {f"{one}g{other}" for one, other in pairwise(codes)} or {*codes}
