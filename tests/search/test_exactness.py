"""What is found contains the very words, neither more nor less: on both databases, against counting by hand."""

from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from hongzhu.search.actions import rows_of
from hongzhu.search.matching import matching
from hongzhu.search.models import SearchText
from hongzhu.search.pairs import LONGEST_WORD, MOST_WORDS, plain, words_of
from hongzhu.search.records import Text

pytestmark = pytest.mark.django_db
LETTERS = "党费学习周䶮𬭎㛃a1A%_'\"\\-，。 \n　２é"
"""few enough that words occur; among them what patterns, quotes and tokenizers stumble over, and rare characters"""
TEXTS = st.lists(st.text(LETTERS, max_size=14), min_size=1, max_size=8)
QUESTIONS = st.lists(st.text(LETTERS, max_size=5), min_size=1, max_size=6)


def store(bodies: list[str]) -> None:
    SearchText.objects.all().delete()
    told = (Text(key, date(2026, 11, 22), "题", body) for key, body in enumerate(bodies))
    SearchText.objects.bulk_create(rows_of("x", told))


def found(question: str) -> set[int]:
    return set(matching(words_of(question)).values_list("key", flat=True))


@settings(max_examples=60 if connection.vendor == "sqlite" else 25)
@given(bodies=TEXTS, questions=QUESTIONS)
def test_found_is_what_contains_the_words(bodies: list[str], questions: list[str]) -> None:
    with transaction.atomic():
        store(bodies)
        texts = {key: plain(f"题\n{body}") for key, body in enumerate(bodies)}
        for question in questions:
            words = plain(question).split()
            wanted = {key for key, text in texts.items() if words and all(word in text for word in words)}
            assert found(question) == wanted, question
        transaction.set_rollback(True)


def test_full_width_capitals_and_spaces_are_one() -> None:
    store(["第ＩＩ次　会议，ＰＰＴ 3页", "别的"])
    for question in ("ii次", "ppt", "ＰＰＴ", "３页", "会议 第ii"):
        assert found(question) == {0}, question


def test_a_text_may_be_long_and_say_the_same_again_and_again() -> None:
    store(["啊" * 30_000 + "完", "啊" * 29_999])
    assert found("啊啊啊完") == {0}
    assert found("啊" * 40) == {0, 1}


def test_changed_and_deleted_rows_are_found_no_more() -> None:
    store(["旧的一份", "另一份"])
    row = SearchText.objects.get(key=0)
    (new,) = rows_of("x", [Text(0, row.dated_on, "", "新的")])
    SearchText.objects.filter(pk=row.pk).update(text=new.text, pairs=new.pairs)
    assert (found("旧的"), found("新的")) == (set(), {0})
    SearchText.objects.filter(pk=row.pk).delete()
    assert found("新的") == set()


def test_a_question_has_its_limits() -> None:
    store(["党" * 100])
    assert found("") == found("  \n") == set()
    assert words_of("党" * 100) == ["党" * LONGEST_WORD]
    assert len(words_of(" ".join(map(str, range(20))))) == MOST_WORDS
