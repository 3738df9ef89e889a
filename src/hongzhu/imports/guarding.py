"""The door for files: what is not a sound .xlsx, or would unfold into a monster, is turned away with advice.

Out of the zip only the parts that hold cells are taken, within limits, looked over, and handed on as a
fresh zip, so that the reader behind never meets a bomb, a far-away cell or a count that makes it reserve
all memory.
"""

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from .problems import Unreadable

MAX_FILE: Final = 32 * 2**20
MAX_UNFOLDED: Final = 40 * 2**20
MAX_RATIO: Final = 300
SMALL_ENOUGH: Final = 8 * 2**20
"""Below this size unfolded, a high ratio is harmless: thousands of empty rows pack well."""
MAX_CELLS: Final = 2_600_000
"""Cells of the rectangle from A1 to the last used cell of a sheet"""
MAX_VALUES: Final = 800_000
"""Cells with content in the whole workbook: about fifty thousand people"""
MAX_PARTS: Final = 2000

SAVE_AS: Final = "请用 WPS 或 Excel 打开，另存为“.xlsx”后再导入"
SAVE_AGAIN: Final = "请重新下载或重新拷贝这个文件；能打开的话，另存一份后再导入"
COPY_OVER: Final = "请把要导入的内容复制到一份新的空白工作簿里再导入"

_WANTED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(?:workbook|sharedstrings|styles)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# Beyond 99,999 rows or 26 columns, which together are just MAX_CELLS.
_FAR = re.compile(rb"\sr\s*=\s*[\"'](?:[A-Za-z]{2}|[A-Za-z]?\d{6})")
_ANY = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)(\d*)[\"']")
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])[^<>]*(?:/>|>\s*+</(?:\w+:)?c\s*>)")
_EMPTY_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])[^<>]*(?:/>|>\s*+</(?:\w+:)?row\s*>)")
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?=[^<>]*\bt\s*=\s*[\"']e[\"'])[^<>]*\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']"
)
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c(\s[^<>]*)>\s*+<(?:\w+:)?f(?=[\s/>])[^<>]*(?:/>|>[^<]*</(?:\w+:)?f\s*+>)"
    rb"\s*+(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v\s*+>\s*+</(?:\w+:)?v\s*+>)?\s*+</(?:\w+:)?c\s*+>"
)
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3}\d{1,7})[\"']")
_COUNT = re.compile(rb"\s(?:unique)?count\s*=\s*[\"'](\d+)[\"']", re.IGNORECASE)


def open_parts(source: Path | bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name. Raises Unreadable with what is wrong and what to do."""
    content = source if isinstance(source, bytes) else _load(source)
    _check_kind(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
            parts = {name: archive.read(info) for name, info in _wanted(archive).items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, IndexError, ValueError) as error:
        raise Unreadable("文件已损坏或不完整，里面的内容读不出来", SAVE_AGAIN) from error
    except (RuntimeError, NotImplementedError) as error:
        raise Unreadable("文件加了密码，或用了不常见的压缩方式", f"请去掉密码；{SAVE_AS}") from error
    for part in parts.values():
        _check_xml(part)
    return parts


def _load(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise Unreadable(f"文件有 {path.stat().st_size // 2**20} MB，太大", COPY_OVER)
    return path.read_bytes()


def _check_kind(content: bytes) -> None:
    """Tell by the first bytes what the file really is, whatever its name says."""
    if not content:
        raise Unreadable("文件是空的", "请重新保存后再导入")
    if len(content) > MAX_FILE:
        raise Unreadable(f"文件有 {len(content) // 2**20} MB，太大", COPY_OVER)
    if content.startswith(b"PK\x03\x04"):
        return
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("文件加了密码", "请在 WPS 或 Excel 里去掉密码，保存后再导入")
        raise Unreadable("这是旧格式（.xls）的文件，只改了名字也不行", SAVE_AS)
    start = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml")):
        raise Unreadable("这是网页或 XML 文件，不是 .xlsx 工作簿", SAVE_AS)
    if b"\x00" not in content[:2048] and (b"," in start or b"\t" in start or b"\n" in start):
        raise Unreadable("这是文本文件（例如 .csv），不是 .xlsx 工作簿", SAVE_AS)
    raise Unreadable("这不是 .xlsx 工作簿，或者文件开头已损坏", SAVE_AS)


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Judge the zip by its directory, before anything is unfolded."""
    names = {info.filename.lower() for info in archive.infolist()}
    if "xl/workbook.xml" not in names:
        if any(name.startswith("word/") for name in names):
            raise Unreadable("这是 Word 文档，不是工作簿", "请把表格复制到 .xlsx 工作簿里再导入")
        if "xl/workbook.bin" in names or "content.xml" in names:
            raise Unreadable("这是别的表格格式（.xlsb 或 .ods），不是 .xlsx", SAVE_AS)
        raise Unreadable("文件里没有工作簿", SAVE_AS)
    wanted = _wanted(archive).values()
    unfolded, folded = sum(info.file_size for info in wanted), sum(info.compress_size for info in wanted)
    if len(names) > MAX_PARTS or unfolded > MAX_UNFOLDED:
        raise Unreadable(f"文件展开后有 {unfolded // 2**20} MB，太大", COPY_OVER)
    if unfolded > SMALL_ENOUGH and unfolded > folded * MAX_RATIO:
        raise Unreadable("文件压缩得不合常理，可能是有意造出来的", COPY_OVER)


def _wanted(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the parts that hold cells; of two with one name the last, as readers take it."""
    return {info.filename: info for info in archive.infolist() if _WANTED.fullmatch(info.filename)}


def _check_xml(part: bytes) -> None:
    if b"\x00" in part[:200] or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Unreadable("文件内容不是正常的工作簿", COPY_OVER)
    # Readers reserve memory by these counts before they look.
    if any(len(digits) > 9 or int(digits) > len(part) for digits in _COUNT.findall(part)):
        raise Unreadable("文件内容前后矛盾，可能已损坏", SAVE_AGAIN)


def check_amount(parts: dict[str, bytes]) -> None:
    """Refuse more content than one import can take in."""
    values = sum(
        part.count(b"<v>") + part.count(b":v>") // 2 + part.count(b"<is>") for part in parts.values()
    )
    if values > MAX_VALUES:
        raise Unreadable(f"内容太多，大约有 {values} 格", "请分成几个工作簿，一个一个导入")


def near_cells(part: bytes, title: str) -> bytes:
    """Return a sheet's XML, without its empty cells when those reach far; refuse cells lying far away."""
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


def defects_of(part: bytes) -> dict[str, str]:
    """Return cell → "error" (it shows #N/A or the like) or "formula" (its result was never stored)."""
    found = {}
    if b'"e"' in part or b"'e'" in part:
        found = {match.decode(): "error" for match in _ERROR_CELL.findall(part)}
    if b"<f" in part or b":f" in part:
        for attributes in _FORMULA_CELL.findall(part):
            cell = _REFERENCE.search(attributes)
            if cell and not re.search(rb"\bt\s*=\s*[\"']str[\"']", attributes):
                found[cell[1].decode()] = "formula"
    return found


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    """Return the parts as a zip of their own; empties `parts`, for both at once is too much to hold."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        while parts:
            archive.writestr(*parts.popitem())
    buffer.seek(0)
    return buffer
