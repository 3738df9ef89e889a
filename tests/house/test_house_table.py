"""The house's literal table speaks the vocabulary and names functions that exist."""

from importlib import import_module

from django.utils.module_loading import import_string

from hongzhu.house import ATTACHED_TO, FACT_KINDS, REBUILDERS, RECORDED_ATTRIBUTES
from hongzhu.policy.vocabulary import ATTRIBUTES, EVIDENCE


def test_facts_and_attributes_are_those_of_the_vocabulary() -> None:
    assert set(FACT_KINDS) <= EVIDENCE.keys()
    assert set(RECORDED_ATTRIBUTES) <= {
        f"{kind}.{name}" for kind, names in ATTRIBUTES.items() for name in names
    }


def test_rebuilders_exist() -> None:
    assert all(callable(import_string(name)) for name in REBUILDERS)


def test_whoever_has_attachments_says_whose_and_of_what_kind() -> None:
    for kind, name in ATTACHED_TO.items():
        module = import_module(name)
        assert kind == module.KIND
        assert callable(module.codes)
        assert callable(module.described)
