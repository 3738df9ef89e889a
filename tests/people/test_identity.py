"""身份证号: sealed, known again, shown for a purpose and to the trail's knowledge, nowhere else; another key opens nothing."""

import io
import zipfile

import pytest
from django.conf import settings
from django.db import connection

from hongzhu.audit.models import Event, Payload
from hongzhu.ledger.entries import Refused
from hongzhu.people.actions import erase_identity, reveal_identity, save_identity
from hongzhu.people.models import IdentityNumber, Person
from hongzhu.people.sealing import Unopened, blind, opened, sealed
from tests.assignments.makers import make_offices
from tests.client import StrictClient
from tests.makers import BY, NOW, make_post
from tests.meetings.conftest import Clock
from tests.notices.makers import come

NUMBER, OTHER = "11010519491231002X", "440524188001010014"
"""examples of the standard: nobody's"""


def test_what_is_sealed_is_opened_for_the_same_person_only() -> None:
    text = sealed(NUMBER, "P1")
    assert opened(text, "P1") == NUMBER
    assert text != sealed(NUMBER, "P1"), "drawn anew each time"
    assert NUMBER not in text
    for code, wrong in (
        ("P2", text),
        ("P1", text[:-6] + "AAAAA="),
        ("P1", "2" + text[1:]),
        ("P1", "nonsense"),
    ):
        with pytest.raises(Unopened):
            opened(wrong, code)


def test_another_key_opens_nothing_and_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text, index = sealed(NUMBER, "P1"), blind(NUMBER)
    monkeypatch.setattr(settings, "SECRET_KEY", "another-key-that-is-long-enough-0123456789")
    with pytest.raises(Unopened):
        opened(text, "P1")
    assert blind(NUMBER) != index


@pytest.fixture
def clock(db: None, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made)
    make_offices()
    return made


def one(code: str = "P1甲") -> Person:
    return Person.objects.everything("test").get(code=code)


@pytest.mark.parametrize("typed", [NUMBER, "1101 0519 4912 3100 2x", "１１０１０５１９４９１２３１００２Ｘ"])
def test_however_it_is_typed(clock: Clock, typed: str) -> None:
    save_identity(one(), typed, by=BY, now=NOW)
    assert reveal_identity(one(), purpose="核对信息", by=BY, now=NOW) == NUMBER


@pytest.mark.parametrize("typed", ["", "123", "110105194912310021", NUMBER[:17], "身份证"])
def test_what_is_none_is_refused(clock: Clock, typed: str) -> None:
    with pytest.raises(Refused, match="校验码"):
        save_identity(one(), typed, by=BY, now=NOW)
    assert not IdentityNumber.objects.everything("test").exists()


def test_nobody_is_entered_twice_and_it_may_be_put_right(clock: Clock) -> None:
    save_identity(one(), NUMBER, by=BY, now=NOW)
    with pytest.raises(Refused, match="另一个人"):
        save_identity(one("P1乙"), NUMBER, by=BY, now=NOW)
    save_identity(one(), NUMBER, by=BY, now=NOW)
    save_identity(one(), OTHER, by=BY, now=NOW)
    save_identity(one("P1乙"), NUMBER, by=BY, now=NOW)
    assert IdentityNumber.objects.everything("test").count() == 2


def test_it_stands_nowhere_in_the_database(clock: Clock) -> None:
    save_identity(one(), NUMBER, by=BY, now=NOW)
    reveal_identity(one(), purpose="核对信息", by=BY, now=NOW)
    erase_identity(one(), by=BY, now=NOW)
    save_identity(one(), NUMBER, by=BY, now=NOW)
    assert Event.objects.filter(verb="person.revealed").count() == 1
    assert Payload.objects.exists()
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            assert NUMBER not in repr(cursor.fetchall()), name


def test_restored_without_its_key_it_says_so(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    save_identity(one(), NUMBER, by=BY, now=NOW)
    secretary = come(clock, "P1")
    IdentityNumber.objects.everything("test").update(sealed=sealed(NUMBER, "somebody else"))
    shown = secretary.post("/people/P1甲/identity/reveal", {"purpose": "核对信息"})
    assert shown.status_code == 422
    assert "重新登记" in shown.content.decode()
    assert not Event.objects.filter(verb="person.revealed").exists()


@pytest.mark.once
def test_entered_shown_and_erased_on_the_page(clock: Clock) -> None:
    secretary, member = come(clock, "P1"), come(clock, "P1甲")
    bad = secretary.post("/people/P1甲/identity", {"number": "123"})
    assert bad.status_code == 422
    saved = secretary.post("/people/P1甲/identity", {"number": NUMBER}, follow=True).content.decode()
    assert "加密存好了" in saved
    assert NUMBER not in saved
    shown = secretary.post("/people/P1甲/identity/reveal", {"purpose": "核对信息"}).content.decode()
    assert NUMBER in shown
    assert NUMBER not in secretary.get("/people/P1甲").content.decode()
    own = member.get("/people/P1甲").content.decode()
    assert "已登记，加密存放" in own
    assert "谁看过手机、身份证号" in own
    assert "看了身份证号：核对信息" in own
    make_post("P1乙", "D1", "organization_member")
    assert "身份证号</dt>" not in come(clock, "P1乙").get("/people/P1甲").content.decode()
    for client in (come(clock, "P2"), come(clock, "PB")):
        for deed in ("identity", "identity/reveal", "identity/erase"):
            words = {"number": OTHER, "purpose": "核对信息"}
            assert client.post(f"/people/P1甲/{deed}", words).status_code == 404
    assert member.post("/people/P1甲/identity", {"number": OTHER}).status_code == 403
    assert "删掉了" in secretary.post("/people/P1甲/identity/erase", follow=True).content.decode()


@pytest.mark.once
def test_in_no_file_but_the_own_copy(clock: Clock) -> None:
    save_identity(one("P1"), NUMBER, by=BY, now=NOW)
    secretary: StrictClient = come(clock, "P1")

    reveal_identity(one("P1"), purpose="按规定填报", by=BY, now=NOW)

    def packed(address: str) -> bytes:
        response = secretary.post(address)
        found = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
        return b"".join(found.read(name) for name in found.namelist())

    assert NUMBER.encode() not in packed("/handover/D1/take")
    own = packed("/me/copy")
    assert NUMBER.encode() in own
    assert f"{BY},身份证号,按规定填报".encode() in own
    assert NUMBER.encode() not in secretary.get("/people/export?who=everyone").content
