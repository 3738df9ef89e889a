"""Five failures close an account for a quarter of an hour, fifty an address; never longer."""

from datetime import datetime, timedelta

import pytest

from hongzhu.accounts import actions
from hongzhu.accounts.finding import account_key
from hongzhu.accounts.limits import tries_left
from hongzhu.accounts.models import Attempt
from hongzhu.accounts.refusals import Closed, Wrong
from hongzhu.audit.models import Event
from tests.accounts.makers import HERE, MINUTE, NOW, make_user, try_in

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def fail(times: int = 1, typed: str = "zhouyulan", at: datetime = NOW, address: str = HERE) -> None:
    for turn in range(times):
        with pytest.raises(Wrong):
            try_in(typed, "wrong", now=at + turn * SECOND, address=address)


def is_closed(typed: str = "zhouyulan", at: datetime = NOW, address: str = HERE) -> bool:
    try:
        try_in(typed, now=at, address=address)
    except Closed:
        return True
    return False


def test_the_fifth_failure_closes_the_fourth_does_not() -> None:
    make_user()
    fail(4)
    assert not is_closed(at=NOW + 5 * SECOND)
    fail(1, at=NOW + 6 * SECOND)
    assert is_closed(at=NOW + 7 * SECOND)


def test_it_opens_a_quarter_of_an_hour_after_the_fifth() -> None:
    make_user()
    fail(5)
    fifth = NOW + 4 * SECOND
    assert is_closed(at=fifth + 15 * MINUTE - SECOND)
    assert not is_closed(at=fifth + 15 * MINUTE)


def test_slow_failures_close_for_as_long() -> None:
    make_user()
    for minute in (0, 3, 6, 9, 12):
        fail(1, at=NOW + minute * MINUTE)
    assert is_closed(at=NOW + 26 * MINUTE)
    assert not is_closed(at=NOW + 27 * MINUTE)


def test_five_failures_in_more_than_a_quarter_of_an_hour_close_nothing() -> None:
    make_user()
    for minute in (0, 4, 8, 12, 15):
        fail(1, at=NOW + minute * MINUTE)
    assert not is_closed(at=NOW + 15 * MINUTE + SECOND)


def test_a_stranger_cannot_keep_it_closed() -> None:
    make_user()
    fail(5)
    for second in range(5, 800, 7):
        assert is_closed(at=NOW + second * SECOND)
    assert not is_closed(at=NOW + 15 * MINUTE + 4 * SECOND)


def test_the_right_password_is_not_weighed_while_closed() -> None:
    make_user()
    fail(5)
    with pytest.raises(Closed):
        try_in(now=NOW + 5 * SECOND)
    assert Event.objects.filter(verb="sign-in.refused").count() == 5, "what is not weighed is not told"


def test_name_and_phone_share_their_tries() -> None:
    make_user(phone="13900001234")
    fail(3)
    fail(2, "139 0000 1234", at=NOW + 5 * SECOND)
    assert is_closed("zhouyulan", at=NOW + 9 * SECOND)


def test_signing_in_counts_from_nothing_again() -> None:
    user = make_user()
    fail(4)
    actions.enter(user=try_in(now=NOW + 5 * SECOND), address=HERE, browser="", now=NOW + 5 * SECOND)
    assert tries_left(account_key("sign-in", user, ""), NOW + 6 * SECOND) == 5
    fail(4, at=NOW + 6 * SECOND)
    assert not is_closed(at=NOW + 11 * SECOND)


def test_the_right_password_without_the_code_clears_nothing() -> None:
    user = make_user()
    for turn in range(5):
        try_in(now=NOW + turn * SECOND)
        with pytest.raises(Wrong):
            actions.try_code(user=user, typed="123456", address=HERE, now=NOW + turn * SECOND)
    with pytest.raises(Closed):
        actions.try_code(user=user, typed="123456", address=HERE, now=NOW + 5 * SECOND)
    assert is_closed(at=NOW + 5 * SECOND)


def test_fifty_failures_close_an_address_but_no_other() -> None:
    make_user()
    for number in range(50):
        fail(1, f"nobody{number}", at=NOW + number * SECOND)
    assert is_closed(at=NOW + 51 * SECOND)
    assert not is_closed(at=NOW + 51 * SECOND, address="192.0.2.8")
    assert not is_closed(at=NOW + 15 * MINUTE)


def test_a_whole_school_signing_in_at_eight_closes_nothing() -> None:
    for number in range(60):
        user = make_user(f"teacher{number}", "教师")
        actions.enter(user=try_in(f"teacher{number}"), address=HERE, browser="", now=NOW)
        assert user.pk
    assert Attempt.objects.count() == 0


def test_tries_at_once_are_counted_before_they_are_weighed() -> None:
    """Five tries that nobody has weighed yet are as good as failures: the sixth is not weighed."""
    user = make_user()
    account = account_key("sign-in", user, "")
    for _ in range(5):
        Attempt.objects.create(account=account, address=HERE, tried_at=NOW)
    assert is_closed()


def test_old_tries_are_swept_away() -> None:
    user = make_user()
    fail(3, "nobody")
    actions.enter(user=user, address=HERE, browser="", now=NOW + 31 * MINUTE)
    assert not Attempt.objects.exists()


def test_what_was_typed_is_not_stored() -> None:
    fail(1, "MyPassword-in-the-wrong-field")
    assert "wrong-field" not in Attempt.objects.get().account
