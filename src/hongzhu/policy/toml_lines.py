"""TOML with line numbers: the standard parser's data, and where in the file each table and key stands."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from .chinese_marks import advice, first_mark

Path_ = tuple[str | int, ...]
HEADER = re.compile(r"^\s*\[(\[)?\s*([^\[\]]+?)\s*\]")
PLACE = re.compile(r"at line (\d+), column (\d+)")
TWICE = re.compile(r"Cannot (overwrite|declare|mutate)")
BLOCKS: Final = {"obligation", "override", "case", "clause", "sentence", "duty"}
"""tables of which a file has several"""
SLIPS: Final = (
    (
        re.compile(r"=\s*\d{4}\s*(?:[/.年]|-\d(?:-|\s)|-\d\d-\d(?:\D|$))"),
        "日期要写成 2017-08-29 的样子，不加引号",
    ),
    (re.compile(r"=\s*(?:True|TRUE|False|FALSE|是|否)\s*(?:#|$)"), "请写成 true 或 false，不加引号"),
    (re.compile(r"=\s*[+-]?\d+(?:\.\d+)?\s*[^\s\d.,\]}#]"), "请只写数，不带单位；文字要加英文引号"),
    (re.compile(r"=\s*[^\W\d]"), '文字要加英文引号，例如 title = "谈心谈话"'),
    (re.compile(r"=\s*(?:#|$)"), "等号右边没有写；请补上"),
)
"""what a line looks like → what to do"""
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
    for number, line in enumerate(text.split("\n"), 1):
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
    lines = path.read_text(encoding="utf-8-sig").removesuffix("\n").split("\n")
    at = PLACE.search(str(error))
    line, column = (int(at.group(1)), int(at.group(2))) if at else (len(lines), 0)
    if TWICE.match(str(error)):
        words = lines[line - 1].partition("=")[0].strip(" []\"'")
        if words in BLOCKS and lines[line - 1].lstrip().startswith("["):
            return line, f"“[{words}]”要写成双方括号“[[{words}]]”，这样才能有好几条；请改正"
        return line, f"“{words}”写了两次；请删去一处"
    marks = [number for number, text in enumerate(lines, 1) for _mark in range(text.count('"""'))]
    if at is None and len(marks) % 2:
        return marks[-1], '这一行的 """ 后面没有写完；请补上另一个 """'
    if at is None:
        return line, "文件到末尾还没有写完；请看最后的引号和括号是否成对"
    if "Invalid date" in str(error):
        return line, f"这一行的日期不存在或写法不对（第{column}个字附近）；请写成 2017-08-29 的样子"
    if mark := first_mark(lines[line - 1]):
        return line, f"这一行第 {mark[0] + 1} 个字 {advice(mark[1])}"
    remedy = next((said for form, said in SLIPS if form.search(lines[line - 1])), "请看引号、等号和括号")
    return line, f"这一行不合 TOML 的写法（第{column}个字附近）；{remedy}"


def nearest(found: dict[Path_, int], path: Path_) -> int:
    """The line of a table or key, of the first inside it, or of the closest around it that stands on its own line."""
    if path and path not in found:
        inside = [line for known, line in found.items() if known[: len(path)] == path]
        if inside:
            return min(inside)
    while path not in found:
        path = path[:-1]
    return found[path]
