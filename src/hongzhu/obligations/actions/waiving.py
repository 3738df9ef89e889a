"""免计: an exemption that a superior approves for a stretch of periods, and takes back."""

from datetime import datetime, timedelta

from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.in_force import pack_in_force, stored
from hongzhu.ledger.models import Subject
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import stamp
from hongzhu.obligations.models import Waiver
from hongzhu.orgs.models import PartyOrg
from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.rules import COUNTED, Slot
from hongzhu.policy.vocabulary import WAIVERS

from .telling import ANSWERED_MEANWHILE, demand, locked, set_values, tell


def periods_of(obligation: str) -> list[Slot]:
    """The periods of a duty that a waiver may name, in order; none where it is not owed by periods."""
    _pack, compiled = stored()
    rules = [] if compiled is None else compiled.rules
    for rule in rules:
        if rule.shape in COUNTED and any(each.id == obligation for each in rule.obligations):
            return list(rule.slots)
    return []


def approve_waiver(
    *,
    obligation: str,
    subject: Subject,
    kind: str,
    basis: str,
    periods: tuple[str, str],
    org: PartyOrg,
    by: By,
    now: datetime,
) -> Waiver:
    """Exempt a subject from a duty from one period to another, both named by their labels. Raises Refused."""
    duty = next((each for each in pack_in_force().obligations if each.id == obligation), None)
    if duty is None or duty.subject != subject.kind:
        raise Refused("没有这一项任务，请从任务页面重新点开。", field="kind")
    if kind not in WAIVERS:
        raise Refused("请从列出的里面选免计的原因。", field="kind")
    slots = {slot.label: slot for slot in periods_of(obligation)}
    first, last = (slots.get(label) for label in periods)
    if first is None or last is None:
        raise Refused("请从列出的里面选从哪一期到哪一期。", field="first")
    if last.start < first.start:
        raise Refused("“到哪一期”早于“从哪一期起”，请核对这两期。", field="last")
    today = timezone.localdate(now)
    starts, ends = min(first.start, first.base_start), max(last.end, last.base_end)
    with posting(now=now) as post:
        row = Waiver(
            obligation=obligation,
            subject=subject,
            kind=kind,
            basis=basis.strip(),
            starts_on=to_date(starts),
            ends_on=to_date(ends) - timedelta(days=1),
            approved_by=org,
            approved_on=today,
            **stamp(by, now),
        )
        row.save()
        said = {
            "obligation": obligation,
            "kind": kind,
            "basis": row.basis,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "approved_by": org.code,
        }
        tell(post, "waiver.recorded", row, subject, said, by=by, now=now)
        post.waive(f"waiver:{row.pk}", obligation, subject.pk, (starts, ends), to_day(today))
    return row


def revoke_waiver(row: Waiver, *, reason: str, by: By, now: datetime) -> Waiver:
    """Take an exemption back: its periods are owed again, as if it had not been. Raises Refused."""
    reason = demand(reason, "reason", "请写明为什么撤销。")
    with posting(now=now) as post:
        stored = locked(row)
        if stored.revoked_on is not None:
            raise Refused(ANSWERED_MEANWHILE, field="reason")
        values = {"revoked_on": timezone.localdate(now), "revoked_because": reason}
        set_values(stored, values, by=by, now=now)
        tell(post, "waiver.revoked", stored, stored.subject, values, by=by, now=now)
        days = to_day(stored.starts_on), to_day(stored.ends_on) + 1
        post.waive(f"waiver:{stored.pk}", stored.obligation, stored.subject_id, days, None)
    return stored
