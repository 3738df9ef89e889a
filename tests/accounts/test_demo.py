"""Demo accounts: they sign in here and nowhere else."""

import subprocess
import sys
from pathlib import Path

import pytest

from hongzhu.accounts.actions import DEMO_PASSWORD, make_demo_users
from hongzhu.accounts.browsers import is_loopback
from hongzhu.accounts.finding import has_demo_users
from hongzhu.accounts.models import User
from hongzhu.accounts.passwords import PROFILES, problems
from hongzhu.accounts.refusals import Wrong
from hongzhu.commands.binding import refusals
from hongzhu.demo.accounts import PEOPLE
from tests.accounts.makers import NOW, make_user, sign_in, try_in
from tests.client import StrictClient


@pytest.fixture
def demo(db: None) -> dict[str, int]:
    return make_demo_users(dict.fromkeys(PEOPLE, "演示"), by="演示", now=NOW)


def test_all_twelve_sign_in_on_this_machine(demo: dict[str, int]) -> None:
    assert len(demo) == 12
    assert has_demo_users()
    for login in demo:
        client = StrictClient()
        home = "/users" if login == "secadmin" else "/"
        assert sign_in(client, login, DEMO_PASSWORD).headers["Location"] == home
        assert client.get("/account").status_code == 200, "nothing is owed first"


def test_the_three_administrators_are_among_them(demo: dict[str, int]) -> None:
    duties = dict(User.objects.exclude(duty="").values_list("duty", "login"))
    assert duties == {"system": "sysadmin", "security": "secadmin", "audit": "auditadmin"}


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.2", "::ffff:10.0.0.2", "", "unix:"])
def test_from_another_machine_none_of_them_does(demo: dict[str, int], address: str) -> None:
    with pytest.raises(Wrong):
        try_in("secretary", DEMO_PASSWORD, address=address)


def test_this_machine_goes_by_many_names() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "localhost.evil.example", "127.0.0.1.evil", "")))


def test_behind_our_proxy_the_last_address_it_adds_counts(
    demo: dict[str, int], client: StrictClient, settings: object
) -> None:
    settings.HONGZHU_BEHIND_PROXY = True
    there = {"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}
    fields = {"login": "secretary", "password": DEMO_PASSWORD}
    assert client.post("/sign-in", fields, headers=there).status_code == 422


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_server_for_this_machine_starts(host: str) -> None:
    assert refusals(host, has_demo=True, is_https=False) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.cn"])
def test_a_server_for_others_does_not_start_with_them(host: str) -> None:
    said = "".join(refusals(host, has_demo=True, is_https=True))
    assert "演示账号" in said
    assert "HTTPS" not in said
    assert "演示账号" not in "".join(refusals(host, has_demo=False, is_https=True))
    assert "HTTPS" in "".join(refusals(host, has_demo=False, is_https=False))


def test_the_command_refuses_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hongzhu", "run", "--host", "0.0.0.0", "--port", "8799"],
        env={"HONGZHU_DATA": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "没有启动（监听 0.0.0.0）" in done.stderr


def test_the_demo_password_keeps_the_rules_but_names_the_product() -> None:
    (said,) = problems(DEMO_PASSWORD, own_words=[], rules=PROFILES["mlps"])
    assert "本系统的名字" in said


def test_the_sign_in_page_says_that_it_is_a_demo(demo: dict[str, int], client: StrictClient) -> None:
    assert "人名校名均为虚构" in client.get("/sign-in").content.decode()


@pytest.mark.django_db
def test_without_a_demo_it_says_nothing_of_it(client: StrictClient) -> None:
    make_user()
    assert "虚构" not in client.get("/sign-in").content.decode()
