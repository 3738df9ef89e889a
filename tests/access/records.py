"""Trainings, talks and study plans in the walk: who may have which page. Written down by hand."""

import re
from collections.abc import Iterator
from typing import Final

from hongzhu.study.models import StudyPlan, Talk
from tests.access.expected import PLANS, RECORDS, TRAININGS
from tests.access.world import TRAINED

NOT_HERE, TO_SIGN_IN, NOT_SO, UNSIGNED = 404, 302, 403, 401
TALKS: Final = {
    **{each: {"D1-member", "S1-staff"} for each in ("worker", "secretary")},
    "staff": {"S1-staff"},
    "member": {"D1-member"},
    "sibling": {"D2-member"},
    "joint": {"D4-member"},
}
"""with whom a talk was of which a reader may know"""
TALKED: Final = {
    "secretary": {"D1"},
    "sibling": {"D2"},
    "joint": {"D4"},
    "township": {"T1"},
    "other_township": {"T2"},
    "bureau": {"B"},
}
"""for whom a reader records talks"""


def records(reader: str) -> Iterator[tuple[str, str, bool, bool]]:
    """(name, address, may the reader look at it, may he change it)."""
    talks = Talk.objects.everything("the walk").order_by("pk")
    plans = StudyPlan.objects.everything("the walk").order_by("pk")
    for org, *_attendees in TRAINED:
        may = org in TRAININGS.get(reader, ())
        yield "training", f"/trainings/TR-{org}", may, may and org in RECORDS.get(reader, ())
    for key, person, org in talks.values_list("pk", "object__code", "talker__org__code"):
        may = person in TALKS.get(reader, ())
        yield "talk", f"/talks/{key}", may, may and org in TALKED.get(reader, ())
    for key, org in plans.values_list("pk", "org__code"):
        may = org in PLANS.get(reader, ())
        yield "plan", f"/plans/{key}", may, may and org in RECORDS.get(reader, ())


def pages_of_records(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """(name, address, the statuses that are right) of every page, and of the sheets of what may be looked at."""
    for name, address, may_look, may_change in records(reader):
        yield name, address, _right(reader, may_look)
        if may_look:
            yield f"{name}_amend", f"{address}/amend", frozenset({200 if may_change else NOT_SO})
    for body in ("D1", "T1", "B"):
        for name, place, writes in (
            ("training_new", "trainings", RECORDS),
            ("talk_new", "talks", TALKED),
            ("plan_new", "plans", RECORDS),
        ):
            yield name, f"/{place}/new?body=org:{body}", _right(reader, body in writes.get(reader, ()))


def deeds_at_records(reader: str) -> Iterator[tuple[str, frozenset[int]]]:
    """(address, the statuses that are right) of what a reader may not change or withdraw."""
    refused = frozenset({TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE, NOT_SO})
    if reader not in TALKED:
        yield "/talks/export.xlsx", refused
    for _name, address, _may_look, may_change in records(reader):
        if not may_change:
            yield f"{address}/amend", refused
        if not may_change or reader == "committee":
            yield f"{address}/withdraw", refused


TAKES_BACK: Final = {
    "training": ("worker", "secretary"),
    "talk": ("secretary",),
    "plan": ("worker", "secretary"),
}
OFFERED: Final = re.compile(r"(/(training|talk|plan)s/[\w-]+)/(amend|withdraw)$")


def may_go_to_record(reader: str, address: str) -> bool | None:
    """Whether a page may offer to amend a record, or to take it back; None for what is none."""
    found = OFFERED.match(address)
    if found is None or found[1].endswith("/new"):
        return None
    place, kind, deed = found.groups()
    may_change = next(may for _name, each, _look, may in records(reader) if each == place)
    if deed == "amend":
        return may_change
    return may_change and reader in TAKES_BACK[kind] and place == fresh_one(kind)


def fresh_one(kind: str) -> str:
    """The address of the one of a kind that was just entered: it may still be taken back."""
    if kind == "training":
        return "/trainings/TR-D1"
    rows = {
        "talk": Talk.objects.everything("the walk").filter(object__code="D1-member"),
        "plan": StudyPlan.objects.everything("the walk").filter(org__code="D1"),
    }
    return f"/{kind}s/{rows[kind].get().pk}"


def _right(reader: str, may: bool) -> frozenset[int]:
    return frozenset({TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE})
