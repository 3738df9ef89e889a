"""What people call the subjects that the ledger knows only by code."""

from collections.abc import Iterable

from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.models import Person
from hongzhu.policy.vocabulary import SUBJECT_KINDS

MODELS: dict[str, type[School | PartyOrg | Person]] = {
    "school": School,
    "org": PartyOrg,
    "group": PartyOrg,
    "person": Person,
}


def names_of(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(kind, code) → name; the kind's own word where there is no record. At most four queries."""
    codes: dict[str, set[str]] = {}
    for kind, code in subjects:
        codes.setdefault(kind, set()).add(code)
    found = {(kind, code): SUBJECT_KINDS[kind] for kind, some in codes.items() for code in some}
    for kind, some in codes.items():
        if kind in MODELS:
            rows = MODELS[kind]._default_manager.filter(code__in=some).values_list("code", "name")
            found |= {(kind, code): name for code, name in rows}
    return found
