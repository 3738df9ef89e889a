"""Whose turn it is to write: one file lock for all processes of an installation.

SQLite lets waiting writers sleep longer and longer, so that where several processes write one of them may starve.
Here a thread waits for the other threads of its process, which costs nothing, and then looks for the file every
millisecond. A process that is killed gives its turn back. Where the system has no such locks (Windows), processes
wait for each other in SQLite's own way.
"""

import os
import sys
from collections import defaultdict
from pathlib import Path
from threading import Lock
from time import sleep
from typing import Final

LOOK_EVERY: Final = 0.001
"""seconds"""

_of_this_process: defaultdict[Path, Lock] = defaultdict(Lock)


class Turn:
    """The right to write into the database beside `path`, taken and given back by one connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1
        self._is_mine = False

    def take(self, seconds: float) -> bool:
        """Wait for the turn; False if it did not come in time. It is not taken twice."""
        if self._is_mine:
            return True
        threads = _of_this_process[self._path]
        if not threads.acquire(timeout=seconds):
            return False
        try:
            self._is_mine = self._take_file(seconds)
        finally:
            if not self._is_mine:
                threads.release()
        return self._is_mine

    def give_back(self) -> None:
        """Let the next one write; nothing where it was not taken."""
        if not self._is_mine:
            return
        self._is_mine = False
        if self._file >= 0:
            os.close(self._file)  # and with it goes the lock
            self._file = -1
        _of_this_process[self._path].release()

    def _take_file(self, seconds: float) -> bool:
        if sys.platform == "win32":
            return True
        import fcntl

        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        for _ in range(max(1, int(seconds / LOOK_EVERY))):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                sleep(LOOK_EVERY)
            else:
                self._file = file
                return True
        os.close(file)
        return False
