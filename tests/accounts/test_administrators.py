"""The three administrators are three people; the security administrator keeps accounts, but not theirs."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hongzhu.accounts import actions
from hongzhu.accounts.actions import UserEntry
from hongzhu.accounts.models import Authenticator, User
from hongzhu.accounts.refusals import Refused
from tests.accounts.makers import NOW, OTHER_PASSWORD, digits, give_authenticator, make_user, sign_in
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
DUTIES = ("system", "security", "audit")
PAIRS = [(one, other) for one in DUTIES for other in DUTIES if one < other]


@pytest.fixture
def desk(client: StrictClient) -> StrictClient:
    """The security administrator's browser."""
    secret = give_authenticator(make_user("sec", "高峰", phone="13900000001", duty="security"))
    sign_in(client, "sec")
    assert client.post("/sign-in/code", {"code": digits(secret)}).headers["Location"] == "/users"
    return client


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_duties_are_two_people(one: str, other: str) -> None:
    make_user("first", "高峰", phone="13900000001", duty=one)
    entry = UserEntry(login="second", name="高峰", phone="139 0000 0001", duty=other)
    with pytest.raises(Refused, match="三员必须是不同的人") as refused:
        actions.add_users([entry], by="test", now=NOW)
    assert refused.value.field == "phone"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(
            login="second", name="高峰", phone="13900000001", duty=other, made_by="test", made_at=NOW
        )
    make_user("second", "冯海燕", phone="13900000002", duty=other)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_one_account_never_has_two_duties(one: str, other: str) -> None:
    user = make_user("first", "高峰", phone="13900000001", duty=one)
    for both in (f"{one[:3]}+{other[:3]}", one.upper(), "all"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=user.pk).update(duty=both)


def test_an_administrator_has_a_phone_number() -> None:
    with pytest.raises(Refused, match="请填手机号"):
        make_user("first", "高峰", duty="system")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(login="first", name="高峰", duty="system", made_by="test", made_at=NOW)


def test_accounts_are_made_all_or_none() -> None:
    entries = [UserEntry(login="one", name="甲"), UserEntry(login="ONE", name="乙")]
    with pytest.raises(Refused, match="已经有人用了") as refused:
        actions.add_users(entries, by="test", now=NOW)
    assert (refused.value.index, refused.value.field) == (1, "login")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"login": "13900001234"}, "要有字母或汉字"),
        ({"login": "zhou yulan"}, "中间没有空格"),
        ({"login": "z" * 41}, "最长40个字"),
        ({"name": " "}, "请填姓名"),
        ({"phone": "座机8888"}, "请只写数字"),
    ],
)
def test_an_odd_entry_is_refused(words: dict[str, str], message: str) -> None:
    entry = UserEntry(**({"login": "zhouyulan", "name": "周玉兰"} | words))
    with pytest.raises(Refused, match=message):
        actions.add_users([entry], by="test", now=NOW)


def test_the_page_is_for_the_security_administrator_alone(client: StrictClient) -> None:
    key = make_user().pk
    pages = ("/users", "/users/new", f"/users/{key}")
    posts = ("slip", "disable", "enable", "authenticator/off")
    for address in pages:
        assert client.get(address).headers["Location"].startswith("/sign-in")
    for number, duty in enumerate(("", "system", "audit")):
        login = duty or "zhaoguoqiang"
        secret = give_authenticator(make_user(login, "赵国强", phone=f"1390000001{number}", duty=duty))
        other = StrictClient()
        sign_in(other, login)
        other.post("/sign-in/code", {"code": digits(secret)})
        assert other.get("/account").status_code == 200
        for address in pages:
            assert other.get(address).status_code == 404
        for address in posts:
            assert other.post(f"/users/{key}/{address}", {"reason": "试"}).status_code == 404
    assert User.objects.get(pk=key).is_active
    assert not User.objects.get(pk=key).slips.exists()


