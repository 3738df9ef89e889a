"""The second document (tests/packs/second), and random histories of the kinds of bodies and facts it speaks of."""

from pathlib import Path
from typing import ClassVar

from hongzhu.ledger.posting import LinkRow, Posting
from hongzhu.policy.days import FOREVER
from tests.histories import History, some_day, some_span

SECOND = Path(__file__).with_name("second")
SCHOOL = Path(__file__).with_name("second-school")
SOURCE = SECOND / "source.txt"
AREA = "999998"
SCHOOL_KINDS = ["public_primary", "public_kindergarten", "private_kindergarten", "teaching_point"]
STEPS = ["consulted", "opinions-heard", "inspected", "meeting-held", "disclosed"]
OF_ORG = ["budget.party", "duty.letter", "report.superior", "care.visit", "roster", "meeting.lecture"]
OF_PERSON = ["attend.org-life", "appraisal.secretary", "absence.unexcused", "remind"]
OF_SCHOOL = ["school.opened", "setup.plan", "meeting.staff-study", "meeting.principal-report"]
LARGE, MANY = 30, 7

Row = tuple[str, str, int, int, int]
"""kind, code, day, day entered, quantity"""


class Yunling(History):
    """One history with several schools, two bodies under one superior, sometimes a crowd of staff, and a decision."""

    kinds: ClassVar[dict[str, str]] = History.kinds | {"C": "org", "X": "decision"}
    posts: ClassVar[list[str]] = [
        "secretary",
        "secretary",
        "organization_member",
        "committee_member",
        "group_leader",
        "principal",
    ]

    def say_bodies(self, p: Posting) -> None:
        super().say_bodies(p)
        random = self.random
        p.attribute(self.school, "kind", [(random.choice(SCHOOL_KINDS), 1, FOREVER)])
        p.attribute(self.superior, "kind", [(random.choice(["work_committee", "committee"]), 1, FOREVER)])
        self.second = p.subject("org", self.code("C"))
        p.exists(self.second, *random.choice([(1, FOREVER), some_span(random)]))
        p.attribute(self.second, "kind", [(random.choice(["branch", "general_branch"]), 1, FOREVER)])
        decision = p.subject("decision", self.code("X"))
        p.exists(decision, some_day(random), FOREVER)
        p.attribute(decision, "kind", [(random.choice(["appointment", "appointment", "funds"]), 1, FOREVER)])
        self.say_schools(p)
        self.say_leads(p)
        self.say_crowd(p)

    def say_schools(self, p: Posting) -> None:
        """Up to five more schools; the branch covers some, for some of the days: caps and shares move."""
        random, rows = self.random, []
        for number in range(random.choice([0, 1, 3, 5])):
            school = p.subject("school", self.code(f"S{number}"))
            p.exists(school, *random.choice([(1, FOREVER), some_span(random)]))
            p.attribute(school, "kind", [(random.choice(SCHOOL_KINDS), 1, FOREVER)])
            if random.random() < 0.8:
                rows.append(
                    LinkRow("covers", self.branch, school, *random.choice([(1, FOREVER), some_span(random)]))
                )
        p.links(self.code("covers-more"), rows)

    def say_leads(self, p: Posting) -> None:
        """The superior leads the second body for a while."""
        p.links(
            self.code("led-too"), [LinkRow("led_by", self.second, self.superior, *some_span(self.random))]
        )

    def say_crowd(self, p: Posting) -> None:
        """About thirty people on the school's staff, of whom some come or go, and some are members of the branch."""
        random = self.random
        if random.random() < 0.6:
            return
        members = random.choice([0, MANY, MANY + 2])
        for number in range(LARGE + random.choice([-2, -1, 0, 1])):
            key = p.subject("person", self.code(f"P-w{number}"))
            span = some_span(random) if number < 3 else (1, FOREVER)
            p.exists(key, *span)
            p.attribute(key, "serving", [("yes", *span)])
            links = [LinkRow("school", key, self.school, *span)]
            if number < members:
                p.attribute(key, "status", [("full", *span)])
                links.append(LinkRow("branch", key, self.branch, *span))
            p.links(f"person:{self.code(f'w{number}')}", links)

    def say_body(self, p: Posting) -> None:
        super().say_body(p)
        spans = self.random.choice([[], [("yes", 1, FOREVER)], [("yes", *some_span(self.random))]])
        p.attribute(self.branch, "members_in_need", spans)
        if hasattr(self, "second"):
            self.say_schools(p)
            self.say_leads(p)

    def body_of(self, post: str) -> int:
        if post == "group_leader":
            return self.group
        if post == "secretary" and self.random.random() < 0.2:
            return self.second
        return super().body_of(post)

    def rows_of_a_record(self, day: int, entered: int) -> list[Row]:
        random, rows = self.random, super().rows_of_a_record(day, entered)
        for kinds, name in ((OF_ORG, "B"), (OF_ORG, "C"), (OF_SCHOOL, "S")):
            rows.append((random.choice(kinds), self.code(name), day, entered, 10))
        if random.random() < 0.3:
            rows.append(("honours.round", AREA, day, entered, 10))
        if random.random() < 0.5:
            body, months = random.choice(["B", "B", "C", "T"]), random.choice([0, 6, 36])
            rows.append(("election", self.code(body), day, entered, months))
        for each in self.people:
            if random.random() < 0.4:
                rows.append((random.choice(OF_PERSON), each.code, day, entered, 10))
        for number, step in enumerate(STEPS):
            if random.random() < 0.3:
                taken = day + number * random.choice([-1, 0, 3, 20])
                rows.append((f"step.{step}", self.code("X"), taken, max(taken, entered), 10))
        return rows

    def kind_of(self, code: str) -> str:
        return "district" if code == AREA else super().kind_of(code)
