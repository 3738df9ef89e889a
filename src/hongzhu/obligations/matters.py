"""What a page of this room is about: one duty of one subject in one period, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import Http404
from django.urls import reverse

from hongzhu.ledger.in_force import pack_in_force
from hongzhu.ledger.models import Subject
from hongzhu.ledger.stored import NotStored, Standing, stored_days, stored_pack, stored_standing
from hongzhu.orgs.access import Reader
from hongzhu.policy.days import to_date
from hongzhu.policy.pack import Obligation, Pack
from hongzhu.policy.period_words import period_words
from hongzhu.policy.rules import COUNTED
from hongzhu.policy.vocabulary import STATUSES

from .access import names_of, subject_for

NOT_HERE: Final = "没有这一项任务，或者不在您能办的范围里。请从首页或任务页面点开。"


@dataclass(frozen=True)
class Matter:
    """One duty of one subject in one period; `period`: its label, `named`: as people say it."""

    duty: Obligation
    subject: Subject
    name: str
    period: str
    named: str
    status: str = ""

    @property
    def title(self) -> str:
        """10月份支部委员会."""
        return f"{self.named}{self.duty.title}"

    @property
    def href(self) -> str:
        """The page that explains it."""
        return reverse("duty", args=[self.duty.id, self.subject.kind, self.subject.code])

    @property
    def query(self) -> dict[str, str]:
        """What the address of a form says of it."""
        return {
            "duty": self.duty.id,
            "kind": self.subject.kind,
            "code": self.subject.code,
            "period": self.period,
        }


def matter_for(reader: Reader, resource: str, action: str, asked: dict[str, str], today: date) -> Matter:
    """What a form is about, as its address says it; the status as of today. Raises Http404 where it is out of reach."""
    subject = subject_for(reader, resource, action, asked.get("kind", ""), asked.get("code", ""))
    duty = {each.id: each for each in pack_in_force().obligations}.get(asked.get("duty", ""))
    if subject is None or duty is None or duty.subject != subject.kind:
        raise Http404(NOT_HERE)
    period = asked.get("period", "")
    row = _standing(subject, duty, period, today)
    if row is None:
        raise Http404(NOT_HERE)
    name = names_of([subject.pk]).get(subject.pk, "")
    return Matter(duty, subject, name, period, _named(duty, period, today, row), STATUSES[row.status])


def matters_of(rows: Iterable[tuple[str, Subject, str]], pack: Pack, today: date) -> list[Matter | None]:
    """Of (obligation, subject, period) that are shown already; None for a duty that the pack does not know."""
    rows = list(rows)
    names = names_of({subject.pk for _key, subject, _period in rows})
    duties = {each.id: each for each in pack.obligations}
    return [
        Matter(duty, subject, names.get(subject.pk, ""), period, _named(duty, period, today))
        if (duty := duties.get(key))
        else None
        for key, subject, period in rows
    ]


def matter_of(obligation: str, subject: Subject, period: str, today: date) -> Matter:
    """Of one record that is shown. Raises Http404 for a duty that the pack in force does not know."""
    (found,) = matters_of([(obligation, subject, period)], pack_in_force(), today)
    if found is None:
        raise Http404(NOT_HERE)
    return found


def _named(duty: Obligation, period: str, today: date, row: Standing | None = None) -> str:
    if row is not None and row.rule.shape not in COUNTED:
        return f"{to_date(row.row.period):%Y-%m-%d} 起的" if row.row.period else ""
    return period_words(duty.period, period, today.year)


def _standing(subject: Subject, duty: Obligation, period: str, today: date) -> Standing | None:
    try:
        compiled = stored_pack()
    except NotStored:
        return None
    since, _last = stored_days(compiled)
    found = stored_standing(compiled, today, since, frozenset({subject.pk}))
    rows = [each for each in found if each.obligation.id == duty.id and each.row.label == period]
    return rows[-1] if rows else None
