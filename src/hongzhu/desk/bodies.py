"""The organisations, groups and schools that a reader looks after, and where their meetings are recorded."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from hongzhu.orgs.cases import Case, Owned
from hongzhu.policy.pack import Obligation
from hongzhu.policy.vocabulary import MEETING_KINDS

PLAN: Final = "plan.study"
"""evidence that is recorded as a study plan"""


@dataclass(frozen=True)
class Body:
    """Whose duties stand on a home; `records_as`: for whom the reader records what settles them, as org:D001."""

    subject: int
    kind: str
    code: str
    name: str
    records_as: str = ""
    about: str = ""
    href: str = ""
    """a case: where it is settled"""
    verb: str = ""
    """a case: what is done there"""

    @property
    def is_case(self) -> bool:
        """Something an organisation has to settle, not an organisation."""
        return bool(self.href)


def case_body(owned: Owned, case: Case) -> Body:
    """A case as the body of its own duty."""
    return Body(
        owned.subject, owned.kind, owned.code, case.title, about=case.about, href=case.href, verb=case.verb
    )


def meeting_kind(duty: Obligation) -> str:
    """The kind of meeting that counts for a duty; empty where no meeting does."""
    return next((kind for kind in duty.evidence if kind in MEETING_KINDS), "")


def record_address(body: Body, duty: Obligation, last: date | None = None) -> str:
    """Where what settles a duty is recorded; empty where no page can. `last`: the last day of a period that is over."""
    if body.is_case:
        return body.href
    kind = meeting_kind(duty)
    if PLAN in duty.evidence and body.kind == "org" and body.records_as:
        words = {"body": body.records_as} | ({"on": last.isoformat()} if last else {})
        return f"{reverse('plan_new')}?{urlencode(words, safe=':')}"
    if not kind or not body.records_as:
        return ""
    words = {"body": body.records_as, "kind": kind} | ({"on": last.isoformat()} if last else {})
    return f"{reverse('meeting_new')}?{urlencode(words, safe=':')}"


def duty_address(duty: Obligation, kind: str, code: str, year: int = 0) -> str:
    """The page that explains one duty of one subject, or of the people of a place; `year` unless the present one."""
    address = reverse("duty", args=[duty.id, kind, code])
    return f"{address}?year={year}" if year else address
