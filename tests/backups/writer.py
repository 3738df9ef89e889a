"""Records meetings one after another until told to stop: `python -m tests.backups.writer NAME BODY FOLDER`.

Each is told to FOLDER/NAME once its action has returned: the code, and the nanosecond of the machine's clock.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import django
from django.db import OperationalError


def main(name: str, body: str, folder: Path) -> None:
    """Write until FOLDER/stop is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hongzhu.settings")
    django.setup()
    from hongzhu.meetings.actions import MeetingEntry, record_meetings

    now = datetime(2026, 11, 22, 4, tzinfo=UTC)
    number = 0
    with (folder / name).open("w") as told:
        while not (folder / "stop").exists():
            number += 1
            entry = MeetingEntry(
                code=f"{name}-{number:05}",
                body=body,
                kinds=("meeting.committee",),
                held_on=date(2026, 11, 20),
                place=f"{name} 第{number}次",
            )
            while not saved(lambda entry=entry: record_meetings([entry], by=name, now=now)):
                pass
            print(entry.code, time.monotonic_ns(), file=told, flush=True)


def saved(act: Callable[[], object]) -> bool:
    """Save, unless others were quicker for as long as SQLite waits: then nothing is saved and it is tried again."""
    try:
        act()
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
