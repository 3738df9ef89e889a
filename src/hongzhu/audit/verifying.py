"""Check every chain against itself, against the heads that superiors hold, and against heads kept elsewhere."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max

from .actions import ERASED, HELD, chunks
from .chain import contents_digest, event_hash, fingerprint, is_behind
from .models import Event, Head, Payload
from .reading import Record, read_stream


class Held(NamedTuple):
    """A head as someone keeps it: in `stream`, the event `seq` has this hash."""

    stream: str
    seq: int
    hash: str
    holder: str


@dataclass(frozen=True)
class Fault:
    """The first thing wrong in a stream, in Chinese."""

    stream: str
    seq: int
    words: str

    def __str__(self) -> str:
        return f"{self.stream} 第 {self.seq} 号：{self.words}"


@dataclass
class Report:
    """What verification found. Flagged and erased are no faults."""

    streams: int = 0
    events: int = 0
    contents: int = 0
    erased: int = 0
    held: int = 0
    flagged: list[tuple[str, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _Bad(Exception):
    """A fault was found at this seq; the rest of the stream proves nothing more."""

    def __init__(self, seq: int, words: str) -> None:
        super().__init__(words)
        self.seq = seq
        self.words = words


def verify(outside: Iterable[Held] = ()) -> Report:
    """Check all chains; `outside` are heads kept elsewhere.

    Heads are read first: what is written meanwhile is left to the next time.
    """
    report = Report()
    faults: dict[str, Fault] = {}
    kept = [*outside]
    heads = {head.stream: head for head in Head.objects.all()}
    streams = {*heads, *Event.objects.values_list("stream", flat=True).distinct()}
    for stream in sorted(streams):
        checking = _Checking(stream, report)
        try:
            head = heads.get(stream) or Head(stream=stream)
            for event in read_stream(stream, until=head.seq):
                checking.event(event)
            checking.end(head)
        except _Bad as bad:
            faults[stream] = Fault(stream, bad.seq, bad.words)
        kept += checking.kept
    report.streams, report.held = len(streams), len(kept)
    for stream, fault in _against(kept):
        if stream not in faults or fault.seq < faults[stream].seq:
            faults[stream] = fault
    report.faults = [faults[stream] for stream in sorted(faults)]
    return report


def _against(kept: Iterable[Held]) -> Iterator[tuple[str, Fault]]:
    """The first event of each stream that is not what someone keeps of it."""
    wanted: dict[str, dict[int, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for held in kept:
        wanted[held.stream][held.seq].append(held)
    for stream, by_seq in wanted.items():
        stored: dict[int, str] = {}
        for some in chunks(sorted(by_seq)):
            rows = Event.objects.filter(stream=stream, seq__in=some)
            stored |= dict(rows.values_list("seq", "hash"))
        for seq, each in sorted(by_seq.items()):
            if seq not in stored:
                last = Event.objects.filter(stream=stream, seq__lt=seq).aggregate(last=Max("seq"))["last"]
                words = f"末尾被截去：{each[0].holder}留存的链头在第 {seq} 号"
                yield stream, Fault(stream, (last or 0) + 1, words)
                break
            wrong = [held.holder for held in each if held.hash != stored[seq]]
            if wrong:
                words = f"与{wrong[0]}留存的链头不符：这一号或以前的被整体改写过"
                yield stream, Fault(stream, seq, words)
                break


class _Checking:
    """Walks one stream. Every check names the first event that does not fit."""

    def __init__(self, stream: str, report: Report) -> None:
        self.stream = stream
        self.report = report
        self.seq = 0
        self.hash = ""
        self.at: datetime | None = None
        self.erased: dict[tuple[int, int], str] = {}
        self.tombs: set[tuple[str, int, int]] = set()
        self.kept: list[Held] = []

    def event(self, event: Record) -> None:
        """Check the next event."""
        seq = event["seq"]
        if seq != self.seq + 1:
            raise _Bad(self.seq + 1, f"缺少这一号（后面直接是第 {seq} 号）")
        if event["prev"] != self.hash:
            raise _Bad(seq, "与前一号接不上")
        try:
            expected = event_hash(event)
        except ValueError:
            raise _Bad(seq, f"算法“{event['algorithm']}”不能用，无法核对") from None
        if event["hash"] != expected:
            raise _Bad(seq, "事项被改动过，与指纹不符")
        at = datetime.fromisoformat(event["at"])
        if event["is_clock_behind"] != is_behind(at, self.at):
            raise _Bad(seq, "时钟标记与时间不符")
        if event["is_clock_behind"]:
            self.report.flagged.append((self.stream, seq))
        self._contents(event)
        self.seq, self.hash, self.at = seq, event["hash"], at
        self.report.events += 1

    def _contents(self, event: Record) -> None:
        seq, algorithm = event["seq"], event["algorithm"]
        listed = [(about, version, digest) for about, version, digest, _salt, _body in event["contents"]]
        if contents_digest(listed, algorithm) != event["digest"]:
            raise _Bad(seq, "内容缺了、多了或换了，与事项的指纹不符")
        for place, (about, _version, digest, salt, body) in enumerate(event["contents"]):
            self.report.contents += 1
            if salt is None or body is None:
                if event["verb"] in (ERASED, HELD):
                    raise _Bad(seq, "销毁记录或留存的链头被抹去")
                self.erased[seq, place] = about
                self.report.erased += 1
            elif fingerprint(salt + body, algorithm) != digest:
                raise _Bad(seq, f"“{about}”的内容被改动过，与指纹不符")
            elif event["verb"] == ERASED:
                self._tomb(about, json.loads(body))
            elif event["verb"] == HELD:
                said = json.loads(body)
                self.kept.append(Held(said["stream"], said["seq"], said["hash"], self.stream))

    def _tomb(self, about: str, said: Mapping[str, Any]) -> None:
        self.tombs.update((about, seq, place) for seq, place in said.get("erased", ()))

    def end(self, head: Head) -> None:
        """Check what must have been there in the end."""
        if (self.seq, self.hash) != (head.seq, head.hash):
            raise _Bad(self.seq + 1, f"末尾被截去：链头记到第 {head.seq} 号")
        beyond = Event.objects.filter(stream=self.stream).aggregate(last=Max("seq"))["last"] or 0
        now = Head.objects.filter(stream=self.stream).values_list("seq", flat=True).first() or 0
        if beyond > now:
            raise _Bad(now + 1, "多出来的：链头没有记到这一号")
        self._erasures()

    def _erasures(self) -> None:
        """Every erased content has a tombstone in its stream; one may have been written since."""
        missing = {(about, seq, place) for (seq, place), about in self.erased.items()} - self.tombs
        if missing:
            later = Payload.objects.filter(event__stream=self.stream, event__verb=ERASED, body__isnull=False)
            for row in later.filter(event__seq__gt=self.seq):
                self._tomb(row.object, row.content or {})
            missing -= self.tombs
        for about, seq, _place in sorted(missing, key=lambda each: each[1:]):
            raise _Bad(seq, f"“{about}”的内容被抹去，却没有销毁记录")
