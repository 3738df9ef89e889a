"""A filtered roster as it goes out: what the page shows by name, one line each, marked as personal."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from hongzhu.kit.dates import moment
from hongzhu.kit.spreadsheets import Listing
from hongzhu.orgs.access import Reader

from .models import Person

HEADS: Final = (
    ("人员编号", 12),
    ("姓名", 12),
    ("性别", 6),
    ("民族", 8),
    ("出生日期", 12),
    ("学历", 10),
    ("学校", 24),
    ("岗位", 12),
    ("人员类别", 12),
    ("党组织", 26),
    ("党小组", 20),
    ("入党日期", 12),
    ("转正日期", 12),
    ("到岗日期", 12),
    ("离岗日期", 12),
    ("离退休", 8),
)


def roster_listing(reader: Reader, rows: QuerySet[Person], *, about: str, now: datetime) -> Listing:
    """The rows of a list that the reader may take out (`Person.objects.visible_to(reader, "export")`, filtered).

    `about`: the filter in words. Headings are those that the import page reads again. No telephone numbers.
    """
    people = list(rows.select_related("school", "org", "group"))
    return Listing(
        title=f"花名册 {now:%Y-%m-%d}",
        name="人员",
        about=f"{about}，共 {len(people)} 人",
        mark=f"{reader.name}于{moment(now)}导出",
        heads=HEADS,
        lines=[_line(person) for person in people],
        is_personal=True,
    )


def _line(person: Person) -> list[str]:
    days = (person.joined_on, person.full_on, person.arrived_on, person.left_on)
    return [
        person.code,
        person.name,
        person.sex,
        person.nation,
        person.born_on.isoformat() if person.born_on else "",
        person.education,
        person.school.name if person.school else "",
        person.job,
        person.get_category_display(),
        person.org.name if person.org else "",
        person.group.name if person.group else "",
        *(day.isoformat() if day else "" for day in days),
        "是" if person.is_retired else "否",
    ]
