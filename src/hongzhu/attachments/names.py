"""Names of files as people gave them, made harmless for every system they may be saved on. Plain Python."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

LONGEST: Final = 80
"""characters of a name, with its ending"""
NAMELESS: Final = "附件"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""control characters, marks of direction, halves of characters: nothing a reader sees"""
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_OF_WINDOWS: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_ENDING: Final = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,4}|7z)$")


def cleaned(name: str) -> str:
    """The last part of a path, without what is not seen and what some system does not allow in a name."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(mark for mark in last if unicodedata.category(mark) not in _UNSEEN)
    plain = " ".join(unicodedata.normalize("NFC", seen).translate(_NOT_IN_NAMES).split())
    return _OF_WINDOWS.sub(lambda found: f"_{found[0]}", plain.strip(" ."))


def ending_of(name: str) -> str:
    """What stands after the last dot, in small letters; empty where it is no ending: 照片11.20 has none."""
    found = _ENDING.search(name)
    return found[1].lower() if found else ""


def named(name: str, ending: str) -> str:
    """A cleaned name with this ending instead of its own, short enough."""
    stem = _ENDING.sub("", name).rstrip(" .")[: LONGEST - len(ending) - 1].rstrip(" .") or NAMELESS
    return f"{stem}.{ending}"


def told_apart(name: str, taken: Collection[str]) -> str:
    """The name, with a number where another file bears it: 照片（2）.jpg."""
    stem, _, ending = name.rpartition(".")
    number, found = 1, name
    while found.casefold() in {each.casefold() for each in taken}:
        number += 1
        mark = f"（{number}）"
        found = f"{stem[: LONGEST - len(ending) - len(mark) - 1]}{mark}.{ending}"
    return found
