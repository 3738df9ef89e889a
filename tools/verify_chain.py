#!/usr/bin/env python3
"""Verify 红烛's audit chains without 红烛: standard library only, nothing of the project is imported.

    python3 verify_chain.py FILE [--against FILE]

FILE is an export (`./run verify --export FILE`: JSON lines, one event each, contents by their digests) or an
SQLite database (db.sqlite3), where the contents are checked too. The other FILE is an earlier export, or heads
that were kept elsewhere (`./run verify --heads FILE`); without them a cut tail and a chain that was written anew
as a whole cannot be told from an honest one.

What is hashed
  canonical   JSON, keys sorted, no spaces, characters as they are, UTF-8
  content     H(salt + body), body being canonical JSON
  digest      H(canonical [[object, version, digest of content], ...]) in their order
  hash        H(canonical {the fields in HASHED}), `prev` being the hash of the event before in the stream
H is named by `algorithm`. Events of a stream are numbered 1, 2, 3, ...

Exit codes: 0 every chain holds, 1 one does not, 2 the files cannot be read.
"""

import argparse
import hashlib
import json
import sqlite3
import sys
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

HASHED = (
    "algorithm",
    "stream",
    "seq",
    "at",
    "actor",
    "actor_label",
    "verb",
    "object",
    "digest",
    "is_clock_behind",
    "prev",
)
ALGORITHMS = ("sha256", "sm3")
ERASED, HELD = "payload.erased", "heads.held"


class Bad(Exception):
    """The first thing wrong in a stream."""


ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def canonical(value):
    """The one text of a value."""
    return ENCODER.encode(value)


def fingerprint(text, algorithm):
    """Hash of a text, in hex."""
    if algorithm == "sha256":
        return hashlib.sha256(text.encode()).hexdigest()
    if algorithm not in ALGORITHMS:
        raise Bad(f"不认识的算法“{algorithm}”")
    return hashlib.new(algorithm, text.encode()).hexdigest()


