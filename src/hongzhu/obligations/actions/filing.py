"""File 说明 from a workbook or the demo; tell the ledger for which duty and period, and since when it is accepted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Saved
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.ledger.models import Subject
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import Checks, Sorting, chunks
from hongzhu.ledger.trail import Trail
from hongzhu.obligations.models import Justification
from hongzhu.orgs.bodies import DISTRICT
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.roster import person_streams
from hongzhu.policy.days import to_day
from hongzhu.policy.vocabulary import SUBJECT_KINDS

PERIOD = re.compile(
    r"\d{4}(-\d{2}|Q[1-4]|H[12]|-W\d{2}|秋|春|学年|-\d{4}|-\d{2}-\d{2})?"  # a term's label is the day it began
)
BODIES = ("org", "group", "school")
"""kinds of subject that one column of codes may mean"""


@dataclass(frozen=True, kw_only=True)
class JustificationEntry:
    """One row of the sheet 说明.

    `subject_kind` org, group or school: the code is looked for among all three, the kind that owes the duty first.
    """

    obligation: str
    subject_kind: str
    subject: str
    period: str
    reason: str
    accepted_by: str | None = None
    accepted_on: date | None = None
    refused_by: str | None = None
    refused_on: date | None = None


JUSTIFICATIONS: Final = Trail(
    name="justification",
    model=Justification,
    about=lambda row: f"justification:{row.pk}",
    paths={
        "subject_kind": F("subject__kind"),
        "subject": F("subject__code"),
        "accepted_by": F("accepted_by__code"),
        "refused_by": F("refused_by__code"),
    },
)


def file_justifications(entries: Sequence[JustificationEntry], *, by: By, now: datetime) -> Saved:
    """File or change 说明; one is known by duty, subject and period. Raises Refusals."""
    with posting(now=now) as post:
        duties = {each.id: each.subject for each in pack_in_force().obligations}
        subjects = _find_subjects(entries, duties)
        orgs = PartyOrg.objects.everything("actions see all").in_bulk(
            {code for each in entries for code in (each.accepted_by, each.refused_by) if code},
            field_name="code",
        )
        _check_justifications(entries, duties, subjects, orgs)
        stored = _stored_justifications(set(subjects.values()))
        streams = _streams(entries, subjects)
        sorting = Sorting(JUSTIFICATIONS, by=by, now=now)
        for key, entry in {(each.obligation, subjects[each], each.period): each for each in entries}.items():
            values = {
                "reason": entry.reason,
                "accepted_by_id": orgs[entry.accepted_by].pk if entry.accepted_by else None,
                "accepted_on": entry.accepted_on,
            }
            if (
                entry.refused_on or entry.accepted_on
            ):  # a workbook has no column for a refusal: it leaves one alone
                values["refused_by_id"] = orgs[entry.refused_by].pk if entry.refused_by else None
                values["refused_on"] = entry.refused_on
                values["withdrawn_on"] = None
            label = f"{entry.obligation} {entry.subject} {entry.period}"
            told = entry, streams[subjects[entry]]
            if key in stored:
                sorting.compare(label, stored[key], values, told)
            else:
                about = {"obligation": entry.obligation, "subject_id": key[1], "period": entry.period}
                sorting.add(label, values | about, told)
        sorting.store(post)
        for row in sorting.touched:
            accepted = None if row.accepted_on is None else to_day(row.accepted_on)
            post.justify(f"justification:{row.pk}", row.obligation, row.subject_id, row.period, accepted)
    return sorting.saved


def _find_subjects(
    entries: Sequence[JustificationEntry], duties: dict[str, str]
) -> dict[JustificationEntry, int]:
    known: dict[tuple[str, str], int] = {}
    for some in chunks({each.subject for each in entries}):
        for key, kind, code in Subject.objects.filter(code__in=some).values_list("pk", "kind", "code"):
            known[kind, code] = key
    found: dict[JustificationEntry, int] = {}
    for entry in entries:
        kinds = [entry.subject_kind]
        if entry.subject_kind in BODIES:
            owing = duties.get(entry.obligation, "")
            kinds = [*([owing] if owing in BODIES else []), entry.subject_kind, *BODIES]
        keys = [known[kind, entry.subject] for kind in kinds if (kind, entry.subject) in known]
        if keys:
            found[entry] = keys[0]
    return found


def _streams(
    entries: Sequence[JustificationEntry], subjects: dict[JustificationEntry, int]
) -> dict[int, str]:
    """The streams of subjects by id: bodies have their own, people that of theirs, all else is the district's."""
    people = person_streams(each.subject for each in entries)
    found: dict[int, str] = {}
    for some in chunks(set(subjects.values())):
        for key, kind, code in Subject.objects.filter(pk__in=some).values_list("pk", "kind", "code"):
            prefix = {"org": "org", "group": "org", "school": "school"}.get(kind)
            found[key] = f"{prefix}:{code}" if prefix else DISTRICT
            if kind == "person":
                found[key] = people.get(code, DISTRICT)
    return found


def _stored_justifications(subjects: set[int]) -> dict[tuple[str, int, str], Justification]:
    found: dict[tuple[str, int, str], Justification] = {}
    for some in chunks(subjects):
        for row in Justification.objects.everything("actions see all").filter(subject__in=some):
            found[row.obligation, row.subject_id, row.period] = row
    return found


def _check_justifications(
    entries: Sequence[JustificationEntry],
    duties: dict[str, str],
    subjects: dict[JustificationEntry, int],
    orgs: dict[str, PartyOrg],
) -> None:
    checks = Checks()
    checks.distinct(
        entries, lambda each: (each.obligation, subjects.get(each), each.period), "份说明", "obligation"
    )
    for index, entry in enumerate(entries):
        if entry.obligation not in duties:
            words = f"没有编号为“{entry.obligation}”的义务，请照 ./run standing 列出的义务编号填写。"
            checks.refuse(index, "obligation", words)
        if entry not in subjects:
            name = SUBJECT_KINDS.get(entry.subject_kind, "对象")
            checks.refuse(index, "subject", f"找不到{name}“{entry.subject}”：请先登记它，或改正这里的代码。")
        if not PERIOD.fullmatch(entry.period):
            words = "期间要写成 2026、2026Q3、2026-10、2026H2、2026-W47、2026秋、2026学年、2025-2026 或届期开始的日期。"
            checks.refuse(index, "period", words)
        if not entry.reason.strip():
            checks.refuse(index, "reason", "请写明理由。")
        checks.known(index, "accepted_by", entry.accepted_by, orgs, "党组织表")
        checks.known(index, "refused_by", entry.refused_by, orgs, "党组织表")
        if entry.accepted_on and entry.refused_on:
            checks.refuse(index, "refused_on", "同一份说明不能又认可又不予认可，请只留一个日期。")
    checks.settle()
