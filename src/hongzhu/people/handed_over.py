"""What of people goes over to a new secretary: who holds which post, and who is on the way from or to elsewhere."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hongzhu.kit.dates import date_words
from hongzhu.orgs.access import Reader
from hongzhu.orgs.cases import HomeLine, HomePart
from hongzhu.orgs.models import PartyOrg
from hongzhu.policy.days import to_day

from .models import Appointment, CorrectionRequest, Person, Transfer


def parts(reader: Reader, org: PartyOrg, today: date) -> Iterator[HomePart]:
    """Posts as they are held on the day; transfers that wait."""
    yield HomePart(name="posts", title="现在谁担任什么", lines=tuple(_posts(reader, org, today)))
    yield HomePart(name="transfers", title="还没有办完的转接", lines=tuple(_transfers(reader, org)))
    yield HomePart(name="corrections", title="等答复的更正申请", lines=tuple(_corrections(reader)))


def _posts(reader: Reader, org: PartyOrg, today: date) -> Iterator[HomeLine]:
    known = Person.objects.visible_to(reader)
    rows = Appointment.objects.visible_to(reader).filter(org=org, person__in=known)
    held = [row for row in rows.select_related("person") if row.span[0] <= to_day(today) < row.span[1]]
    order = list(Appointment.Post)
    for row in sorted(held, key=lambda each: (order.index(Appointment.Post(each.post)), each.person.code)):
        yield HomeLine(
            look="open",
            tag=Appointment.Post(row.post).label,
            title=row.person.name,
            about=f"{date_words(row.starts_on)}起",
            verb="资料",
            href=reverse("person", args=[row.person.code]),
        )


def _transfers(reader: Reader, org: PartyOrg) -> Iterator[HomeLine]:
    rows = Transfer.objects.visible_to(reader).filter(
        Q(source=org) | Q(target=org), state=Transfer.State.WAITING
    )
    for row in rows.select_related("person", "source", "target").order_by("asked_at", "pk"):
        coming = row.target_id == org.pk
        yield HomeLine(
            look="soon",
            tag="等接收" if coming else "等对方接收",
            title=row.person.name,
            about=f"{row.source.name} → {row.target.name}，{date_words(timezone.localdate(row.asked_at))}提出",
            verb="打开",
            href=reverse("transfer", args=[row.pk]),
        )


def _corrections(reader: Reader) -> Iterator[HomeLine]:
    rows = CorrectionRequest.objects.visible_to(reader, "answer").filter(
        state=CorrectionRequest.State.WAITING
    )
    for row in rows.select_related("person").order_by("due_on", "pk"):
        yield HomeLine(
            look="soon",
            tag="等答复",
            title=f"{row.person.name}：{row.which}",
            about=f"最晚{date_words(row.due_on)}",
            verb="打开",
            href=reverse("correction", args=[row.pk]),
        )
