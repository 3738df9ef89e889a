"""The stylesheet and the script of every page: put together from parts, named by content, compressed beside.

WhiteNoise finds them through `AssetFinder` and lets browsers keep them for ever: another content has another name.
"""

import gzip
import os
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.templatetags.static import static

# The order of the files is the order of the layers: what comes later wins.
ASSETS: Final = {
    "hongzhu.css": (
        "kit/tokens.css",
        "kit/reset.css",
        "kit/base.css",
        "kit/layout.css",
        "kit/parts/buttons.css",
        "kit/parts/status.css",
        "kit/parts/cards.css",
        "kit/parts/tasks.css",
        "kit/parts/fields.css",
        "kit/parts/people.css",
        "kit/parts/states.css",
        "kit/parts/tables.css",
        "kit/parts/strips.css",
        "kit/parts/explain.css",
        "kit/parts/books.css",
        "kit/parts/paper.css",
        "kit/print.css",
    ),
    "hongzhu.svg": ("kit/candle.svg",),
    "hongzhu.js": ("django_htmx/htmx-2.min.js", "kit/kit.js", "kit/autosave.js"),
}

_COMMENT = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)


def asset(name: str) -> str:
    """Return the address of an asset."""
    return static(_built(name))


def content(name: str) -> bytes:
    """Return an asset put together from its parts, without the comments of stylesheets."""
    parts = []
    for part in ASSETS[name]:
        path = finders.find(part)
        if path is None:
            raise FileNotFoundError(part)
        parts.append(Path(path).read_bytes().rstrip() + b"\n")
    joined = b"".join(parts)
    return _COMMENT.sub(b"", joined) if name.endswith(".css") else joined


class AssetFinder(finders.BaseFinder):
    """Shows the built files to whoever serves static files."""

    def check(self, **_: Any) -> list[Any]:
        """Nothing to set, nothing to check."""
        return []

    def list(self, *_: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every built file and its compressed twin."""
        storage = FileSystemStorage(location=settings.ASSETS_DIR)
        for name in ASSETS:
            yield _built(name), storage
            yield f"{_built(name)}.gz", storage

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        """The place of one built file; nothing for any other path."""
        is_ours = path.startswith("hongzhu.") and path in map(_built, ASSETS)
        found = [str(settings.ASSETS_DIR / path)] if is_ours else []
        return found if find_all else next(iter(found), [])


def _built(name: str) -> str:
    """Return the file name of an asset, written on first use; again after each change while DEBUG is on."""
    return _write(name) if settings.DEBUG else _written(name)


@cache
def _written(name: str) -> str:
    return _write(name)


def _write(name: str) -> str:
    data = content(name)
    stem, end = name.split(".")
    full = f"{stem}.{sha256(data).hexdigest()[:12]}.{end}"
    for path, body in (
        (settings.ASSETS_DIR / full, data),
        (settings.ASSETS_DIR / f"{full}.gz", gzip.compress(data, mtime=0)),
    ):
        if not path.exists():
            _replace(path, body)
    return full


def _replace(path: Path, body: bytes) -> None:
    """Write a file at once, so that two servers starting together never serve half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(body)
    os.chmod(draft.name, 0o644)
    os.replace(draft.name, path)
