"""With which school a duty is counted, on a day. Who has left, and what covers no school any more, where it was last."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from hongzhu.policy.days import to_day

from . import tables

LINKS = {
    "person": ("school", "branch", "covers"),
    "group": ("part_of", "covers"),
    "org": ("covers",),
}
"""kind of subject → links on the way to its schools"""
BRANCHES = ("branch", "joint_branch")

Seats = dict[int, tuple[str, ...]]
"""subject → codes of its schools, in order; a joint branch counts with each it covers"""


def seats(kind: str, subjects: Iterable[int], on: date) -> Seats:
    """The schools of subjects of one kind; none for the district, and for a superior that covers no school."""
    codes: dict[int, str] = dict(tables.fetch("SELECT id, code FROM ledger_subject WHERE kind = 'school'"))
    last, covered = _links(LINKS.get(kind, ()), to_day(on), codes)
    found: Seats = {}
    for subject in subjects:
        if kind == "school":
            found[subject] = (codes[subject],)
        elif kind == "org":
            found[subject] = covered.get(subject, ())
        elif kind == "group":
            found[subject] = covered.get(last["part_of"].get(subject, 0), ())
        elif kind == "person" and subject in last["school"]:
            found[subject] = (codes[last["school"][subject]],)
        elif kind == "person":
            found[subject] = covered.get(last["branch"].get(subject, 0), ())
        else:
            found[subject] = ()
    return found


def _links(
    kinds: Iterable[str], day: int, codes: dict[int, str]
) -> tuple[dict[str, dict[int, int]], dict[int, tuple[str, ...]]]:
    """(kind → subject → where its latest link leads), (organisation → codes of the schools it covers)."""
    last: dict[str, dict[int, int]] = defaultdict(dict)
    covers: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    names = ", ".join(f"'{kind}'" for kind in kinds) or "NULL"
    text = f"SELECT kind, tail_id, head_id, from_day, until_day FROM ledger_link WHERE kind IN ({names})"
    order = "AND from_day <= %s AND from_day < until_day ORDER BY from_day, head_id"
    for kind, tail, head, start, until in tables.fetch(f"{text} {order}", [day]):
        if kind == "covers":
            covers[tail].append((head, start, until))
        else:
            last[kind][tail] = head
    covered = {}
    for org, links in covers.items():
        at = min(day, max(until for _school, _start, until in links) - 1)
        covered[org] = tuple(sorted({codes[school] for school, start, until in links if start <= at < until}))
    return last, covered


def is_school_or_branch(kind: str, code: str, on: date) -> bool:
    """May people be told apart under this code? They may at a school and at a branch, not above."""
    if kind == "school":
        return True
    text = """SELECT a.value FROM ledger_attribute a JOIN ledger_subject s ON s.id = a.subject_id
        WHERE s.kind = %s AND s.code = %s AND a.name = 'kind' AND a.from_day <= %s AND %s < a.until_day"""
    day = to_day(on)
    return any(value in BRANCHES for (value,) in tables.fetch(text, [kind, code, day, day]))
