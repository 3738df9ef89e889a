"""Chains and heads as JSON lines, to be kept or checked elsewhere; contents by their digests only."""

import json
from collections.abc import Iterable
from typing import TextIO

from .chain import canonical
from .models import Head
from .reading import export_line, read_stream
from .verifying import Held

HOLDER = "外存文件"


def export_chains(file: TextIO) -> int:
    """Write every event of every stream; returns how many."""
    count = 0
    for head in Head.objects.order_by("stream"):
        for event in read_stream(head.stream, until=head.seq):
            file.write(export_line(event) + "\n")
            count += 1
    return count


def export_heads(file: TextIO) -> int:
    """Write the head of every stream: enough to find out later that a tail was cut or a chain written anew."""
    heads = Head.objects.filter(seq__gt=0).order_by("stream")
    for head in heads:
        file.write(canonical({"stream": head.stream, "seq": head.seq, "hash": head.hash}) + "\n")
    return len(heads)


def read_heads(lines: Iterable[str]) -> list[Held]:
    """The last event of each stream in an export of chains or heads. Raises ValueError naming the line."""
    last: dict[str, Held] = {}
    for number, line in enumerate(lines, 1):
        try:
            said = json.loads(line)
            held = Held(str(said["stream"]), int(said["seq"]), str(said["hash"]), HOLDER)
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"第 {number} 行不是链头或导出的事项") from None
        if held.stream not in last or held.seq > last[held.stream].seq:
            last[held.stream] = held
    return list(last.values())
