"""A look over the XML of sheets before the reader sees it: what would make it reserve all memory, what it loses.

The reader lays out the whole rectangle from A1 to the last used cell, and gives every cell a text of its own.
"""

import re
from array import array
from collections.abc import Iterable
from itertools import islice, pairwise
from typing import Final

from .disguise import SAVE_AGAIN
from .guarding import COPY_OVER
from .problems import Unreadable, column_letters

MAX_CELLS: Final = 2_600_000
"""Cells of the rectangle from A1 to the last used cell of a sheet"""
MAX_VALUES: Final = 800_000
"""Cells with content in the whole workbook: about fifty thousand people"""
MAX_TEXT: Final = 64 * 2**20
"""Bytes of the texts of all cells: a text stands in the file once, however many cells show it."""
MAX_MERGES: Final = 20_000
MAX_DEFECTS: Final = 50_000
"""Cells of one sheet whose value is missing"""
SPLIT_UP: Final = "请分成几个工作簿，一个一个导入"

_PREFIX: Final = rb"(?:[^\s<>/:]+:)?"
_C: Final = rb"<" + _PREFIX + rb"c(?=[\s/>])"
_R: Final = rb"<" + _PREFIX + rb"row(?=[\s/>])"
# Beyond 99,999 rows or 26 columns, which together are just MAX_CELLS.
_FAR = re.compile(rb"\sr\s*=\s*[\"'](?:[A-Za-z]{2}|[A-Za-z]?\d{6})")
_ANY = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)(\d*)[\"']")
# A cell or row that does not say where it stands, or not in the way of every spreadsheet program.
_LOOSE = re.compile(
    _C + rb"(?! r=\"[A-Z]{1,3}\d{1,7}\"(?: [\w:.-]+=\"[^\"<>]*\")*\s*/?>)"
    rb"|" + _R + rb"(?! r=\"\d{1,7}\"(?: [\w:.-]+=\"[^\"<>]*\")*\s*/?>)"
)
_PLACED = re.compile(_C + rb"|" + _R)
_TAG = re.compile(rb"<(" + _PREFIX + rb")(c|row)(?=[\s/>])((?:[^\"'<>/]|/(?!>)|\"[^\"<]*\"|'[^'<]*')*+)(/?)>")
_ATTRIBUTE = re.compile(rb"([^\s=\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PLACE = re.compile(rb"([A-Za-z]{1,3})?(\d{1,7})")
_EMPTY_CELL = re.compile(_C + rb"[^<>]*(?:/>|>\s*+</" + _PREFIX + rb"c\s*>)")
_EMPTY_ROW = re.compile(_R + rb"[^<>]*(?:/>|>\s*+</" + _PREFIX + rb"row\s*>)")
_HIDDEN_ROW = re.compile(_R + rb"(?=[^<>]*\shidden=[\"'](?:1|true)[\"'])[^<>]*\sr=[\"'](\d+)[\"']")
_ERROR_CELL = re.compile(
    _C + rb"(?=[^<>]*\bt\s*=\s*[\"']e[\"'])[^<>]*\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']"
)
_FORMULA_CELL = re.compile(
    _C + rb"(\s[^<>]*)>\s*+<" + _PREFIX + rb"f(?=[\s/>])[^<>]*(?:/>|>[^<]*</" + _PREFIX + rb"f\s*+>)\s*+"
    rb"(?:<" + _PREFIX + rb"v\s*+/>|<" + _PREFIX + rb"v\s*+>\s*+</" + _PREFIX + rb"v\s*+>)?\s*+"
    rb"</" + _PREFIX + rb"c\s*+>"
)
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']")
_ENDLESS = re.compile(rb">[^<]{300000}")
"""A text longer than a cell can have, however its letters are written"""
_IS_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
_SHARED = re.compile(rb"<" + _PREFIX + rb"si(?=[\s/>])")
_SHOWN = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*<" + _PREFIX + rb"v\s*>\s*(\d{1,9})\s*<")
_SHOWING = re.compile(rb"\bt\s*=\s*[\"']s[\"']")


def check_amount(sheets: Iterable[bytes], shared: bytes) -> None:
    """Refuse more content than one import can take in. `shared`: the texts that cells point at."""
    sheets = list(sheets)
    if any(map(_ENDLESS.search, (shared, *sheets))):
        raise Unreadable("文件里有一格文字长得放不下", "请打开文件找到这一格，把内容分开填写，保存后再导入")
    values = sum(part.count(b"</v") + part.count(b":v") // 2 + part.count(b"<is") for part in sheets)
    starts = array("Q", (found.start() for found in islice(_SHARED.finditer(shared), MAX_VALUES + 1)))
    if max(values, len(starts)) > MAX_VALUES:
        raise Unreadable(f"内容太多，超过 {MAX_VALUES} 格", SPLIT_UP)
    starts.append(len(shared))
    lengths = array("Q", (after - start for start, after in pairwise(starts)))
    longest = max(lengths, default=0)
    if longest * values <= MAX_TEXT:
        return
    shown = 0
    for part in sheets:
        indices = [int(found[1]) for found in _SHOWN.finditer(part)]
        shown += sum(lengths[index] for index in indices if index < len(lengths))
        # What is not written plainly may point at the longest.
        shown += longest * (sum(1 for _ in _SHOWING.finditer(part)) - len(indices))
    if shown > MAX_TEXT:
        raise Unreadable(f"文字太多，所有格子合起来有 {shown // 2**20} MB", SPLIT_UP)


def tidied(part: bytes, title: str) -> bytes:
    """Return a sheet's XML in which every cell says where it stands, without empty cells that reach far.

    Refuses cells lying far away, and far too many merged blocks.
    """
    if part.count(b"mergeCell") > MAX_MERGES:
        raise Unreadable(f"工作表“{title}”里合并的格子太多", f"请取消合并，逐格填写，或者{COPY_OVER[1:]}")
    if _LOOSE.search(part):
        part = _placed(part, title)
    if not _FAR.search(part):
        return part
    part = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", part))
    rows, columns = _extent(part) if _FAR.search(part) else (0, 0)
    if rows * columns > MAX_CELLS:
        raise Unreadable(
            f"工作表“{title}”用到了第 {rows} 行、第 {columns} 列，太大",
            f"请删除表格以外多余的内容，或者{COPY_OVER[1:]}",
        )
    return part


def _placed(part: bytes, title: str) -> bytes:
    """Write into every cell and row where it stands: some programs leave that to be counted."""
    found = sum(1 for _ in _PLACED.finditer(part))
    if found > MAX_VALUES:
        raise Unreadable(f"工作表“{title}”里有 {found} 格，太大", COPY_OVER)
    counting = _Counting()
    part = _TAG.sub(counting.place, part)
    if counting.found != found or counting.is_lost:
        raise Unreadable("文件内容已损坏，读不出来", SAVE_AGAIN)
    return part


class _Counting:
    """Where the next cell stands that does not say so, as the reader counts; numbers from 0."""

    _KEPT: Final = (b"s", b"t", b"hidden")

    def __init__(self) -> None:
        self.row, self.column, self.found, self.is_lost = -1, 0, 0, False

    def place(self, tag: re.Match[bytes]) -> bytes:
        """Return the tag with its place first."""
        prefix, kind, words, end = tag.groups()
        said = {name: first or second for name, first, second in _ATTRIBUTE.findall(words)}
        self.found += 1
        place = _PLACE.fullmatch(said[b"r"]) if b"r" in said else None
        if b"r" in said and (place is None or (place[1] is None) != (kind == b"row")):
            self.is_lost = True
            return tag[0]
        if kind == b"row":
            self.row, self.column = int(place[2]) - 1 if place else self.row + 1, 0
            where = b"%d" % (self.row + 1)
        else:
            row = int(place[2]) - 1 if place else max(self.row, 0)
            self.column = _column_number(place[1]) - 1 if place else self.column
            where = b"%s%d" % (column_letters(self.column).encode(), row + 1)
            self.column += 1
        kept = b"".join(b' %s="%s"' % (name, said[name]) for name in self._KEPT if said.get(name))
        return b'<%s%s r="%s"%s%s>' % (prefix, kind, where, kept, end)


def _extent(part: bytes) -> tuple[int, int]:
    """Return the last row and the last column that the references name."""
    rows = columns = 0
    for letters, digits in set(_ANY.findall(part)):
        rows = max(rows, int(digits[:12] or 0))
        columns = max(columns, _column_number(letters))
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 64
    return number


def defects_of(part: bytes, title: str) -> dict[str, str]:
    """Return cell → "error" (it shows #N/A or the like) or "formula" (its result was never stored)."""
    found: dict[str, str] = {}
    if b'"e"' in part or b"'e'" in part:
        errors = (match[1] for match in _ERROR_CELL.finditer(part))
        found = {cell.decode(): "error" for cell in islice(errors, MAX_DEFECTS + 1)}
    if b"<f" in part or b":f" in part:
        for match in _FORMULA_CELL.finditer(part):
            cell = _REFERENCE.search(match[1])
            if cell and not _IS_TEXT.search(match[1]):
                found[cell[1].decode()] = "formula"
            if len(found) > MAX_DEFECTS:
                break
    if len(found) > MAX_DEFECTS:
        message = f"工作表“{title}”里有 {MAX_DEFECTS} 格以上的公式出错或没有结果"
        raise Unreadable(message, "请用 WPS 或 Excel 打开文件，改正公式，保存一次后再导入")
    return found


def hidden_rows(part: bytes) -> frozenset[int]:
    """Return the numbers of rows that a reader of the sheet does not see: hidden, or filtered away."""
    return frozenset(map(int, _HIDDEN_ROW.findall(part))) if b"hidden=" in part else frozenset()
