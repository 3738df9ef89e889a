"""What the database holds for columns a workbook does not have: an absent column leaves the value alone."""

from collections.abc import Collection
from typing import Any, Final

from hongzhu.ledger.trail import Trail, Values
from hongzhu.meetings.actions import MEETINGS
from hongzhu.obligations.actions import JUSTIFICATIONS
from hongzhu.orgs.actions import ELECTIONS, ORGS, SCHOOLS
from hongzhu.people.actions import PEOPLE, POSTS
from hongzhu.study.actions import TALKS
from hongzhu.training.actions import TRAININGS

from . import sheets
from .columns import Sheet

Key = tuple[Any, ...]
TRAILS: Final[dict[Sheet, Trail[Any]]] = {
    sheets.SCHOOLS: SCHOOLS,
    sheets.ORGS: ORGS,
    sheets.PEOPLE: PEOPLE,
    sheets.POSTS: POSTS,
    sheets.ELECTIONS: ELECTIONS,
    sheets.MEETINGS: MEETINGS,
    sheets.TRAININGS: TRAININGS,
    sheets.TALKS: TALKS,
    sheets.JUSTIFICATIONS: JUSTIFICATIONS,
}
"""sheet → how its records read back as entries"""


def stored_values(sheet: Sheet, keys: Collection[Key], fields: Collection[str]) -> dict[Key, Values]:
    """Return what is stored for some fields of the records with these keys; new records are not there."""
    rows = TRAILS[sheet].read([*sheet.key, *fields], sheet.key[0], {key[0] for key in keys})
    return {
        tuple(row[name] for name in sheet.key): {name: row[name] for name in fields if name in row}
        for row in rows
    }
