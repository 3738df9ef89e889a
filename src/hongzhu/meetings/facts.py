"""What a meeting proves and for whom, by roster and coverage of its day; derived again when those change."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from hongzhu.ledger.in_force import district_pack
from hongzhu.ledger.posting import FactRow, Posting
from hongzhu.ledger.saving import ONCE, chunks
from hongzhu.orgs.bodies import ABOVE, days_above_schools, wrongly_placed
from hongzhu.orgs.models import Coverage, OrgEdge, PartyOrg, School
from hongzhu.people.models import Appointment, Person
from hongzhu.people.roster import Roster
from hongzhu.policy.days import to_day
from hongzhu.policy.intervals import covers

from .models import Attendance, Meeting, MeetingKind, Reminder

Kind = Meeting.Kind
OF_SCHOOLS = frozenset({Kind.STAFF_STUDY, Kind.PRINCIPAL_REPORT})
"""kinds that count for the schools, also when a branch that covers them holds the meeting"""
OF_LIFE = frozenset({Kind.ASSEMBLY, Kind.GROUP, Kind.LECTURE, Kind.ORG_LIFE, Kind.THEME_DAY})
"""kinds that are 组织生活 of a branch: whoever stays away without leave is to be reminded"""
OF_LEADERS = frozenset({Kind.COMMITTEE, Kind.DEMOCRATIC_LIFE, Kind.DISTRICT_TOPIC})
"""kinds whose 全体 are those who hold posts"""


def post_meetings(post: Posting, meetings: Iterable[Meeting]) -> None:
    """State the complete facts of meetings; their kinds and attendances are read from the database."""
    for some in chunks(meetings, 2000):
        background = _Background(post, some)
        for meeting in some:
            post.facts(f"meeting:{meeting.code}", background.facts(meeting))


class _Background:
    """All that the facts of some meetings depend on, one query per table."""

    def __init__(self, post: Posting, meetings: Collection[Meeting]) -> None:
        self.kinds: dict[int, list[str]] = defaultdict(list)
        self.added: dict[tuple[int, str], int] = {}
        """the day on which a kind was entered, where an amendment added it"""
        for row in MeetingKind.objects.everything("facts follow from all records").filter(
            meeting__in=meetings
        ):
            self.kinds[row.meeting_id].append(row.kind)
            if row.entered_on is not None:
                self.added[row.meeting_id, row.kind] = to_day(row.entered_on)
        self.orgs = PartyOrg.objects.everything("facts follow from all records").in_bulk(
            {each.org_id for each in meetings if each.org_id}
        )
        self.schools = School.objects.everything("facts follow from all records").in_bulk(
            {each.school_id for each in meetings if each.school_id}
        )
        of_schools = {
            each.org_id for each in meetings if each.org_id and OF_SCHOOLS.intersection(self.kinds[each.pk])
        }
        self.covered: dict[int, list[Coverage]] = defaultdict(list)
        for coverage in (
            Coverage.objects.everything("facts follow from all records")
            .filter(org__in=of_schools)
            .select_related("school")
        ):
            self.covered[coverage.org_id].append(coverage)
        self.above = days_above_schools([org for org in self.orgs.values() if org.kind in ABOVE])
        self.district = post.subject("district", district_pack().area) if self.above else 0
        self._load_people([each for each in meetings if each.hours])
        self._load_absences([each for each in meetings if OF_LIFE.intersection(self.kinds[each.pk])])

    def _load_people(self, meetings: Collection[Meeting]) -> None:
        self.named: dict[tuple[int, str], set[int]] = defaultdict(set)
        rows = Attendance.objects.everything("facts follow from all records").filter(meeting__in=meetings)
        for meeting, state, subject in rows.values_list("meeting", "state", "person__subject"):
            self.named[meeting, state].add(subject)
        whole = [each for each in meetings if each.is_everyone]
        orgs = {each.org_id for each in whole if each.org_id}
        schools = {each.school_id for each in whole if each.school_id}
        schools |= {coverage.school_id for org in orgs for coverage in self.covered[org]}
        self.roster = Roster(orgs, schools) if whole else None

    def _load_absences(self, meetings: Collection[Meeting]) -> None:
        """Meetings from which somebody stayed away without leave; the branches of groups that held some."""
        away = Attendance.objects.everything("facts follow from all records").filter(
            meeting__in=meetings, state=Attendance.State.ABSENT
        )
        self.missed = set(away.values_list("meeting", flat=True))
        groups = {each.org_id for each in meetings if each.pk in self.missed and self._is_group(each)}
        self.branches: dict[int, list[OrgEdge]] = defaultdict(list)
        edges = OrgEdge.objects.everything("facts follow from all records").filter(org__in=groups)
        for edge in edges.select_related("superior") if groups else ():
            self.branches[edge.org_id].append(edge)
        reminders = Reminder.objects.everything("facts follow from all records").filter(
            meeting__in=self.missed
        )
        self.reminded = {each.meeting_id: each for each in reminders} if self.missed else {}

    def _is_group(self, meeting: Meeting) -> bool:
        return meeting.org_id is not None and self.orgs[meeting.org_id].is_group

    def facts(self, meeting: Meeting) -> list[FactRow]:
        """The complete facts of one meeting; a withdrawn one proves nothing."""
        if meeting.withdrawn_at is not None:
            return []
        day = to_day(meeting.held_on)
        entered = to_day(meeting.entered_on or meeting.held_on)
        rows = [FactRow("record", subject, day, entered, ONCE) for subject in self._recorders(meeting, day)]
        for kind in self.kinds[meeting.pk]:
            added = max(entered, self.added.get((meeting.pk, kind), entered))
            rows += [
                FactRow(kind, subject, day, added, ONCE) for subject in self._subjects(meeting, kind, day)
            ]
        if meeting.pk in self.missed:
            for branch in self._answerable(meeting, day):
                rows.append(FactRow("absence.unexcused", branch, day, entered, ONCE))
                if reminder := self.reminded.get(meeting.pk):
                    on, told = to_day(reminder.reminded_on), to_day(reminder.entered_on)
                    rows.append(FactRow("remind", branch, on, told, ONCE))
        if meeting.hours:
            rows += [
                FactRow("training.hours", person, day, entered, meeting.hours)
                for person in self._present(meeting, day)
            ]
        return rows

    def _body(self, meeting: Meeting) -> int:
        if meeting.org_id is not None:
            return self.orgs[meeting.org_id].subject_id
        return self.schools[meeting.school_id].subject_id if meeting.school_id is not None else 0

    def _is_above(self, meeting: Meeting, day: int) -> bool:
        return meeting.org_id is not None and covers(self.above.get(meeting.org_id, []), day)

    def _recorders(self, meeting: Meeting, day: int) -> list[int]:
        """Whose use of the system it shows; meetings of committees above schools are the district's too."""
        return [self._body(meeting), *([self.district] if self._is_above(meeting, day) else [])]

    def _answerable(self, meeting: Meeting, day: int) -> list[int]:
        """The branch that reminds whoever stayed away: its own meeting, or that of one of its groups."""
        if not self._is_group(meeting):
            return [self._body(meeting)]
        edges = self.branches[meeting.org_id or 0]
        return [each.superior.subject_id for each in edges if each.span[0] <= day < each.span[1]]

    def _subjects(self, meeting: Meeting, kind: str, day: int) -> list[int]:
        """For whom a meeting counts as one of this kind."""
        if kind == Kind.DISTRICT_TOPIC:
            return [self.district] if self._is_above(meeting, day) else []
        if kind in OF_SCHOOLS and meeting.org_id is not None:
            return [row.school.subject_id for row in self._coverages(meeting.org_id, day)]
        return [self._body(meeting)]

    def _coverages(self, org: int, day: int) -> list[Coverage]:
        return [row for row in self.covered[org] if row.span[0] <= day < row.span[1]]

    def _present(self, meeting: Meeting, day: int) -> set[int]:
        if not meeting.is_everyone:
            return self.named[meeting.pk, Attendance.State.PRESENT]
        everyone = {each for kind in self.kinds[meeting.pk] for each in self._everyone(meeting, kind, day)}
        excused, absent = Attendance.State.ON_LEAVE, Attendance.State.ABSENT
        return everyone - self.named[meeting.pk, excused] - self.named[meeting.pk, absent]

    def _everyone(self, meeting: Meeting, kind: str, day: int) -> set[int]:
        """全体 of one kind of meeting on a day (contract, fine print 8)."""
        roster = self.roster
        if roster is None:
            return set()
        if meeting.school_id is not None:
            if kind in OF_LEADERS:
                return roster.holders(meeting.school_id, day)
            return roster.staff(meeting.school_id, day)
        org = meeting.org_id or 0
        if self.orgs[org].is_group:
            return roster.members(org, day)
        if kind in OF_LEADERS:
            return roster.committee(org, day)
        if kind == Kind.STAFF_STUDY:
            return {each for row in self._coverages(org, day) for each in roster.staff(row.school_id, day)}
        return roster.members(org, day)


