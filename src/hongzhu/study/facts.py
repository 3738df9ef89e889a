"""What plans prove. Whether a talk counts: by the talker's posts and the coverage of the day; derived again with them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from hongzhu.ledger.posting import FactRow, Posting
from hongzhu.ledger.saving import ONCE, chunks
from hongzhu.orgs.models import Coverage, PartyOrg, School
from hongzhu.people.models import Appointment
from hongzhu.policy.days import to_day

from .models import StudyPlan, Talk

TALKERS = ("secretary", "deputy_secretary", "full_time_deputy")
"""the posts whose talks count (contract, "Who and what counts": talk)"""


def post_talks(post: Posting, talks: Iterable[Talk]) -> None:
    """State the complete facts of talks."""
    keys = [talk.pk for talk in talks]
    for some in chunks(keys, 2000):
        rows = (
            Talk.objects.everything("facts follow from all records")
            .filter(pk__in=some, withdrawn_at__isnull=True)
            .select_related("talker", "object__school", "object__org")
        )
        offices = _Offices(rows)
        for talk in rows:
            day, entered = to_day(talk.held_on), to_day(talk.entered_on or talk.held_on)
            kind = "talk" if offices.counts(talk, day) else "talk.other"
            facts = [FactRow(kind, talk.object.subject_id, day, entered, ONCE)]
            place = talk.object.school or talk.object.org
            if place is not None:
                facts.append(FactRow("record", place.subject_id, day, entered, ONCE))
            post.facts(source_of_talk(talk), facts)


def source_of_talk(talk: Talk) -> str:
    """How the facts of a talk are known: by its day and the two people, `talker` and `object` at hand."""
    return f"talk:{talk.held_on:%Y%m%d}:{talk.talker.code}:{talk.object.code}"


def close_talk(post: Posting, talk: Talk) -> None:
    """A talk that is withdrawn, or about to become another, proves nothing any more."""
    post.facts(source_of_talk(talk), [])


def source_of_plan(org: str, year: int) -> str:
    """How the facts of a plan are known: by the code of its organisation and its year."""
    return f"plan:{org}:{year}"


def post_plans(post: Posting, plans: Iterable[StudyPlan]) -> None:
    """State the complete facts of plans, `org` at hand. A plan made before its year counts from the year's first day."""
    for plan in plans:
        entered_on = plan.entered_on or plan.decided_on
        counts_on = max(plan.decided_on, date(plan.year, 1, 1))
        day, entered = to_day(counts_on), to_day(max(counts_on, entered_on))
        subject = plan.org.subject_id
        facts = [
            FactRow("plan.study", subject, day, entered, ONCE),
            FactRow("record", subject, to_day(plan.decided_on), to_day(entered_on), ONCE),
        ]
        post.facts(source_of_plan(plan.org.code, plan.year), facts)


def close_plan(post: Posting, plan: StudyPlan) -> None:
    """A plan that is withdrawn, or about to become another year's, proves nothing any more."""
    post.facts(source_of_plan(plan.org.code, plan.year), [])


class _Offices:
    """Who held an office whose talks count, and which schools that office answers for."""

    def __init__(self, talks: Collection[Talk]) -> None:
        held = Appointment.objects.everything("facts follow from all records").filter(
            person__in={talk.talker_id for talk in talks}, post__in=TALKERS, org__isnull=False
        )
        self.posts: dict[int, list[Appointment]] = defaultdict(list)
        for row in held.select_related("person"):
            self.posts[row.person_id].append(row)
        orgs = {row.org_id for rows in self.posts.values() for row in rows}
        self.covers: dict[tuple[int, int], list[Coverage]] = defaultdict(list)
        for coverage in Coverage.objects.everything("facts follow from all records").filter(org__in=orgs):
            self.covers[coverage.org_id, coverage.school_id].append(coverage)

    def counts(self, talk: Talk, day: int) -> bool:
        """Did the talker lead, that day, an organisation that names the object's school in its coverage?"""
        school = talk.object.school_id
        return (
            school is not None
            and talk.talker_id != talk.object_id
            and any(
                start <= day < end
                for row in self.posts[talk.talker_id]
                if row.org_id is not None and row.span[0] <= day < row.span[1]
                for start, end in (coverage.span for coverage in self.covers[row.org_id, school])
            )
        )


def rebuild(post: Posting, subjects: set[int]) -> None:
    """State again the facts of talks that these subjects may have changed."""
    affected: dict[int, Talk] = {}
    for some in chunks(subjects):
        orgs = PartyOrg.objects.everything("facts follow from all records").filter(subject__in=some)
        leaders = (
            Appointment.objects.everything("facts follow from all records")
            .filter(org__in=orgs, post__in=TALKERS)
            .values("person")
        )
        schools = School.objects.everything("facts follow from all records").filter(subject__in=some)
        between = Q(talker__subject__in=some) | Q(object__subject__in=some)
        here = Q(talker__in=leaders) | Q(object__school__in=schools)
        affected |= {
            talk.pk: talk
            for talk in Talk.objects.everything("facts follow from all records").filter(between | here)
        }
    post_talks(post, affected.values())
