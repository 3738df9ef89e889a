"""Zip files from outside, unfolded within limits: what one says of itself may be a lie, and more is never unfolded.

Plain Python. What is wrong is said in a word; each room says it to its readers in its own words.
"""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Final

_DIRECTORY_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED: Final = 0x1


class Fault(Enum):
    """What is wrong with a zip."""

    PARTS = "too many parts"
    TWICE = "two parts of one name"
    LOCKED = "a password"
    SIZE = "too large unfolded"
    RATIO = "packed against all reason"


class Monster(Exception):
    """A zip that is turned away; `size`: bytes it says it would unfold to."""

    def __init__(self, fault: Fault, size: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.size = size


class Damaged(Exception):
    """No zip, or not a whole one."""


class OddPacking(Exception):
    """Packed in a way that office programs do not use."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bytes unfolded at most; unfolded bytes for each folded one, where there are more than `small` of them."""

    unfolded: int
    ratio: int
    small: int


@contextmanager
def opened(content: bytes, most_parts: int) -> Iterator[zipfile.ZipFile]:
    """Open a zip. Raises Monster, Damaged or OddPacking, also for what goes wrong while it is open."""
    # Counted before the directory is read: half a million entries would fill the memory by themselves.
    if content.count(_DIRECTORY_ENTRY) > most_parts:
        raise Monster(Fault.PARTS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, IndexError, ValueError) as error:
        raise Damaged from error
    except RuntimeError as error:  # a packing that is not known is one, too
        raise OddPacking from error


def check_parts(parts: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    """Judge parts by the directory, before anything is unfolded. Raises Monster."""
    # Of two parts with one name one reader takes the first, another the last.
    if max(Counter(info.filename.lower() for info in parts).values(), default=0) > 1:
        raise Monster(Fault.TWICE)
    if any(info.flag_bits & _ENCRYPTED for info in parts):
        raise Monster(Fault.LOCKED)
    unfolded, folded = sum(info.file_size for info in parts), sum(info.compress_size for info in parts)
    if unfolded > limits.unfolded:
        raise Monster(Fault.SIZE, unfolded)
    if unfolded > limits.small and unfolded > folded * limits.ratio:
        raise Monster(Fault.RATIO, unfolded)


def unfold(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return one part, at most as many bytes as the directory says. Raises OddPacking.

    Reading without a length unfolds all there is before it looks at the directory; so do the other ways of packing,
    which no program uses for workbooks.
    """
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise OddPacking
    with archive.open(info) as stream:
        return stream.read(info.file_size)
