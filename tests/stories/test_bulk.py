"""The single form is the bulk of one: record by record or all at once, the ledger says the same."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from hongzhu.ledger.models import Attribute, Excuse, Fact, Link, Row, Subject
from hongzhu.meetings.actions import ALL, MeetingEntry, record_meetings
from hongzhu.obligations.actions import JustificationEntry, file_justifications
from hongzhu.orgs.actions import (
    ElectionEntry,
    OrgEntry,
    SchoolEntry,
    record_elections,
    save_orgs,
    save_schools,
)
from hongzhu.orgs.models import OrgReach
from hongzhu.people.actions import PersonEntry, PostEntry, save_people, save_posts
from hongzhu.study.actions import TalkEntry, record_talks
from hongzhu.training.actions import TrainingEntry, record_trainings
from tests.makers import BY, NOW

Sheet = tuple[Callable, list]


def district() -> list[Sheet]:
    """A small district of every sort of record, in the order in which codes are known."""
    dice = random.Random(7)
    schools = [f"S{n}" for n in range(4)]
    branches = [f"D{n}" for n in range(4)]
    people = [f"P{n}" for n in range(24)]

    def day() -> date:
        return date(2025, 9, 1) + timedelta(days=dice.randint(0, 400))

    old = date(2012, 1, 1)
    orgs = [OrgEntry(code="C1", name="局党委", kind="committee", founded_on=old)]
    orgs += [OrgEntry(code="W1", name="街道党工委", kind="work_committee", founded_on=old)]
    for n, code in enumerate(branches):
        covers = (f"S{n}",) if n else ("S0", "S3")
        words = {"led_by": "C1", "guided_by": "W1", "term_started_on": day(), "covers": covers}
        orgs.append(OrgEntry(code=code, name=f"{code}支部", kind="branch", founded_on=old, **words))
    orgs.append(OrgEntry(code="G1", name="第一小组", kind="party_group", led_by="D1", founded_on=old))
    roster = [
        PersonEntry(
            code=code,
            name=f"周{code}",
            category=dice.choice(["full", "full", "probationary", "masses"]),
            arrived_on=date(2015, 9, 1),
            joined_on=date(2014, 7, 1),
            school=dice.choice(schools),
            org=dice.choice(branches),
            group=dice.choice([None, "G1"]),
            left_on=dice.choice([None, None, day()]),
        )
        for code in people
    ]
    posts = [
        PostEntry(person=f"P{n}", body=branches[n % 4], post=post, from_on=day())
        for n, post in enumerate(["secretary", "deputy_secretary", "organization_member", "party_worker"] * 2)
    ]
    kinds = ["meeting.assembly", "meeting.committee", "meeting.lecture", "meeting.staff-study"]
    meetings = [
        MeetingEntry(
            code=f"M{n}",
            body=dice.choice([*branches, *schools, "G1", "C1"]),
            kinds=tuple(dice.sample([*kinds, "meeting.district-topic"], 2)),
            held_on=day(),
            hours=dice.choice([None, 20]),
            present=ALL if n % 2 else tuple(dice.sample(people, 3)),
        )
        for n in range(40)
    ]
    trainings = [
        TrainingEntry(
            code=f"T{n}",
            title="培训",
            kind=dice.choice(["集中培训", "其他"]),
            starts_on=day(),
            hours=80,
            body=dice.choice([None, "C1", "D1"]),
            attendees=tuple(dice.sample(people, 5)),
        )
        for n in range(6)
    ]
    talks = [
        TalkEntry(held_on=day(), talker=dice.choice(people[:6]), object=dice.choice(people[6:]))
        for _n in range(20)
    ]
    said = [
        JustificationEntry(
            obligation="meeting.assembly", subject_kind="org", subject=code, period="2026Q1", reason="大雪"
        )
        for code in branches
    ]
    return [
        (save_schools, [SchoolEntry(code=c, name=c, kind="public_primary", township="镇") for c in schools]),
        (save_orgs, orgs),
        (save_people, roster),
        (save_posts, posts),
        (record_meetings, meetings),
        (record_trainings, trainings),
        (record_talks, talks),
        (record_elections, [ElectionEntry(org=code, held_on=day(), months=60) for code in branches]),
        (file_justifications, said),
    ]


def told() -> dict[str, list]:
    """All that the ledger knows, without primary keys."""
    subject = ("subject__kind", "subject__code")
    ends = ("tail__kind", "tail__code", "head__kind", "head__code")
    tables = {
        "subjects": Subject.objects.values_list("kind", "code", "owner__code", "from_day", "until_day"),
        "attributes": Attribute.objects.values_list(*subject, "name", "value", "from_day", "until_day"),
        "links": Link.objects.values_list("kind", *ends, "from_day", "until_day"),
        "facts": Fact.objects.values_list(
            "kind", *subject, "day", "entered", "qty", "source", "since", "withdrawn"
        ),
        "excuses": Excuse.objects.values_list("obligation", *subject, "period", "accepted"),
        "reach": OrgReach.objects.everything("test").values_list(
            "superior__code", "org__code", "line", "from_day", "until_day"
        ),
        "rows": Row.objects.values_list(
            "rule", *subject, "label", "need", "total", "ontime", "due", "overdue"
        ),
    }
    return {name: sorted(rows, key=str) for name, rows in tables.items()}


@pytest.mark.django_db
def test_all_at_once_or_one_by_one() -> None:
    sheets = district()
    with transaction.atomic():
        for save, entries in sheets:
            saved = save(entries, by=BY, now=NOW)
            assert len(saved.created) == len(entries)
        at_once = told()
        for save, entries in sheets:
            assert len(save(entries, by=BY, now=NOW).unchanged) == len(entries)
        assert told() == at_once
        transaction.set_rollback(True)
    for save, entries in sheets:
        for entry in entries:
            assert len(save([entry], by=BY, now=NOW).created) == 1
    one_by_one = told()
    for name, rows in at_once.items():
        assert one_by_one[name] == rows, name
    assert all(at_once.values())


@pytest.mark.django_db
def test_equal_entries_write_nothing() -> None:
    sheets = district()
    for save, entries in sheets:
        save(entries, by=BY, now=NOW)
    writes: list[str] = []

    def watch(execute, sql, params, many, context):
        is_stamp = "ledger_packinforce SET stamp" in sql  # every turn leaves one
        if not is_stamp and not sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE")):
            writes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        for save, entries in sheets:
            save(entries, by="other", now=NOW)
    assert not writes
