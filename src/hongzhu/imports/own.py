"""What a branch's own people may bring in by the page: their own roster and records, entered today."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet

from hongzhu.ledger.saving import chunks
from hongzhu.meetings.models import Meeting
from hongzhu.orgs.access import Reader, org_keys, school_keys
from hongzhu.orgs.models import Coverage, PartyOrg, School
from hongzhu.people.models import Person
from hongzhu.training.models import Training

from .columns import Sheet
from .dates import quoted
from .problems import Report
from .rows import Line, ParsedSheet
from .sheets import MEETINGS, PEOPLE, TRAININGS

WHOEVER: Final = "whose code it is, whoever asks"
RESOURCES: Final[dict[Sheet, str]] = {PEOPLE: "roster", MEETINGS: "meeting", TRAININGS: "training"}
"""the sheets of the page, and what one must be let to create"""
MODELS: Final[dict[Sheet, Any]] = {PEOPLE: Person, MEETINGS: Meeting, TRAININGS: Training}
PLACES: Final = ("org", "school", "group")
MEMBERS: Final = (Person.Category.FULL, Person.Category.PROBATIONARY)
DAYS: Final = {MEETINGS: "held_on", TRAININGS: "starts_on"}


@dataclass(frozen=True)
class Own:
    """The line around one import: the organisation it is for, with its groups and the schools it covers."""

    reader: Reader
    org: PartyOrg
    today: date

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets that the reader may bring in."""
        return tuple(sheet for sheet, resource in RESOURCES.items() if self.reader.may("create", resource))

    @property
    def people(self) -> QuerySet[Person]:
        """Whom a row may name."""
        return Person.objects.visible_to(self.reader)

    def codes(self, sheet: Sheet) -> frozenset[str]:
        """Codes of the bodies for which the reader may create such records; read once for each sheet."""
        return self.reader.remembered(f"imports {sheet.title} {self.org.code}", lambda _: self._codes(sheet))

    def _codes(self, sheet: Sheet) -> frozenset[str]:
        resource = RESOURCES[sheet]
        orgs = PartyOrg.objects.everything(WHOEVER).filter(pk__in=org_keys(self.reader, resource, "create"))
        schools = School.objects.everything(WHOEVER).filter(
            pk__in=school_keys(self.reader, resource, "create")
        )
        return frozenset(orgs.values_list("code", flat=True)) | frozenset(
            schools.values_list("code", flat=True)
        )

    def check(self, parsed: ParsedSheet, report: Report) -> None:
        """Refuse every row that is of somebody else, by name; say on which day the others are entered."""
        lines = [line for line in parsed.lines if not line.is_bad]
        stored = _stored(parsed.sheet, lines)
        mine = self._mine(parsed.sheet, stored)
        if parsed.sheet is PEOPLE:
            self._place(parsed, lines, stored, report)
        for line in lines:
            code = line.values["code"]
            if code in stored and code not in mine:
                message = f"{quoted(code)}已经是别的单位的编号"
                _refuse(parsed, line, "code", message, "请核对编号；新加的请换一个编号", report)
            elif parsed.sheet is PEOPLE:
                self._check_person(parsed, line, report)
            else:
                self._check_record(parsed, line, stored.get(code), report)
        if parsed.sheet is not PEOPLE:
            parsed.letters.setdefault("entered_on", "")

    def _mine(self, sheet: Sheet, codes: Collection[str]) -> set[str]:
        found: set[str] = set()
        for some in chunks(codes):
            rows = MODELS[sheet].objects.visible_to(self.reader, "change").filter(code__in=some)
            found.update(rows.values_list("code", flat=True))
        return found

    def _check_person(self, parsed: ParsedSheet, line: Line, report: Report) -> None:
        named = {name: line.values.get(name) for name in ("org", "group", "school")}
        for name, code in named.items():
            if code and code not in self.codes(PEOPLE):
                message = f"{quoted(code)}不是本单位，只能导入{self.org.name}的人员"
                _refuse(parsed, line, name, message, "请改正，或删掉这一行", report)
                return

    def _place(
        self, parsed: ParsedSheet, lines: Iterable[Line], stored: Mapping[str, Any], report: Report
    ) -> None:
        """Whoever is nowhere belongs where the batch goes: members to the branch, all to its school if it has one."""
        absent = {name for name in PLACES if name not in parsed.letters}
        lost = [line for line in lines if not any(line.values.get(name) for name in PLACES)]
        lost = [line for line in lost if len(absent) < len(PLACES) or line.values["code"] not in stored]
        if not lost:
            return
        coverages = Coverage.objects.everything(WHOEVER).filter(org=self.org, ends_on__isnull=True)
        schools = list(coverages.values_list("school__code", flat=True)[:2])
        for line in lines:
            for name, code in zip(
                ("org", "school"), stored.get(line.values["code"], (None,) * 4)[2:], strict=True
            ):
                if name in absent:
                    line.values[name] = code
        for line in lost:
            line.values["org"] = self.org.code if line.values.get("category") in MEMBERS else None
            line.values["school"] = schools[0] if len(schools) == 1 else None
            if not line.values["org"] and not line.values["school"]:
                message = "没有写这个人在哪所学校"
                _refuse(parsed, line, "school", message, "请在“学校代码”一列填写", report)
        for name in ("org", "school"):
            parsed.letters.setdefault(name, "")
        report.tell(parsed.title, f"有 {len(lost)} 行没有写单位，按{self.org.name}的导入")

    def _check_record(
        self, parsed: ParsedSheet, line: Line, stored: "tuple[date, date | None] | None", report: Report
    ) -> None:
        body, day = line.values.get("body"), line.values[DAYS[parsed.sheet]]
        if body not in self.codes(parsed.sheet):
            message = (
                f"{quoted(body)}不是本单位，只能导入{self.org.name}的记录" if body else "没有写是哪个单位的"
            )
            _refuse(parsed, line, "body", message, "请填本单位的代码", report)
        elif day > self.today:
            _refuse(
                parsed,
                line,
                DAYS[parsed.sheet],
                f"{day.isoformat()}还没有到",
                "开过了再导入，请核对日期",
                report,
            )
        # Whoever was not on time cannot say so in a column: it is entered when it comes in.
        is_as_before = stored is not None and stored[0] == day
        line.values["entered_on"] = stored[1] if stored is not None and is_as_before else self.today


def _stored(sheet: Sheet, lines: Iterable[Line]) -> dict[str, Any]:
    """code → day and day of entry of the records that are there already."""
    found: dict[str, Any] = {}
    columns = (
        (DAYS[sheet], "entered_on")
        if sheet in DAYS
        else ("arrived_on", "left_on", "org__code", "school__code")
    )
    for some in chunks({line.values["code"] for line in lines}):
        rows = MODELS[sheet].objects.everything(WHOEVER).filter(code__in=some)
        found |= {code: days for code, *days in rows.values_list("code", *columns)}
    return found


def _refuse(parsed: ParsedSheet, line: Line, field: str, message: str, remedy: str, report: Report) -> None:
    line.is_bad = True
    report.add(parsed.title, parsed.cell(line, field), message, remedy)
