"""What is hashed, and how: plain functions without a database. `tools/verify_chain.py` says the same on its own.

A content is hashed with its salt; an event is hashed with the digest of its contents and the hash of the event
before it in its stream. So nothing in a chain can be changed, put in, left out or moved without a trace, and a
content may still be erased by rule: its digest stays.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Final

ALGORITHM: Final = "sha256"
"""for new events; each event names its own"""
KNOWN_ALGORITHMS: Final = ("sha256", "sm3")
CLOCK_TOLERANCE: Final = timedelta(seconds=2)
"""how far behind the event before it an event may be without being flagged"""
EMPTY: Final = (None, "", ())
HASHED: Final = (
    "algorithm",
    "stream",
    "seq",
    "at",
    "actor",
    "actor_label",
    "verb",
    "object",
    "digest",
    "is_clock_behind",
    "prev",
)
"""the fields of an event that its hash covers"""


def _plain(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):  # an entry within an entry: blank fields say nothing
        return {name: each for name, each in vars(value).items() if each not in EMPTY and each is not False}
    raise TypeError(f"{type(value).__name__} has no canonical form")


_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=_plain
)


def canonical(value: object) -> str:
    """One text for one value: JSON with sorted keys, no spaces, nothing escaped that need not be.

    Dates and times become ISO 8601. Raises TypeError or ValueError for what JSON cannot say.
    """
    return _ENCODER.encode(value)


def instant(at: datetime) -> str:
    """An instant as it is hashed: UTC with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def fingerprint(text: str, algorithm: str = ALGORITHM) -> str:
    """Hash of a text in UTF-8, in hex. Raises ValueError for an algorithm that is not ours or not there."""
    if algorithm == ALGORITHM:
        return hashlib.sha256(text.encode()).hexdigest()
    if algorithm not in KNOWN_ALGORITHMS:
        raise ValueError(algorithm)
    return hashlib.new(algorithm, text.encode()).hexdigest()


def contents_digest(contents: Iterable[tuple[str, int | None, str]], algorithm: str = ALGORITHM) -> str:
    """Digest of an event's contents, in their order: (object, number of the version or None, digest)."""
    return fingerprint(canonical([[*each] for each in contents]), algorithm)


def event_hash(event: Mapping[str, object]) -> str:
    """Hash of an event; reads the fields of HASHED, `at` as a text."""
    return fingerprint(canonical({name: event[name] for name in HASHED}), str(event["algorithm"]))


def is_behind(at: datetime, before: datetime | None) -> bool:
    """Has the clock gone back by more than the tolerance since the event before?"""
    return before is not None and at < before - CLOCK_TOLERANCE
