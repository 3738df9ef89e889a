"""What one does about one's own account."""

import re
from datetime import timedelta

import pytest

from hongzhu.accounts.codes import code_at, make_salt, secret_of, step_at, typed_secret
from hongzhu.accounts.models import Authenticator, RecoveryCode, TrustedBrowser, User
from tests.accounts.conftest import Clock
from tests.accounts.makers import (
    MINUTE,
    NOW,
    OTHER_PASSWORD,
    PASSWORD,
    digits,
    give_authenticator,
    give_password,
    make_user,
    sign_in,
)
from tests.client import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: StrictClient) -> User:
    made = make_user(phone="13900001234")
    sign_in(client)
    return made


def set_up(client: StrictClient, user: User, at=NOW, **words: str):
    salt = re.search(
        r'name="salt" value="([0-9a-f]+)"', client.get("/account/authenticator").content.decode()
    )
    assert salt
    fields = {"salt": salt[1], "code": digits(secret_of(user.pk, salt[1]), at), "password": PASSWORD} | words
    return client.post("/account/authenticator", fields)


def test_the_page_tells_what_the_account_is(client: StrictClient, user: User) -> None:
    text = client.get("/account").content.decode()
    assert "尾号1234" in text
    assert "13900001234" not in text
    assert "2026年11月20日定的。按规定90天换一次，下次在2027年2月18日以前" in text
    assert "就是这里" in text


def test_an_authenticator_is_set_up_by_its_own_digits(client: StrictClient, user: User) -> None:
    page = client.get("/account/authenticator").content.decode()
    salt = re.search(r'name="salt" value="([0-9a-f]+)"', page)
    assert salt
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert shown
    assert shown[1].replace(" ", "") == typed_secret(secret_of(user.pk, salt[1]))
    assert 'role="img"' in page
    assert not Authenticator.objects.exists(), "looking changes nothing"
    page = set_up(client, user).content.decode()
    codes = re.findall(r"<code>([A-Z0-9-]{12})</code>", page)
    assert len(set(codes)) == 8
    assert Authenticator.objects.get().user == user
    other = StrictClient()
    assert sign_in(other).headers["Location"] == "/sign-in/code"
    assert other.post("/sign-in/code?paper=1", {"code": codes[3]}).status_code == 302
    assert "备用码还剩 7 个" in client.get("/account").content.decode()


def test_the_digits_that_set_it_up_do_not_sign_in(client: StrictClient, user: User) -> None:
    set_up(client, user)
    held = Authenticator.objects.get()
    other = StrictClient()
    sign_in(other)
    assert other.post("/sign-in/code", {"code": digits(secret_of(user.pk, held.salt))}).status_code == 422


def test_wrong_digits_or_a_wrong_password_set_up_nothing(client: StrictClient, user: User) -> None:
    response = set_up(client, user, code="000000")
    assert response.status_code == 422
    assert "数字对不上" in response.content.decode()
    salt = re.search(r'name="salt" value="([0-9a-f]+)"', response.content.decode())
    assert salt
    again = client.post(
        "/account/authenticator", {"salt": salt[1], "code": "", "password": ""}
    ).content.decode()
    assert salt[1] in again, "the same picture as before"
    assert "密码不对" in set_up(client, user, password="wrong").content.decode()
    assert not Authenticator.objects.exists()


def test_a_new_phone_ends_the_old_one(client: StrictClient, user: User, clock: Clock) -> None:
    set_up(client, user)
    old = Authenticator.objects.get().salt
    clock.at = NOW + MINUTE
    set_up(client, user, clock.at)
    assert Authenticator.objects.get().salt != old
    assert RecoveryCode.objects.count() == 8
    other = StrictClient()
    sign_in(other)
    code = code_at(secret_of(user.pk, old), step_at(clock.at) + 1)
    assert other.post("/sign-in/code", {"code": code}).status_code == 422


def test_it_can_be_turned_off_with_the_password(client: StrictClient, user: User) -> None:
    set_up(client, user)
    assert client.post("/account/authenticator/off", {"password": "wrong"}).status_code == 422
    assert Authenticator.objects.exists()
    assert client.get("/account/authenticator/off").status_code == 200
    assert client.post("/account/authenticator/off", {"password": PASSWORD}).status_code == 302
    assert not Authenticator.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert sign_in(StrictClient()).headers["Location"] == "/"


