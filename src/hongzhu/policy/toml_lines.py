"""TOML with line numbers: the standard parser's data, and where in the file each table and key stands."""

import re
import tomllib
from pathlib import Path
from typing import Any

Path_ = tuple[str | int, ...]
HEADER = re.compile(r"^\s*\[(\[)?\s*([^\[\]]+?)\s*\]")
PLACE = re.compile(r"at line (\d+), column (\d+)")
TWICE = re.compile(r"Cannot (overwrite|declare|mutate)")
KEY = re.compile(r"""^\s*("[^"]+"|'[^']+'|[\w.\-]+)\s*=""")


def read(path: Path) -> tuple[dict[str, Any], dict[Path_, int]]:
    """(data, line of each table or key). Raises tomllib.TOMLDecodeError, UnicodeDecodeError."""
    text = path.read_text(encoding="utf-8-sig")  # Notepad puts a byte order mark in front
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


def fault(error: tomllib.TOMLDecodeError | UnicodeDecodeError, path: Path) -> tuple[int, str]:
    """(line, what is wrong and what to do) where a file cannot be read at all."""
    data = path.read_bytes()
    if isinstance(error, UnicodeDecodeError):
        line = data[: error.start].count(b"\n") + 1
        return line, "这一行不是 UTF-8 文字；请用 UTF-8 编码另存这个文件"
    lines = data.decode("utf-8").splitlines()
    at = PLACE.search(str(error))
    line, column = (int(at.group(1)), int(at.group(2))) if at else (len(lines), 0)
    if TWICE.match(str(error)):
        words = lines[line - 1].partition("=")[0].strip(" []\"'")
        return line, f"“{words}”写了两次；请删去一处"
    if at is None:
        return line, "文件到末尾还没有写完；请看最后的引号和括号是否成对"
    if "Invalid date" in str(error):
        return line, f"这一行的日期不存在或写法不对（第{column}个字附近）；请写成 2017-08-29 的样子"
    return line, f"这一行不合 TOML 的写法（第{column}个字附近）；请看引号、等号和括号"


def nearest(found: dict[Path_, int], path: Path_) -> int:
    """The line of the closest enclosing table or key that stands on a line of its own."""
    while path not in found:
        path = path[:-1]
    return found[path]
