"""E-mail through a real post office on this machine: proved addresses only, none twice, what fails says why."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from hongzhu.accounts.models import User
from hongzhu.ledger.entries import Refused
from hongzhu.notices.actions import (
    ask_for_code,
    confirm_address,
    drop_address,
    post_mails,
    send_digest,
    send_reminders,
)
from hongzhu.notices.models import Mail, Preference
from tests.client import StrictClient
from tests.makers import BY, NOW
from tests.meetings.conftest import Clock
from tests.notices.makers import account, come, letter, make_offices, org, told

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


class Office:
    """Keeps what it takes in; refuses some addresses."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        return "250 OK"

    def texts(self) -> list[str]:
        return [str(each.get_content()) for each in self.letters]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def office(settings: Any, db: None) -> Iterator[Office]:
    make_offices()
    made = Office()
    controller = Controller(made, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.HONGZHU_ADDRESS = "https://dj.example.cn"
    yield made
    controller.stop()


def proved(office: Office, clock: Clock, person: str = "P1", email: str = "wang@example.cn") -> User:
    user = account(clock, person)
    ask_for_code(user, email, by=BY, now=NOW)
    code = office.texts()[-1].partition("验证码是 ")[2][:6]
    confirm_address(user, code, by=BY, now=LATER)
    return user


def test_an_address_is_proved_before_anything_goes_there(office: Office, clock: Clock) -> None:
    user = account(clock, "P1")
    ask_for_code(user, "wang@example.cn", by=BY, now=NOW)
    with pytest.raises(Refused, match="过一分钟"):
        ask_for_code(user, "wang@example.cn", by=BY, now=NOW + timedelta(seconds=30))
    send_reminders([letter()], sender=org("B"), by=BY, now=NOW)
    assert post_mails(now=NOW).sent == 0
    code = office.texts()[0].partition("验证码是 ")[2][:6]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    with pytest.raises(Refused, match="不对"):
        confirm_address(user, wrong, by=BY, now=NOW)
    with pytest.raises(Refused, match="不对"):
        confirm_address(user, code, by=BY, now=NOW)  # one try for each code
    ask_for_code(user, "wang@example.cn", by=BY, now=LATER)
    code = office.texts()[-1].partition("验证码是 ")[2][:6]
    with pytest.raises(Refused, match="30分钟"):
        confirm_address(user, code, by=BY, now=LATER + timedelta(minutes=31))
    assert Preference.objects.everything("test").get().confirmed_at is None


def test_an_address_is_shown_to_its_owner_alone(office: Office, clock: Clock) -> None:
    owner = proved(office, clock)
    for client, is_shown in ((come(clock, "P2"), False), (StrictClient(), True)):
        if is_shown:
            client.force_login(owner)
        assert ("wang@example.cn" in client.get("/messages/how").content.decode()) is is_shown


def test_a_reminder_goes_to_whoever_runs_the_branch_and_none_goes_twice(office: Office, clock: Clock) -> None:
    proved(office, clock)
    proved(office, clock, "P2", "li@example.cn")
    send_reminders([letter(words="辛苦了")], sender=org("B"), by=BY, now=LATER)
    assert post_mails(now=LATER) == (1, 0, 0)
    assert post_mails(now=LATER) == (0, 0, 0)
    found = office.letters[-1]
    assert (found["To"], found["Subject"]) == ("wang@example.cn", "【红烛】有 1 件事过期了")
    text = found.get_content()
    assert "1. 三季度支部党员大会还没有记录（过期 13 天）" in text
    assert "辛苦了" in text
    assert "https://dj.example.cn" in text
    assert "区教育局党委" in text


def test_a_digest_goes_to_its_owner(office: Office, clock: Clock) -> None:
    user = proved(office, clock)
    send_digest(user, "这周眼下要办 1 件", [told()], by=BY, now=LATER)
    assert post_mails(now=LATER).sent == 1
    assert office.letters[-1]["Subject"] == "【红烛】这周眼下要办 1 件"


def test_what_the_other_end_refuses_is_given_up_after_three_tries_and_says_why(
    office: Office, clock: Clock
) -> None:
    user = proved(office, clock)
    Preference.objects.everything("test").filter(user=user).update(email="nobody@example.cn")
    send_reminders([letter()], sender=org("B"), by=BY, now=LATER)
    assert [post_mails(now=LATER) for _ in range(4)] == [(0, 1, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)]
    row = Mail.objects.everything("test").get()
    assert (row.state, row.why) == ("failed", "对方的邮件服务器不认这个地址")


def test_without_the_office_it_waits(office: Office, clock: Clock, settings: Any) -> None:
    proved(office, clock)
    send_reminders([letter()], sender=org("B"), by=BY, now=LATER)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert post_mails(now=LATER).again == 1
    assert Mail.objects.everything("test").get().why == "连不上邮件服务器"
    settings.EMAIL_PORT = port
    assert post_mails(now=LATER).sent == 1


def test_a_letter_whose_postman_died_is_not_sent_again(office: Office, clock: Clock) -> None:
    proved(office, clock)
    send_reminders([letter()], sender=org("B"), by=BY, now=LATER)
    Mail.objects.everything("test").update(state="sending", tried_at=LATER)
    assert post_mails(now=LATER + timedelta(minutes=9)) == (0, 0, 0)
    post_mails(now=LATER + timedelta(minutes=11))
    assert Mail.objects.everything("test").get().why.startswith("寄的时候中断")


def test_dropped_nothing_more_comes(office: Office, clock: Clock) -> None:
    user = proved(office, clock)
    send_reminders([letter()], sender=org("B"), by=BY, now=LATER)
    drop_address(user, by=BY, now=LATER)
    assert post_mails(now=LATER).failed == 1
    assert Preference.objects.everything("test").get().email == ""
