"""One 说明 from its page: submitted, taken back, accepted or refused."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.ledger.models import Subject
from hongzhu.ledger.posting import Posting, posting
from hongzhu.ledger.saving import stamp
from hongzhu.obligations.models import Justification
from hongzhu.orgs.models import PartyOrg
from hongzhu.policy.days import to_day

from .filing import PERIOD
from .telling import ANSWERED_MEANWHILE, demand, last_day, locked, set_values, tell, user_of

NO_REASON_HELPS: Final = (
    "原文对这一项用的是“必须”“要”这样的词，说明理由不能代替；确有特殊情况，可以请上级批准免计。"
)
OPEN: Final[dict[str, object]] = {
    "accepted_by": None,
    "accepted_on": None,
    "refused_by": None,
    "refused_on": None,
    "withdrawn_on": None,
}


def submit_justification(
    *, obligation: str, subject: Subject, period: str, reason: str, by: By, now: datetime
) -> Justification:
    """Submit a reason; one that was refused or taken back is said anew, the earlier version stays. Raises Refused."""
    pack = pack_in_force()
    duty = next((each for each in pack.obligations if each.id == obligation), None)
    today = timezone.localdate(now)
    if duty is None or duty.subject != subject.kind or not PERIOD.fullmatch(period):
        raise Refused("没有这一项、这一期的任务，请从首页或任务页面重新点开。", field="period")
    if duty.on(today).modality == "must":
        raise Refused(NO_REASON_HELPS, field="reason")
    reason = demand(reason, "reason", "请写明没有做的原因。")
    with posting(now=now) as post:
        rows = Justification.objects.everything("actions see all").select_for_update()
        row = rows.filter(obligation=obligation, subject=subject, period=period).first()
        asked = {"reason": reason, "filed_on": today, "due_on": last_day(pack, today)}
        values = OPEN | asked | {"filed_by": user_of(by)}
        said = asked | {"obligation": obligation, "period": period}
        if row is None:
            row = Justification(
                obligation=obligation, subject=subject, period=period, **values, **stamp(by, now)
            )
            row.save()
            tell(post, "justification.recorded", row, subject, said, by=by, now=now)
        else:
            if row.is_waiting or row.accepted_on:
                raise Refused("这一期已经提交过说明，请看已提交的那一份。", field="period")
            before = set_values(row, values, by=by, now=now)
            tell(post, "justification.changed", row, subject, said, by=by, now=now, before=before)
        _post(post, row)
    return row


def withdraw_justification(row: Justification, *, by: By, now: datetime) -> Justification:
    """Take back what nobody has answered. Raises Refused."""
    with posting(now=now) as post:
        stored = locked(row)
        if not stored.is_waiting:
            raise Refused(ANSWERED_MEANWHILE, field="reason")
        values = {"withdrawn_on": timezone.localdate(now)}
        before = set_values(stored, values, by=by, now=now)
        tell(post, "justification.withdrawn", stored, stored.subject, values, by=by, now=now, before=before)
        _post(post, stored)
    return stored


def answer_justification(
    row: Justification, *, is_accepted: bool, answer: str, org: PartyOrg, by: By, now: datetime
) -> Justification:
    """Accept a reason from today on, or refuse it and say why. Nobody answers what he submitted. Raises Refused."""
    today: date = timezone.localdate(now)
    answer = answer.strip()
    if not is_accepted:
        answer = demand(answer, "answer", "不认可要写明原因，让对方知道怎么办。")
    with posting(now=now) as post:
        stored = locked(row)
        if not stored.is_waiting:
            raise Refused(ANSWERED_MEANWHILE, field="answer")
        if stored.filed_by is not None and stored.filed_by == user_of(by):
            raise Refused("这份说明是您自己提交的，要由别人答复。", field="answer")
        kind = "accepted" if is_accepted else "refused"
        values = {f"{kind}_by": org, f"{kind}_on": today, "answer": answer}
        before = set_values(stored, values, by=by, now=now)
        said = {f"{kind}_by": org.code, f"{kind}_on": today, "answer": answer}
        tell(post, f"justification.{kind}", stored, stored.subject, said, by=by, now=now, before=before)
        _post(post, stored)
    return stored


def _post(post: Posting, row: Justification) -> None:
    accepted = None if row.accepted_on is None else to_day(row.accepted_on)
    post.justify(f"justification:{row.pk}", row.obligation, row.subject_id, row.period, accepted)
