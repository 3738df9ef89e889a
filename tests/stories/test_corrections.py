"""Whatever is put right later, the facts that stand are those the records would give if typed today."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from hongzhu.ledger.models import Fact
from hongzhu.ledger.posting import posting
from hongzhu.meetings.actions import ALL
from hongzhu.meetings.facts import post_meetings
from hongzhu.meetings.models import Meeting
from hongzhu.study.facts import post_talks
from hongzhu.study.models import Talk
from hongzhu.training.facts import post_trainings
from hongzhu.training.models import Training
from tests.makers import (
    NOW,
    facts,
    make_meeting,
    make_org,
    make_person,
    make_post,
    make_school,
    make_talk,
    make_training,
    recorded,
)

START = date(2026, 3, 1)
ORGS, SCHOOLS, PEOPLE = ("C1", "C2", "B1", "B2"), ("S1", "S2", "S3"), ("P1", "P2", "P3", "P4", "P5")
KINDS = (
    "assembly",
    "committee",
    "lecture",
    "democratic-life",
    "district-topic",
    "staff-study",
    "principal-report",
)
POSTS = ("secretary", "deputy_secretary", "committee_member", "party_worker", "principal")


class Hand:
    """Makes random records, some of them new versions of earlier ones."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def day(self) -> date:
        return START + timedelta(days=self.dice.randint(0, 8))

    def some(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.dice.sample(codes, self.dice.randint(0, 2)))

    def end(self, start: date) -> date | None:
        return self.dice.choice([None, start + timedelta(days=self.dice.randint(0, 6))])

    def org(self, code: str) -> None:
        place, founded = ORGS.index(code), self.day()
        kind = ("work_committee" if place else "committee") if code[0] == "C" else "joint_branch"
        superiors = {line: self.dice.choice([None, *ORGS[:place]]) for line in ("led_by", "guided_by")}
        ends = {"founded_on": founded, "closed_on": self.end(founded)}
        make_org(
            code, kind=self.dice.choice([kind, "committee"]), covers=self.some(SCHOOLS), **superiors, **ends
        )

    def group(self) -> None:
        make_org("G1", kind="party_group", led_by=self.dice.choice(("B1", "B2")), founded_on=self.day())

    def person(self, code: str) -> None:
        arrived = self.day()
        make_person(
            code,
            category=self.dice.choice(["full", "probationary", "masses"]),
            school=self.dice.choice([None, *SCHOOLS]),
            org=self.dice.choice([None, *ORGS]),
            group=self.dice.choice([None, "G1"]),
            arrived_on=arrived,
            joined_on=self.dice.choice([None, self.day()]),
            left_on=self.end(arrived),
            is_retired=self.dice.random() < 0.2,
        )

    def post(self) -> None:
        start = START + timedelta(days=self.dice.randint(0, 2))
        body = self.dice.choice((*ORGS, *SCHOOLS, "G1"))
        words = {"from_on": start, "until_on": self.end(start)}
        make_post(self.dice.choice(PEOPLE), body, self.dice.choice(POSTS), **words)

    def meeting(self) -> None:
        kinds = [f"meeting.{kind}" for kind in self.dice.sample(KINDS, self.dice.randint(1, 2))]
        code, body = f"M{self.dice.randint(1, 6)}", self.dice.choice((*ORGS, *SCHOOLS, "G1"))
        present = ALL if self.dice.random() < 0.7 else self.some(PEOPLE[:3])
        words = {"present": present, "absent": self.some(PEOPLE[3:]), "held_on": self.day(), "hours": 20}
        make_meeting(code, body, *kinds, **words)

    def talk(self) -> None:
        make_talk(*self.dice.sample(PEOPLE, 2), held_on=self.day())

    def training(self) -> None:
        body = self.dice.choice([None, *ORGS, *SCHOOLS])
        make_training(f"T{self.dice.randint(1, 3)}", *self.some(PEOPLE), body=body, starts_on=self.day())

    def anything(self) -> None:
        self.dice.choice(
            [
                lambda: self.org(self.dice.choice(ORGS)),
                self.group,
                lambda: self.person(self.dice.choice(PEOPLE)),
                lambda: self.person(self.dice.choice(PEOPLE)),
                self.post,
                self.post,
                self.meeting,
                self.meeting,
                self.meeting,
                self.talk,
                self.training,
            ]
        )()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4 if connection.vendor == "sqlite" else 1))
def test_facts_after_any_history_are_those_of_the_records(seed: int) -> None:
    hand = Hand(seed)
    for code in SCHOOLS:
        make_school(code)
    for code in ORGS:
        hand.org(code)
    hand.group()
    for code in PEOPLE:
        hand.person(code)
    for _step in range(80):
        hand.anything()
    stood = facts("meeting:"), facts("talk:"), facts("training:"), recorded()
    Fact.objects.all().delete()
    with posting(now=NOW) as post:
        post_meetings(post, Meeting.objects.everything("test").all())
        post_talks(post, Talk.objects.everything("test").all())
        post_trainings(post, Training.objects.everything("test").all())
    assert (facts("meeting:"), facts("talk:"), facts("training:"), recorded()) == stood