def test_an_account_is_made_and_its_slip_printed_once(desk: StrictClient) -> None:
    assert desk.get("/users/new").status_code == 200
    fields = {"login": "ZhouYulan", "name": "周玉兰", "phone": "139 0000 1234"}
    made = desk.post("/users/new", fields)
    user = User.objects.get(login="zhouyulan")
    assert (user.name, user.phone, user.duty) == ("周玉兰", "13900001234", "")
    assert "下一步：打一张激活单" in desk.get(made.headers["Location"]).content.decode()
    response = desk.post(f"/users/{user.pk}/slip")
    assert "no-store" in response.headers["Cache-Control"]
    page = response.content.decode()
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{2}", page)
    assert code
    assert "发单人：高峰（sec）" in page
    assert code[0] not in desk.get(f"/users/{user.pk}").content.decode()
    typed = {"login": "zhouyulan", "code": code[0], "new_password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    assert StrictClient().post("/sign-in/slip", typed).headers["Location"] == "/"


def test_the_form_says_what_is_wrong(desk: StrictClient) -> None:
    make_user(phone="13900001234")
    page = desk.post("/users/new", {"login": "zhouyulan", "name": "周玉兰"})
    assert page.status_code == 422
    assert "已经有人用了" in page.content.decode()
    assert "请填姓名" in desk.post("/users/new", {"login": "x"}).content.decode()


def test_a_form_makes_no_administrator(desk: StrictClient) -> None:
    fields = {
        "login": "zhouyulan",
        "name": "周玉兰",
        "phone": "13900001234",
        "duty": "audit",
        "is_demo": "on",
        "password": "x",
    }
    desk.post("/users/new", fields)
    user = User.objects.get(login="zhouyulan")
    assert (user.duty, user.is_demo, user.password) == ("", False, "!")


def test_an_account_is_shut_and_opened_with_a_reason(desk: StrictClient) -> None:
    user = make_user()
    other = StrictClient()
    sign_in(other)
    assert "请填原因" in desk.post(f"/users/{user.pk}/disable").content.decode()
    assert other.get("/account").status_code == 200
    done = desk.post(f"/users/{user.pk}/disable", {"reason": "调离"})
    assert "账号已停用" in desk.get(done.headers["Location"]).content.decode()
    assert other.get("/account").status_code == 302
    assert desk.post(f"/users/{user.pk}/slip").status_code == 422
    desk.post(f"/users/{user.pk}/enable", {"reason": "调回"})
    assert sign_in(other).status_code == 302


def test_a_lost_phone_is_helped_with(desk: StrictClient) -> None:
    user = make_user()
    give_authenticator(user)
    assert "解除验证器" in desk.get(f"/users/{user.pk}").content.decode()
    desk.post(f"/users/{user.pk}/authenticator/off", {"reason": "手机丢了"})
    assert not Authenticator.objects.filter(user=user).exists()
    assert sign_in(StrictClient()).headers["Location"] == "/"


def test_administrators_are_not_dealt_with_on_the_web(desk: StrictClient) -> None:
    other = make_user("audit", "冯海燕", phone="13900000002", duty="audit")
    own = User.objects.get(login="sec")
    for user in (other, own):
        page = desk.get(f"/users/{user.pk}").content.decode()
        assert "只能在服务器上用 ./run admins 办理" in page
        assert '<form method="post" action="/users' not in page
        for address in ("slip", "disable", "enable", "authenticator/off"):
            assert desk.post(f"/users/{user.pk}/{address}", {"reason": "试"}).status_code == 404
    assert not other.slips.exists()


def test_people_are_found_by_name_login_or_whole_phone(desk: StrictClient) -> None:
    make_user(phone="13900001234")
    for number in range(60):
        User.objects.create(login=f"t{number}", name="教师", made_by="test", made_at=NOW)
    assert "下一页" in desk.get("/users").content.decode()
    for asked in ("玉兰", "ZHOUYU", "139 0000 1234"):
        page = desk.get("/users", {"q": asked}).content.decode()
        assert "周玉兰" in page
        assert "教师" not in page
        assert "13900001234" not in page.replace("139 0000 1234", "")
    assert "没有找到" in desk.get("/users", {"q": "1390000"}).content.decode()
    assert "page=2" in desk.get("/users", {"q": "教师"}).content.decode()
    assert desk.get("/users/999").status_code == 404


def test_a_list_takes_as_many_queries_for_many(desk: StrictClient, django_assert_max_num_queries) -> None:
    for number in range(60):
        User.objects.create(login=f"t{number}", name="教师", made_by="test", made_at=NOW)
    with django_assert_max_num_queries(6):
        desk.get("/users")


def test_an_account_with_a_person_cannot_be_deleted() -> None:
    from hongzhu.people.actions import link_accounts
    from tests.makers import make_person

    user = make_user()
    make_person("P1")
    link_accounts({"P1": user.pk}, by="test", now=NOW)
    assert user.person.code == "P1"
    with pytest.raises(ProtectedError):
        user.delete()
    make_person("P2")
    with pytest.raises(IntegrityError), transaction.atomic():
        link_accounts({"P2": user.pk}, by="test", now=NOW)
