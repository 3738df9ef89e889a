"""Documents that are kept as they are: what may not be inside, and that they unfold to a bearable size. Plain Python."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from hongzhu.kit.unfolding import Damaged, Fault, Limits, Monster, OddPacking, check_parts, opened, unfold

from .sorts import DOCX, UNLOCK, XLSX, Sort
from .unfit import Unfit

MOST_PARTS: Final = 2000
MOST_RATIO: Final = 200
SMALL_ENOUGH: Final = 8 * 2**20
"""Below this size unfolded, a high ratio is harmless: empty tables pack well."""
BROKEN: Final = ("文件已损坏或没有传完", "请重新下载或重新拷贝；能打开的话，另存一份再传")
SAVE_AGAIN: Final = "请用 WPS 打开，另存一份新的再传"
WITHOUT_MACROS: Final = "请用 WPS 打开，另存为不带宏的文档（.docx、.xlsx）或者 PDF 再传"

_MAIN_PART: Final = {
    DOCX: re.compile(r"word/document\d*\.xml"),  # some programs on the web number it
    XLSX: re.compile(r"xl/workbook\d*\.xml"),
}
_CONTENT_TYPES: Final = "[content_types].xml"
_MACROS: Final = re.compile(r"vbaproject\.bin$|vbadata\.xml$|/activex/|/macrosheets/|customui/|\.exe$|\.dll$")
_ZIP_ENDS: Final = b"PK\x05\x06"
_END_LENGTH: Final = 22

_PDF_TAIL: Final = 2048
_BEGINS: Final = b"stream"
_ENDS: Final = b"endstream"
_BEFORE: Final = 512
"""bytes before a stream in which it is said what it is"""
_OF_OBJECTS: Final = b"/ObjStm"
_ACTIVE: Final = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
_LOCKED: Final = re.compile(rb"/Encrypt\b")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")


def check_office(content: bytes, sort: Sort, most_unfolded: int) -> None:
    """Refuse a .docx or .xlsx that is none, has macros, a password, or would unfold into a monster. Raises Unfit."""
    # What stands before the first part or behind the end is no part of it: the file would be two things at once.
    if content[-_END_LENGTH:-18] != _ZIP_ENDS:
        raise Unfit(*BROKEN)
    try:
        with opened(content, MOST_PARTS) as archive:
            parts = archive.infolist()
            check_parts(parts, Limits(unfolded=most_unfolded, ratio=MOST_RATIO, small=SMALL_ENOUGH))
            _check_names({info.filename.lower() for info in parts}, sort)
            for info in parts:  # what the directory says may be a lie
                part = unfold(archive, info)
                if len(part) != info.file_size:
                    raise Unfit(*BROKEN)
                if info.filename.lower() == _CONTENT_TYPES and b"macroenabled" in part.lower():
                    raise Unfit("文件带宏", WITHOUT_MACROS)
    except Monster as monster:
        raise Unfit(*_said(monster)) from monster
    except (Damaged, OddPacking) as error:
        raise Unfit(*BROKEN) from error


def _check_names(names: set[str], sort: Sort) -> None:
    if any(map(_MACROS.search, names)):
        raise Unfit("文件带宏", WITHOUT_MACROS)
    if _CONTENT_TYPES not in names or not any(map(_MAIN_PART[sort].fullmatch, names)):
        raise Unfit(f"这不是{sort.title}，只是名字像", SAVE_AGAIN)


def _said(monster: Monster) -> tuple[str, str]:
    match monster.fault:
        case Fault.LOCKED:
            return "文件加了密码", UNLOCK
        case Fault.SIZE:
            return f"文件展开后有 {monster.size // 2**20} MB，太大", "请删去里面的大图片，或者分成几份再传"
        case Fault.RATIO:
            return "文件压缩得不合常理", SAVE_AGAIN
    return "文件里的部件太多或者重名，不是正常的文档", SAVE_AGAIN


def check_pdf(content: bytes) -> None:
    """Refuse a PDF that is cut off, locked, or brings programs and other files along. Raises Unfit.

    A look, no proof: it is never opened here, and readers who download it have their own program's care.
    """
    if b"%%EOF" not in content[-_PDF_TAIL:]:
        raise Unfit(*BROKEN)
    for words in _spoken(content):
        plain = _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), words)
        if _LOCKED.search(plain):
            raise Unfit("PDF 加了密码或者限制", "请去掉密码，重新导出一份再传")
        if _ACTIVE.search(plain):
            raise Unfit("PDF 里带有程序或者别的文件", "请用“打印成 PDF”重新做一份再传")


def _spoken(content: bytes) -> Iterator[bytes]:
    """What a PDF says outside its streams, and inside those that hold objects, as far as they unfold to no monster."""
    outside, since, left = [], 0, SMALL_ENOUGH
    for starts, ends in _streams(content):
        outside.append(content[since:starts])
        since = ends
        if left > 0 and _OF_OBJECTS in content[max(0, starts - _BEFORE) : starts]:
            try:
                unfolded = zlib.decompressobj().decompress(content[starts:ends].lstrip(), left)
            except zlib.error:
                continue
            left -= len(unfolded)
            yield unfolded
    yield b"\n".join([*outside, content[since:]])


def _streams(content: bytes) -> Iterator[tuple[int, int]]:
    """Where each stream starts and ends."""
    at = 0
    while (found := content.find(_BEGINS, at)) >= 0:
        at = found + len(_BEGINS)
        if content[at : at + 1] not in (b"\r", b"\n"):
            continue
        ends = content.find(_ENDS, at)
        if ends < 0:
            return
        yield at, ends
        at = ends + len(_ENDS)
