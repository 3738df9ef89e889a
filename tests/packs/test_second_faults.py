"""What stood in the way of writing the second document, and does no more."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hongzhu.ledger.layering import layered
from hongzhu.ledger.reading import Question, standing
from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.checking import check_pack
from hongzhu.policy.days import to_day
from hongzhu.policy.loading import load_pack
from tests.ledger.places import NOW
from tests.packs.yunling import SECOND, SOURCE

Spoiled = Callable[[str, str, str], list[str]]


@pytest.fixture
def spoiled(tmp_path: Path) -> Spoiled:
    """Change one file of a copy; what check-pack then says."""

    def change(file: str, old: str, new: str) -> list[str]:
        folder = tmp_path / "second"
        shutil.copytree(SECOND, folder)
        text = (folder / file).read_text(encoding="utf-8")
        if old not in text:
            raise LookupError(old)
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
        return [str(each) for each in check_pack(folder, SOURCE.read_text(encoding="utf-8"))[1]]

    return change


@pytest.mark.once
def test_a_misspelt_word_is_found(spoiled: Spoiled) -> None:
    """The fixture does spoil, and check-pack does look."""
    assert any("braanch" in each for each in spoiled("pack.toml", "kind in (branch,", "kind in (braanch,"))


@pytest.mark.once
def test_a_byte_order_mark_is_no_fault(spoiled: Spoiled) -> None:
    assert spoiled("pack.toml", "# 云岭区是编出来的", "\ufeff# 云岭区是编出来的") == []


UNMAPPED = (
    '[[sentence]]\nclause = "三（十）"\nquote = "学习以原文为主，不抄笔记，不交心得"\nmaps = ["principle"]\n'
)


@pytest.mark.once
def test_a_sentence_of_an_unknown_clause_is_found(spoiled: Spoiled) -> None:
    assert spoiled("sentences.toml", UNMAPPED, UNMAPPED.replace("三（十）", "三（四十）"))


@pytest.mark.once
def test_a_period_that_does_not_exist_is_named(spoiled: Spoiled) -> None:
    found = spoiled("cases/life.toml", 'period = "2024-10"\n', 'period = "2024M10"\n')
    assert any("2024M10" in each for each in found)


@pytest.mark.once
def test_a_field_that_does_nothing_is_found(spoiled: Spoiled) -> None:
    assert spoiled("obligations-life.toml", "within_days = 15\n", "within_days = 15\ngrace_days = 10\n")


@pytest.mark.once
@pytest.mark.parametrize(("old", "new"), [('"yunling-2024"', '"云岭 2024"'), ("layer = 30", "layer = 31")])
def test_an_odd_card_is_found(spoiled: Spoiled, old: str, new: str) -> None:
    assert spoiled("pack.toml", old, new)


@pytest.fixture
def second(db: None, settings: Any) -> None:
    settings.HONGZHU_PACK = str(SECOND)
    recompute(now=NOW, today=to_day(NOW.date()))


def test_layers_are_put_beside_another_document(second: None) -> None:
    question = Question(NOW.date(), NOW.date())
    layered(standing(question), question)


def test_only_the_district_of_the_document_owes(second: None) -> None:
    rows = standing(Question(NOW.date(), NOW.date(), obligation="honours.biennial"))
    assert len({row.subject_code for row in rows}) == 1


@pytest.mark.once
def test_what_the_text_states_is_not_told_as_assumed() -> None:
    """Clause 八（三十三） states both: ten days of grace, and half a period."""
    assert load_pack(SECOND).obligation("lecture.semester").assumptions == ()


@pytest.mark.once
def test_an_example_of_a_share_says_that_there_is_none(spoiled: Spoiled) -> None:
    case = """
[[case]]
name = "占比"
obligation = "cover.share"
on = 2025-01-01
period = ""
subject = { roles = [{ role = "subject", from = 2024-03-01 }] }
expect = { status = "open" }

[[case]]
name = "十月二次党小组会"
"""
    found = spoiled("cases/life.toml", '[[case]]\nname = "十月二次党小组会"\n', case)
    assert any("占比要数别的主体" in each for each in found)
