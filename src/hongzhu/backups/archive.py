"""The one file: a ZIP that any program opens, its manifest written last, sealed in the ZIP's comment.

    README.txt  tables/NNN-NAME.jsonl …  uploads/… …  manifest.json  comment: SHA-256 and keyed seal of all before it

The comment covers every byte before it, so that not one bit can change unseen. Plain Python, without Django.
"""

import hashlib
import hmac
import os
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from . import keys
from .manifest import Manifest, Part, read_manifest
from .refusals import Damaged, Refused, TooNew, WrongKey

README: Final = "README.txt"
MANIFEST: Final = "manifest.json"
TABLES: Final = "tables/"
UPLOADS: Final = "uploads/"
LEVEL: Final = 3
BLOCK: Final = 1 << 20
TRAILER: Final = re.compile(rb"hongzhu-backup (\d{4}) sha256=([0-9a-f]{64}) seal=([0-9a-f]{64})\n\Z")
TRAILER_LENGTH: Final = len("hongzhu-backup 0001 sha256= seal=\n") + 2 * 64
TRAILER_FORMAT: Final = 1
LARGEST_MANIFEST: Final = 64 << 20
LARGEST_RATIO: Final = 300
"""unpacked bytes for each packed one; our tables reach about thirty"""
SMALL: Final = 1 << 20
"""bytes of a part from which the ratio is looked at"""
PLAIN_NAME: Final = re.compile(r"tables/[0-9]{3}-[a-z0-9_]+\.jsonl|README\.txt")
BAD_STEPS: Final = ("", ".", "..")
LARGEST_NAME: Final = 500


class Writing:
    """A file being written: parts one after another, each hashed on its way."""

    def __init__(self, file: BinaryIO, stamp: tuple[int, int, int, int, int, int]) -> None:
        self._zip = ZipFile(file, "w", allowZip64=True)
        self._stamp = stamp
        self.parts: list[Part] = []

    def __enter__(self) -> "Writing":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._zip.fp = None  # given up: nothing more is written

    @contextmanager
    def part(self, name: str, *, is_packed: bool = True) -> Iterator["_Hashing"]:
        """Yield what a part is written to."""
        with self._open(name, is_packed=is_packed) as out:
            hashing = _Hashing(out)
            yield hashing
        self.parts.append(Part(name=name, size=hashing.size, sha256=hashing.hash.hexdigest()))

    def close(self, manifest: Manifest) -> None:
        """Write the manifest and leave room for the seal."""
        with self._open(MANIFEST, is_packed=True) as out:
            out.write(manifest.to_json())
        self._zip.comment = bytes(TRAILER_LENGTH)
        self._zip.close()

    def _open(self, name: str, *, is_packed: bool) -> IO[bytes]:
        info = ZipInfo(name, self._stamp)
        info.compress_type = ZIP_DEFLATED if is_packed else ZIP_STORED
        info.external_attr = 0o600 << 16
        info._compresslevel = LEVEL  # type: ignore[attr-defined]  # open() takes no level; public from 3.13 on
        return self._zip.open(info, "w", force_zip64=True)


class _Hashing:
    """Passes bytes on, counts and hashes them."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.size = 0
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Write some bytes."""
        self.hash.update(data)
        self.size += len(data)
        self._out.write(data)


def put_seal(file: BinaryIO, secret: str) -> str:
    """Write the seal into the room left for it at the end; returns the SHA-256 of all before it."""
    end = file.seek(0, os.SEEK_END) - TRAILER_LENGTH
    digest = _digest(file, end)
    file.seek(end)
    words = f"hongzhu-backup {TRAILER_FORMAT:04} sha256={digest} seal={keys.seal(secret, digest)}\n"
    file.write(words.encode())
    return digest


def _digest(file: BinaryIO, end: int) -> str:
    found = hashlib.sha256()
    file.seek(0)
    while end > 0 and (block := file.read(min(BLOCK, end))):
        found.update(block)
        end -= len(block)
    return found.hexdigest()


@dataclass(frozen=True)
class Backup:
    """A file that was checked, whole and part by part; open for reading."""

    manifest: Manifest
    sha256: str
    _zip: ZipFile

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """Open one part."""
        with self._zip.open(name) as part:
            yield part

    @property
    def uploads(self) -> list[str]:
        """Names of the parts that are uploads."""
        return [part.name for part in self.manifest.parts if part.name.startswith(UPLOADS)]


@contextmanager
def opened(path: Path, secret: str | None) -> Iterator[Backup]:
    """Check a file entirely and yield it for reading. `secret` None: the key is lost, and not asked for.

    Raises Damaged, WrongKey, TooNew, or Refused for a file that cannot be read.
    """
    with ExitStack() as stack:
        yield _open(path, secret, stack)


