"""Where the file of an open batch lies: outside the uploads and every backup, readable by the server alone."""

import os
import re
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

FOLDER: Final = "imports"
"""of the data directory"""
_TOKEN: Final = re.compile(r"[0-9a-f]{64}")


def lay(content: bytes) -> str:
    """Keep a file; returns the word under which it lies."""
    folder = settings.DATA_DIR / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    token = secrets.token_hex()
    handle = os.open(folder / token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return token


def taken(token: str) -> bytes | None:
    """The file, or None where it is gone."""
    try:
        return _path(token).read_bytes()
    except OSError:
        return None


def throw_away(token: str) -> None:
    """Delete a file; nothing where it is gone already."""
    if token:
        with suppress(FileNotFoundError):
            _path(token).unlink()


def throw_away_older(than: datetime) -> int:
    """Delete the files that were laid down before; how many those were."""
    count = 0
    for path in (settings.DATA_DIR / FOLDER).glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < than.timestamp():
                path.unlink()
                count += 1
    return count


def _path(token: str) -> Path:
    if not _TOKEN.fullmatch(token):
        raise FileNotFoundError(token)
    path: Path = settings.DATA_DIR / FOLDER / token
    return path
