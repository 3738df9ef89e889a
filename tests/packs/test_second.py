"""Another document: nothing in code was written for it, and every way of judging gives the same rows.

Written from docs/howto/write-a-pack.md by somebody who edits text; see tests/packs/second.
"""

from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from hongzhu.ledger import in_force
from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.checking import check_pack
from hongzhu.policy.days import ALL_KNOWN, to_day
from hongzhu.policy.loading import load_pack
from tests.histories import NOW, asked_days
from tests.ledger.evaluators import agree_on, what_is_known
from tests.ledger.test_oracle import compare
from tests.ledger.test_parity import play, usage_is_right
from tests.packs.yunling import SECOND, SOURCE, Yunling

TODAY = to_day(NOW.date())


@pytest.fixture
def second(db: None, settings: Any) -> None:
    """The second document is in force."""
    settings.HONGZHU_PACK = str(SECOND)
    recompute(now=NOW, today=TODAY)


@pytest.mark.once
def test_nothing_is_found_in_it() -> None:
    pack, problems = check_pack(SECOND, SOURCE.read_text(encoding="utf-8"))
    assert not problems
    assert pack is not None
    shapes = Counter(each.shape for each in pack.obligations)
    assert set(shapes) == {"count", "sum", "term", "state", "respond", "steps", "share", "derived"}
    assert {each.period for each in pack.obligations} >= {
        "week",
        "month",
        "quarter",
        "half",
        "semester",
        "year",
    }
    assert {each.period for each in pack.obligations} >= {"schoolyear", "biennium", "once"}
    assert not any(each.assumed for each in pack.obligations), "all its numbers stand in its text"


@pytest.mark.once
def test_every_sentence_of_its_text_is_answered() -> None:
    """check-pack looks at the sentences that are mapped; this looks at those of the text."""
    pack = load_pack(SECOND)
    known = {each.key for each in pack.sentences}
    body = SOURCE.read_text(encoding="utf-8").partition("为推动")
    lines_of_text = (body[1] + body[2]).partition("\n云岭区委教育工作委员会\n")[0].splitlines()
    spoken = [line.partition("）")[2] if line.startswith("（") else line for line in lines_of_text]
    sentences = [each for line in spoken if "、" not in line[:2] for each in line.split("。") if each]
    assert len(sentences) > 50
    assert not [each for each in sentences if each not in known]


def test_it_is_in_force(second: None) -> None:
    assert in_force.pack_in_force().id == "yunling-2024"
    compiled = in_force.stored()[1]
    assert compiled is not None
    assert len(compiled.rules) == 26, "29 duties, four of them weighed as one"
    assert recompute(now=NOW, today=TODAY).total == 0


KNOWN = list(range(30))
SEEDS = st.lists(st.integers(0, 999_999), min_size=30, max_size=30, unique=True)


@pytest.mark.django_db
@settings(
    max_examples=1,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@example(KNOWN)
@given(SEEDS)
def test_all_ways_of_judging_agree(second: None, seeds: list[int]) -> None:
    with transaction.atomic():
        play(seeds, Yunling)
        found = recompute(now=NOW, today=TODAY)
        assert found.total == 0, f"{found} rows differ from what the saves left"
        agree_on(asked_days(Random(seeds[0]), 3))
        usage_is_right()
        if seeds == KNOWN:
            every_duty_is_met_by_somebody()
        transaction.set_rollback(True)


def every_duty_is_met_by_somebody() -> None:
    """The histories reach every duty: each is owed, and each is answered by somebody."""
    compiled = in_force.stored()[1]
    assert compiled is not None
    rows = what_is_known().by_database(ALL_KNOWN)
    owed = {compiled.by_number[row.rule].key for row in rows if row.need}
    answered = {compiled.by_number[row.rule].key for row in rows if row.need and row.total >= row.need}
    every = {rule.key for rule in compiled.rules}
    assert owed == every, every - owed
    # Study on Fridays is told as a story (test_second_story.py); drawn days seldom hit them all.
    # A joint branch above its cap owes until it is no more above it; a share is answered where all below are.
    assert every - answered <= {"joint.cap", "cover.share", "study.friday"}, every - answered


@pytest.mark.once
@pytest.mark.once  # as in tests/ledger/test_oracle.py
@pytest.mark.django_db
@settings(
    max_examples=1,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(st.integers(0, 999_999), min_size=2, max_size=2, unique=True))
def test_reference_agrees_with_brute_force(second: None, seeds: list[int]) -> None:
    with transaction.atomic():
        play(seeds, Yunling)
        compare([asked_days(Random(seeds[0]), 1)[0], ALL_KNOWN], windowed=frozenset())
        transaction.set_rollback(True)
