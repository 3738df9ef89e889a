"""One of several processes that write into the same streams at once: `python -m tests.audit.writer RUN NAME START`.

Waits for the file START, then records events, each in a transaction of its own, and sends forms that the others
send too. Prints how many of its forms had an effect.
"""

import os
import random
import sys
import time
from pathlib import Path

import django

EVENTS = 25
FORMS = 10


def main(run: str, name: str, start: Path) -> None:
    """Write, as soon as everybody is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hongzhu.settings")
    django.setup()
    from django.db import connection, transaction

    from hongzhu.audit.actions import Content, Entry, once, record, record_all
    from tests.makers import NOW

    connection.ensure_connection()
    start.with_name(f"ready-{name}").touch()
    while not start.exists():
        time.sleep(0.005)
    dice = random.Random(name)
    for number in range(EVENTS):
        said = [Content(about=f"{run}:{name}:{number}", now={"number": number})]
        streams = [f"{run}:A", f"{run}:B", f"{run}:{dice.randrange(EVENTS)}"]
        dice.shuffle(streams)
        with transaction.atomic():
            record_all(Entry(stream=each, verb="told", contents=said, by=name, now=NOW) for each in streams)

    def act() -> str:
        record(stream=f"{run}:forms", verb="sent", object=name, payload={}, by=name, now=NOW)
        return name

    answers = [
        once(key=f"{run}{number}", user="7", content={"number": number}, now=NOW, act=act)
        for number in range(FORMS)
    ]
    print(sum(not answer.is_repeat for answer in answers))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
