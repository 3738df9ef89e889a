"""One text for one value."""

import json
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.audit.chain import canonical, contents_digest, event_hash, fingerprint, instant
from hongzhu.meetings.actions import ALL
from hongzhu.meetings.models import Meeting
from tests.audit.chains import TOOL

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def shuffled(value: object) -> object:
    """The same value with every mapping the other way round."""
    if isinstance(value, dict):
        return {name: shuffled(each) for name, each in reversed(value.items())}
    return [shuffled(each) for each in value] if isinstance(value, list) else value


def exact(value: object) -> object:
    """A value with the types it is made of, for 1, 1.0 and True are equal to Python."""
    if isinstance(value, dict):
        return {name: exact(each) for name, each in value.items()}
    if isinstance(value, list):
        return [exact(each) for each in value]
    return type(value), repr(value)


@given(VALUES)
def test_it_reads_back_and_knows_no_order(value: object) -> None:
    text = canonical(value)
    assert exact(json.loads(text)) == exact(value)
    assert canonical(shuffled(value)) == text
    assert canonical(json.loads(text)) == text
    assert TOOL.canonical(value) == text
    assert text.encode().decode() == text


@given(VALUES, VALUES)
def test_different_values_have_different_texts(one: object, other: object) -> None:
    assert (canonical(one) == canonical(other)) == (exact(one) == exact(other))


@given(st.dictionaries(TEXTS, st.integers()))
def test_there_is_no_space_between(value: dict) -> None:
    bare = canonical({str(number): each for number, each in enumerate(value.values())})
    assert " " not in bare
    assert "\n" not in canonical(value)


def test_it_is_this_text() -> None:
    value = {"b": [1, None, True, 8.5], "a": "党课“一”\n", "c": {"z": date(2026, 3, 1), "y": time(9, 30)}}
    text = '{"a":"党课“一”\\n","b":[1,null,true,8.5],"c":{"y":"09:30:00","z":"2026-03-01"}}'
    assert canonical(value) == text
    assert canonical([ALL, Meeting.Kind.LECTURE, ("P1",)]) == '["全体","meeting.lecture",["P1"]]'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x", object()])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)


def test_half_a_character_cannot_be_hashed() -> None:
    with pytest.raises(UnicodeEncodeError):
        fingerprint(canonical("\ud800"))


def test_the_hashes_are_these() -> None:
    """Made once with sha256sum: a change here would make every chain that exists unreadable."""
    assert fingerprint("红烛") == "d122c4ffbf10c39f2d8b254dd307adff59dfbfddc6df6b85e1ecbcf7eb6554fb"
    event = {
        "algorithm": "sha256",
        "stream": "org:D1",
        "seq": 1,
        "at": instant(datetime(2026, 11, 22, 4, tzinfo=UTC)),
        "actor": "",
        "actor_label": "导入",
        "verb": "meeting.recorded",
        "object": "meeting:M1",
        "digest": contents_digest([("meeting:M1", None, fingerprint("盐{}"))]),
        "is_clock_behind": False,
        "prev": "",
    }
    assert event["at"] == "2026-11-22T04:00:00.000000+00:00"
    assert event_hash(event) == "bf548a4ebfd1de1631e1304f5b44adf1bcbedf0d87dad2ede16dcdcc100654f5"


def test_sm3_is_known_and_md5_is_not() -> None:
    assert fingerprint("abc", "sm3") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    with pytest.raises(ValueError, match="md5"):
        fingerprint("abc", "md5")
