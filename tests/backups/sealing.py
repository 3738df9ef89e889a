"""Backups taken apart and put together again, with a seal that fits: what someone who holds the key could do."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from hongzhu.backups.archive import MANIFEST, TRAILER_LENGTH, put_seal
from tests.upgrade.make import KEY, RELEASES

SECRET = KEY.read_text()
SOUND = sorted(RELEASES.glob("*.zip"))[0]
Parts = dict[str, bytes]


def parts_of(path: Path = SOUND) -> tuple[Parts, dict[str, Any]]:
    """The parts of a backup but its manifest, and the manifest."""
    with ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return parts, json.loads(parts.pop(MANIFEST))


def sealed(path: Path, members: list[tuple[str, bytes]], secret: str = SECRET) -> Path:
    """Write members into a file with a seal that fits; a name may come twice."""
    held = io.BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
        file.comment = bytes(TRAILER_LENGTH)
    put_seal(held, secret)
    path.write_bytes(held.getvalue())
    return path


def rewritten(path: Path, parts: Parts, manifest: dict[str, Any], secret: str = SECRET) -> Path:
    """Write parts and a manifest as they are."""
    return sealed(path, [*parts.items(), (MANIFEST, json.dumps(manifest).encode())], secret)


def listed(parts: Parts) -> list[dict[str, Any]]:
    """What a manifest says of parts that are right."""
    return [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in parts.items()
    ]
