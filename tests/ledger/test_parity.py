"""One rule, one meaning: every evaluator, and any sequence of saves, agree row for row.

Run on SQLite and again on PostgreSQL. Histories are disjoint, so a batch of them is judged at once; hypothesis draws
and shrinks the seeds.
"""

import os
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hongzhu.ledger import tables
from hongzhu.ledger.evaluating import FACTS
from hongzhu.ledger.posting import posting
from hongzhu.ledger.recomputing import recompute
from hongzhu.ledger.worlds import whole_world
from hongzhu.policy.days import ALL_KNOWN, to_day
from hongzhu.policy.fitting import first_entries
from tests.histories import NOW, History, asked_days
from tests.ledger.evaluators import agree_on

TODAY = to_day(NOW.date())
BATCH = 50
HISTORIES = int(os.environ.get("HONGZHU_HISTORIES", "100"))
"""random histories in one run; `./run torture engine` asks for 20,000"""


def play(seeds: list[int], kind: type[History] = History) -> None:
    """All histories, one step of each in turn; some steps saved alone, some together in one transaction."""
    histories = [kind(f"h{seed:06}.", Random(seed)) for seed in seeds]
    plans = [history.steps() for history in histories]
    random = Random(sum(seeds))
    for number in range(max(map(len, plans), default=0)):
        waiting = [each for each, plan in zip(histories, plans, strict=True) if number < len(plan)]
        while waiting:
            size = len(waiting) if number < 2 else random.choice([1, 3, 10, 25])
            with posting(now=NOW):
                for history in waiting[:size]:
                    history.play(plans[histories.index(history)][number])
            waiting = waiting[size:]


@pytest.mark.django_db
@settings(
    max_examples=HISTORIES // BATCH,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(st.integers(0, 999_999), min_size=BATCH, max_size=BATCH, unique=True))
def test_saves_full_recompute_and_reference_agree(seeds: list[int]) -> None:
    with transaction.atomic():
        play(seeds)
        found = recompute(now=NOW, today=TODAY)
        assert found.total == 0, f"{found} rows differ from what the saves left"
        agree_on(asked_days(Random(seeds[0]), 3))
        usage_is_right()
        transaction.set_rollback(True)


def usage_is_right() -> None:
    world = whole_world()
    entered: dict[int, int] = {}
    for _kind, subject, _day, first, _since, withdrawn, _qty, _source in tables.fetch(
        FACTS.format(where="kind = 'record'")
    ):
        if withdrawn > ALL_KNOWN:
            entered[subject] = min(first, entered.get(subject, first))
    stored = dict(tables.fetch("SELECT subject_id, day FROM ledger_usage"))
    assert stored == first_entries(world, world.beings, entered)
