"""Says how far long work has come, on the error stream, and only if it is long."""

import sys
import time
from collections.abc import Callable
from typing import Final

EVERY: Final = 3.0
"""seconds between two lines"""


def progress(words: str) -> Callable[[int], None]:
    """Return what is called with the number of rows done; `words` holds {count}."""
    last = time.monotonic()

    def tell(count: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            print(words.format(count=f"{count:,}"), file=sys.stderr, flush=True)

    return tell


def size_words(size: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{max(size // 1024, 1)} KB"
