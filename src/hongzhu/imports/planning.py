"""From parsed rows to the entries of the rooms' actions: doubled rows, absent columns, defaults."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hongzhu.ledger.entries import Saved
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.meetings.actions import ALL, AgendaEntry, MeetingEntry, ResolutionEntry, record_meetings
from hongzhu.obligations.actions import JustificationEntry, file_justifications
from hongzhu.orgs.actions import (
    ElectionEntry,
    OrgEntry,
    SchoolEntry,
    record_elections,
    save_orgs,
    save_schools,
)
from hongzhu.people.actions import PersonEntry, PostEntry, save_people, save_posts
from hongzhu.study.actions import TalkEntry, record_talks
from hongzhu.training.actions import TrainingEntry, record_trainings

from .columns import Sheet
from .problems import Report
from .references import codes_in
from .rows import Line, ParsedSheet
from .sheets import (
    ELECTIONS,
    JUSTIFICATIONS,
    MEETINGS,
    ORGS,
    PEOPLE,
    POSTS,
    SCHOOLS,
    TALKS,
    TRAININGS,
)
from .stored import stored_values
from .values import EVERYONE


@dataclass(frozen=True)
class Step:
    """One sheet's way into its room.

    `marks`: (field, what a cell says) → what the room calls it; `lines`: field → what each line of its cell becomes,
    where a stored line of equal words stays as it is; `kept`: fields without a column, left alone.
    """

    sheet: Sheet
    entry: type[Any]
    act: Callable[..., Saved]
    marks: Mapping[tuple[str, object], object] = dataclasses.field(default_factory=dict)
    lines: Mapping[str, type[Any]] = dataclasses.field(default_factory=dict)
    kept: tuple[str, ...] = ()


FIRST_OF_MONTH: Final = re.compile(r"\d{4}-\d{2}-01")
STEPS: Final = (
    Step(SCHOOLS, SchoolEntry, save_schools),
    Step(ORGS, OrgEntry, save_orgs),
    Step(PEOPLE, PersonEntry, save_people),
    Step(POSTS, PostEntry, save_posts),
    Step(
        MEETINGS,
        MeetingEntry,
        record_meetings,
        marks={("present", EVERYONE): ALL},
        lines={"agenda": AgendaEntry, "resolutions": ResolutionEntry},
        kept=("closes",),
    ),
    Step(TRAININGS, TrainingEntry, record_trainings),
    Step(TALKS, TalkEntry, record_talks),
    Step(ELECTIONS, ElectionEntry, record_elections),
    Step(JUSTIFICATIONS, JustificationEntry, file_justifications),
)
"""In an order in which every row finds what it refers to already there."""


def drop_doubles(parsed: ParsedSheet, report: Report) -> None:
    """Leave out a row that repeats an earlier one; the same record with other content is a problem."""
    seen: dict[tuple[Any, ...], Line] = {}
    kept, repeated = [], []
    for line in parsed.lines:
        key = key_of(parsed, line)
        first = line if None in key else seen.setdefault(key, line)
        if first is not line and first.values == line.values:
            repeated.append(str(line.number))
            continue
        if first is not line:
            line.is_bad = True
            message = f"和第 {first.number} 行是同一条记录，内容却不一样"
            cell = parsed.cell(line, parsed.sheet.key[0])
            report.add(parsed.title, cell, message, "请只留正确的一行")
        kept.append(line)
    if repeated:
        rows = "、".join(repeated[:10]) + ("等" if len(repeated) > 10 else "")
        report.tell(parsed.title, f"第 {rows} 行和前面的行完全一样，只导入一次")
    parsed.lines = kept


def settle_months(parsed: ParsedSheet) -> None:
    """Mend the periods of monthly duties: 2026-10 typed into a sheet becomes the day 2026-10-01 by itself."""
    monthly = {duty.id for duty in pack_in_force().obligations if duty.period == "month"}
    for line in parsed.lines:
        period = line.values.get("period")
        if period and FIRST_OF_MONTH.fullmatch(period) and line.values.get("obligation") in monthly:
            line.values["period"] = period.removesuffix("-01")


def key_of(parsed: ParsedSheet, line: Line) -> tuple[Any, ...]:
    """Return what tells a record from others of its sheet."""
    return tuple(line.values.get(name) for name in parsed.sheet.key)


def entries_of(step: Step, parsed: ParsedSheet, lines: Iterable[Line]) -> list[Any]:
    """Return an entry for every line. An empty cell empties the value; an absent column leaves it alone."""
    lines = list(lines)
    fields = dataclasses.fields(step.entry)
    empty = {each.name: None if each.default is dataclasses.MISSING else each.default for each in fields}
    columns = {column.field for column in step.sheet.columns} - set(step.sheet.key)
    absent = [name for name in empty if name in columns and name not in parsed.letters]
    asked = {*absent, *step.kept, *step.lines}
    stored = stored_values(step.sheet, [key_of(parsed, line) for line in lines], asked) if asked else {}
    present = [name for name in empty if name not in absent]
    entries = []
    for line in lines:
        before = stored.get(key_of(parsed, line), {})
        kept = {name: before[name] for name in (*absent, *step.kept) if name in before}
        values = {name: value for name in present if (value := line.values.get(name)) is not None}
        if step.marks:
            values = {name: step.marks.get((name, value), value) for name, value in values.items()}
        for name in step.lines.keys() & values.keys():
            values[name] = _lines(step.lines[name], values[name], before.get(name, ()))
        entries.append(step.entry(**{**empty, **kept, **values}))
    return entries


def _lines(entry: type[Any], text: str, stored: Iterable[Any]) -> tuple[Any, ...]:
    """Return what the lines of a cell say, each as it is stored where the words are the same."""
    left = list(stored)
    found = []
    for words in filter(None, map(str.strip, text.splitlines())):
        known = next((each for each in left if each.words == words), None)
        left = [each for each in left if each is not known]
        found.append(known or entry(words=words))
    return tuple(found)


def codes_leant_on(parsed: ParsedSheet, line: Line) -> set[str]:
    """Return the codes of all records that a line refers to."""
    referring = (column.field for column in parsed.sheet.columns if column.refers)
    return {code for field in referring for code in codes_in(line.values.get(field))}
