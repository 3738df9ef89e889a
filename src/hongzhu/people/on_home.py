"""On homes: whoever keeps the roster that somebody is to join is asked; requests that a record be put right."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hongzhu.kit.dates import short_date
from hongzhu.orgs.access import Reader
from hongzhu.orgs.cases import HomeLine, HomePart

from .models import CorrectionRequest, Transfer

Asked = CorrectionRequest.State
MOST: Final = 5
SHOWN_FOR: Final = timedelta(days=14)
"""how long an answer stays on the home of whoever asked"""


def parts(reader: Reader, today: date) -> list[HomePart]:
    """Two queries, once for a reader as long as nothing is written; one for whoever answers nothing."""
    return reader.remembered(f"people on {today}", lambda reader: list(_all_parts(reader, today)))


def _all_parts(reader: Reader, today: date) -> Iterator[HomePart]:
    if reader.may("answer", "transfer"):
        yield from _parts(reader)
    if reader.may("read", "correction"):
        yield from _corrections(reader, today)


def _corrections(reader: Reader, today: date) -> Iterator[HomePart]:
    """更正申请 that wait for the reader's answer; his own, until two weeks after they were answered."""
    lately = Q(state=Asked.WAITING) | Q(answered_on__gt=today - SHOWN_FOR)
    rows = CorrectionRequest.objects.visible_to(reader).filter(lately).select_related("person")
    found = list(rows.order_by("due_on", "pk"))
    answers = reader.may("answer", "correction")
    mine = [each for each in found if each.person_id == reader.person]
    asked = [each for each in found if each not in mine and each.is_waiting] if answers else []
    yield HomePart(
        name="corrections",
        title="等您答复的更正申请",
        lines=tuple(_asked(each, today) for each in asked[:MOST]),
        is_first=True,
    )
    yield HomePart(name="my-corrections", title="我的更正申请", lines=tuple(map(_mine, mine[:MOST])))


def _asked(row: CorrectionRequest, today: date) -> HomeLine:
    late = (today - row.due_on).days
    return HomeLine(
        look="late" if late > 0 else "soon",
        tag=f"过期 {late} 天" if late > 0 else "等您答复",
        title=f"{row.person.name}：{row.which}",
        about=f"{row.get_about_display()} · 最晚{short_date(row.due_on)}答复",
        verb="去答复",
        href=reverse("correction", args=[row.pk]),
    )


def _mine(row: CorrectionRequest) -> HomeLine:
    return HomeLine(
        look={"corrected": "done", "refused": "ask"}.get(row.state, "open"),
        tag=row.get_state_display(),
        title=row.which,
        about=row.answer or f"最晚{short_date(row.due_on)}答复",
        verb="看看",
        href=reverse("correction", args=[row.pk]),
    )


def _parts(reader: Reader) -> Iterator[HomePart]:
    rows = Transfer.objects.visible_to(reader, "answer").filter(state=Transfer.State.WAITING)
    lines = [
        HomeLine(
            look="soon",
            tag="等接收",
            title=f"{each.person.name}要转来",
            about=f"从{each.source.name}，{short_date(timezone.localtime(each.asked_at).date())}转出；接收以前由那边负责",
            verb="去接收",
            href=reverse("transfer", args=[each.pk]),
        )
        for each in rows.select_related("person", "source").order_by("asked_at", "pk")[:MOST]
    ]
    yield HomePart(
        name="transfers",
        title="等您接收的人",
        lines=tuple(lines),
        more=("全部转接", reverse("transfers")),
        is_first=True,
    )
