"""Who sends, who answers, who reads: the sender its own, the organisation asked, both superiors of that organisation."""

from collections.abc import Collection
from typing import Final

from django.db.models import Exists, F, OuterRef, Q

from hongzhu.orgs.access import (
    GUIDING,
    INSPECTOR,
    LEADING,
    OFFICER,
    PRINCIPAL,
    SUPERIORS,
    Reader,
    above_keys,
    above_orgs,
    granted,
    org_keys,
)
from hongzhu.orgs.models import Coverage, OrgReach, PartyOrg
from hongzhu.policy.days import to_day

from .models import Assignment, Receipt

RESOURCE: Final = "assignment"
WHY: Final = "drawing the line"
AFAR: Final = frozenset({LEADING, GUIDING, INSPECTOR})
"""roles that look from above"""


def assignments(reader: Reader, action: str) -> Q:
    """What one's own organisation sends; to read also what was sent to an organisation in reach."""
    if action != "read":
        return Q(org__in=sending_keys(reader, action))
    asked = Exists(Receipt.objects.everything(WHY).filter(_to_reach(reader), assignment=OuterRef("pk")))
    reading = org_keys(reader, RESOURCE, "read")
    is_sent = Q(sent_at__isnull=False)
    return Q(org__in=sending_keys(reader, "create")) | (is_sent & Q(org__in=reading)) | (is_sent & Q(asked))


def receipts(reader: Reader, action: str) -> Q:
    """read: of the own organisation, of those below, of what one sent; answer: the own; note: from above; change: what
    one sent; draft: of one's own drafts, of which nobody else knows.
    """
    return _receipts(reader, action, "")


def _receipts(reader: Reader, action: str, path: str) -> Q:
    sent = Q(**{f"{path}assignment__sent_at__isnull": False})
    if action == "draft":
        return Q(**{f"{path}assignment__org__in": sending_keys(reader, "create")})
    if action == "change":
        return sent & Q(**{f"{path}assignment__org__in": sending_keys(reader, "change")})
    if action == "answer":
        return sent & Q(**{f"{path}org__in": org_keys(reader, RESOURCE, "answer", but=AFAR)})
    if action == "note":
        return sent & Q(**{f"{path}org__in": org_keys(reader, RESOURCE, "note")})
    mine = Q(**{f"{path}assignment__org__in": sending_keys(reader, "create")})
    return sent & (mine | _to_reach(reader, path))


def of_assignments(reader: Reader, action: str) -> Q:
    """What an assignment asks for: seen by whoever sees the assignment."""
    rows = Assignment.objects.visible_to(reader, action)
    return Q(assignment__in=rows)


def of_receipts(reader: Reader, action: str) -> Q:
    """Answers and remarks: seen by whoever sees the receipt."""
    return _receipts(reader, action, "receipt__")


def of_responses(reader: Reader, action: str) -> Q:
    """What an answer says of each thing asked."""
    return _receipts(reader, action, "response__receipt__")


def _to_reach(reader: Reader, path: str = "") -> Q:
    """Receipts of organisations in reach; for the head of a school those of the organisation that covers it."""
    line = Q(**{f"{path}org__in": org_keys(reader, RESOURCE, "read")})
    if PRINCIPAL in granted(RESOURCE, "read") and (schools := reader.schools({PRINCIPAL})):
        covering = Coverage.objects.everything(WHY).on(reader.day).filter(school__in=schools)
        line |= Q(**{f"{path}org__in": covering.values("org")})
    return line


def looks_from_above(reader: Reader) -> bool:
    """Whether the reader sends, or watches those who do; everybody else is asked."""
    return bool(sending_keys(reader, "create")) or bool(reader.roles & {INSPECTOR, OFFICER})


def sending_keys(reader: Reader, action: str) -> frozenset[int]:
    """Keys of the organisations above schools in whose name the reader sends, or changes what was sent."""
    return above_keys(reader, RESOURCE, action)


def senders(reader: Reader) -> list[PartyOrg]:
    """The organisations in whose name the reader may send, in the order of codes."""
    return above_orgs(reader, RESOURCE, "create")


def receipts_of_codes(codes: Collection[str]) -> list[Receipt]:
    """Receipts by the codes of their subjects, assignment, sender and organisation at hand. One query."""
    rows = Receipt.objects.everything("cases of organisations the caller already sees").filter(
        subject__code__in=codes
    )
    return list(rows.select_related("assignment__org", "org"))


def noting_as(reader: Reader, org: int) -> PartyOrg:
    """The organisation in whose name the reader remarks: the one that leads this organisation before one that guides it."""
    day = to_day(reader.day)
    reach = OrgReach.objects.everything(WHY).filter(
        superior__in=reader.orgs(SUPERIORS), org=org, from_day__lte=day, until_day__gt=day
    )
    first = (
        reach.exclude(superior=F("org")).order_by("-line", "superior").values_list("superior", flat=True)[0]
    )
    return PartyOrg.objects.everything(WHY).get(pk=first)
