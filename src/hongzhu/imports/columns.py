"""The shape of the table in sheets.py: a sheet has columns, a column holds one sort of cell."""

import dataclasses
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

BODIES: Final = ("org", "group", "school")
"""What a 组织代码 may mean, in order of search."""


def spoken(names: Mapping[str, str]) -> dict[str, str]:
    """Turn identifier → Chinese into what a cell says → identifier."""
    return {chinese: identifier for identifier, chinese in names.items()}


class Holds(StrEnum):
    """What the cells of a column hold; values.py reads each sort."""

    CODE = "code"  # the row's own code
    TEXT = "text"  # one line
    LONG = "long"  # several lines
    NAME = "name"  # a person's name
    CHOICE = "choice"
    CHOICES = "choices"  # several, joined by 、
    DATE = "date"
    BIRTH = "birth"  # a date that may lack its day
    TIME = "time"
    YESNO = "yesno"
    WHOLE = "whole"
    DEGREES = "degrees"
    HOURS = "hours"  # tenths
    PERIOD = "period"
    REFERENCE = "reference"  # one code
    REFERENCES = "references"  # several codes
    ATTENDANCE = "attendance"  # several codes or 全体


@dataclasses.dataclass(frozen=True, eq=False)
class Column:
    """One column of the contract's workbook.

    `choices` maps what a cell says to what the entry gets, `also_choices` other words to those.
    `also` lists other headings, separated by spaces; those in `stand_ins` (names instead of codes, vaguer
    words) count only while no better column is there.
    `refers` names the kinds of record a code may mean, in order of search.
    """

    heading: str
    field: str
    holds: Holds
    is_required: bool = False
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    also: str = ""
    stand_ins: str = ""
    refers: tuple[str, ...] = ()
    also_choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    longest: int = 200
    lowest: float = 0
    highest: float = 0
    example: str = ""
    hint: str = ""
    is_in_template: bool = True


@dataclasses.dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet: its key fields tell one record from another."""

    title: str
    what: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    also: str = ""
    about: str = ""

    def column(self, field: str) -> Column:
        """Return the column that fills an entry's field."""
        return next(column for column in self.columns if column.field == field)