def rebuild(post: Posting, subjects: set[int]) -> None:
    """State again the facts of meetings that these subjects may have changed."""
    orgs: set[int] = set()
    schools: set[int] = set()
    for some in chunks(subjects):
        orgs.update(
            PartyOrg.objects.everything("facts follow from all records")
            .filter(subject__in=some)
            .values_list("pk", flat=True)
        )
        schools.update(
            School.objects.everything("facts follow from all records")
            .filter(subject__in=some)
            .values_list("pk", flat=True)
        )
    affected = {each.pk: each for each in _whole_meetings(orgs, schools, subjects)}
    if orgs:
        of_schools = Meeting.objects.everything("facts follow from all records").filter(
            org__in=orgs, kinds__kind__in=OF_SCHOOLS
        )
        of_groups = Meeting.objects.everything("facts follow from all records").filter(
            org__in=orgs, org__kind=PartyOrg.Kind.PARTY_GROUP, attendances__state=Attendance.State.ABSENT
        )
        affected |= {each.pk: each for each in [*of_schools, *of_groups]}
        above = Meeting.objects.everything("facts follow from all records").filter(
            Q(org__kind__in=ABOVE) | Q(org__in=orgs), withdrawn_at__isnull=True
        )
        rows = above.values_list("code", "org", "held_on")
        wrong = wrongly_placed((f"meeting:{code}", org, day) for code, org, day in rows if org is not None)
        codes = [source.removeprefix("meeting:") for source in wrong]
        # What this very posting has recorded is not among the stored facts yet.
        affected |= {each.pk: each for each in above.filter(Q(code__in=codes) | Q(saved_at=post.now))}
    post_meetings(post, affected.values())


def _whole_meetings(orgs: set[int], schools: set[int], subjects: set[int]) -> Iterable[Meeting]:
    """Meetings with hours and 全体, where these organisations, schools or people may have been meant."""
    orgs, schools = set(orgs), set(schools)
    for some in chunks(subjects):
        people = (
            Person.objects.everything("facts follow from all records")
            .filter(subject__in=some)
            .values_list("org", "group", "school")
        )
        posts = (
            Appointment.objects.everything("facts follow from all records")
            .filter(person__subject__in=some)
            .values_list("org", "org", "school")
        )
        for org, group, school in [*people, *posts]:
            orgs.update(each for each in (org, group) if each)
            schools.update(each for each in (school,) if each)
    orgs.update(
        Coverage.objects.everything("facts follow from all records")
        .filter(school__in=schools)
        .values_list("org", flat=True)
    )
    here = Q(org__in=orgs) | Q(school__in=schools)
    return Meeting.objects.everything("facts follow from all records").filter(
        here, is_everyone=True, hours__isnull=False
    )
