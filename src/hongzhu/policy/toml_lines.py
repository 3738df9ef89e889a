"""TOML with line numbers: the standard parser's data, and where in the file each table and key stands."""

import re
import tomllib
from pathlib import Path
from typing import Any

Path_ = tuple[str | int, ...]
HEADER = re.compile(r"^\s*\[(\[)?\s*([^\[\]]+?)\s*\]")
KEY = re.compile(r"""^\s*("[^"]+"|'[^']+'|[\w.\-]+)\s*=""")


def read(path: Path) -> tuple[dict[str, Any], dict[Path_, int]]:
    """(data, line of each table or key). Raises tomllib.TOMLDecodeError, UnicodeDecodeError."""
    text = path.read_text(encoding="utf-8")
    return tomllib.loads(text), places(text)


def places(text: str) -> dict[Path_, int]:
    """The line of every table header and every key at the start of a line."""
    found: dict[Path_, int] = {(): 1}
    counts: dict[Path_, int] = {}
    at: Path_ = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := HEADER.match(line):
            at = ()
            parts = [part.strip().strip("\"'") for part in header.group(2).split(".")]
            for part in parts[:-1]:
                at = (*at, part)
                if at in counts:
                    at = (*at, counts[at])
            at = (*at, parts[-1])
            if header.group(1):
                counts[at] = counts.get(at, -1) + 1
                at = (*at, counts[at])
            found[at] = number
        elif key := KEY.match(line):
            found.setdefault((*at, key.group(1).strip("\"'")), number)
    return found


def nearest(found: dict[Path_, int], path: Path_) -> int:
    """The line of the closest enclosing table or key that stands on a line of its own."""
    while path not in found:
        path = path[:-1]
    return found[path]
