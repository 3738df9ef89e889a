"""Text as it comes from WPS, Word or a web page, made plain."""

import re
import unicodedata

# Soft hyphens, zero-width spaces and joiners, direction marks, the byte order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BREAKS = re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u2002-\u200a\u202f]")


def clean(text: str) -> str:
    """Return the same words: one sort of line end, no invisible marks, at most one blank line in a row.

    Full-width spaces stay (paragraphs are indented with them); nothing a reader can see is changed.
    """
    plain = _SPACES.sub(" ", _INVISIBLE.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text))))
    plain = "".join(mark for mark in plain if mark in "\n\t" or unicodedata.category(mark) != "Cc")
    lines = [line.rstrip() for line in plain.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def clean_line(text: str) -> str:
    """Return the text on one line, with single spaces."""
    return " ".join(clean(text).split())
