"""One school with its branch, a party group and some members, said to the ledger directly."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.ledger.posting import FactRow, LinkRow, Posting, posting
from hongzhu.ledger.reading import Line, Question, default_since, standing
from hongzhu.policy.days import FOREVER, to_day

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
LONG_AGO = to_day(date(2010, 1, 1))
Told = tuple[str, int, date] | tuple[str, int, date, date] | tuple[str, int, date, date, int]
"""kind, subject, day, day entered (the same if left out), quantity in tenths"""


def at(year: int, month: int, day: int) -> datetime:
    """Noon in Shanghai."""
    return datetime(year, month, day, 4, tzinfo=UTC)


@dataclass
class Place:
    """Subject ids."""

    school: int
    branch: int
    group: int
    people: list[int] = field(default_factory=list)
    """the first is the secretary, all are full members"""

    @property
    def secretary(self) -> int:
        return self.people[0]

    @property
    def member(self) -> int:
        return self.people[1]


def make_place(tag: str = "", *, people: int = 3, used: bool = True, now: datetime = NOW) -> Place:
    """Found everything in 2010; `used`: it has used the system since 2019."""
    with posting(now=now) as p:
        place = Place(
            p.subject("school", f"{tag}S1"), p.subject("org", f"{tag}D1"), p.subject("group", f"{tag}G1")
        )
        p.attribute(place.school, "kind", [("public_primary", LONG_AGO, FOREVER)])
        p.attribute(place.branch, "kind", [("branch", LONG_AGO, FOREVER)])
        for subject in (place.school, place.branch, place.group):
            p.exists(subject, LONG_AGO, FOREVER)
        p.links(f"covers:{tag}D1", [LinkRow("covers", place.branch, place.school, LONG_AGO, FOREVER)])
        p.links(f"part:{tag}G1", [LinkRow("part_of", place.group, place.branch, LONG_AGO, FOREVER)])
        place.people = [say_member(p, place, f"{tag}P{number}") for number in range(1, people + 1)]
        say_post(p, place, place.people[0], f"post:{tag}1")
        if used:
            day = to_day(date(2019, 1, 7))
            p.facts(f"meeting:{tag}M0", [FactRow("record", place.branch, day, day, 1)])
    return place


def say_member(p: Posting, place: Place, code: str, since: int = LONG_AGO) -> int:
    """A full member of the branch who works at the school."""
    key = p.subject("person", code)
    p.exists(key, since, FOREVER)
    p.attribute(key, "status", [("full", since, FOREVER)])
    p.attribute(key, "serving", [("yes", since, FOREVER)])
    heads = {"school": place.school, "branch": place.branch}
    p.links(f"person:{code}", [LinkRow(kind, key, head, since, FOREVER) for kind, head in heads.items()])
    return key


def say_post(
    p: Posting, place: Place, person: int, origin: str, since: int = LONG_AGO, until: int = FOREVER
) -> None:
    """Secretary of the branch."""
    p.links(origin, [LinkRow("post.secretary", person, place.branch, since, until)])


def fact_rows(told: Iterable[Told]) -> list[FactRow]:
    rows = []
    for kind, subject, day, *rest in told:
        entered = rest[0] if rest else day
        qty = rest[1] if len(rest) > 1 else 10
        rows.append(FactRow(kind, subject, to_day(day), to_day(entered), qty))  # type: ignore[arg-type]
    return rows


def record(source: str, *told: Told, now: datetime = NOW) -> None:
    """Post the complete facts of a record."""
    with posting(now=now) as p:
        p.facts(source, fact_rows(told))


def lines(on: date, obligation: str | None = None, subject: int | None = None, **words: Any) -> list[Line]:
    """Standing on a day, of one duty and one subject if asked."""
    since = words.pop("since", default_since(on))
    subjects = None if subject is None else frozenset({subject})
    return standing(Question(on, since, subjects, obligation, **words))


def label(on: date, obligation: str, subject: int, period: str) -> str:
    """The status of one row; empty if there is none."""
    found = [each.status for each in lines(on, obligation, subject) if each.row.label == period]
    return found[0] if found else ""


def writes(queries: CaptureQueriesContext) -> list[str]:
    """The statements that change something, without savepoints and the stamp of the turn; many rows: `3 times: …`."""
    changing = re.compile(r"(\d+ times: )?\s*(INSERT|UPDATE|DELETE|COPY)", re.IGNORECASE)
    found = [each["sql"] for each in queries.captured_queries if changing.match(each["sql"])]
    return [sql for sql in found if "ledger_packinforce SET stamp" not in sql]


def captured() -> CaptureQueriesContext:
    """Watch the statements of a block."""
    return CaptureQueriesContext(connection)
