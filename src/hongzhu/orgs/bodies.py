"""Where a code may mean a party organisation or a school, and who stands above schools."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from django.db.models.functions import Coalesce

from hongzhu.ledger.models import Fact
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.intervals import Span, both, clean, covers, either, without

from .models import Coverage, OrgReach, PartyOrg, School

Body = PartyOrg | School
BODY: Final = Coalesce("org__code", "school__code")
"""the code of a record's body, in a query"""
DISTRICT: Final = "district"
"""the district's own stream of the audit trail"""


ABOVE = (PartyOrg.Kind.COMMITTEE, PartyOrg.Kind.WORK_COMMITTEE)
"""kinds that may stand above schools"""


def find_bodies(codes: Iterable[str]) -> dict[str, Body]:
    """Organisations by code, and schools by the codes that no organisation has."""
    wanted = set(codes)
    orgs = PartyOrg.objects.everything("where a code leads").in_bulk(wanted, field_name="code")
    schools = School.objects.everything("where a code leads").in_bulk(wanted - orgs.keys(), field_name="code")
    return {**schools, **orgs}


def stream_of(body: Body | None) -> str:
    """The stream of the audit trail for what belongs to a body; what belongs to none is the district's."""
    if body is None:
        return DISTRICT
    return named(body)


def named(body: Body) -> str:
    """How addresses and streams name a body: org:D001, school:S001."""
    return f"{'org' if isinstance(body, PartyOrg) else 'school'}:{body.code}"


def days_above_schools(orgs: Collection[PartyOrg]) -> dict[int, list[Span]]:
    """Days on which an organisation stands above schools, by its id; its meetings are then the district's.

    A 党工委 always does. A 党委 does while it covers no school, or leads or guides an organisation covering a
    school that it does not itself cover (contract, "Who and what counts": district.meeting).
    """
    found = {org.pk: [org.span] for org in orgs if org.kind == PartyOrg.Kind.WORK_COMMITTEE}
    committees = {org.pk: org for org in orgs if org.kind == PartyOrg.Kind.COMMITTEE}
    own: dict[int, dict[int, list[Span]]] = {key: {} for key in committees}
    for row in Coverage.objects.everything("where a code leads").filter(org__in=committees):
        own[row.org_id].setdefault(row.school_id, []).append(row.span)
    for key, org in committees.items():
        covered = clean(span for spans in own[key].values() for span in spans)
        found[key] = without([org.span], covered)
    reached = OrgReach.objects.everything("where a code leads").filter(superior__in=committees)
    reaches = [(row.superior_id, row.org_id, row.from_day, row.until_day) for row in reached]
    covered_by: dict[int, list[Coverage]] = {}
    for row in Coverage.objects.everything("where a code leads").filter(
        org__in={org for _superior, org, _from, _until in reaches}
    ):
        covered_by.setdefault(row.org_id, []).append(row)
    for superior, below, start, until in reaches:
        for row in covered_by.get(below, ()):
            days = both([(start, until)], [row.span])
            found[superior] = either(
                found[superior], without(days, clean(own[superior].get(row.school_id, [])))
            )
    return found


def wrongly_placed(records: Iterable[tuple[str, int, date]]) -> set[str]:
    """Sources among (source, organisation, day) whose `record` fact for the district is missing or no longer true.

    Such a fact stands exactly where the organisation stood above schools that day.
    """
    records = list(records)
    orgs = PartyOrg.objects.everything("where a code leads").in_bulk({org for _source, org, _day in records})
    above = days_above_schools(orgs.values())
    stands = Fact.objects.filter(kind="record", subject__kind="district", withdrawn=FOREVER)
    stated = set(stands.values_list("source", flat=True))
    return {
        source
        for source, org, day in records
        if covers(above.get(org, []), to_day(day)) != (source in stated)
    }
