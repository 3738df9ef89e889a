"""What stood in the way of writing the second document: each is a fault to mend, and says so by failing until then."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hongzhu.ledger.layering import layered
from hongzhu.ledger.reading import Question, standing
from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.cases import failing
from hongzhu.policy.checking import check_pack
from hongzhu.policy.days import to_day
from hongzhu.policy.loading import load_pack
from hongzhu.policy.pack import PackProblems
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
@pytest.mark.xfail(
    raises=AssertionError, reason="Notepad's UTF-8 with a byte order mark is refused as bad TOML"
)
def test_a_byte_order_mark_is_no_fault(spoiled: Spoiled) -> None:
    assert spoiled("pack.toml", "# 云岭区是编出来的", "\ufeff# 云岭区是编出来的") == []


UNMAPPED = (
    '[[sentence]]\nclause = "三（十）"\nquote = "学习以原文为主，不抄笔记，不交心得"\nmaps = ["principle"]\n'
)


@pytest.mark.once
@pytest.mark.xfail(
    raises=AssertionError, reason="check-pack does not look for sentences of the text that nothing answers"
)
def test_a_sentence_that_nothing_answers_is_found(spoiled: Spoiled) -> None:
    assert spoiled("sentences.toml", UNMAPPED, "")


@pytest.mark.once
@pytest.mark.xfail(raises=AssertionError, reason="the clause of a sentence is not looked up in clauses.toml")
def test_a_sentence_of_an_unknown_clause_is_found(spoiled: Spoiled) -> None:
    assert spoiled("sentences.toml", UNMAPPED, UNMAPPED.replace("三（十）", "三（四十）"))


@pytest.mark.once
@pytest.mark.xfail(
    raises=AssertionError, reason="a misspelt period is told as 不适用, not as a period that does not exist"
)
def test_a_period_that_does_not_exist_is_named(spoiled: Spoiled) -> None:
    found = spoiled("cases/life.toml", 'period = "2024-10"\n', 'period = "2024M10"\n')
    assert any("2024M10" in each for each in found)


@pytest.mark.once
@pytest.mark.xfail(
    raises=AssertionError, reason="two duties of a stack at once are added up, and nobody is told"
)
def test_conditions_of_a_stack_that_overlap_are_found(spoiled: Spoiled) -> None:
    old = 'is = "member and not secretary and not committee_member and not group_leader"'
    assert spoiled("pack.toml", old, 'is = "member"')


@pytest.mark.once
@pytest.mark.xfail(raises=AssertionError, reason="grace_days of a response is read and never used")
def test_a_field_that_does_nothing_is_found(spoiled: Spoiled) -> None:
    assert spoiled("obligations-life.toml", "within_days = 15\n", "within_days = 15\ngrace_days = 10\n")


@pytest.mark.once
@pytest.mark.xfail(
    raises=AssertionError, reason="pack.id is not held to letters, digits and dashes; layer not to the five"
)
@pytest.mark.parametrize(("old", "new"), [('"yunling-2024"', '"云岭 2024"'), ("layer = 30", "layer = 31")])
def test_an_odd_card_is_found(spoiled: Spoiled, old: str, new: str) -> None:
    assert spoiled("pack.toml", old, new)


@pytest.fixture
def second(db: None, settings: Any) -> None:
    settings.HONGZHU_PACK = str(SECOND)
    recompute(now=NOW, today=to_day(NOW.date()))


@pytest.mark.xfail(
    raises=PackProblems, reason="shipped layers name duties of the first document: PackProblems under another"
)
def test_layers_are_put_beside_another_document(second: None) -> None:
    question = Question(NOW.date(), NOW.date())
    layered(standing(question), question)


@pytest.mark.xfail(
    raises=AssertionError, reason="the district of the document before keeps owing beside the new one's"
)
def test_only_the_district_of_the_document_owes(second: None) -> None:
    rows = standing(Question(NOW.date(), NOW.date(), obligation="honours.biennial"))
    assert len({row.subject_code for row in rows}) == 1


@pytest.mark.once
@pytest.mark.xfail(
    raises=AssertionError, reason="days of grace are told as the district's even where the text states them"
)
def test_what_the_text_states_is_not_told_as_assumed() -> None:
    """Clause 八（三十三） states both: ten days of grace, and half a period."""
    assert load_pack(SECOND).obligation("lecture.semester").assumptions == ()


@pytest.mark.once
@pytest.mark.xfail(
    raises=AssertionError, reason="the worked example of a share is judged as if it were a book"
)
def test_an_example_of_a_share_before_anybody_is_counted() -> None:
    """Where nobody is counted, nothing is owed: contract of `judge_share`. The example says open, one of one."""
    pack = load_pack(SECOND)
    case = next(each for each in pack.cases if each.name == "施行那天起进行中")
    assert list(failing(replace(pack, cases=(replace(case, expect={"status": "not_applicable"}),)))) == []
