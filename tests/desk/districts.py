"""Small districts for the desk's tests, saved through the product's own actions."""

from datetime import date

from hongzhu.ledger.posting import posting
from hongzhu.meetings.actions import ALL, MeetingEntry, record_meetings
from hongzhu.orgs.actions import OrgEntry, SchoolEntry, save_orgs, save_schools
from hongzhu.people.actions import PersonEntry, save_people
from tests.desk.readers import oversee
from tests.makers import BY, NOW

OLD = date(2012, 1, 1)
TODAY = date(2026, 11, 22)


def make_district(schools: int, *, people: int = 6, meetings: bool = True) -> None:
    """So many schools, each with a branch and so many members; assemblies and study in March, study also in May."""
    numbers = range(schools)
    with posting(now=NOW):
        save_schools(
            [
                SchoolEntry(code=f"S{n}", name=f"第{n}小学", kind="public_primary", township="云溪镇")
                for n in numbers
            ],
            by=BY,
            now=NOW,
        )
        save_orgs(
            [
                OrgEntry(
                    code=f"D{n}",
                    name=f"第{n}支部",
                    kind="branch",
                    founded_on=OLD,
                    covers=(f"S{n}",),
                    has_committee=True,
                )
                for n in numbers
            ],
            by=BY,
            now=NOW,
        )
        save_people([_member(n, each) for n in numbers for each in range(people)], by=BY, now=NOW)
        if meetings:
            record_meetings([entry for n in numbers for entry in _meetings(n)], by=BY, now=NOW)
    oversee()


def _member(school: int, number: int) -> PersonEntry:
    return PersonEntry(
        code=f"RY{school}-{number}",
        name=f"欧阳{school}某{number}",
        category="full",
        arrived_on=OLD,
        joined_on=OLD,
        school=f"S{school}",
        org=f"D{school}",
    )


def _meetings(n: int) -> list[MeetingEntry]:
    march, may = date(2026, 3, 10), date(2026, 5, 12)
    return [
        MeetingEntry(
            code=f"A{n}", body=f"D{n}", kinds=("meeting.assembly",), held_on=march, hours=20, present=ALL
        ),
        MeetingEntry(code=f"B{n}", body=f"S{n}", kinds=("meeting.staff-study",), held_on=march, present=ALL),
        MeetingEntry(code=f"C{n}", body=f"S{n}", kinds=("meeting.staff-study",), held_on=may, present=ALL),
    ]
