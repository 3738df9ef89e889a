"""Codes that refer to other rows, of this workbook or of the database; full names are understood too."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

from django.db.models import QuerySet

from hongzhu.ledger.saving import chunks
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.models import Person

from .columns import BODIES, Column
from .dates import quoted
from .problems import BadCell, Report
from .rows import ENOUGH, Line, ParsedSheet
from .sheets import JUSTIFICATIONS, ORGS, PEOPLE, SCHOOLS
from .values import EVERYONE

GROUP: Final = PartyOrg.Kind.PARTY_GROUP
KINDS: Final = {"school": "学校", "org": "党组织", "group": "党小组", "person": "人员"}
SHEET_OF: Final = {"school": SCHOOLS.title, "org": ORGS.title, "group": ORGS.title, "person": PEOPLE.title}
EITHER_OF: Final = {BODIES: "党组织或学校", (*BODIES, "person"): "党组织、学校或人员"}

KEEP_ZEROS: Final = "Excel 会丢掉数字前面的 0，请先把这一列设成文本格式再填写"
WHOEVER: Final = "codes are known whoever imports"
_NUMBER = re.compile(r"[0-9]+")

Found = tuple[str, str]
"""Kind of record and its code"""


class Directory:
    """Every code and name that a reference may mean."""

    def __init__(self, sheets: Iterable[ParsedSheet], people: "QuerySet[Person] | None" = None) -> None:
        """`people`: whom alone the reader of a page may name; of all others there is no word."""
        self._people = Person.objects.everything(WHOEVER) if people is None else people
        self.codes: dict[str, set[str]] = {kind: set() for kind in KINDS}
        self.names: dict[str, dict[str, set[str]]] = {kind: defaultdict(set) for kind in KINDS}
        self._numbers: dict[str, _Numbers] = {}
        sheets = list(sheets)
        for parsed in sheets:
            for line in parsed.lines:
                for kind in defined_kinds(parsed, line):
                    self._add(kind, line.values["code"], line.values.get("name"))
        self._load(_referred(sheets))

    def _add(self, kind: str, code: str, name: str | None) -> None:
        self.codes[kind].add(code)
        if name:
            self.names[kind][name].add(code)

    def _load(self, wanted: dict[str, set[str]]) -> None:
        """Look up in the database what the workbook itself does not define, by code or by full name."""
        for some in chunks(wanted["school"] - self.codes["school"]):
            for field in ("code__in", "name__in"):
                for code, name in (
                    School.objects.everything(WHOEVER).filter(**{field: some}).values_list("code", "name")
                ):
                    self._add("school", code, name)
        for some in chunks((wanted["org"] | wanted["group"]) - self.codes["org"] - self.codes["group"]):
            for field in ("code__in", "name__in"):
                rows = (
                    PartyOrg.objects.everything(WHOEVER)
                    .filter(**{field: some})
                    .values_list("kind", "code", "name")
                )
                for kind, code, name in rows:
                    self._add("group" if kind == GROUP else "org", code, name)
        for some in chunks(wanted["person"] - self.codes["person"]):
            self.codes["person"].update(self._people.filter(code__in=some).values_list("code", flat=True))

    def find(self, text: str, column: Column) -> Found:
        """Return what a reference means: a code first, else a full name only one record has.

        Raises BadCell when nothing or too much fits.
        """
        for kind in column.refers:
            if text in self.codes[kind]:
                return kind, text
        kinds = [kind for kind in column.refers if kind != "person"]
        named = {(kind, code) for kind in kinds for code in self.names[kind].get(text, ())}
        if len(named) == 1:
            return named.pop()
        raise self._lost(text, column, sorted(code for _kind, code in named))

    def twin(self, text: str, kinds: Iterable[str]) -> str:
        """Return the code that differs from a number only in its leading zeros, which spreadsheets drop; or nothing."""
        if not _NUMBER.fullmatch(text):
            return ""
        for kind in kinds:
            if others := self._numbers_of(kind).alike(text) - {text}:
                return min(others)
        return ""

    def is_stored_number(self, code: str, kinds: Iterable[str]) -> bool:
        """Whether a code that is a number is one of the database."""
        return any(code in self._numbers_of(kind).stored for kind in kinds)

    def _numbers_of(self, kind: str) -> "_Numbers":
        if kind not in self._numbers:
            self._numbers[kind] = _Numbers(kind, self.codes[kind])
        return self._numbers[kind]

    def _lost(self, text: str, column: Column, named: list[str]) -> BadCell:
        """Return why a reference means nothing, or more than one record."""
        wanted = EITHER_OF[column.refers] if len(column.refers) > 1 else KINDS[column.refers[0]]
        if named:
            return BadCell(f"有几个{wanted}都叫{quoted(text)}", f"请改填代码（{'、'.join(named)}）中的一个")
        for kind in KINDS:
            if text in self.codes[kind]:
                return BadCell(f"{quoted(text)}是{KINDS[kind]}，这里要填{wanted}", f"请改填{wanted}的代码")
        people = self.names["person"].get(text, set())
        if "person" in column.refers and len(people) == 1:
            return BadCell(f"{quoted(text)}是姓名，不是人员编号", f"请改填编号 {next(iter(people))}")
        if "person" in column.refers and people:
            return BadCell(f"有几个人都叫{quoted(text)}", "请改填人员编号")
        if twin := self.twin(text, column.refers):
            return BadCell(
                f"找不到{wanted}{quoted(text)}，只有{quoted(twin)}，差在前面的 0",
                f"请改成{quoted(twin)}；{KEEP_ZEROS}",
            )
        tables = "或".join(dict.fromkeys(f"“{SHEET_OF[kind]}”表" for kind in column.refers))
        return BadCell(f"找不到{wanted}{quoted(text)}", f"请改正，或先在{tables}里登记")


class _Numbers:
    """Codes of one kind that are numbers: those of the database, and of all what is left without leading zeros."""

    def __init__(self, kind: str, codes: Iterable[str]) -> None:
        models: dict[str, Any] = {"school": School, "person": Person}
        rows = models.get(kind, PartyOrg).objects.everything(WHOEVER).values_list("code", flat=True)
        self.stored = set(filter(_NUMBER.fullmatch, rows))
        self._bare: dict[str, set[str]] = defaultdict(set)
        for code in chain(self.stored, filter(_NUMBER.fullmatch, codes)):
            self._bare[code.lstrip("0")].add(code)

    def alike(self, number: str) -> set[str]:
        """Return the codes that differ from a number at most in their leading zeros."""
        return self._bare.get(number.lstrip("0"), set())


def defined_kinds(parsed: ParsedSheet, line: Line) -> tuple[str, ...]:
    """Return what kinds of record a line defines; an organisation of unreadable kind may be either."""
    if not line.values.get("code"):
        return ()
    if parsed.sheet is SCHOOLS:
        return ("school",)
    if parsed.sheet is PEOPLE:
        return ("person",)
    if parsed.sheet is ORGS:
        kind = line.values.get("kind")
        return ("org", "group") if kind is None else ("group",) if kind == GROUP else ("org",)
    return ()


def codes_in(value: object) -> tuple[str, ...]:
    """Return the codes of a reference cell."""
    if value is None or value == EVERYONE:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def _referring(parsed: ParsedSheet) -> list[Column]:
    return [column for column in parsed.sheet.columns if column.refers and column.field in parsed.letters]


def _referred(sheets: list[ParsedSheet]) -> dict[str, set[str]]:
    """Return kind → every text that may mean such a record."""
    wanted: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for parsed in sheets:
        for column in _referring(parsed):
            texts = {text for line in parsed.lines for text in codes_in(line.values[column.field])}
            for kind in column.refers:
                wanted[kind] |= texts
    return wanted


def resolve(parsed: ParsedSheet, directory: Directory, report: Report) -> None:
    """Replace every reference by the code it means; what cannot be found is a problem of its cell."""
    is_checked = report.count <= ENOUGH
    for column in _referring(parsed):
        known: dict[str, Found | BadCell] = {}
        for line in parsed.lines:
            value = line.values[column.field]
            found = []
            if report.count > ENOUGH:
                line.is_bad = True
                continue
            for text in codes_in(value):
                if text not in known:
                    known[text] = _try(directory, text, column)
                meant = known[text]
                if isinstance(meant, BadCell):
                    line.is_bad = True
                    report.add(parsed.title, parsed.cell(line, column.field), meant.message, meant.remedy)
                else:
                    found.append(meant[1])
            if found:
                line.values[column.field] = found[0] if isinstance(value, str) else tuple(found)
    if is_checked and report.count > ENOUGH:
        report.tell(parsed.title, "问题太多，后面的代码没有再检查")
    _look_for_twins(parsed, directory, report)
    if parsed.sheet is JUSTIFICATIONS:
        _settle_subjects(parsed, directory, report)


def _look_for_twins(parsed: ParsedSheet, directory: Directory, report: Report) -> None:
    """A new code that is an old one without its leading zeros would be the same person once more."""
    for line in parsed.lines:
        kinds = defined_kinds(parsed, line)
        if not kinds or report.count > ENOUGH:
            continue
        code = line.values["code"]
        twin = directory.twin(code, kinds)
        if twin and not directory.is_stored_number(code, kinds):
            line.is_bad = True
            message = f"{quoted(code)}和{quoted(twin)}只差前面的 0"
            remedy = f"请改成一样的代码；{KEEP_ZEROS}；确实是两个的，请换一个代码"
            report.add(parsed.title, parsed.cell(line, "code"), message, remedy)


def _settle_subjects(parsed: ParsedSheet, directory: Directory, report: Report) -> None:
    """Give every 说明 its one subject, out of the columns for organisations and for people."""
    columns = [column for column in parsed.sheet.columns if column.field in ("org", "person", "either")]
    for line in parsed.lines:
        filled = [column for column in columns if line.values.get(column.field)]
        line.values |= {"subject": None, "subject_kind": None}
        if len(filled) == 1 and not line.is_bad:
            line.moved["subject"] = filled[0].field
            kind, code = directory.find(line.values[filled[0].field], filled[0])
            line.values |= {"subject": code, "subject_kind": kind}
        elif len(filled) > 1:
            line.is_bad = True
            cell = parsed.cell(line, filled[1].field)
            report.add(parsed.title, cell, "组织代码和人员编号都填了", "请只填一个；两者都要说明的分成两行")
        elif not line.is_bad:
            line.is_bad = True
            cell = parsed.cell(line, columns[0].field)
            report.add(parsed.title, cell, "没有写是哪个组织或哪个人的说明", "请填组织代码或人员编号")


def _try(directory: Directory, text: str, column: Column) -> Found | BadCell:
    try:
        return directory.find(text, column)
    except BadCell as bad:
        return bad
