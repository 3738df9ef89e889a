"""Files on disk, each under the digest of its content: 3f/3fa9…; the same content lies there once. Plain Python."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Final

FOLDER: Final = "attachments"
"""of the uploads"""
UNFINISHED: Final = ".part"
_NAMED: Final = re.compile(r"[0-9a-f]{64}")
_BLOCK: Final = 1 << 20


class Shelf:
    """The folder in which contents lie."""

    def __init__(self, uploads: Path) -> None:
        self.root = uploads / FOLDER

    def path(self, sha256: str) -> Path:
        """Where a content lies."""
        return self.root / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Lay a content down, whole or not at all, and have the disk keep it; returns its digest."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if path.exists() and path.stat().st_size == len(content):
            os.utime(path)  # somebody needs it from now on: no sweeping takes it
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = mkstemp(dir=path.parent, suffix=UNFINISHED)  # readable by its owner only
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
            _keep_names(path.parent)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(draft)
        return sha256

    def fault(self, sha256: str, size: int | None = None) -> str:
        """What is wrong with a content, in words; empty where it is whole."""
        path, found, count = self.path(sha256), hashlib.sha256(), 0
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    found.update(block)
                    count += len(block)
        except OSError:
            return "文件不在"
        if found.hexdigest() != sha256 or size not in (None, count):
            return "内容被改动或已损坏"
        return ""

    def unneeded(self, needed: set[str], before: float) -> Iterator[Path]:
        """Whatever lies there that nobody needs and has lain there unchanged since an instant (seconds since 1970)."""
        for path in sorted(self.root.glob("*/*")):
            is_needed = path.name in needed and _NAMED.fullmatch(path.name)
            with suppress(FileNotFoundError):
                if not is_needed and path.is_file() and path.stat().st_mtime < before:
                    yield path


def _keep_names(folder: Path) -> None:
    """Have the disk keep new names, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