def _open(path: Path, secret: str | None, stack: ExitStack) -> Backup:
    try:
        file = stack.enter_context(path.open("rb"))
        digest, sealed = _trailer(file)
        archive = stack.enter_context(ZipFile(file))
        return _checked(archive, digest, sealed, secret)
    except (BadZipFile, EOFError, RuntimeError, UnicodeError, zlib.error, struct.error):
        raise Damaged("文件已损坏，打不开。请换另一份备份。") from None
    except OSError as error:
        raise Refused(f"读不了 {path}（{error.strerror or error}）。请核对文件名和权限。") from None


def _trailer(file: BinaryIO) -> tuple[str, str]:
    """The digest of all before the seal, and the seal; raises unless the digest is right."""
    end = file.seek(0, os.SEEK_END) - TRAILER_LENGTH
    file.seek(max(end, 0))
    found = TRAILER.match(file.read())
    if found is None:
        raise Damaged("这不是红烛的备份文件，或者文件不完整（末尾被截去）。请核对文件名，或换另一份备份。")
    if int(found[1]) > TRAILER_FORMAT:
        raise TooNew("这份备份是较新版本的红烛做的。请先升级红烛，再恢复。")
    digest = _digest(file, end)
    if digest != found[2].decode():
        raise Damaged("文件已损坏：内容与做备份时的指纹不符。请换另一份备份。")
    return digest, found[3].decode()


def _checked(archive: ZipFile, digest: str, sealed: str, secret: str | None) -> Backup:
    infos = {info.filename: info for info in archive.infolist()}
    if len(infos) != len(archive.infolist()) or MANIFEST not in infos:
        raise Damaged("文件已损坏：缺少清单，或者部件重名。请换另一份备份。")
    if infos[MANIFEST].file_size > LARGEST_MANIFEST:
        raise Damaged("文件里的清单大得不合常理，没有打开它。请换另一份备份。")
    with archive.open(MANIFEST) as part:
        manifest = read_manifest(part.read(LARGEST_MANIFEST))
    if secret is not None:
        _check_key(manifest, digest, sealed, secret)
    _check_names(manifest, infos)
    _check_parts(archive, manifest)
    return Backup(manifest, digest, archive)


def _check_key(manifest: Manifest, digest: str, sealed: str, secret: str) -> None:
    if not hmac.compare_digest(keys.key_check(secret, manifest.id), manifest.key_check):
        raise WrongKey(
            "密钥不对：这份备份是用另一把密钥做的。请找到做备份时另存的密钥文件，加上“--keys 密钥文件”再试；"
            "密钥确实丢了，用 --help 看“--lost-key”。"
        )
    if not hmac.compare_digest(keys.seal(secret, digest), sealed):
        raise Damaged("这份备份做好以后被人改动过：封印不符。请换另一份备份，并告诉审计管理员。")


def _check_names(manifest: Manifest, infos: dict[str, ZipInfo]) -> None:
    names = [part.name for part in manifest.parts]
    if len(set(names)) != len(names) or {*names, MANIFEST} != set(infos):
        raise Damaged("文件里的部件和清单对不上，缺了或者多了。请换另一份备份。")
    for part in manifest.parts:
        if not (PLAIN_NAME.fullmatch(part.name) or is_safe_upload(part.name)):
            raise Damaged(f"文件里有不该有的部件名“{part.name[:80]}”，没有打开它。请换另一份备份。")
        packed = infos[part.name].compress_size
        if part.size > SMALL and part.size > LARGEST_RATIO * packed:
            raise Damaged(f"部件“{part.name}”解开后大得不合常理，没有打开它。请换另一份备份。")
    tables = [table.part for table in manifest.tables]
    if sorted(tables) != sorted(name for name in names if name.startswith(TABLES)):
        raise Damaged("文件里的表和清单对不上。请换另一份备份。")


def is_safe_upload(name: str) -> bool:
    """Does a part's name stay within the directory of uploads, on every system?"""
    if not name.startswith(UPLOADS) or len(name) > LARGEST_NAME or not name.isprintable():
        return False
    steps = name.removeprefix(UPLOADS).split("/")
    return not any(
        step in BAD_STEPS or step != step.strip(" .") or any(letter in '\\:*?"<>|' for letter in step)
        for step in steps
    )


def _check_parts(archive: ZipFile, manifest: Manifest) -> None:
    for part in manifest.parts:
        found, size = hashlib.sha256(), 0
        with archive.open(part.name) as file:
            while block := file.read(BLOCK):
                size += len(block)
                if size > part.size:
                    break
                found.update(block)
        if size != part.size or found.hexdigest() != part.sha256:
            raise Damaged(f"部件“{part.name}”与清单里的指纹不符，文件已损坏。请换另一份备份。")
