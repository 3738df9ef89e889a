"""The door for files: what is not a sound .xlsx, or would unfold into a monster, is turned away with advice.

Out of the zip only the parts that hold cells are taken, within limits, and handed on as a fresh zip, so that the
reader behind never meets a bomb. What a zip says of itself may be a lie: it bounds what is unfolded, and more than
it says is never unfolded.
"""

import io
import re
import zipfile
from pathlib import Path
from typing import Final

from hongzhu.kit.unfolding import Damaged, Fault, Limits, Monster, OddPacking, check_parts, opened, unfold

from .disguise import SAVE_AGAIN, SAVE_AS, UNLOCK, check_beginning, check_members, check_name
from .problems import Unreadable

MAX_FILE: Final = 32 * 2**20
MAX_UNFOLDED: Final = 40 * 2**20
MAX_RATIO: Final = 300
SMALL_ENOUGH: Final = 8 * 2**20
"""Below this size unfolded, a high ratio is harmless: thousands of empty rows pack well."""
MAX_OUTLINE: Final = 8 * 2**20
"""Parts that are not cells, text or styles: the list of sheets, with names defined for formulas"""
MAX_PARTS: Final = 2000

COPY_OVER: Final = "请把要导入的内容复制到一份新的空白工作簿里再导入"
ODD_PACKING: Final = "文件用了不常见的压缩方式"

_WANTED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(?:workbook|sharedstrings|styles)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_BULKY = re.compile(r"xl/(?:sharedstrings|styles|worksheets/[^/]+)\.xml", re.IGNORECASE)
_COUNT = re.compile(rb"\s(?:unique)?count\s*=\s*[\"']([^\"'<>]*)[\"']", re.IGNORECASE)
_COUNTING_TAG = re.compile(rb"<[^<>]*\s(?:unique)?count\s*=[^<>]*>", re.IGNORECASE)


def open_parts(source: Path | bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name. Raises Unreadable with what is wrong and what to do."""
    content = source if isinstance(source, bytes) else _load(source)
    _check_size(len(content))
    check_beginning(content)
    try:
        with opened(content, MAX_PARTS) as archive:
            _check_archive(archive)
            parts = {info.filename: unfold(archive, info) for info in _wanted(archive)}
    except Damaged as error:
        raise Unreadable("文件已损坏或不完整，里面的内容读不出来", SAVE_AGAIN) from error
    except OddPacking as error:
        raise Unreadable(ODD_PACKING, SAVE_AS) from error
    except Monster as error:
        raise Unreadable(*_said(error)) from error
    for name in parts:
        parts[name] = _check_xml(parts[name])
    return parts


def _load(path: Path) -> bytes:
    check_name(path)
    _check_size(path.stat().st_size)
    return path.read_bytes()


def _check_size(size: int) -> None:
    if size > MAX_FILE:
        raise Unreadable(f"文件有 {size // 2**20} MB，太大", COPY_OVER)


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the parts that hold cells, and what leads to them."""
    return [info for info in archive.infolist() if _WANTED.fullmatch(info.filename)]


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Judge the zip by its directory, before anything is unfolded."""
    check_members({info.filename.lower() for info in archive.infolist()})
    wanted = _wanted(archive)
    check_parts(wanted, Limits(unfolded=MAX_UNFOLDED, ratio=MAX_RATIO, small=SMALL_ENOUGH))
    if any(info.file_size > MAX_OUTLINE for info in wanted if not _BULKY.fullmatch(info.filename)):
        raise Unreadable("文件里除了表格，还有太多别的内容", COPY_OVER)


def _said(monster: Monster) -> tuple[str, str]:
    match monster.fault:
        case Fault.PARTS:
            return f"文件里装了 {MAX_PARTS} 个以上的部件，不是正常的工作簿", COPY_OVER
        case Fault.TWICE:
            return "文件里有两份同名的内容，分不清用哪一份", SAVE_AGAIN
        case Fault.LOCKED:
            return "文件加了密码", UNLOCK
        case Fault.SIZE:
            return f"文件展开后有 {monster.size // 2**20} MB，太大", COPY_OVER
        case Fault.RATIO:
            return "文件压缩得不合常理，可能是有意造出来的", COPY_OVER


def _check_xml(part: bytes) -> bytes:
    """Return the XML of a part without the counts it cannot hold: readers reserve memory by them, unseen."""
    if b"\x00" in part[:200] or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Unreadable("文件内容不是正常的工作簿", COPY_OVER)
    if any(not said.isdigit() or len(said) > 9 or int(said) > len(part) for said in _COUNT.findall(part)):
        return _COUNTING_TAG.sub(lambda tag: _COUNT.sub(b"", tag[0]), part)
    return part


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    """Return the parts as a zip of their own; empties `parts`, for both at once is too much to hold."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        while parts:
            archive.writestr(*parts.popitem())
    buffer.seek(0)
    return buffer
