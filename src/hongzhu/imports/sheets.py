"""The nine sheets of the workbook: one literal table, read by matching, reading and template.

Canonical headings, choices and which column is required are the contract's; the other spellings are what
schools really write. Spellings are compared after matching.normalise: brackets, stars, spaces do not matter.
"""

from typing import Final

from .record_sheets import ELECTIONS, JUSTIFICATIONS, MEETINGS, TALKS, TRAININGS
from .roster_sheets import ORGS, PEOPLE, POSTS, SCHOOLS

SHEETS: Final = (SCHOOLS, ORGS, PEOPLE, POSTS, MEETINGS, TRAININGS, TALKS, ELECTIONS, JUSTIFICATIONS)

IGNORED: Final = "填写说明 使用说明 填表说明 示例 导入说明"
"""Titles of sheets that only explain; never read"""
