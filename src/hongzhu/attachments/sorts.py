"""What a file is: told by its first bytes and its ending, which must agree. Plain Python."""

from dataclasses import dataclass
from typing import Final

from .unfit import Unfit

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0"
WHAT_FITS: Final = "可以传照片（JPG、PNG）、PDF、Word（.docx）和 Excel（.xlsx）"
UNLOCK: Final = "请在 WPS 里去掉密码，保存后再传"


@dataclass(frozen=True, kw_only=True)
class Sort:
    """One sort of file; `endings`: the first is its own, the others are understood."""

    name: str
    title: str
    media_type: str
    endings: tuple[str, ...]


JPEG: Final = Sort(name="jpeg", title="照片", media_type="image/jpeg", endings=("jpg", "jpeg", "jpe", "jfif"))
PNG: Final = Sort(name="png", title="图片", media_type="image/png", endings=("png",))
GIF: Final = Sort(name="gif", title="图片", media_type="image/gif", endings=("gif",))
WEBP: Final = Sort(name="webp", title="图片", media_type="image/webp", endings=("webp",))
BMP: Final = Sort(name="bmp", title="图片", media_type="image/bmp", endings=("bmp",))
PDF: Final = Sort(name="pdf", title="PDF 文件", media_type="application/pdf", endings=("pdf",))
DOCX: Final = Sort(
    name="docx",
    title="Word 文档",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    endings=("docx",),
)
XLSX: Final = Sort(
    name="xlsx",
    title="Excel 表格",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    endings=("xlsx",),
)
PICTURES: Final = (JPEG, PNG, GIF, WEBP, BMP)
DOCUMENTS: Final = (PDF, DOCX, XLSX)
KEPT: Final = (JPEG, PNG, *DOCUMENTS)
"""what is ever kept: pictures are drawn anew as one of the first two"""
_BEGINNINGS: Final = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
    b"BM": BMP,
    b"%PDF-": PDF,
}
_HEIC: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_AS_DOCX: Final = "请用 WPS 打开，另存为 Word 文档（.docx）或者 PDF 再传"
_AS_XLSX: Final = "请用 WPS 打开，另存为 Excel 工作簿（.xlsx）或者 PDF 再传"
_TAKE_OUT: Final = "请先解压，把里面的文件一个一个选上"
_NOT_TAKEN: Final = {
    "doc": ("这是旧格式的文档", _AS_DOCX),
    "wps": ("这是 WPS 自己的文档格式", _AS_DOCX),
    "wpt": ("这是文档模板", _AS_DOCX),
    "rtf": ("这是 RTF 文档", _AS_DOCX),
    "docm": ("这份文档带宏", _AS_DOCX),
    "dotm": ("这份文档带宏", _AS_DOCX),
    "xls": ("这是旧格式的表格", _AS_XLSX),
    "et": ("这是 WPS 自己的表格格式", _AS_XLSX),
    "xlsm": ("这份表格带宏", _AS_XLSX),
    "xltm": ("这份表格带宏", _AS_XLSX),
    "xlsb": ("这是少见的表格格式", _AS_XLSX),
    "csv": ("这是文本表格", _AS_XLSX),
    "ppt": ("这是演示文稿", "请用 WPS 打开，输出为 PDF 再传"),
    "pptx": ("这是演示文稿", "请用 WPS 打开，输出为 PDF 再传"),
    "dps": ("这是演示文稿", "请用 WPS 打开，输出为 PDF 再传"),
    "ofd": ("这是 OFD 文件", "请用打开它的软件导出为 PDF 再传"),
    "txt": ("这是文本文件", _AS_DOCX),
    "zip": ("这是压缩包", _TAKE_OUT),
    "rar": ("这是压缩包", _TAKE_OUT),
    "7z": ("这是压缩包", _TAKE_OUT),
    "heic": (
        "这是 HEIC 照片，电脑上大多打不开",
        "请在手机相机的设置里改成 JPG（苹果手机是“设置—相机—格式—兼容性最佳”）再拍，或者发到微信里存成图片再传",
    ),
    "mp4": ("这是视频", "请截一张图片再传，没有也不要紧"),
    "mov": ("这是视频", "请截一张图片再传，没有也不要紧"),
    "svg": ("这是 SVG 图形", "请另存为 PNG 图片再传"),
    "tif": ("这是 TIFF 图片", "请另存为 JPG 图片，或者扫描成 PDF 再传"),
    "tiff": ("这是 TIFF 图片", "请另存为 JPG 图片，或者扫描成 PDF 再传"),
}
_INSIDE_OLE: Final = {
    "EncryptedPackage": ("文件加了密码", UNLOCK),
    "WordDocument": _NOT_TAKEN["doc"],
    "Workbook": _NOT_TAKEN["xls"],
    "PowerPoint Document": _NOT_TAKEN["ppt"],
}
"""names of what lies in an old container, there in UTF-16"""


def sort_of(ending: str, content: bytes) -> Sort:
    """What a file is, and may be kept as. `ending`: of its name, without the dot, in small letters. Raises Unfit."""
    found = _by_content(ending, content)
    if found is None and any(ending in sort.endings for sort in (*PICTURES, *DOCUMENTS)):
        raise Unfit(f"名字以 .{ending} 结尾，里面却不是，或者已经损坏", "请用打开它的软件另存一份再传")
    if found is None:
        raise Unfit(*_NOT_TAKEN.get(ending, ("这种文件不能传", WHAT_FITS)))
    family = PICTURES if found in PICTURES else (found,)
    fitting = {each for sort in family for each in sort.endings}
    if ending and ending not in fitting:
        said = f"名字以 .{ending} 结尾，里面却是{found.title}"
        raise Unfit(said, "请用打开它的软件另存一份，不要只改名字")
    return found


def _by_content(ending: str, content: bytes) -> Sort | None:
    if content.startswith(OLE):
        for name, said in _INSIDE_OLE.items():
            if name.encode("utf-16-le") in content:
                raise Unfit(*said)
        raise Unfit(*_NOT_TAKEN.get(ending, _NOT_TAKEN["doc"]))
    if content[4:8] == b"ftyp":
        raise Unfit(*_NOT_TAKEN["heic" if content[8:12] in _HEIC else "mp4"])
    if content.startswith(ZIP):
        return next((sort for sort in (DOCX, XLSX) if ending in sort.endings), None)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    return next((sort for beginning, sort in _BEGINNINGS.items() if content.startswith(beginning)), None)
