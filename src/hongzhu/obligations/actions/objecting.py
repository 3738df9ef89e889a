"""判断有误: filed, taken back, answered. It changes no status by itself."""

from datetime import datetime

from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.ledger.models import Subject
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import stamp
from hongzhu.obligations.models import Objection
from hongzhu.orgs.models import PartyOrg

from .filing import PERIOD
from .telling import ANSWERED_MEANWHILE, demand, last_day, locked, set_values, tell, user_of


def file_objection(
    *, obligation: str, subject: Subject, period: str, about: str, words: str, by: By, now: datetime
) -> Objection:
    """Say that the judgement on one duty and period is wrong. Raises Refused."""
    pack, today = pack_in_force(), timezone.localdate(now)
    duty = next((each for each in pack.obligations if each.id == obligation), None)
    if duty is None or duty.subject != subject.kind or (period and not PERIOD.fullmatch(period)):
        raise Refused("没有这一项任务，请从首页或任务页面重新点开。", field="about")
    if about not in Objection.About.values:
        raise Refused("请从列出的里面选哪里不对。", field="about")
    words = demand(words, "words", "请写明怎么不对，例如：10月12日开过，编号 D001-2026-014，没有算进去。")
    with posting(now=now) as post:
        waiting = Objection.objects.everything("actions see all").filter(
            obligation=obligation, subject=subject, period=period, answered_on=None, withdrawn_on=None
        )
        if waiting.exists():
            raise Refused("对这一期已经提过“判断有误”，还在等答复，请看已提交的那一份。", field="about")
        row = Objection(
            obligation=obligation,
            subject=subject,
            period=period,
            about=about,
            words=words,
            filed_by=user_of(by),
            filed_on=today,
            due_on=last_day(pack, today),
            **stamp(by, now),
        )
        row.save()
        said = {"obligation": obligation, "period": period, "about": about, "words": words}
        tell(post, "objection.recorded", row, subject, said, by=by, now=now)
    return row


def withdraw_objection(row: Objection, *, by: By, now: datetime) -> Objection:
    """Take back what nobody has answered. Raises Refused."""
    with posting(now=now) as post:
        stored = locked(row)
        if not stored.is_waiting:
            raise Refused(ANSWERED_MEANWHILE, field="words")
        values = {"withdrawn_on": timezone.localdate(now)}
        before = set_values(stored, values, by=by, now=now)
        tell(post, "objection.withdrawn", stored, stored.subject, values, by=by, now=now, before=before)
    return stored


def answer_objection(
    row: Objection, *, answered_as: str, answer: str, org: PartyOrg, by: By, now: datetime
) -> Objection:
    """Say what was changed, or why the judgement stands. Nobody answers what he filed. Raises Refused."""
    if answered_as not in Objection.Answer.values:
        raise Refused("请从列出的里面选处理结果。", field="answered_as")
    answer = demand(answer, "answer", "请写明改了什么，或者为什么判断没有错。")
    with posting(now=now) as post:
        stored = locked(row)
        if not stored.is_waiting:
            raise Refused(ANSWERED_MEANWHILE, field="answer")
        if stored.filed_by is not None and stored.filed_by == user_of(by):
            raise Refused("这一份是您自己提的，要由别人答复。", field="answer")
        today = timezone.localdate(now)
        values = {"answered_as": answered_as, "answer": answer, "answered_by": org, "answered_on": today}
        set_values(stored, values, by=by, now=now)
        said = values | {"answered_by": org.code}
        tell(post, "objection.answered", stored, stored.subject, said, by=by, now=now)
    return stored
