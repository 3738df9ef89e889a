"""The reference evaluator against brute force, day by day, on random histories."""

from collections.abc import Collection
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hongzhu.ledger import in_force, tables
from hongzhu.ledger.evaluating import FACTS
from hongzhu.ledger.worlds import whole_world
from hongzhu.policy import reference
from hongzhu.policy.days import ALL_KNOWN
from hongzhu.policy.fitting import spells_of
from hongzhu.policy.reference import Fact
from hongzhu.policy.standing import NOT_APPLICABLE
from tests.histories import asked_days
from tests.policy.oracle import Oracle

from .test_parity import HISTORIES, play

WINDOWED = {"secretary.appraisal"}
"""duties with a yearly window: not the oracle's to judge"""


@pytest.mark.once  # two pieces of plain Python are compared: one database to bring the histories is enough
@pytest.mark.django_db
@settings(
    max_examples=max(2, HISTORIES // 2000),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(st.integers(0, 999_999), min_size=3, max_size=3, unique=True))
def test_reference_agrees_with_brute_force(seeds: list[int]) -> None:
    with transaction.atomic():
        play(seeds)
        compare([asked_days(Random(seeds[0]), 1)[0], ALL_KNOWN])
        transaction.set_rollback(True)


def compare(days: list[int], windowed: Collection[str] = WINDOWED) -> None:
    compiled = in_force.stored()[1]
    world = whole_world()
    facts = [Fact(*row) for row in tables.fetch(FACTS.format(where="1 = 1"))]
    oracle = Oracle(compiled.pack, world, facts)
    rules = [rule for rule in compiled.rules if rule.shape in ("count", "sum") and rule.key not in windowed]
    subjects = {key: being.kind for key, being in world.beings.items()}
    spells = spells_of(compiled, world, subjects)
    for on in days:
        known = reference.known_on(facts, on)
        for rule in rules:
            for subject, kind in subjects.items():
                if kind != rule.subject:
                    continue
                found = {
                    (
                        rule.key,
                        rule.obligations[row.rank].id,
                        row.label,
                        row.need / 10,
                        row.total / 10,
                        row.ontime / 10,
                        row.exempt == 1,
                    )
                    for row in reference.judge(
                        rule, subject, spells, known.get(subject, []), compiled.effective
                    )
                    if row.exempt != NOT_APPLICABLE
                }
                expected = set(oracle.rows(subject, list(rule.obligations), on, range(*compiled.window)))
                assert found == expected, sorted(found ^ expected, key=str)[:4]
