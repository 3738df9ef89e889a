"""交接单: what goes over when another becomes secretary: what is owed, what waits, what rooms have to say."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.urls import reverse

from hongzhu.kit.dates import date_words
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.obligations.pending import Line, pending_for
from hongzhu.orgs.access import Reader
from hongzhu.orgs.cases import HomeLine, HomePart, handed_over
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.access import own_row
from hongzhu.people.models import Appointment
from hongzhu.policy.days import to_date

from .access import orgs_to_hand_over
from .home import OwedLine
from .mine import mine_of, within
from .to_do import to_do
from .waiting import Waiting, waiting_for

NEW_FOR: Final = timedelta(days=30)
"""so long a new secretary is offered the sheet on his home"""


@dataclass(frozen=True)
class Handover:
    """`owed`: late first, each with its last day in words; `waiting`: for somebody else; `parts`: from the rooms."""

    org: PartyOrg
    owed: list[tuple[OwedLine, str]]
    asked: list[str]
    """what the district has still to confirm"""
    to_answer: list[Line]
    """说明 and 判断有误 that wait for an answer from here"""
    waiting: list[Waiting]
    parts: list[HomePart]


def handover_of(reader: Reader, org: PartyOrg, today: date) -> Handover:
    """Of one organisation, its groups and the schools it covers; other offices of the reader's are left aside."""
    here = within(reader, org.pk)
    found = to_do(here, today)
    pending = pending_for(here, pack_in_force(), today)
    lines = [*found.shown, *found.later] if found else []
    return Handover(
        org=org,
        owed=[(line, date_words(to_date(line.due))) for line in lines],
        asked=[line.title for line in found.asked] if found else [],
        to_answer=pending.asked,
        waiting=waiting_for(here, mine_of(here), pending.awaited, today),
        parts=handed_over(here, org, today),
    )


def offered(reader: Reader, today: date) -> list[HomePart]:
    """To whoever became secretary in the last month; no query but for him."""
    known = own_row(reader)
    posts = known[1] if known else []
    new = [
        post.org_id
        for post in posts
        if post.org_id
        and post.post == Appointment.Post.SECRETARY
        and today - NEW_FOR < post.starts_on <= today
    ]
    if not new:
        return []
    lines = tuple(_line(org) for org in orgs_to_hand_over(reader).filter(pk__in=new).order_by("code"))
    return [HomePart(name="handover", title="刚接任", lines=lines, is_first=True)] if lines else []


def _line(org: PartyOrg) -> HomeLine:
    return HomeLine(
        look="open",
        tag="交接单",
        title=f"{org.name}：要办的、没办完的、簿册在哪里，一页看全",
        about="接任一个月内列在这里，可以打印出来签字",
        verb="打开",
        href=reverse("handover", args=[org.code]),
    )
