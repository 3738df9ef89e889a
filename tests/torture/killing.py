"""`./run torture kill`: the server is killed again and again while people save; nothing is lost, nothing doubled.

A real server on demo data of its own; writers sign in over HTTP, open the sheet of a new meeting and save it. At random
moments the whole process group gets SIGKILL and the server starts again. A form without an answer is sent again with
the same key until there is one. At the end every form is one meeting, the audit chains hold, and recomputing everything
changes no stored row.
"""

import os
import random
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Final
from zoneinfo import ZoneInfo

from hongzhu.bench.visiting import Fields, Server, Unreachable, Visitor, read_form
from tests.installations import Installation

BEIJING: Final = ZoneInfo("Asia/Shanghai")
SCHOOLS: Final = 3
WHO: Final = (("secretary", "org:D001"), ("worker", "org:D001"), ("bureau", "org:D000"))
"""login and the body it records for; writers take turns"""
ALIVE: Final = (0.3, 2.0)
"""seconds between a start and the kill"""
SETTLE_WITHIN: Final = 120
"""seconds for the last forms after the last start"""
PASSWORD: Final = "from hongzhu.accounts.actions import DEMO_PASSWORD as answer"
ASK: Final = """
from hongzhu.meetings.models import Meeting
found = Meeting.objects.everything("counting what was saved").filter(minutes__startswith="{mark}")
answer = [*map(list, found.values_list("minutes", "code"))]
"""


@dataclass
class Sent:
    """One form: what it holds, how often it was sent, what answered."""

    words: str
    path: str
    fields: Fields
    times: int = 0
    location: str = ""


@dataclass
class Outcome:
    """What became of a run."""

    forms: list[Sent] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    slowest_start: float = 0.0


class Writer(Thread):
    """Saves one meeting after the other until told to stop; then finishes the one at hand."""

    def __init__(self, server: Server, number: int, mark: str, seed: int, stop: Event) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(server.port)
        self.login, self.body = WHO[number % len(WHO)]
        self.mark = f"{mark}-{number}"
        self.dice = random.Random(f"{seed} {number}")
        self.stop = stop
        self.forms: list[Sent] = []
        self.faults: list[str] = []

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                form = self._open()
                if form is not None:
                    self.forms.append(form)
                    self._send(form)
            if self.forms and self.forms[-1].location:
                self._send_again(self.forms[-1])
        except Exception as error:
            self.faults.append(f"{self.mark}: {error!r}")
            raise
        finally:
            self.visitor.leave()

    def _open(self) -> Sent | None:
        """A new sheet, filled in; nothing while the server is down."""
        day = datetime.now(BEIJING).date() - timedelta(days=self.dice.randrange(60))
        path = f"/meetings/new?body={self.body}&kind=meeting.committee&on={day}"
        try:
            page = self.visitor.get(path)
        except Unreachable:
            time.sleep(0.02)
            return None
        if page.status != 200:
            self.faults.append(f"{self.mark}: the sheet answered {page.status}")
            return None
        words = f"{self.mark}-{len(self.forms)}"
        fields = [each for each in read_form(page.text, "/meetings/new") if each[0] != "minutes"]
        return Sent(words, path, [*fields, ("minutes", words), ("save", "1")])

    def _send(self, form: Sent) -> None:
        """Until there is an answer."""
        until = time.monotonic() + SETTLE_WITHIN
        while time.monotonic() < until:
            form.times += 1
            try:
                answer = self.visitor.post(form.path, form.fields)
            except Unreachable:
                time.sleep(0.02)
                continue
            if answer.status == 302 and "saved=" in answer.location:
                form.location = answer.location
                return
            self.faults.append(f"{form.words}: answered {answer.status} {answer.location}")
            if answer.status < 500:
                return
        self.faults.append(f"{form.words}: no answer")

    def _send_again(self, form: Sent) -> None:
        """What was answered once gets the same answer."""
        first, times = form.location, form.times
        self._send(form)
        form.times = times
        if form.location != first:
            self.faults.append(f"{form.words}: answered {first}, then {form.location}")


def kill(here: Installation, *, times: int, writers: int, seed: int) -> Outcome:
    """Kill the server of an installation with demo data so many times; says what was found."""
    dice, mark, stop, outcome = random.Random(seed), f"torture-{seed}", Event(), Outcome()
    server = Server(here.environment)
    try:
        outcome.slowest_start = server.start()
        people = [Writer(server, number, mark, seed, stop) for number in range(writers)]
        password = here.ask(PASSWORD)
        for each in people:
            each.visitor.sign_in(each.login, password)
        for each in people:
            each.start()
        for _ in range(times):
            time.sleep(dice.uniform(*ALIVE))
            server.end()
            outcome.slowest_start = max(outcome.slowest_start, server.start())
        stop.set()
        for each in people:
            each.join(SETTLE_WITHIN + 60)
            outcome.forms += each.forms
            outcome.faults += each.faults
    finally:
        stop.set()
        server.end()
    _check(here, mark, outcome)
    return outcome


def _check(here: Installation, mark: str, outcome: Outcome) -> None:
    stored = here.ask(ASK.format(mark=mark))
    counts = Counter(words for words, _code in stored)
    codes = dict(stored)
    for form in outcome.forms:
        count = counts.pop(form.words, 0)
        if count != 1:
            outcome.faults.append(f"{form.words}: stored {count} times")
        elif f"/meetings/{codes[form.words]}?" not in form.location:
            outcome.faults.append(f"{form.words}: is {codes[form.words]}, answered {form.location}")
    outcome.faults += [f"{words}: stored, never sent" for words in counts]
    if not outcome.forms:
        outcome.faults.append("nothing was sent")
    for words, wanted in ((("verify",), ""), (("recompute",), "，0 行")):
        try:
            if wanted not in (said := here.run(*words)):
                outcome.faults.append(said.strip())
        except AssertionError as error:
            outcome.faults.append(str(error))


def main(argv: list[str]) -> int:
    """Run once on the database of the environment; 1 if anything was lost, doubled or broken."""
    parser = ArgumentParser(prog="./run torture kill", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args(argv)
    print(f"种子 {options.seed}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        here = Installation(Path(place), os.environ.get("DATABASE_URL", ""))
        try:
            here.run("demo", "--schools", str(SCHOOLS))
            found = kill(here, times=options.times, writers=options.writers, seed=options.seed)
        finally:
            here.close()
    again = sum(form.times > 1 for form in found.forms)
    print(
        f"{'PostgreSQL' if here.server else 'SQLite'}：杀了 {options.times} 次，{options.writers} 人同时写，"
        f"{len(found.forms)} 张表单，{again} 张不止发过一次，最慢 {found.slowest_start:.1f} 秒又能用，"
        f"{f'{len(found.faults)} 处不对' if found.faults else '没有丢，没有重，审计链完好，重算 0 行不同'}。"
    )
    for fault in found.faults[:20]:
        print(f"  {fault}", file=sys.stderr)
    return 1 if found.faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
