"""What of organisations and schools goes along."""

from collections.abc import Iterator

from .access import Reader
from .carrying import Carried, table_of
from .models import Coverage, Election, PartyOrg, School


def tables(reader: Reader) -> Iterator[Carried]:
    """Organisation and groups, schools, which covers which, elections."""
    orgs, schools = PartyOrg.objects.visible_to(reader), School.objects.visible_to(reader)
    yield table_of(
        "organisations", "党组织", orgs,
        "code", "name", "kind", "founded_on", "closed_on", "term_started_on", "has_committee",
    )  # fmt: skip
    yield table_of(
        "schools", "学校", schools, "code", "name", "kind", "township", "opened_on", "closed_on", "pupils"
    )
    coverages = Coverage.objects.visible_to(reader)
    covering = (
        ("org__code", "党组织代码"),
        ("school__code", "学校代码"),
        ("starts_on", "起"),
        ("ends_on", "止"),
    )
    yield table_of("coverages", "哪个党组织管哪所学校", coverages, *covering)
    elections = Election.objects.visible_to(reader)
    yield table_of(
        "elections", "换届", elections, ("org__code", "党组织代码"), "held_on", "months", "entered_on"
    )
