"""Whether an import of a changed workbook ended as it must."""

import re
from typing import Final

from django.db import connection

from hongzhu.imports.importing import import_workbook
from hongzhu.imports.outcome import Outcome, told
from hongzhu.meetings.models import Meeting
from hongzhu.obligations.models import Justification
from hongzhu.orgs.models import Election, PartyOrg, School
from hongzhu.people.models import Appointment, Person
from hongzhu.study.models import Talk
from hongzhu.training.models import Training
from tests.imports.mutating import Mutant, Verdict
from tests.makers import NOW

MODELS: Final = {
    "学校": School,
    "党组织": PartyOrg,
    "人员": Person,
    "任职": Appointment,
    "会议": Meeting,
    "培训": Training,
    "谈心谈话": Talk,
    "换届": Election,
    "说明": Justification,
}
_CELL = re.compile(r"(?:[A-Z]{1,3})?\d{1,7}(?::[A-Z]{1,3}\d{1,7})?")
_HAN = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]")
_FOREIGN = re.compile(r"Traceback|Error\b|Exception|\bNone\b|<class|object at 0x")


def sizes() -> dict[str, int]:
    """How many records of every sheet are stored."""
    counts = ", ".join(f'(SELECT COUNT(*) FROM "{model._meta.db_table}")' for model in MODELS.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return dict(zip(MODELS, cursor.fetchone(), strict=True))


def brought_in(content: bytes) -> Outcome:
    """Import a workbook."""
    return import_workbook(content, by="导入", now=NOW)


def faults_of(mutant: Mutant, *, is_stored: bool, twice: bool) -> list[str]:
    """Import a mutant; say what about the end is wrong.

    `is_stored`: whether what it was made from is there already; `twice`: whether to try it once more if it came in.
    """
    before = sizes()
    outcome = brought_in(mutant.content)
    grown = {title: size - before[title] for title, size in sizes().items()}
    found = _faults_of_words(outcome)
    if outcome.report.count:
        found += _faults_of_refusal(outcome, grown)
        found += _faults_of_place(mutant, outcome)
    else:
        created = dict.fromkeys(MODELS, 0) | {count.sheet.title: count.created for count in outcome.counts}
        if created != grown:
            found.append(f"said to be new {created}, new are {grown}")
        found += _faults_of_sameness(mutant, outcome, is_stored=is_stored)
        if twice and not found and (again := brought_in(mutant.content)).changes:
            found.append(f"the second time it still changes something: {told(again)}")
    return found


def _faults_of_words(outcome: Outcome) -> list[str]:
    found = []
    for problem in outcome.report.problems:
        if not (_HAN.search(problem.message) and "请" in problem.remedy):
            found.append(f"no advice: {problem}")
        if problem.cell and not (problem.sheet and _CELL.fullmatch(problem.cell)):
            found.append(f"no place: {problem.sheet!r} {problem.cell!r}")
        if not problem.sheet and len(outcome.report.problems) > 1:
            found.append(f"no sheet: {problem}")
    found += [f"not plain: {line}" for line in told(outcome).splitlines() if _FOREIGN.search(line)]
    found += [f"not printable: {line!r}" for line in told(outcome).splitlines() if not line.isprintable()]
    return found


def _faults_of_refusal(outcome: Outcome, grown: dict[str, int]) -> list[str]:
    if outcome.counts or any(grown.values()):
        return [f"refused, yet {outcome.counts} {grown}"]
    return []


def _faults_of_place(mutant: Mutant, outcome: Outcome) -> list[str]:
    places = {f"{problem.sheet}!{problem.cell}" for problem in outcome.report.problems}
    if mutant.verdict is Verdict.SAME:
        return [f"refused: {told(outcome)}"]
    if mutant.verdict is Verdict.REFUSED and mutant.place and mutant.place not in places:
        return [f"{mutant.place} is not named: {told(outcome)}"]
    return []


def _faults_of_sameness(mutant: Mutant, outcome: Outcome, *, is_stored: bool) -> list[str]:
    if mutant.verdict is Verdict.REFUSED:
        return [f"came in: {told(outcome)}"]
    if mutant.verdict is Verdict.SAME:
        got = {count.sheet.title: (count.created, count.updated, count.unchanged) for count in outcome.counts}
        wanted = {
            title: (0, 0, size) if is_stored else (size, 0, 0) for title, size in mutant.records.items()
        }
        if got != wanted:
            return [f"not the same: {told(outcome)}"]
    return []
