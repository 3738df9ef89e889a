"""What people call the subjects that the ledger knows only by code."""

from collections.abc import Iterable
from typing import Final

from django.apps import apps

from hongzhu.policy.vocabulary import SUBJECT_KINDS

# By label, for --help is answered before Django knows any model.
MODELS: Final = {
    "school": "orgs.School",
    "org": "orgs.PartyOrg",
    "group": "orgs.PartyOrg",
    "person": "people.Person",
}


def names_of(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(kind, code) → name; the kind's own word where there is no record. At most four queries."""
    codes: dict[str, set[str]] = {}
    for kind, code in subjects:
        codes.setdefault(kind, set()).add(code)
    found = {(kind, code): SUBJECT_KINDS[kind] for kind, some in codes.items() for code in some}
    for kind, some in codes.items():
        if kind in MODELS:
            records = apps.get_model(MODELS[kind])._base_manager.filter(code__in=some)
            found |= {(kind, code): name for code, name in records.values_list("code", "name")}
    return found
