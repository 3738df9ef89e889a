"""The whole district as entries, and the one posting that stores it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hongzhu.assignments.actions import SentEntry, record_assignments
from hongzhu.ledger.posting import posting
from hongzhu.meetings.actions import (
    AnnouncementEntry,
    MeetingEntry,
    ReminderEntry,
    ReplyEntry,
    announce_meetings,
    give_replies,
    record_meetings,
    record_reminders,
)
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
from hongzhu.study.actions import PlanEntry, TalkEntry, record_plans, record_talks
from hongzhu.training.actions import TrainingEntry, record_trainings

from . import asking, calls, stories
from .frame import Frame
from .learning import study_plans, talks, trainings
from .organisations import organisations, school_entry
from .people import bureau, household
from .plan import plans
from .roll import Roll
from .year import Diary, district_meetings, numbered

BY = "演示"


@dataclass
class District:
    """Everything the demo states, each list in an order in which it can also be stored one by one."""

    schools: list[SchoolEntry] = field(default_factory=list)
    orgs: list[OrgEntry] = field(default_factory=list)
    people: list[PersonEntry] = field(default_factory=list)
    posts: list[PostEntry] = field(default_factory=list)
    elections: list[ElectionEntry] = field(default_factory=list)
    meetings: list[MeetingEntry] = field(default_factory=list)
    reminders: list[ReminderEntry] = field(default_factory=list)
    announcements: list[AnnouncementEntry] = field(default_factory=list)
    replies: list[ReplyEntry] = field(default_factory=list)
    trainings: list[TrainingEntry] = field(default_factory=list)
    talks: list[TalkEntry] = field(default_factory=list)
    study_plans: list[PlanEntry] = field(default_factory=list)
    justifications: list[JustificationEntry] = field(default_factory=list)
    assignments: list[SentEntry] = field(default_factory=list)

    def batches(self) -> list[tuple[Callable[..., object], list[object]]]:
        """Each bulk action with its entries, in the order in which they refer to each other."""
        return [
            (save_schools, [*self.schools]),
            (save_orgs, [*self.orgs]),
            (save_people, [*self.people]),
            (save_posts, [*self.posts]),
            (record_elections, [*self.elections]),
            (record_meetings, [*self.meetings]),
            (record_reminders, [*self.reminders]),
            (announce_meetings, [*self.announcements]),
            (give_replies, [*self.replies]),
            (record_trainings, [*self.trainings]),
            (record_talks, [*self.talks]),
            (record_plans, [*self.study_plans]),
            (file_justifications, [*self.justifications]),
            (record_assignments, [*self.assignments]),
        ]


def make_district(count: int, frame: Frame) -> District:
    """The district with so many schools; touches no database."""
    district = District()
    chosen = plans(count, frame)
    district.schools = [school_entry(plan, frame) for plan in chosen]
    district.orgs, district.elections = organisations(chosen, frame)
    district.people, district.posts = bureau(frame)
    for plan in chosen:
        home = household(plan, frame, [each for each in chosen if each.org == plan.org])
        stories.change_people(home)
        district.people += home.people
        district.posts += home.posts
    roll = Roll(district.people, district.posts)
    meetings = list(district_meetings(frame))
    for plan in chosen:
        meetings += Diary(plan, district.orgs, frame, roll).meetings()
    records = stories.Records(meetings, trainings(chosen, frame, roll), list(talks(chosen, frame, roll)), [])
    stories.change_records(records, {plan.number for plan in chosen}, frame, roll)
    district.meetings = numbered(records.meetings)
    district.reminders = stories.reminders(district.meetings, frame)
    district.announcements = calls.announcements(chosen, frame)
    district.replies = calls.replies(district.announcements, frame, roll)
    district.trainings, district.talks = records.trainings, records.talks
    district.study_plans = list(study_plans(chosen, district.meetings, frame))
    district.justifications = records.justifications
    district.assignments = asking.assignments(chosen, district.orgs, frame)
    return district


def save_district(district: District, *, now: datetime) -> None:
    """Store a district in one posting."""
    with posting(now=now):
        for action, entries in district.batches():
            action(entries, by=BY, now=now)
