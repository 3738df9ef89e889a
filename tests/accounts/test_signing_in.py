"""Signing in by name or phone, in what steps, and what an outsider can learn from it."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.test import Client

from hongzhu.accounts import actions, passwords
from hongzhu.accounts.actions import signing_in
from hongzhu.accounts.models import RecoveryCode, Session, TrustedBrowser, User
from hongzhu.accounts.refusals import Wrong
from hongzhu.accounts.views.signing_in import PENDING
from hongzhu.audit.models import Event, Payload
from tests.accounts.conftest import Clock
from tests.accounts.makers import (
    HERE,
    MINUTE,
    NOW,
    PASSWORD,
    digits,
    give_authenticator,
    make_user,
    sign_in,
    try_in,
)
from tests.client import StrictClient

pytestmark = pytest.mark.django_db


def is_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


def answer_of(response) -> str:
    """The page without what is different in every answer: tokens, and what was typed."""
    html = response.content.decode()
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return re.sub(r'(<input type="text" name="login") value="[^"]*"', r"\1", html)


@pytest.mark.parametrize(
    "typed", ["zhouyulan", "ZhouYuLan ", "ｚｈｏｕｙｕｌａｎ", "13900001234", "+86 139-0000-1234"]
)
def test_the_name_or_the_phone_signs_in(client: StrictClient, typed: str) -> None:
    make_user(phone="13900001234")
    assert sign_in(client, typed).headers["Location"] == "/"
    assert "周玉兰" in client.get("/account").content.decode()


def test_wrong_words_do_not_sign_in(client: StrictClient) -> None:
    make_user()
    response = sign_in(client, password="Xiaohe-1988")
    assert response.status_code == 422
    text = response.content.decode()
    assert "用户名或密码不对" in text
    assert "再错4次，要等15分钟" in text
    assert "Xiaohe-1988" not in text
    assert not is_in(client)


def test_empty_fields_are_asked_for(client: StrictClient) -> None:
    text = sign_in(client, "", "").content.decode()
    assert "请填用户名或手机号" in text
    assert "请填密码" in text


def test_the_page_says_which_browsers_work(client: StrictClient) -> None:
    text = client.get("/sign-in").content.decode()
    assert "极速模式" in text
    assert "IE 和兼容模式打不开" in text


def test_nobody_unknown_disabled_or_unactivated_looks_different() -> None:
    make_user()
    make_user("disabled", "吴晓东")
    actions.disable_user(user=User.objects.get(login="disabled"), by="test", now=NOW, reason="调离")
    make_user("new", "孙志远", password="")
    answers = set()
    for login, password in [
        ("zhouyulan", "Xiaohe-1988"),
        ("nobody", PASSWORD),
        ("13700000000", PASSWORD),
        ("disabled", PASSWORD),
        ("new", PASSWORD),
        ("new", "!"),
    ]:
        response = sign_in(StrictClient(), login, password)
        answers.add((response.status_code, answer_of(response).replace("再错3次", "再错4次")))
    assert len(answers) == 1


def test_closed_looks_the_same_for_nobody(clock: Clock) -> None:
    make_user()
    answers = set()
    for login in ("zhouyulan", "nobody"):
        for _ in range(5):
            sign_in(StrictClient(), login, "wrong")
        answers.add(answer_of(sign_in(StrictClient(), login, PASSWORD)))
    assert len(answers) == 1
    assert "请15分钟后再试" in answers.pop()


@pytest.mark.parametrize("login", ["zhouyulan", "nobody", "disabled", "new"])
def test_every_try_costs_one_hash_and_as_many_queries(
    login: str, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    make_user()
    make_user("new", "孙志远", password="")
    actions.disable_user(user=make_user("disabled", "吴晓东"), by="test", now=NOW, reason="调离")
    hashes: list[int] = []
    encode = passwords.Argon2.encode
    verify = passwords.Argon2.verify
    monkeypatch.setattr(passwords.Argon2, "encode", lambda *words: hashes.append(1) or encode(*words))
    monkeypatch.setattr(passwords.Argon2, "verify", lambda *words: hashes.append(1) or verify(*words))
    with pytest.raises(Wrong), django_assert_num_queries(QUERIES_OF_A_FAILURE, exact=True):
        try_in(login, "wrong")
    assert len(hashes) == 1


QUERIES_OF_A_FAILURE = 16


def test_the_session_gets_a_new_key_and_the_columns(client: StrictClient) -> None:
    user = make_user()
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/86.0.4240.198 Safari/537.36"
    client.cookies["sessionid"] = "chosenbysomebodyelse"
    sign_in(client)
    client.get("/account", headers={"User-Agent": agent})
    row = Session.objects.get()
    assert row.session_key == client.cookies["sessionid"].value != "chosenbysomebodyelse"
    assert (row.user, row.begun_at, row.seen_at, row.address) == (user, NOW, NOW, "127.0.0.1")
    assert User.objects.get().signed_in_at == NOW
    other = StrictClient(headers={"User-Agent": agent})
    sign_in(other)
    assert set(Session.objects.values_list("browser", flat=True)) == {
        "不认识的浏览器",
        "Chrome 86，Windows 电脑",
    }


def test_cookies_are_out_of_reach_of_scripts(client: StrictClient) -> None:
    make_user()
    client.get("/sign-in")
    cookies: SimpleCookie = sign_in(client).cookies
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert not cookies["sessionid"]["max-age"], "ends with the browser"


def test_pages_of_a_signed_in_user_are_not_kept_and_signing_out_clears(client: StrictClient) -> None:
    make_user()
    sign_in(client)
    assert "no-store" in client.get("/account").headers["Cache-Control"]
    response = client.post("/sign-out")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "已经退出" in client.get(response.headers["Location"]).content.decode()
    assert not is_in(client)
    assert not Session.objects.exists()
    assert client.get("/sign-out").status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example/",
        " //evil.example",
        "http://testserver@evil.example/",
        "https:///evil.example",
        "\t//evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(client: StrictClient, address: str) -> None:
    make_user()
    assert 'name="next"' not in client.get("/sign-in", {"next": address}).content.decode()
    assert sign_in(client, next=address).headers["Location"] == "/"


def test_signing_in_leads_back(client: StrictClient) -> None:
    make_user()
    asked = client.get("/account/password")
    assert asked.headers["Location"] == "/sign-in?next=%2Faccount%2Fpassword"
    page = client.get(asked.headers["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/account/password">' in page
    assert sign_in(client, next="/account/password").headers["Location"] == "/account/password"


def test_without_a_token_nothing_happens() -> None:
    make_user()
    strict = StrictClient(enforce_csrf_checks=True)
    response = sign_in(strict)
    assert response.status_code == 403
    assert "刷新" in response.content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', strict.get("/sign-in").content.decode())
    assert token
    assert sign_in(strict, csrfmiddlewaretoken=token[1]).status_code == 302
    assert strict.post("/sign-out").status_code == 403
    assert is_in(strict)


def test_the_code_is_the_second_step(client: StrictClient, clock: Clock) -> None:
    secret = give_authenticator(make_user())
    assert sign_in(client, next="/account").headers["Location"] == "/sign-in/code"
    assert not is_in(client)
    assert "数字不对" in client.post("/sign-in/code", {"code": "000000"}).content.decode()
    assert client.post("/sign-in/code", {"code": digits(secret)}).headers["Location"] == "/account"
    assert is_in(client)
    again = StrictClient()
    sign_in(again)
    assert again.post("/sign-in/code", {"code": digits(secret)}).status_code == 422, "a code is good once"
    clock.at = NOW + MINUTE
    assert again.post("/sign-in/code", {"code": digits(secret, clock.at)}).status_code == 302


def test_the_second_step_alone_is_no_way_in(client: StrictClient, clock: Clock) -> None:
    user = make_user()
    secret = give_authenticator(user)
    assert client.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert client.post("/sign-in/code", {"code": digits(secret)}).headers["Location"] == "/sign-in"
    sign_in(client)
    clock.at = NOW + timedelta(seconds=600)
    assert client.post("/sign-in/code", {"code": digits(secret, clock.at)}).headers["Location"] == "/sign-in"
    sign_in(client)
    actions.disable_user(user=user, by="test", now=NOW, reason="调离")
    assert client.post("/sign-in/code", {"code": digits(secret, clock.at)}).headers["Location"] == "/sign-in"


def test_a_new_password_ends_the_second_step(client: StrictClient) -> None:
    user = make_user()
    secret = give_authenticator(user)
    sign_in(client)
    actions.change_password(user=user, old=PASSWORD, new="Yunxi+2041", address=HERE, now=NOW, keep=None)
    assert PENDING in client.session
    assert client.post("/sign-in/code", {"code": digits(secret)}).headers["Location"] == "/sign-in"


def test_a_recovery_code_is_good_once(client: StrictClient) -> None:
    user = make_user()
    give_authenticator(user)
    codes = actions.make_recovery_codes(user=user, by="test", now=NOW)
    assert len(set(codes)) == 8
    assert not RecoveryCode.objects.filter(digest__in=codes).exists(), "not stored as they are"
    for place, expected in ((0, 302), (0, 422), (1, 302)):
        fresh = StrictClient()
        sign_in(fresh)
        typed = f"{codes[place][:5].lower()} - {codes[place][5:]}"
        assert fresh.post("/sign-in/code?paper=1", {"code": typed}).status_code == expected
    assert user.recovery_codes.filter(used_at=None).count() == 6


def test_another_users_recovery_code_is_worth_nothing(client: StrictClient) -> None:
    give_authenticator(make_user())
    other = make_user("wuxiaodong", "吴晓东")
    (code, *_) = actions.make_recovery_codes(user=other, by="test", now=NOW)
    sign_in(client)
    assert client.post("/sign-in/code?paper=1", {"code": code}).status_code == 422


def test_a_trusted_browser_is_not_asked_again_for_thirty_days(client: StrictClient, clock: Clock) -> None:
    user = make_user()
    secret = give_authenticator(user)
    sign_in(client)
    response = client.post("/sign-in/code", {"code": digits(secret), "trusts": "on"})
    cookie = response.cookies["trusted"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/sign-in", True, "Lax")
    assert not TrustedBrowser.objects.filter(digest=cookie.value).exists(), "not stored as it is"
    client.post("/sign-out")
    clock.at = NOW + timedelta(days=29)
    assert sign_in(client).headers["Location"] == "/"
    client.post("/sign-out")
    other = make_user("wuxiaodong", "吴晓东")
    give_authenticator(other)
    assert sign_in(client, "wuxiaodong").headers["Location"] == "/sign-in/code", "the trust of one user only"
    clock.at = NOW + timedelta(days=30)
    assert sign_in(client).headers["Location"] == "/sign-in/code"


def test_administrators_type_the_code_every_time(client: StrictClient) -> None:
    admin = make_user("sys", "高峰", phone="13900000001", duty="system")
    secret = give_authenticator(admin)
    sign_in(client, "sys")
    assert "30天内不再问" not in client.get("/sign-in/code").content.decode()
    response = client.post("/sign-in/code", {"code": digits(secret), "trusts": "on"})
    assert "trusted" not in response.cookies
    assert not TrustedBrowser.objects.exists()


def test_two_tries_of_one_code_at_once_let_one_through() -> None:
    user = make_user()
    code = digits(give_authenticator(user))
    taken = [signing_in._take_digits(user, code, NOW) for _ in range(2)]
    assert taken == [True, False]


def test_what_was_done_stands_in_the_trail_without_secrets(client: StrictClient) -> None:
    secret = give_authenticator(make_user())
    sign_in(client, password="Xiaohe-1988")
    sign_in(client)
    code = digits(secret)
    client.post("/sign-in/code", {"code": code, "trusts": "on"})
    client.post("/sign-out")
    verbs = [*Event.objects.filter(stream="accounts").order_by("seq").values_list("verb", "actor_label")]
    assert verbs == [
        ("account.made", "test"),
        ("sign-in.refused", "未登录"),
        ("session.begun", "周玉兰（zhouyulan）"),
        ("browser.trusted", "周玉兰（zhouyulan）"),
        ("session.ended", "周玉兰（zhouyulan）"),
    ]
    told = " ".join(Payload.objects.values_list("body", flat=True))
    assert "127.0.0.1" in told
    for hidden in (PASSWORD, "Xiaohe-1988", code, client.cookies["trusted"].value):
        assert hidden not in told


def test_a_failed_try_does_not_tell_what_was_typed() -> None:
    with pytest.raises(Wrong):
        try_in("MyPassword-in-the-wrong-field")
    event = Event.objects.get(verb="sign-in.refused")
    assert event.object == "account:"
    assert "wrong-field" not in event.payloads.get().body


def test_looking_writes_nothing(client: StrictClient) -> None:
    for address in ("/sign-in", "/sign-in/slip", "/sign-in/forgotten", "/sign-in/code"):
        client.get(address)
    assert not Session.objects.exists()
