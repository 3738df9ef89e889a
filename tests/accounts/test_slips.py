"""Slips: one time, one user, three days; the password they set is the user's own."""

import re
from datetime import timedelta

import pytest

from hongzhu.accounts import actions
from hongzhu.accounts.actions import PrintedSlip, setting_passwords
from hongzhu.accounts.models import Session, Slip, User
from hongzhu.accounts.refusals import Closed, Refused, Wrong
from tests.accounts.makers import (
    HERE,
    MINUTE,
    NOW,
    OTHER_PASSWORD,
    give_authenticator,
    make_user,
    sign_in,
    try_in,
)
from tests.client import StrictClient

pytestmark = pytest.mark.django_db


def make_slip(user: User, at=NOW) -> PrintedSlip:
    return actions.make_slip(user=user, by="test", now=at)


def use(typed: str, code: str, password: str = OTHER_PASSWORD, at=NOW) -> User:
    return actions.use_slip(typed=typed, code=code, password=password, address=HERE, now=at)


def send(client: StrictClient, login: str, code: str, password: str = OTHER_PASSWORD, again: str = ""):
    fields = {"login": login, "code": code, "new_password": password, "again": again or password}
    return client.post("/sign-in/slip", fields)


def test_a_slip_activates_an_account_and_signs_in(client: StrictClient) -> None:
    user = make_user(password="")
    slip = make_slip(user)
    assert (slip.kind, slip.expires_at) == (Slip.Kind.ACTIVATION, NOW + timedelta(hours=72))
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{2}", slip.code)
    assert slip.code.replace("-", "") not in Slip.objects.get().digest
    page = client.get("/sign-in/slip").content.decode()
    assert "至少10个字" in page
    assert send(client, " ZhouYulan", slip.code.lower().replace("-", " ")).headers["Location"] == "/"
    assert client.get("/account").status_code == 200
    assert try_in(password=OTHER_PASSWORD) == user


def test_a_slip_is_good_once(client: StrictClient) -> None:
    user = make_user()
    slip = make_slip(user)
    assert slip.kind == Slip.Kind.RESET
    use("zhouyulan", slip.code)
    with pytest.raises(Wrong):
        use("zhouyulan", slip.code, "Third-2050-x")
    response = send(client, "zhouyulan", slip.code, "Third-2050-x")
    assert response.status_code == 422
    assert "找发单子的人重打一张" in response.content.decode()
    assert try_in(password=OTHER_PASSWORD) == user


def test_another_users_slip_is_worth_nothing(client: StrictClient) -> None:
    make_user()
    slip = make_slip(make_user("wuxiaodong", "吴晓东"))
    with pytest.raises(Wrong):
        use("zhouyulan", slip.code)
    assert send(client, "zhouyulan", slip.code).status_code == 422
    assert try_in()
    assert try_in("wuxiaodong")
    use("wuxiaodong", slip.code, at=NOW + MINUTE)


def test_a_slip_lasts_seventy_two_hours() -> None:
    user = make_user()
    slip = make_slip(user)
    with pytest.raises(Wrong):
        use("zhouyulan", slip.code, at=NOW + timedelta(hours=72))
    use("zhouyulan", slip.code, at=NOW + timedelta(hours=72) - timedelta(seconds=1))


def test_a_new_slip_ends_the_one_before() -> None:
    user = make_user()
    first, second = make_slip(user), make_slip(user, NOW + MINUTE)
    assert Slip.objects.filter(used_at=None, withdrawn_at=None).count() == 1
    with pytest.raises(Wrong):
        use("zhouyulan", first.code, at=NOW + MINUTE)
    use("zhouyulan", second.code, at=NOW + MINUTE)


def test_until_the_slip_is_used_the_old_password_holds() -> None:
    user = make_user()
    slip = make_slip(user)
    assert try_in() == user
    use("zhouyulan", slip.code)
    with pytest.raises(Wrong):
        try_in()


def test_a_poor_password_leaves_the_slip_good(client: StrictClient) -> None:
    user = make_user()
    slip = make_slip(user)
    text = send(client, "zhouyulan", slip.code, "short").content.decode()
    assert "密码至少10个字，现在5个，请加长" in text
    text = send(client, "zhouyulan", slip.code, OTHER_PASSWORD, "Other-1999x").content.decode()
    assert "两遍输得不一样" in text
    assert send(client, "zhouyulan", slip.code).status_code == 302


def test_a_slip_ends_all_sessions_and_opens_a_closed_account(client: StrictClient) -> None:
    user = make_user()
    sign_in(client)
    for _ in range(5):
        with pytest.raises(Wrong):
            try_in(password="wrong")
    with pytest.raises(Closed):
        try_in()
    use("zhouyulan", make_slip(user).code)
    assert not Session.objects.exists()
    assert client.get("/account").status_code == 302
    assert try_in(password=OTHER_PASSWORD) == user


def test_a_slip_does_not_replace_the_authenticator(client: StrictClient) -> None:
    user = make_user()
    give_authenticator(user)
    assert send(client, "zhouyulan", make_slip(user).code).headers["Location"] == "/sign-in/code"
    assert client.get("/account").status_code == 302


def test_guessing_slips_is_limited_and_tells_nothing(client: StrictClient) -> None:
    make_user()
    pages = set()
    for login in ("zhouyulan", "nobody"):
        fresh = StrictClient()
        for _ in range(5):
            html = send(fresh, login, "RQ4K-8MTA-2H").content.decode()
            assert "单子和用户名对不上" in html
            html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
            pages.add(re.sub(rf'value="{login}"', "", html))
        response = send(fresh, login, "RQ4K-8MTA-2H")
        assert response.status_code == 429
    assert len(pages) == 1
    assert try_in(), "the sign-in is not closed by it"


def test_two_uses_at_once_let_one_through(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    slip = make_slip(user)
    hashed = setting_passwords.hashed

    def meanwhile(password: str) -> str:
        Slip.objects.update(used_at=NOW)
        return hashed(password)

    monkeypatch.setattr(setting_passwords, "hashed", meanwhile)
    with pytest.raises(Refused, match="刚刚用过"):
        use("zhouyulan", slip.code)
    assert try_in() == user


def test_a_disabled_account_gets_no_slip_and_loses_the_open_one() -> None:
    user = make_user()
    slip = make_slip(user)
    actions.disable_user(user=user, by="test", now=NOW, reason="调离")
    with pytest.raises(Wrong):
        use("zhouyulan", slip.code)
    with pytest.raises(Refused, match="已停用"):
        make_slip(user)
    actions.enable_user(user=user, by="test", now=NOW, reason="调回")
    with pytest.raises(Wrong):
        use("zhouyulan", slip.code)
    assert try_in() == user


def test_whoever_forgot_is_told_whom_to_see(client: StrictClient) -> None:
    text = client.get("/sign-in/forgotten").content.decode()
    assert "本校书记" in text
    assert "<form" not in text
