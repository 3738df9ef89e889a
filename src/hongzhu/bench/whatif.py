"""`bench whatif`: numbers of duties changed for the whole district, from stored rows; beside it reading those rows."""

from collections.abc import Callable
from datetime import date
from functools import partial
from time import process_time

from django.utils import timezone

from hongzhu.policy.changing import Setting
from hongzhu.policy.days import to_day

from .engine import in_a_district, median

YEARS = 2
TIMES = 15
ASKED = {
    "hours": (Setting("hours.member", "min", "24"), Setting("hours.team", "min", "48")),
    "talks": (Setting("staff.talk", "min", "2"),),
    "meetings": (Setting("meeting.committee", "min", "2"),),
    "grace": (Setting("meeting.committee", "grace_days", "30"),),
}
"""hours: what the budget speaks of, two duties weighed as one; talks: of everyone; meetings: month by month"""


def main(argv: list[str]) -> int:
    """Print one JSON line. Measures in a process of its own on a fresh data directory."""
    return in_a_district("whatif", "试算：改一个数，全区谁会不够。", YEARS, argv, measure)


def measure(schools: int) -> dict[str, object]:
    """Milliseconds from the question to every school's figures, and of merely reading the rows; medians."""
    on = timezone.localdate()
    found: dict[str, object] = {"bench": "whatif", "schools": schools}
    for name, settings in ASKED.items():
        rows, newly_short = _answer(settings, on)
        found |= {
            f"{name}_rows": rows,
            f"{name}_newly_short": newly_short,
            f"{name}_ms": _milliseconds(partial(_answer, settings, on)),
            f"{name}_cpu_ms": _cpu_milliseconds(partial(_answer, settings, on)),
            f"{name}_read_floor_ms": _milliseconds(partial(_read, settings, on)),
        }
    return found


def _milliseconds(work: Callable[[], object]) -> float:
    return round(median(work, TIMES) * 1000, 1)


def _cpu_milliseconds(work: Callable[[], object]) -> float:
    """Of this process alone, whatever else the machine is doing; the mean."""
    start = process_time()
    for _ in range(TIMES):
        work()
    return round((process_time() - start) / TIMES * 1000, 1)


def _answer(settings: tuple[Setting, ...], on: date) -> tuple[int, int]:
    """What the command works out before it prints: rows considered, how many would be short that are not now."""
    from hongzhu.ledger.reading import default_since
    from hongzhu.ledger.seats import seats
    from hongzhu.ledger.stored import stored_pack
    from hongzhu.ledger.tallying import joined, tallied
    from hongzhu.ledger.whatif import trials
    from hongzhu.policy.changing import changed_rules

    compiled = stored_pack()
    rows = newly_short = 0
    for changed in changed_rules(compiled, settings, on):
        found = trials(compiled, changed, on, default_since(on))
        subjects = {each.either.row.subject for each in found}
        tallies = tallied(found, seats(changed.rule.subject, subjects, on))
        rows += len(found)
        newly_short += joined(tallies.everyone.values()).newly_short
    return rows, newly_short


def _read(settings: tuple[Setting, ...], on: date) -> int:
    """The floor: the same rows, read and left at that."""
    from hongzhu.ledger import tables
    from hongzhu.ledger.reading import default_since
    from hongzhu.ledger.stored import stored_pack

    rule = stored_pack().rule(settings[0].obligation)
    first = next(slot.start for slot in rule.slots if slot.base_end > to_day(default_since(on)))
    text = "SELECT * FROM ledger_row WHERE rule = %s AND period >= %s AND period <= %s"
    return len(tables.fetch(text, [rule.number, first, to_day(on)]))
