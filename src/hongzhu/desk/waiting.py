"""What waits for others: 说明 and 判断有误 that no superior has answered, records that one has still to sign."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from hongzhu.obligations.pending import Line
from hongzhu.orgs.access import Reader
from hongzhu.policy.days import to_day
from hongzhu.policy.vocabulary import EVIDENCE

from .access import half_signed
from .mine import Mine
from .periods import day_words

MOST: Final = 10


@dataclass(frozen=True)
class Waiting:
    """One thing that somebody else has to do."""

    tag: str
    title: str
    about: str
    href: str


def waiting_for(reader: Reader, mine: Mine, awaited: list[Line], today: date) -> list[Waiting]:
    """Of one's own: records that somebody else has still to sign, what no superior has answered."""
    lines = [Waiting(line.tag, line.title, line.about, line.href) for line in awaited]
    return (_unsigned(reader, mine, today) if mine.explaining else []) + lines


def _unsigned(reader: Reader, mine: Mine, today: date) -> list[Waiting]:
    """The latest first; the name is that of whoever has not signed. What the reader has to sign is his: to_sign.py."""
    columns = ("code", "held_on", "kind", "has_chair", "chair__name", "recorder__name")
    found = half_signed(mine.explaining)
    if reader.person is not None:
        found = found.exclude(has_chair=False, chair=reader.person)
        found = found.exclude(has_chair=True, recorder=reader.person)
    rows = found.order_by("-held_on", "code").values_list(*columns)[:MOST]
    lines = []
    for code, held_on, kind, has_chair, chair, recorder in rows:
        who = (recorder or "记录人") if has_chair else (chair or "主持人")
        title = f"{day_words(to_day(held_on), today)}{EVIDENCE.get(kind, '会议')}，等{who}签字"
        lines.append(Waiting("等签字", title, "签了才算确认；没签也先算数", reverse("meeting", args=[code])))
    return lines
