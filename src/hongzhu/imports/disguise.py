"""What a file really is, whatever its name says: told by its content, with what to do to get a workbook of it."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from .problems import Unreadable

SAVE_AS: Final = "请用 WPS 或 Excel 打开，另存为“.xlsx”后再导入"
SAVE_AGAIN: Final = "请重新下载或重新拷贝这个文件；能打开的话，另存一份后再导入"
FIND_TABLE: Final = "请找到原来的表格文件，用 WPS 或 Excel 另存为“.xlsx”后再导入"
TAKE_OUT: Final = "请先解压，再导入里面的“.xlsx”文件"
COPY_INTO: Final = "请把表格复制到“.xlsx”工作簿里再导入"
UNLOCK: Final = "请在 WPS 或 Excel 里去掉密码，保存后再导入"

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0"
_OLD: Final = ("这是旧格式（.xls、.et）的文件，只改名字不行", SAVE_AS)
_PACKED: Final = ("这是压缩包，不是 .xlsx 工作簿", TAKE_OUT)
_PICTURE: Final = ("这是图片，不是 .xlsx 工作簿", FIND_TABLE)
_BEGINNINGS: Final = {
    b"\x09\x00\x04\x00": _OLD,  # spreadsheets of the years before .xls had its container
    b"\x09\x02\x06\x00": _OLD,
    b"\x09\x04\x06\x00": _OLD,
    b"\x09\x08": _OLD,
    b"Rar!": _PACKED,
    b"7z\xbc\xaf": _PACKED,
    b"\x1f\x8b": _PACKED,
    b"%PDF": ("这是 PDF 文件，不是 .xlsx 工作簿", FIND_TABLE),
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"BM": _PICTURE,
}
# Names inside old containers are UTF-16.
_INSIDE_OLE: Final = {
    "EncryptedPackage": ("文件加了密码", UNLOCK),
    "DRMEncrypted": ("文件设了权限限制", "请在 WPS 或 Excel 里去掉权限限制，保存后再导入"),
    "WordDocument": ("这是 Word 文档，不是工作簿", COPY_INTO),
    "PowerPoint Document": ("这是演示文稿，不是工作簿", COPY_INTO),
}
_WEB: Final = ("<html", "<!doctype html", "<table", "<meta", "<?xml", "mime-version:")
_TABLE_NAME = re.compile(r"\.(?:xlsx|xlsm|xls|et|csv)$", re.IGNORECASE)
# A cell typed here may hold any letter, but no text file has these.
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


def check_name(path: Path) -> None:
    """Refuse what WPS and Excel lay beside a workbook while it is open."""
    if path.name.startswith(("~$", ".~")):
        raise Unreadable(
            "这是 WPS 或 Excel 打开工作簿时留下的临时文件",
            f"请导入“{path.name.lstrip('~$.')}”这样不带“~$”“.~”的文件",
        )


def check_beginning(content: bytes) -> None:
    """Let a zip pass; of everything else say what it is. Raises Unreadable."""
    if not content:
        raise Unreadable("文件是空的", "请重新保存后再导入")
    if content.startswith(_ZIP):
        return
    if not content[:4096].strip(b"\x00"):
        raise Unreadable("文件开头全是空白，多半没有拷完", SAVE_AGAIN)
    if content.startswith(_OLE):
        for name, said in _INSIDE_OLE.items():
            if name.encode("utf-16-le") in content:
                raise Unreadable(*said)
        raise Unreadable(*_OLD)
    text = _text_of(content)
    for beginning, said in _BEGINNINGS.items():
        if content.startswith(beginning) and (text is None or beginning == b"%PDF"):
            raise Unreadable(*said)
    if text is None:
        raise Unreadable("这不是 .xlsx 工作簿，或者文件开头已损坏", SAVE_AS)
    if text.lstrip().lower().startswith(_WEB):
        raise Unreadable("这是网页或 XML 文件，不是 .xlsx 工作簿", SAVE_AS)
    raise Unreadable("这是文本文件（例如 .csv），不是 .xlsx 工作簿", SAVE_AS)


def _text_of(content: bytes) -> str | None:
    """Return how a text file begins, in whichever encoding it was saved; None for anything else."""
    start = content[:4096]
    encodings = ["utf-16"] if start.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        for cut in range(4):  # the last character may be cut in half
            try:
                text = start[: len(start) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if _NOT_IN_TEXT.search(text) else text
    return None


def check_members(names: Collection[str]) -> None:
    """Refuse a zip that is no workbook; `names` are its members', in lower case. Raises Unreadable."""
    if "xl/workbook.xml" in names:
        return
    if any(name.startswith("word/") for name in names):
        raise Unreadable("这是 Word 文档，不是工作簿", COPY_INTO)
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("这是演示文稿，不是工作簿", COPY_INTO)
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable("这是别的表格格式（.xlsb 或 .ods），不是 .xlsx", SAVE_AS)
    if any(map(_TABLE_NAME.search, names)):
        raise Unreadable("这是压缩包，里面另有表格文件", TAKE_OUT)
    raise Unreadable("文件里没有工作簿", SAVE_AS)
