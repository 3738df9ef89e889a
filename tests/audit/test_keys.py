"""The same form twice is one effect; the same key with other content is a conflict."""

from datetime import timedelta

import pytest

from hongzhu.audit.actions import Conflict, once
from hongzhu.audit.models import Key
from tests.makers import NOW

pytestmark = pytest.mark.django_db


class Form:
    """Counts what it did."""

    def __init__(self) -> None:
        self.done = 0

    def send(self, key: str = "k1", user: str = "7", content: dict | None = None, **words):
        def act() -> str:
            self.done += 1
            return f"/meetings/{self.done}"

        given = {"now": NOW, "act": act} | words
        return once(key=key, user=user, content=content or {"place": ["会议室"]}, **given)


def test_a_repeat_gets_the_first_answer() -> None:
    form = Form()
    first, again = form.send(), form.send(now=NOW + timedelta(days=30))
    assert (first.text, first.is_repeat) == ("/meetings/1", False)
    assert (again.text, again.is_repeat) == ("/meetings/1", True)
    assert form.done == 1


def test_other_content_is_a_conflict() -> None:
    form = Form()
    form.send()
    with pytest.raises(Conflict, match="请刷新页面"):
        form.send(content={"place": ["操场"]})
    assert form.done == 1


def test_the_order_of_fields_does_not_matter() -> None:
    form = Form()
    form.send(content={"a": ["1"], "b": ["2"]})
    assert form.send(content={"b": ["2"], "a": ["1"]}).is_repeat


def test_keys_are_per_user() -> None:
    form = Form()
    assert form.send().text != form.send(user="8").text
    assert form.done == 2


def test_what_failed_may_be_sent_again() -> None:
    form = Form()
    with pytest.raises(ZeroDivisionError):
        form.send(act=lambda: str(1 // 0))
    assert not Key.objects.exists()
    assert not form.send().is_repeat


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_form_without_a_usable_key_is_refused(key: str) -> None:
    with pytest.raises(Conflict, match="没有编号"):
        Form().send(key=key)


def test_the_content_itself_is_not_kept() -> None:
    Form().send(content={"phone": ["13912345678"]})
    assert not any("13912345678" in str(value) for value in Key.objects.values_list().get())
