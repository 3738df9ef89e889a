"""A file as it was sent becomes a file as it is kept, or is refused with what to do. Plain Python."""

import hashlib
from dataclasses import dataclass

from .documents import check_office, check_pdf
from .names import cleaned, ending_of, named
from .pictures import redrawn
from .sorts import PDF, PICTURES, sort_of
from .unfit import Unfit


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bytes of a file; points of a picture; bytes of a document unfolded."""

    size: int
    pixels: int
    unfolded: int


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A file as it is kept. `width`, `height` and `small` are those of a picture."""

    name: str
    media_type: str
    content: bytes
    width: int | None = None
    height: int | None = None
    small: bytes = b""

    @property
    def sha256(self) -> str:
        """The digest under which the content lies on the shelf."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def small_sha256(self) -> str:
        """The same of the small picture; empty where there is none."""
        return hashlib.sha256(self.small).hexdigest() if self.small else ""


def check_size(size: int, limits: Limits) -> None:
    """Refuse a file before it is read. Raises Unfit."""
    if size > limits.size:
        said = f"文件有 {size / 2**20:.1f} MB，超过 {limits.size // 2**20} MB"
        raise Unfit(said, "请改小，或者分成几份再传")


def examined(name: str, content: bytes, limits: Limits) -> Examined:
    """Look into a file; draw a picture anew. Raises Unfit."""
    if not content:
        raise Unfit("文件是空的", "请换一个，或者重新保存后再传")
    check_size(len(content), limits)
    plain = cleaned(name)
    ending = ending_of(plain)
    sort = sort_of(ending, content)
    if sort in PICTURES:
        picture = redrawn(content, sort, limits.pixels)
        return Examined(
            name=named(plain, picture.sort.endings[0]),
            media_type=picture.sort.media_type,
            content=picture.content,
            width=picture.width,
            height=picture.height,
            small=picture.small,
        )
    if sort is PDF:
        check_pdf(content)
    else:
        check_office(content, sort, limits.unfolded)
    return Examined(name=named(plain, sort.endings[0]), media_type=sort.media_type, content=content)
