"""A generated province for `bench bulk`: a few dozen typical schools, fitted to the shipped pack, then repeated.

Who holds which role when is worked out by `policy.fitting` for the typical schools, as for real ones. Every copy has
facts of its own, drawn by a hash, so that the same seed gives the same province on any machine.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from hongzhu.ledger.in_force import counted_rows
from hongzhu.ledger.parquet import TABLES, duckdb_within, make_table, table, write_parquet
from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.fitting import spells_of
from hongzhu.policy.loading import load_pack
from hongzhu.policy.rules import Compiled
from hongzhu.policy.vocabulary import ATTRIBUTES, EVIDENCE
from hongzhu.policy.world import Being, World

YEAR: Final = 2025
FIRST: Final = to_day(date(YEAR, 1, 1))
LAST: Final = to_day(date(YEAR, 12, 31))
SIZES: Final = (12, 20, 30, 36, 40, 44, 50, 88)
"""staff of the typical schools: 40 on average; every other one is a Party member"""
TYPICAL: Final = 48
PART: Final = 20
"""copies of the typical schools in one file"""
KEPT: Final = 92
"""per cent of what is owed that is done and recorded"""
SCHOOL: Final = {
    "meeting.staff-study": 24,
    "meeting.principal-report": 2,
    "report.moral": 2,
    "duty.letter": 2,
    "budget.party": 1,
}
BRANCH: Final = {
    "meeting.assembly": 4,
    "meeting.committee": 12,
    "meeting.lecture": 4,
    "meeting.org-life": 1,
    "meeting.democratic-life": 1,
    "meeting.theme-day": 12,
    "plan.study": 1,
    "disclosure.dues": 4,
    "care.visit": 2,
    "report.superior": 2,
    "absence.unexcused": 1,
    "remind": 1,
}
STAFF: Final = {"training.hours": 24, "talk": 1}
MEMBER: Final = {"training.hours": 8, "dues.paid": 12, "attend.org-life": 3}
POSTS: Final = {
    0: ("principal", {"report.integrity": 1}),
    1: ("party_worker", {"training.worker": 1}),
    2: ("secretary", {"report.integrity": 1, "training.secretary": 1, "appraisal.secretary": 1}),
    4: ("organization_member", {}),
    6: ("publicity_member", {}),
    8: ("deputy_secretary", {"report.integrity": 1}),
}
"""the place of a person in the school → the post, and what it adds to a year"""
STEPS: Final = ("consulted", "opinions-heard", "recommended", "inspected", "meeting-held", "disclosed")


class Planned(NamedTuple):
    """Facts of a year: a kind, how often, how much each time (in tenths) and how much more at most."""

    subject: int
    kind: str
    times: int
    qty: int = 10
    more: int = 0


@dataclass
class Typical:
    """The typical schools: their world, what a year brings, and where each begins."""

    random: Random
    world: World = field(default_factory=World)
    plan: list[Planned] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    superiors: list[int] = field(default_factory=list)

    def new(self, of: str, start: int = 1, end: int = FOREVER, **attributes: str) -> int:
        """One more subject; attributes hold as long as it exists."""
        key = len(self.world.beings) + 1
        self.world.beings[key] = Being(of, str(key), start, end)
        for name, value in attributes.items():
            self.world.add_attribute(key, name, value, start, end)
        return key

    def expect(self, subject: int, year: dict[str, int]) -> None:
        self.plan += [Planned(subject, kind, times) for kind, times in year.items()]

    def school(self, size: int) -> None:
        """A school with its branch, groups, decisions and people."""
        self.begins.append(len(self.world.beings) + 1)
        random, link = self.random, self.world.add_link
        kinds = ["public_primary"] * 5 + ["public_kindergarten", "private_kindergarten", "teaching_point"]
        large = "yes" if size > 60 else "no"
        school = self.new("school", kind=random.choice(kinds), large=large, workload_rule="yes")
        self.world.add_attribute(school, "decision_rules", "yes", random.choice([1, FIRST + 200]), FOREVER)
        branch = self.new("org", kind="general_branch" if size > 60 else "branch")
        groups = [self.new("group") for _ in range(2 if size >= 40 else 0)]
        link("covers", branch, school, 1, FOREVER)
        if not self.superiors:
            self.superiors = [self.new("org", kind="committee"), self.new("org", kind="work_committee")]
        link("led_by", branch, self.superiors[0], 1, FOREVER)
        link("guided_by", branch, self.superiors[1], 1, FOREVER)
        for group in groups:
            link("part_of", group, branch, 1, FOREVER)
            self.expect(group, {"meeting.group": 12})
        self.expect(school, SCHOOL)
        self.expect(branch, BRANCH)
        self.plan.append(Planned(branch, "election", 1, 36))
        for kind in ("appointment", "project"):
            self.expect(self.new("decision", FIRST, kind=kind), {f"step.{step}": 1 for step in STEPS})
        for place in range(size):
            self.person(place, school, branch, groups)

    def person(self, place: int, school: int, branch: int, groups: list[int]) -> None:
        """Somebody on the staff; one in eight comes or goes in the course of the year."""
        random, link = self.random, self.world.add_link
        start, end = 1, FOREVER
        moving = random.randrange(16)
        if moving == 0:
            start = FIRST + random.randrange(365)
        elif moving == 1:
            end = FIRST + random.randrange(365)
        person = self.new("person", start, end, serving="yes")
        link("school", person, school, start, end)
        self.plan.append(Planned(person, "training.hours", STAFF["training.hours"], 5, 10))
        self.expect(person, {"talk": STAFF["talk"]})
        if place % 2 == 0:
            self.member(person, branch, groups, start, end)
        post, more = POSTS.get(place, ("", {}))
        if post:
            since = max(start, random.choice([1, 1, 1, FIRST + 150]))
            link(f"post.{post}", person, school if post == "principal" else branch, since, end)
            self.expect(person, more)

    def member(self, person: int, branch: int, groups: list[int], start: int, end: int) -> None:
        """A Party member; one in thirty becomes a full one in the course of the year."""
        full = FIRST + self.random.randrange(365) if self.random.randrange(30) == 0 else start
        full = min(max(start, full), end)
        for status, since, until in (("probationary", start, full), ("full", full, end)):
            self.world.add_attribute(person, "status", status, since, until)
        self.world.add_link("branch", person, branch, start, end)
        if groups:
            self.world.add_link("group", person, self.random.choice(groups), start, end)
        self.expect(person, MEMBER)


def typical_schools(seed: int) -> Typical:
    """The same for the same seed."""
    typical = Typical(Random(seed))  # noqa: S311
    for number in range(TYPICAL):
        typical.school(SIZES[number % len(SIZES)])
    return typical


def whole_pack(packs: Path) -> Compiled:
    """The shipped pack over the year, as if every room could record all it asks for."""
    return compile_pack(
        load_pack(packs, proofs=False),
        (date(YEAR, 1, 1), date(YEAR + 1, 1, 1)),
        recordable_facts=set(EVIDENCE),
        recordable_attributes={f"{kind}.{name}" for kind in ATTRIBUTES for name in ATTRIBUTES[kind]},
    )


PLANNED: Final = table("subject", "subject INTEGER, kind VARCHAR, times INTEGER, qty INTEGER, more INTEGER")
FACTS: Final = f"""
SELECT kind, subject_id, day, day + late AS entered, day + late AS since, {FOREVER} AS withdrawn, qty
FROM (
  SELECT kind, CAST(copy * {{stride}} + subject AS INTEGER) AS subject_id,
    CAST({FIRST} + (k * 1000 + drawn % 1000) * 365 // (times * 1000) AS INTEGER) AS day,
    CAST(CASE WHEN drawn >> 10 & 127 < 115 THEN (drawn >> 17 & 127) % 5 WHEN drawn >> 10 & 127 < 124
      THEN (drawn >> 17 & 127) % 14 ELSE drawn >> 17 & 127 END AS INTEGER) AS late,
    CAST(qty + CASE WHEN more > 0 THEN (drawn >> 24 & 127) % more ELSE 0 END AS INTEGER) AS qty
  FROM (
    SELECT *, CAST(hash(copy, subject, kind, k, {{seed}}) >> 8 AS BIGINT) AS drawn
    FROM range({{start}}, {{end}}) AS copies(copy), plan, LATERAL unnest(range(times)) AS counted(k)
  )
  WHERE (drawn >> 32) % 100 < {KEPT}
)
WHERE subject_id <= {{last}}
"""
"""days spread over the year; nine in ten entered within five days, some within a fortnight, a few months later"""


def make_province(folder: Path, compiled: Compiled, schools: int, seed: int) -> None:
    """Write the province as `export-ledger` would. Numbers of subjects: copy × size of the typical schools + place."""
    typical = typical_schools(seed)
    stride = len(typical.world.beings)
    copies, rest = divmod(schools, TYPICAL)
    last = copies * stride + (typical.begins[rest] - 1 if rest else 0)
    copies += rest > 0
    held = spells_of(compiled, typical.world, typical.world.beings)
    spells = [(subject, role, *span) for (subject, role), spans in held.items() for span in spans]
    beings = [(key, each.kind, each.from_day, each.until_day) for key, each in typical.world.beings.items()]
    with duckdb_within() as engine:
        make_table(engine, "plan", PLANNED, typical.plan)
        make_table(engine, "typical_spell", TABLES["spell"], spells)
        make_table(engine, "typical_subject", TABLES["subject"], beings)
        for name, rows in counted_rows(compiled).items():
            make_table(engine, name, TABLES[name], rows)
            write_parquet(engine, f"SELECT * FROM {name}", name, folder)
        whole = {"stride": stride, "last": last, "seed": seed}
        for part, start in enumerate(range(0, copies, PART)):
            facts = FACTS.format(start=start, end=min(start + PART, copies), **whole)
            write_parquet(engine, facts, "fact", folder, f"-{part:04}")
        for name, select in _copied(**whole, copies=copies).items():
            write_parquet(engine, select, name, folder)


def _copied(stride: int, last: int, copies: int, seed: int) -> dict[str, str]:
    """Spells, subjects, first days of use (three in a hundred have not begun) of all copies; no links, no 说明."""
    each = f"CAST(copy * {stride} + {{}} AS INTEGER)"
    where = f"FROM range({copies}) AS copies(copy), {{}} WHERE {{}} <= {last}"
    spell, subject = each.format("subject_id"), each.format("id")
    return {
        "spell": f"SELECT * FROM (SELECT {spell} AS subject_id, role, from_day, until_day"
        f" {where.format('typical_spell', spell)})",
        "subject": f"SELECT * FROM (SELECT {subject} AS id, kind, from_day, until_day"
        f" {where.format('typical_subject', subject)})",
        "usage": f"SELECT * FROM (SELECT {subject} AS subject_id, {FIRST} AS day"
        f" {where.format('typical_subject', subject)} AND hash(copy, {seed}) % 100 >= 3)",
        "link": "SELECT '' AS kind, 0 AS tail_id, 0 AS head_id, 0 AS from_day, 0 AS until_day WHERE FALSE",
        "excuse": "SELECT '' AS obligation, 0 AS subject_id, '' AS period, 0 AS accepted, 0 AS from_day, 0 AS until_day"
        " WHERE FALSE",
    }
