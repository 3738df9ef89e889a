"""One spelling for what people type in many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.accounts.spelling import LOGIN, plain_code, plain_login, plain_phone


@given(st.text(max_size=30))
def test_a_plain_login_stays_as_it_is(text: str) -> None:
    assert plain_login(plain_login(text)) == plain_login(text)


@pytest.mark.parametrize("typed", ["ZhouYulan", " zhouyulan ", "ｚｈｏｕｙｕｌａｎ", "ZHOUYULAN"])
def test_case_and_width_make_no_difference(typed: str) -> None:
    assert plain_login(typed) == "zhouyulan"


@pytest.mark.parametrize(
    "typed", ["13900001234", "139 0000 1234", "139-0000-1234", "+86 139 0000 1234", "１３９００００１２３４"]
)
def test_a_phone_number_is_its_digits(typed: str) -> None:
    assert plain_phone(typed) == "13900001234"


def test_no_login_looks_like_a_phone_number() -> None:
    assert all(LOGIN.fullmatch(login) for login in ("周玉兰", "p001-02", "a"))
    for odd in ("13900001234", "", "zhou yulan", "-zhou", "zhou-", "a/b", "a@b", "__"):
        assert not LOGIN.fullmatch(odd), odd


def test_dashes_and_case_of_a_code_make_no_difference() -> None:
    assert plain_code(" rq4k-8mta－2h ") == "RQ4K8MTA2H"
