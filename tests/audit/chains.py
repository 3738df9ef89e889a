"""An honest trail to attack, and the stand-alone verifier beside ours."""

import importlib.util
import random
from datetime import timedelta
from pathlib import Path
from types import ModuleType

from django.db import transaction

from hongzhu.audit.actions import erase, hold_heads, record
from hongzhu.audit.models import Event, Head
from hongzhu.audit.reading import read_stream
from hongzhu.audit.verifying import Held, verify
from tests.makers import NOW

STREAMS = ("org:D1", "org:D2", "school:S1")
HOLDERS = {"org:C1": {"org:D1", "org:D2"}, "org:D1": {"school:S1"}, "district": {"org:C1"}}


def stand_alone() -> ModuleType:
    """tools/verify_chain.py as a module."""
    path = Path(__file__).resolve().parents[2] / "tools" / "verify_chain.py"
    spec = importlib.util.spec_from_file_location("verify_chain", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = stand_alone()


def make_trail(dice: random.Random, events: int = 60) -> None:
    """Events of every sort: new, changed and moved records, clocks going back, erasures, held heads."""
    known: dict[str, dict] = {}
    at = NOW
    for number in range(events):
        at += timedelta(seconds=dice.choice([0, 1, 60, 86_400, -1, -30]))
        about = f"meeting:M{dice.randrange(1 + number // 2)}"
        fields = {"place": dice.choice("甲乙丙"), "minutes": f"第{number}项", "hours": dice.randrange(40)}
        with transaction.atomic():
            record(
                stream=dice.choice(STREAMS),
                verb="meeting.changed" if about in known else "meeting.recorded",
                object=about,
                payload=fields,
                before=known.get(about),
                reason=dice.choice(["", "记错了"]),
                by=dice.choice(["周云", "导入"]),
                now=at,
                sealed={"hours"},
            )
        known[about] = fields
        if dice.random() < 0.05:
            erase(objects=[dice.choice(sorted(known))], basis="保存期满", by="审计员", now=at)
        if dice.random() < 0.1:
            hold_heads(HOLDERS, by="系统", now=at)


def tips() -> list[Held]:
    """The heads, as someone outside keeps them."""
    return [Held(head.stream, head.seq, head.hash, "外存文件") for head in Head.objects.filter(seq__gt=0)]


def ours(outside: list[Held] = ()) -> dict[str, int]:
    """What our verifier finds: stream → first bad seq."""
    return {fault.stream: fault.seq for fault in verify(outside).faults}


def theirs(outside: list[Held] = ()) -> dict[str, int]:
    """What the stand-alone verifier finds in the same rows."""
    streams = sorted(Event.objects.values_list("stream", flat=True).distinct())
    events = (event for stream in streams for event in read_stream(stream, until=10_000))
    heads = {head.stream: (head.seq, head.hash) for head in Head.objects.filter(seq__gt=0)}
    _streams, _count, faults = TOOL.verify(events, [tuple(each) for each in outside], heads)
    return {stream: seq for stream, (seq, _words) in faults.items()}
