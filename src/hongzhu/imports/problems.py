"""What a reader of a workbook is told: problems stop the import, notices do not."""

import re
from dataclasses import dataclass, field
from typing import Final

KEPT: Final = 2000
"""So many problems are kept in full; of more only the number."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, at a cell (`C12`), a row (`12`) or, with an empty cell, a whole sheet."""

    sheet: str
    cell: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell} " if self.cell else f"{self.sheet}：" if self.sheet else ""
        return f"{place}{self.message}；{self.remedy}"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the importer did or left out, which the reader should know."""

    sheet: str
    text: str

    def __str__(self) -> str:
        return f"{self.sheet}：{self.text}" if self.sheet else self.text


@dataclass(slots=True)
class Report:
    """Problems and notices of one workbook, in the order they were found."""

    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    more: int = 0

    def add(self, sheet: str, cell: str, message: str, remedy: str) -> None:
        """Note one problem."""
        if len(self.problems) < KEPT:
            self.problems.append(Problem(sheet, cell, message, remedy))
        else:
            self.more += 1

    def tell(self, sheet: str, text: str) -> None:
        """Note something that is no problem."""
        self.notices.append(Notice(sheet, text))

    @property
    def count(self) -> int:
        """How many problems there are."""
        return len(self.problems) + self.more

    def in_reading_order(self, sheets: list[str]) -> list[Problem]:
        """Return the problems sheet by sheet, from the top row down."""
        order = {title: index for index, title in enumerate(sheets)}
        return sorted(self.problems, key=lambda each: (order.get(each.sheet, -1), *_place(each.cell)))


def _place(cell: str) -> tuple[int, int, str]:
    letters, digits = re.findall(r"^([A-Z]*)(\d*)", cell)[0]
    return int(digits or 0), len(letters), letters


class Unreadable(Exception):
    """The file as a whole cannot be read; the problem says why and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.problem = Problem("", "", message, remedy)


class BadCell(ValueError):
    """One cell's content cannot be understood; the message and the remedy are Chinese."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def column_letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
