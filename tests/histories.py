"""Random histories of small, disjoint districts, as postings; drawn with a taste for the days where rules change.

One history = one school, its branch, sometimes a group and a superior, and some people whose posts, status, dates and
records are entered, corrected, backdated and withdrawn.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import ClassVar

from hongzhu.ledger.posting import FactRow, LinkRow, Posting, posting
from hongzhu.policy.days import FOREVER, to_day

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
EDGES = [
    date(2024, 2, 29),
    *(date(year, month, 1) for year in (2024, 2025, 2026) for month in (1, 3, 4, 7, 9, 10, 11, 12)),
]
TERMS = [date(2021, 8, 31), date(2022, 2, 28), date(2023, 11, 22), date(2024, 2, 29), date(2026, 9, 1)]
POSTS = [
    "secretary",
    "deputy_secretary",
    "full_time_deputy",
    "organization_member",
    "committee_member",
    "principal",
]
STEPS = ["consulted", "opinions-heard", "recommended", "meeting-held", "decided", "disclosed"]
MEETINGS = ["assembly", "committee", "lecture", "org-life", "theme-day", "staff-study", "principal-report"]


def some_day(random: Random) -> int:
    """A day near an edge: the edge itself, one off, a grace period later, or anywhere."""
    edge = to_day(random.choice(EDGES))
    return edge + random.choice([0, 0, -1, 1, 4, 5, 6, 7, 9, 10, 11, 30, 31, 32, random.randrange(300)])


def some_span(random: Random) -> tuple[int, int]:
    """From a day to a later one, or open."""
    start = some_day(random)
    return start, random.choice([FOREVER, FOREVER, start + random.choice([1, 15, 16, 45, 46, 91, 184, 400])])


@dataclass
class Someone:
    code: str
    arrived: int
    left: int
    probationary: int
    full: int
    retired: bool
    at_school: bool
    in_branch: bool
    in_group: bool
    posts: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass
class History:
    """What one small district says, one posting at a time."""

    kinds: ClassVar[dict[str, str]] = {"S": "school", "B": "org", "G": "group", "T": "org", "P": "person"}
    """what a code stands for, by its first letter after the tag"""
    posts: ClassVar[list[str]] = POSTS

    tag: str
    random: Random
    people: list[Someone] = field(default_factory=list)
    records: dict[str, list[tuple[str, str, int, int, int]]] = field(default_factory=dict)

    def steps(self) -> list[str]:
        """The names of what happens, in order."""
        first = ["bodies", "people", "records", "records"]
        more = [
            "person",
            "record",
            "body",
            "withdraw",
            "redate",
            "post",
            "election",
            "excuse",
            "person",
            "record",
            "decision",
            "answer",
        ]
        return first + [self.random.choice(more) for _ in range(self.random.randrange(2, 9))]

    def code(self, name: str) -> str:
        return f"{self.tag}{name}"

    def play(self, step: str) -> None:
        """Say one thing to the ledger."""
        with posting(now=NOW) as p:
            getattr(self, f"say_{step}")(p)

    def say_bodies(self, p: Posting) -> None:
        self.school, self.branch = p.subject("school", self.code("S")), p.subject("org", self.code("B"))
        self.group, self.superior = p.subject("group", self.code("G")), p.subject("org", self.code("T"))
        p.exists(self.school, to_day(date(2000, 9, 1)), FOREVER)
        p.attribute(
            self.school, "kind", [(self.random.choice(["public_primary", "teaching_point"]), 1, FOREVER)]
        )
        p.exists(self.superior, 1, FOREVER)
        p.attribute(self.superior, "kind", [("committee", 1, FOREVER)])
        self.say_body(p)
        p.links(self.code("led"), [LinkRow("led_by", self.branch, self.superior, 1, FOREVER)])

    def say_body(self, p: Posting) -> None:
        random = self.random
        founded, closed = random.choice([(1, FOREVER), (1, FOREVER), some_span(random)])
        p.exists(self.branch, founded, closed)
        p.attribute(
            self.branch,
            "kind",
            [(random.choice(["branch", "branch", "joint_branch", "general_branch"]), 1, FOREVER)],
        )
        p.attribute(
            self.branch, "committee", random.choice([[], [], [("yes", 1, FOREVER)], [("no", 1, FOREVER)]])
        )
        p.links(
            self.code("covers"),
            [LinkRow("covers", self.branch, self.school, *random.choice([(1, FOREVER), some_span(random)]))],
        )
        p.exists(self.group, *random.choice([(founded, closed), some_span(random)]))
        p.links(self.code("part"), [LinkRow("part_of", self.group, self.branch, 1, FOREVER)])

    def say_people(self, p: Posting) -> None:
        for number in range(self.random.choice([1, 2, 4, 8])):
            self.people.append(self.someone(f"{self.code('P')}{number}"))
        for each in self.people:
            self.post_person(p, each)

    def someone(self, code: str) -> Someone:
        random = self.random
        arrived, left = random.choice([(1, FOREVER), (1, FOREVER), some_span(random)])
        probationary = random.choice([1, some_day(random), FOREVER])
        full = min(FOREVER, probationary + 366) if probationary < FOREVER else FOREVER
        return Someone(
            code=code,
            arrived=arrived,
            left=left,
            probationary=probationary,
            full=random.choice([full, probationary]),
            retired=random.random() < 0.15,
            at_school=random.random() < 0.9,
            in_branch=random.random() < 0.8,
            in_group=random.random() < 0.3,
            posts=[
                (random.choice(self.posts), *some_span(random)) for _ in range(random.choice([0, 0, 1, 2]))
            ],
        )

    def post_person(self, p: Posting, each: Someone) -> None:
        key = p.subject("person", each.code)
        end = FOREVER if each.retired else each.left
        p.exists(key, each.arrived, end)
        p.attribute(key, "serving", [("yes", each.arrived, each.left)])
        p.attribute(key, "retired", [("yes", 1, FOREVER)] if each.retired else [])
        start = max(each.arrived, each.probationary)
        full = max(start, each.full)
        p.attribute(key, "status", [("probationary", start, min(full, end)), ("full", full, end)])
        links = []
        for wanted, kind, head in (
            (each.at_school, "school", self.school),
            (each.in_branch, "branch", self.branch),
            (each.in_group, "group", self.group),
        ):
            if wanted:
                links.append(LinkRow(kind, key, head, each.arrived, end))
        for post, since, until in each.posts:
            links.append(LinkRow(f"post.{post}", key, self.body_of(post), since, until))
        p.links(f"person:{each.code}", links)

    def body_of(self, post: str) -> int:
        """Where a post is held."""
        return self.school if post == "principal" else self.branch

    def say_person(self, p: Posting) -> None:
        """Somebody's dates, status or posts are corrected, or somebody new arrives."""
        if self.random.random() < 0.3:
            self.people.append(self.someone(f"{self.code('P')}{len(self.people)}"))
            self.post_person(p, self.people[-1])
        else:
            number = self.random.randrange(len(self.people))
            changed = self.someone(self.people[number].code)
            kept = self.random.choice(["posts", "arrived", "full", "in_branch"])
            self.people[number] = replace(changed, **{kept: getattr(self.people[number], kept)})
            self.post_person(p, self.people[number])

    say_post = say_person

    def say_records(self, p: Posting) -> None:
        for _ in range(self.random.randrange(1, 12)):
            self.say_record(p)

    def say_record(self, p: Posting) -> None:
        random, number = self.random, len(self.records)
        source = f"{self.code('R')}{number}"
        day = some_day(random)
        entered = day + random.choice([0, 0, 0, 1, 5, 7, 8, 10, 11, 20, 31, 32, 60, random.randrange(200)])
        self.records[source] = self.rows_of_a_record(day, entered)
        self.post_record(p, source)

    def rows_of_a_record(self, day: int, entered: int) -> list[tuple[str, str, int, int, int]]:
        """Kind, code, day, day entered, quantity of everything one record gives."""
        random, rows = self.random, []
        for kind in random.sample(MEETINGS, random.choice([1, 1, 2])):
            where = self.code("S") if kind in ("staff-study", "principal-report") else self.code("B")
            rows.append((f"meeting.{kind}", where, day, entered, 10))
        if random.random() < 0.3:
            rows.append(("meeting.group", self.code("G"), day, entered, 10))
        for each in self.people:
            if random.random() < 0.6:
                rows.append(
                    ("training.hours", each.code, day, entered, random.choice([5, 10, 40, 85, 160, 320]))
                )
            if random.random() < 0.2:
                rows.append(
                    (random.choice(["talk", "talk.other", "training.secretary"]), each.code, day, entered, 10)
                )
        rows.append(("record", random.choice([self.code("S"), self.code("B")]), day, entered, 1))
        return rows

    def kind_of(self, code: str) -> str:
        """Of which kind the subject with a code is."""
        return self.kinds[code[len(self.tag)]]

    def post_record(self, p: Posting, source: str) -> None:
        rows = self.records[source]
        p.facts(
            source,
            [
                FactRow(kind, p.subject(self.kind_of(code), code), day, entered, qty)
                for kind, code, day, entered, qty in rows
            ],
        )

    def say_withdraw(self, p: Posting) -> None:
        source = self.random.choice(sorted(self.records))
        self.records[source] = self.records[source][: self.random.randrange(len(self.records[source]) + 1)]
        self.post_record(p, source)

    def say_redate(self, p: Posting) -> None:
        source = self.random.choice(sorted(self.records))
        shift = self.random.choice([-31, -1, 1, 31])
        self.records[source] = [
            (k, c, day + shift, entered + max(shift, 0), q) for k, c, day, entered, q in self.records[source]
        ]
        self.post_record(p, source)

    def say_election(self, p: Posting) -> None:
        day = to_day(self.random.choice(TERMS))
        entered, months = day + self.random.choice([0, 0, 40]), self.random.choice([0, 6, 36])
        branch = p.subject("org", self.code("B"))
        p.facts(f"term:{self.tag}{day}", [FactRow("election", branch, day, entered, months)])

    def say_decision(self, p: Posting) -> None:
        """A matter passes some of its steps, in order or not; said again, it has passed others."""
        random, code = self.random, self.code(f"D{self.random.randrange(2)}")
        key = p.subject("decision", code)
        start = some_day(random)
        p.exists(key, start, random.choice([FOREVER, start + 400]))
        p.attribute(key, "kind", [(random.choice(["appointment", "project"]), 1, FOREVER)])
        day, rows = start, []
        for step in random.choice([STEPS, STEPS, random.sample(STEPS, len(STEPS))]):
            if random.random() < 0.8:
                entered = day + random.choice([0, 0, 3, 40])
                rows.append(FactRow(f"step.{step}", key, day, entered, 10))
            day += random.choice([0, 1, 10, -1])
        p.facts(f"decision:{code}", rows)

    def say_answer(self, p: Posting) -> None:
        """Something happens that asks for an answer; the answer comes in time, late, before or never."""
        random = self.random
        trigger, answer, where = random.choice(
            [("absence.unexcused", "remind", self.branch), ("school.opened", "setup.plan", self.school)]
        )
        rows = []
        for _ in range(random.randrange(1, 4)):
            day = some_day(random)
            rows.append(FactRow(trigger, where, day, day + random.choice([0, 5]), 10))
            if random.random() < 0.7:
                answered = day + random.choice([-1, 0, 29, 30, 31, 89, 90, 91])
                rows.append(FactRow(answer, where, answered, answered + random.choice([0, 0, 2]), 10))
        p.facts(f"answer:{self.tag}{random.randrange(3)}", rows)

    def say_excuse(self, p: Posting) -> None:
        p.justify(
            f"excuse:{self.tag}",
            self.random.choice(["meeting.assembly", "meeting.committee", "staff.study"]),
            p.subject("org", self.code("B")),
            self.random.choice(["2026Q3", "2026-10", "2025Q4"]),
            self.random.choice([None, to_day(date(2026, 10, 20))]),
        )
        p.waive(
            f"waiver:{self.tag}",
            self.random.choice(["meeting.assembly", "meeting.lecture", "term.election"]),
            p.subject("org", self.code("B")),
            self.random.choice([(to_day(date(2025, 1, 1)), to_day(date(2026, 10, 1))), (1, FOREVER)]),
            self.random.choice([None, to_day(date(2026, 3, 20))]),
        )


def asked_days(random: Random, count: int) -> list[int]:
    """Days on which to ask, within the stored window."""
    low, high = to_day(date(2025, 1, 1)), to_day(NOW.date() + timedelta(days=200))
    return [min(high, max(low, some_day(random) + 300)) for _ in range(count)]
