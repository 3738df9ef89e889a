"""`bench engine`: a demo district of five years; judge one meeting, recompute everything; floors beside them."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone

YEARS = 5
PEOPLE = 30
WORKER = "HONGZHU_BENCH_DISTRICT"


def main(argv: list[str]) -> int:
    """Print one JSON line. Measures in a process of its own on a fresh data directory."""
    return in_a_district("engine", "判一次三十人的会、全部重算五年。", YEARS, argv, measure)


def in_a_district(
    name: str, about: str, years: int, argv: list[str], measure: Callable[[int], dict[str, object]]
) -> int:
    """Make a demo district of so many years in a data directory of its own, then measure there, as one JSON line."""
    parser = ArgumentParser(prog=f"./run bench {name}", description=about)
    parser.add_argument("--schools", type=int, default=60, help="学校数，默认 60")
    options = parser.parse_args(argv)
    if os.environ.get(WORKER):
        print(json.dumps(measure(options.schools), ensure_ascii=False))
        return 0
    with tempfile.TemporaryDirectory() as place:
        environment = os.environ | {"HONGZHU_DATA": place, WORKER: "1"}
        today = timezone.localdate()
        since, schools = date(today.year - years, 9, 1).isoformat(), str(options.schools)
        for words in (
            ["demo", "--schools", schools, "--from", since, "--on", today.isoformat()],
            ["bench", name, "--schools", schools],
        ):
            command = [sys.executable, "-m", "hongzhu", *words]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                print(done.stdout + done.stderr, file=sys.stderr)
                return 1
        print(done.stdout.strip().splitlines()[-1])
    return 0


def measure(schools: int) -> dict[str, object]:
    """All figures of one district, seconds or milliseconds as named; medians."""
    from hongzhu.ledger import tables
    from hongzhu.ledger.recomputing import recompute
    from hongzhu.policy.days import to_day

    now = timezone.now()
    today = timezone.localdate(now)
    since = date(today.year - YEARS, 9, 1)
    recompute(now=now, today=to_day(today), since=since)
    differing = 0

    def again() -> None:
        nonlocal differing
        differing += recompute(now=now, today=to_day(today), since=since).total

    return {
        "bench": "engine",
        "schools": schools,
        "years": YEARS,
        "people": tables.fetch("SELECT COUNT(*) FROM ledger_subject WHERE kind = 'person'")[0][0],
        "facts": tables.fetch("SELECT COUNT(*) FROM ledger_fact")[0][0],
        "rows": tables.fetch("SELECT COUNT(*) FROM ledger_row")[0][0],
        "recompute_seconds": round(median(again, 3), 2),
        "scan_floor_seconds": round(median(_scan, 3), 3),
        "differing_rows": differing,
        **_meeting_figures(now, today),
    }


def _scan() -> None:
    """The floor of a recompute: read every fact, spell and stored row once."""
    from hongzhu.ledger import tables

    for table in ("ledger_fact", "ledger_spell", "ledger_row"):
        tables.fetch(f"SELECT * FROM {table}")


def median(work: Callable[[], object], times: int) -> float:
    """Seconds of the middle one of so many runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _meeting_figures(now: datetime, today: date) -> dict[str, object]:
    """A meeting with thirty attendants and hours, saved and judged in one transaction; only its inserts; its judging."""
    from hongzhu.ledger import judging
    from hongzhu.meetings.actions import MeetingEntry, record_meetings
    from hongzhu.people.models import Person

    branch, codes = largest_branch()
    people = list(
        Person.objects.everything("measuring")
        .exclude(code__in=codes)
        .order_by("code")
        .values_list("code", flat=True)
    )
    present = tuple((codes + people)[:PEOPLE])
    number = 0
    judged: list[float] = []
    whole = judging.judge_touched

    def meet() -> None:
        nonlocal number
        number += 1
        entry = MeetingEntry(
            code=f"bench-{number}",
            body=branch,
            kinds=("meeting.assembly", "meeting.lecture"),
            held_on=today - timedelta(days=number),
            hours=10,
            present=present,
        )
        record_meetings([entry], by="bench", now=now)

    def timed(*arguments: object, **named: object) -> None:
        start = time.perf_counter()
        whole(*arguments, **named)  # type: ignore[arg-type]
        judged.append(time.perf_counter() - start)

    meet()
    judging.judge_touched = timed
    try:
        saved = median(meet, 15)
    finally:
        judging.judge_touched = whole
    return {
        "meeting_people": len(present),
        "judge_meeting_ms": round(statistics.median(judged) * 1000, 1),
        "save_and_judge_meeting_ms": round(saved * 1000, 1),
        "insert_floor_ms": round(median(insert_floor, 15) * 1000, 1),
    }


def insert_floor() -> None:
    """The floor of a saved meeting: as many bare rows in one transaction."""
    from django.db import transaction

    from hongzhu.ledger import tables

    columns = ["kind", "subject_id", "day", "entered", "since", "withdrawn", "qty", "source"]
    with transaction.atomic():
        tables.insert("ledger_fact", columns, [("floor", 1, 1, 1, 1, 1, 10, "floor")] * (PEOPLE * 2 + 3))


def largest_branch() -> tuple[str, list[str]]:
    """The code of the branch with most members, and their codes."""
    from hongzhu.ledger import tables

    found = tables.fetch(
        "SELECT o.code, p.code FROM ledger_link l JOIN ledger_subject o ON o.id = l.head_id"
        " JOIN ledger_subject p ON p.id = l.tail_id WHERE l.kind = 'branch' ORDER BY p.code"
    )
    members: dict[str, list[str]] = {}
    for org, person in found:
        members.setdefault(org, []).append(person)
    return max(members.items(), key=lambda item: len(item[1]))