def read_export(path):
    """Events of an export, one dict each."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                event = json.loads(line)
                event["seq"], event["contents"] = int(event["seq"]), [[*each] for each in event["contents"]]
                if set(event) != {*HASHED, "hash", "contents"}:
                    raise ValueError
            except (ValueError, KeyError, TypeError):
                raise SystemExit(f"第 {number} 行不是导出的事项，无法核对。") from None
            yield event


def read_database(path):
    """Events of an SQLite database; contents come with their salts and bodies."""
    base = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)
    columns = [*HASHED, "hash"]
    rows = base.execute(f"SELECT {', '.join(columns)}, id FROM audit_event ORDER BY stream, seq")
    contents = groupby(
        base.execute(
            "SELECT e.stream, e.seq, p.object, p.version, p.digest, p.salt, p.body FROM audit_payload p"
            " JOIN audit_event e ON e.id = p.event_id ORDER BY e.stream, e.seq, p.place"
        ),
        lambda row: row[:2],
    )
    place, found = next(contents, (None, ()))
    for row in rows:
        event = dict(zip(columns, row))
        event["at"] = instant(event["at"])
        event["is_clock_behind"] = bool(event["is_clock_behind"])
        event["contents"] = []
        if place == (event["stream"], event["seq"]):
            event["contents"] = [[*each[2:]] for each in found]
            place, found = next(contents, (None, ()))
        yield event


def heads_of_database(path):
    """stream → (seq, hash) as the database itself remembers its last events."""
    base = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)
    return {row[0]: row[1:] for row in base.execute("SELECT stream, seq, hash FROM audit_head WHERE seq > 0")}


def instant(text):
    """A time as the database has it (2026-11-22 04:00:00.5, UTC) as it was hashed."""
    day, _, clock = text.partition(" ")
    whole, _, part = clock.partition(".")
    return f"{day}T{whole}.{part:0<6}+00:00"


def read_heads(path):
    """The last event of each stream in a file of heads or an earlier export: stream → (seq, hash)."""
    last = {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                said = json.loads(line)
                stream, head = said["stream"], (int(said["seq"]), said["hash"])
            except (ValueError, KeyError, TypeError):
                raise SystemExit(f"{path} 第 {number} 行不是链头，无法比对。") from None
            last[stream] = max(head, last.get(stream, (0, "")))
    return last


def verify(events, outside=(), heads=None):
    """Check events, grouped by stream. Returns (streams, events, {stream: (seq, words)} of what is wrong).

    `outside`: (stream, seq, hash, who keeps it). `heads`: what the database remembers, or None for an export.
    """
    faults, kept, last, count = {}, [*outside], {}, 0
    seen = {}
    for stream, group in groupby(events, lambda event: event["stream"]):
        walk = Walk()
        try:
            if stream in last:
                raise Bad("同一条链分成了两段")
            for event in group:
                walk.step(event)
            walk.check_erasures()
        except Bad as bad:
            faults.setdefault(stream, (walk.next, str(bad)))
        count += walk.seq
        last[stream] = (walk.seq, walk.hash)
        seen[stream] = walk.hashes
        kept += [(*each, stream) for each in walk.held]
    for stream, (seq, value) in (heads or {}).items():
        kept.append((stream, seq, value, "数据库"))
    for stream, seq, value, holder in sorted(kept):
        if stream in faults and faults[stream][0] <= seq:
            continue
        hashes = seen.get(stream, [])
        if seq > len(hashes):
            faults[stream] = (len(hashes) + 1, f"末尾被截去：{holder}的链头在第 {seq} 号")
        elif hashes[seq - 1] != value:
            faults[stream] = (seq, f"与{holder}的链头不符：这一号或以前的被整体改写过")
    for stream, (seq, _value) in last.items():
        if heads is not None and stream not in faults and heads.get(stream, (0, ""))[0] < seq:
            faults[stream] = (heads.get(stream, (0, ""))[0] + 1, "多出来的：链头没有记到这一号")
    return len(last), count, faults


class Walk:
    """One stream, event by event."""

    def __init__(self):
        self.seq, self.hash, self.at, self.next = 0, "", None, 1
        self.hashes, self.held = [], []
        self.erased, self.tombs = {}, set()

    def step(self, event):
        """Check the next event; raises Bad."""
        self.next, seq = self.seq + 1, event["seq"]
        if seq != self.next:
            raise Bad(f"缺少这一号（后面直接是第 {seq} 号）")
        if event["prev"] != self.hash:
            raise Bad("与前一号接不上")
        said = {name: event[name] for name in HASHED}
        if fingerprint(canonical(said), event["algorithm"]) != event["hash"]:
            raise Bad("事项被改动过，与指纹不符")
        at = datetime.fromisoformat(event["at"])
        if event["is_clock_behind"] != (self.at is not None and at < self.at - timedelta(seconds=2)):
            raise Bad("时钟标记与时间不符")
        self.contents(event)
        self.seq, self.hash, self.at = seq, event["hash"], at
        self.hashes.append(event["hash"])

    def contents(self, event):
        """Check the contents of an event."""
        listed = [each[:3] for each in event["contents"]]
        if fingerprint(canonical(listed), event["algorithm"]) != event["digest"]:
            raise Bad("内容缺了、多了或换了，与事项的指纹不符")
        for place, (about, _version, digest, *rest) in enumerate(event["contents"]):
            if not rest:  # an export
                continue
            salt, body = rest
            if salt is None or body is None:
                if event["verb"] in (ERASED, HELD):
                    raise Bad("销毁记录或留存的链头被抹去")
                self.erased[event["seq"], place] = about
                continue
            if fingerprint(salt + body, event["algorithm"]) != digest:
                raise Bad(f"“{about}”的内容被改动过，与指纹不符")
            said = json.loads(body)
            if event["verb"] == ERASED:
                self.tombs.update((about, seq, place) for seq, place in said["erased"])
            if event["verb"] == HELD:
                self.held.append((said["stream"], said["seq"], said["hash"]))

    def check_erasures(self):
        """Every erased content has a tombstone."""
        for (seq, place), about in sorted(self.erased.items()):
            if (about, seq, place) not in self.tombs:
                self.next = seq
                raise Bad(f"“{about}”的内容被抹去，却没有销毁记录")


def main(argv=None):
    """Print what was found; returns the exit code."""
    parser = argparse.ArgumentParser(description="核对红烛的审计链，不依赖红烛。")
    parser.add_argument("file", help="导出的审计链，或 SQLite 数据库文件")
    parser.add_argument("--against", metavar="文件", help="以前另行保管的链头文件或导出文件")
    options = parser.parse_args(argv)
    try:
        with open(options.file, "rb") as file:
            is_database = file.read(16) == b"SQLite format 3\0"
        outside = read_heads(options.against).items() if options.against else ()
        kept = [(stream, *head, "外存文件") for stream, head in outside]
        events = read_database(options.file) if is_database else read_export(options.file)
        heads = heads_of_database(options.file) if is_database else None
        streams, count, faults = verify(events, kept, heads)
    except (OSError, UnicodeDecodeError, sqlite3.Error, SystemExit) as error:
        print(error, file=sys.stderr)
        return 2
    for stream, (seq, words) in sorted(faults.items()):
        print(f"{stream} 第 {seq} 号：{words}")
    if faults:
        return 1
    print(f"审计链完好：{streams} 条链，{count} 个事项。")
    if not kept:
        print("没有用 --against 同另行保管的链头比对：整条改写、截去末尾，单凭这个文件看不出来。")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
