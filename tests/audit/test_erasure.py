"""Erased by rule: nothing of the content is left, the chain holds, a tombstone says why."""

import pytest

from hongzhu.audit.actions import ERASED, erase, record
from hongzhu.audit.models import Event, Payload, Version
from hongzhu.audit.verifying import verify
from tests.audit.chains import theirs
from tests.makers import NOW

pytestmark = pytest.mark.django_db
CANARY = "周玉兰"


def tell(about: str, stream: str = "org:D1", **words) -> None:
    record(stream=stream, verb="person.changed", object=about, by="t", now=NOW, **words)


def test_nothing_is_left_but_a_tombstone() -> None:
    tell("person:P1", payload={"name": CANARY})
    tell(
        "person:P1", stream="org:D2", payload={"name": CANARY + "二"}, before={"name": CANARY}, reason=CANARY
    )
    tell("person:P2", payload={"name": "别人"})
    assert erase(objects=["person:P1"], basis="离职满一年", by="审计员", now=NOW) == 4
    assert not Payload.objects.filter(body__contains=CANARY).exists()
    assert Version.objects.get().was is None
    assert Version.objects.get().reason == ""
    tombs = Event.objects.filter(verb=ERASED).order_by("stream")
    assert list(tombs.values_list("stream", "object", "actor_label")) == [
        ("org:D1", "person:P1", "审计员"),
        ("org:D2", "person:P1", "审计员"),
    ]
    assert tombs[0].payloads.get().content == {"basis": "离职满一年", "erased": [[1, 0], [2, 0]]}
    report = verify()
    assert (report.erased, report.faults) == (4, [])
    assert theirs() == {}


def test_erasing_twice_erases_nothing_more() -> None:
    tell("person:P1", payload={"name": CANARY})
    assert erase(objects=["person:P1"], basis="规定", by="审计员", now=NOW) == 1
    assert erase(objects=["person:P1", "person:P9"], basis="规定", by="审计员", now=NOW) == 0
    assert Event.objects.count() == 2
    assert not verify().faults


def test_a_record_may_go_on_after_its_past_is_erased() -> None:
    tell("meeting:M1", payload={"place": "甲"})
    tell("meeting:M1", payload={"place": "乙"}, before={"place": "甲"})
    erase(objects=["meeting:M1"], basis="规定", by="审计员", now=NOW)
    tell("meeting:M1", payload={"place": "丙"}, before={"place": "乙"}, reason="记错了")
    version = Version.objects.get(version=2)
    assert (version.was, version.reason) == ({"place": "乙"}, "记错了")
    assert {each.stream for each in Event.objects.all()} == {"org:D1"}
    assert not verify().faults


def test_without_a_tombstone_it_is_no_erasure() -> None:
    tell("person:P1", payload={"name": CANARY})
    Payload.objects.update(salt=None, body=None)
    (fault,) = verify().faults
    assert str(fault) == "org:D1 第 1 号：“person:P1”的内容被抹去，却没有销毁记录"
    assert theirs() == {"org:D1": 1}


def test_a_tombstone_cannot_be_erased_unseen() -> None:
    tell("person:P1", payload={"name": CANARY})
    erase(objects=["person:P1"], basis="规定", by="审计员", now=NOW)
    Payload.objects.filter(event__verb=ERASED).update(salt=None, body=None)
    assert verify().faults[0].seq == 2
    assert theirs() == {"org:D1": 2}
