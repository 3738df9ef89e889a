"""The house's literal table speaks the vocabulary and names functions that exist."""

from django.utils.module_loading import import_string

from hongzhu.house import FACT_KINDS, REBUILDERS, RECORDED_ATTRIBUTES
from hongzhu.policy.vocabulary import ATTRIBUTES, EVIDENCE


def test_facts_and_attributes_are_those_of_the_vocabulary() -> None:
    assert FACT_KINDS.items() <= EVIDENCE.items()
    assert set(RECORDED_ATTRIBUTES) <= {
        f"{kind}.{name}" for kind, names in ATTRIBUTES.items() for name in names
    }


def test_rebuilders_exist() -> None:
    assert all(callable(import_string(name)) for name in REBUILDERS)
