"""What a backup says of itself: which release, when, which migrations, what is in it, the heads of the chains.

Plain Python: a backup is read and checked before any database is touched.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from .refusals import Damaged, TooNew

FORMAT: Final = 1
"""raised when an older program could not read a file rightly"""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A member of the file: its name, its size unpacked in bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: the part that holds it, how many rows, the last number its rows were given (None: not numbered)."""

    name: str
    part: str
    rows: int
    last: int | None


@dataclass(frozen=True, kw_only=True)
class Head:
    """The last event of a chain as it was at the moment of the backup."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """All a backup says of itself. `migrations` are (room, name); `tables` in the order of their foreign keys."""

    id: str
    version: str
    made_at: datetime
    engine: str
    key_check: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    parts: tuple[Part, ...]
    heads: tuple[Head, ...]
    left_out: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def size(self) -> int:
        """Bytes of all parts, unpacked."""
        return sum(part.size for part in self.parts)

    def to_json(self) -> bytes:
        """Return the manifest as text for people and programs."""
        said = {"program": "hongzhu", "format": FORMAT} | asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(said, ensure_ascii=False, indent=1).encode()


def read_manifest(text: bytes) -> Manifest:
    """Return a manifest. Raises TooNew for a later format, Damaged for what is no manifest."""
    try:
        said = json.loads(text)
        number = said["format"]
        if said["program"] != "hongzhu" or type(number) is not int:
            raise ValueError
        if number > FORMAT:
            raise TooNew(f"这份备份的格式是第{number}版，本程序只认识到第{FORMAT}版。请先升级红烛，再恢复。")
        return _manifest(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Damaged("备份里的清单读不懂，文件已损坏。请换另一份备份。") from None


def _manifest(said: dict[str, Any]) -> Manifest:
    made_at = datetime.fromisoformat(said["made_at"])
    if made_at.tzinfo is None:
        raise ValueError
    return Manifest(
        id=_text(said["id"]),
        version=_text(said["version"]),
        made_at=made_at,
        engine=_text(said["engine"]),
        key_check=_text(said["key_check"]),
        migrations=tuple((_text(room), _text(name)) for room, name in said["migrations"]),
        tables=tuple(
            Table(
                name=_text(each["name"]),
                part=_text(each["part"]),
                rows=_count(each["rows"]),
                last=None if each["last"] is None else _count(each["last"]),
            )
            for each in said["tables"]
        ),
        parts=tuple(
            Part(name=_text(each["name"]), size=_count(each["size"]), sha256=_text(each["sha256"]))
            for each in said["parts"]
        ),
        heads=tuple(
            Head(stream=_text(each["stream"]), seq=_count(each["seq"]), hash=_text(each["hash"]))
            for each in said["heads"]
        ),
        left_out=tuple(_text(each) for each in said["left_out"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value
