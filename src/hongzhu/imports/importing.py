"""The import itself: everything in one transaction, or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import Refusals

from .outcome import Count, Outcome
from .own import Own
from .planning import STEPS, Step, codes_leant_on, drop_doubles, entries_of, settle_months
from .problems import Report
from .references import Directory, resolve
from .rows import Line, ParsedSheet
from .sheets import JUSTIFICATIONS
from .workbook import parse_workbook

MANY: Final = 20_000
"""Rows of a workbook whose problems are told in stages, so that nobody waits long for the first"""


class _Undone(Exception):
    """Leaves the transaction without storing anything."""


def import_workbook(source: Path | bytes, *, by: str, now: datetime, is_dry_run: bool = False) -> Outcome:
    """Import a workbook; with problems, or on a dry run, nothing is stored."""
    report = Report()
    return import_sheets(parse_workbook(source, report), report, by=by, now=now, is_dry_run=is_dry_run)


def import_sheets(
    sheets: Sequence[ParsedSheet],
    report: Report,
    *,
    by: By,
    now: datetime,
    is_dry_run: bool = False,
    own: Own | None = None,
) -> Outcome:
    """Import what has been read; `own`: what alone the reader of a page may bring in."""
    outcome = Outcome(report, [parsed.title for parsed in sheets], is_dry_run)
    if not any(parsed.lines for parsed in sheets):
        return outcome
    try:
        with posting(now=now):
            outcome.counts = _import(sheets, report, own, by=by, now=now)
            if report.count or is_dry_run:
                raise _Undone
    except _Undone:
        outcome.counts = [] if report.count else outcome.counts
    return outcome


def _import(
    sheets: Sequence[ParsedSheet], report: Report, own: Own | None, *, by: By, now: datetime
) -> list[Count]:
    directory = Directory(sheets, own.people if own else None)
    for parsed in sheets:
        resolve(parsed, directory, report)
        if parsed.sheet is JUSTIFICATIONS:
            settle_months(parsed)
        drop_doubles(parsed, report)
        if own is not None:
            own.check(parsed, report)
    by_sheet = {parsed.sheet: parsed for parsed in sheets}
    spoilt = _Spoilt(is_patient=sum(len(parsed.lines) for parsed in sheets) <= MANY)
    counts = []
    for step in STEPS:
        if report.count and not spoilt.is_patient:
            report.tell("", "内容很多，先列出这些；改好再导入时，会接着核对其余的")
            break
        if step.sheet in by_sheet:
            counts.append(_import_sheet(step, by_sheet[step.sheet], spoilt, report, by=by, now=now))
    return counts


@dataclass
class _Spoilt:
    """Codes of records held back: rows that lean on them would only repeat the first problem.

    `is_patient`: whether the other rows are tried on.
    """

    is_patient: bool
    codes: set[str] = field(default_factory=set)

    def add(self, lines: Sequence[Line]) -> None:
        self.codes.update(line.values["code"] for line in lines if line.values.get("code"))


def _import_sheet(
    step: Step, parsed: ParsedSheet, spoilt: _Spoilt, report: Report, *, by: By, now: datetime
) -> Count:
    """Hand one sheet to its room. Refused rows are noted and the rest tried again, to find every problem."""
    spoilt.add([line for line in parsed.lines if line.is_bad])
    lines = [line for line in parsed.lines if not line.is_bad]
    while True:
        lines = _without_leaning(parsed, lines, spoilt)
        try:
            with transaction.atomic():
                saved = step.act(entries_of(step, parsed, lines), by=by, now=now)
        except Refused as refusal:
            every = refusal.every if isinstance(refusal, Refusals) else [refusal]
            refused = {each.index for each in every}
            for each in every:
                _note(parsed, lines[each.index], each.field, each.message, report)
            spoilt.add([lines[index] for index in refused])
            lines = [line for index, line in enumerate(lines) if index not in refused]
            if not spoilt.is_patient:
                return Count(step.sheet, 0, 0, 0)
        else:
            return Count(step.sheet, len(saved.created), len(saved.updated), len(saved.unchanged))


def _without_leaning(parsed: ParsedSheet, lines: list[Line], spoilt: _Spoilt) -> list[Line]:
    """Leave out rows that refer to held-back records, and rows that refer to those."""
    if not spoilt.codes:
        return lines
    leaning: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for code in codes_leant_on(parsed, line):
            leaning[code].append(line)
    waiting = list(spoilt.codes & leaning.keys())
    held: set[int] = set()
    while waiting:
        for line in leaning[waiting.pop()]:
            if id(line) not in held:
                held.add(id(line))
                own = line.values.get("code")
                if own in leaning and own not in spoilt.codes:
                    waiting.append(own)
                spoilt.add([line])
    return [line for line in lines if id(line) not in held]


def _note(parsed: ParsedSheet, line: Line, field_name: str, message: str, report: Report) -> None:
    """Note what a room says against a row: its sentence ends in the advice."""
    for mark in ("，请", "：请", "；请"):
        said, found, remedy = message.partition(mark)
        if found:
            report.add(parsed.title, parsed.cell(line, field_name), said, "请" + remedy.rstrip("。"))
            return
    report.add(parsed.title, parsed.cell(line, field_name), message.rstrip("。"), "请核对")