def test_new_recovery_codes_end_the_old_ones(client: StrictClient, user: User) -> None:
    assert client.get("/account/recovery-codes").headers["Location"] == "/account/authenticator"
    old = re.findall(r"<code>([A-Z0-9-]{12})</code>", set_up(client, user).content.decode())
    assert client.get("/account/recovery-codes").status_code == 200
    new = client.post("/account/recovery-codes", {"password": PASSWORD}).content.decode()
    codes = re.findall(r"<code>([A-Z0-9-]{12})</code>", new)
    assert len(codes) == 8
    assert not set(codes) & set(old)
    other = StrictClient()
    sign_in(other)
    assert other.post("/sign-in/code?paper=1", {"code": old[0]}).status_code == 422


def test_trusted_browsers_can_be_forgotten(client: StrictClient, user: User) -> None:
    secret = give_authenticator(user)
    other = StrictClient()
    sign_in(other)
    other.post("/sign-in/code", {"code": digits(secret), "trusts": "on"})
    assert "30天内不问验证码的电脑" in client.get("/account").content.decode()
    client.post("/account/browsers")
    assert not TrustedBrowser.objects.exists()
    other.post("/sign-out")
    assert sign_in(other).headers["Location"] == "/sign-in/code"


def test_the_password_is_changed(client: StrictClient, user: User) -> None:
    assert client.get("/account/password").status_code == 200
    wrong = client.post("/account/password", {"password": "x", "new_password": "short", "again": "short"})
    assert "密码不对" in wrong.content.decode()
    fields = {"password": PASSWORD, "new_password": "short", "again": "short"}
    assert "请加长" in client.post("/account/password", fields).content.decode()
    fields = {"password": PASSWORD, "new_password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    response = client.post("/account/password", fields)
    assert "密码改好了" in client.get(response.headers["Location"]).content.decode()
    assert sign_in(StrictClient()).status_code == 422
    assert sign_in(StrictClient(), password=OTHER_PASSWORD).status_code == 302


def test_guessing_the_present_password_is_limited(client: StrictClient, user: User) -> None:
    for _ in range(5):
        client.post("/account/authenticator/off", {"password": "wrong"})
    page = client.post("/account/authenticator/off", {"password": PASSWORD}).content.decode()
    assert "请15分钟后再试" in page
    assert sign_in(StrictClient()).status_code == 302, "signing in is another matter"


def test_an_old_password_is_changed_before_anything_else(
    client: StrictClient, user: User, clock: Clock
) -> None:
    give_password(user, PASSWORD, NOW - timedelta(days=90) + MINUTE)
    assert client.get("/").status_code == 200
    clock.at = NOW + MINUTE
    assert client.get("/").headers["Location"] == "/account/password"
    assert client.get("/account").headers["Location"] == "/account/password"
    page = client.get("/account/password").content.decode()
    assert "密码满90天了" in page
    fields = {"password": PASSWORD, "new_password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    assert client.post("/account/password", fields).status_code == 302
    assert client.get("/account").status_code == 200


def test_under_asvs_a_password_does_not_grow_old(
    client: StrictClient, user: User, clock: Clock, settings: object
) -> None:
    settings.HONGZHU_PASSWORDS = "asvs"
    give_password(user, PASSWORD, NOW - timedelta(days=900))
    assert client.get("/account").status_code == 200


def test_whoever_must_change_the_password_can_sign_out_instead(client: StrictClient, user: User) -> None:
    User.objects.update(has_to_change_password=True)
    assert "只有您自己知道" in client.get("/account/password").content.decode()
    assert client.post("/sign-out").headers["Location"] == "/sign-in?ended=left"


def test_whoever_needs_a_code_sets_it_up_before_anything_else(client: StrictClient) -> None:
    user = make_user(has_to_use_code=True)
    sign_in(client)
    assert client.get("/").headers["Location"] == "/account/authenticator"
    assert "请先设好，再办别的事" in client.get("/account/authenticator").content.decode()
    assert set_up(client, user).status_code == 200
    assert client.get("/account").status_code == 200
    page = client.post("/account/authenticator/off", {"password": PASSWORD}).content.decode()
    assert "不能关掉" in page
    assert Authenticator.objects.exists()


def test_one_cannot_choose_another_users_secret(client: StrictClient, user: User) -> None:
    """The salt comes back from the page, but the secret made of it is bound to the user."""
    salt = make_salt()
    assert secret_of(user.pk, salt) != secret_of(user.pk + 1, salt)


def test_pages_of_ones_own_ask_to_sign_in(client: StrictClient) -> None:
    for address in ("", "/password", "/authenticator", "/authenticator/off", "/recovery-codes"):
        assert client.get(f"/account{address}").headers["Location"].startswith("/sign-in?next=")
    for address in ("/sessions", "/browsers"):
        assert client.post(f"/account{address}").status_code == 401
