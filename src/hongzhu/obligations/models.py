"""说明, 判断有误, 免计: what people say about a judgement, and what their superior answers."""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from hongzhu.kit.scoping import Scoped
from hongzhu.ledger.models import Subject
from hongzhu.orgs.models import PartyOrg


class Justification(models.Model):
    """A stated reason for one duty of one subject in one period; it counts from the day it was accepted.

    A superior may also refuse it, with a reason; it then stays on record and changes nothing, until it is accepted
    after all or said anew. `answer` stays then, as what was answered before. Whoever filed it may take it back while
    nobody has answered. `due_on`: as of an objection; empty where a workbook brought it. Late rows of 必须 duties are
    not excused by it: what it does to a status is the ledger's matter.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "obligation": "organisational",
        "subject": "organisational",
        "period": "organisational",
        "reason": "sensitive",
        "filed_by": "organisational",
        "filed_on": "organisational",
        "due_on": "organisational",
        "accepted_by": "organisational",
        "accepted_on": "organisational",
        "refused_by": "organisational",
        "refused_on": "organisational",
        "answer": "sensitive",
        "withdrawn_on": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    obligation = models.CharField("义务编号", max_length=64)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    period = models.CharField("期间", max_length=16)
    reason = models.TextField("理由")
    filed_by = models.PositiveBigIntegerField(null=True)
    filed_on = models.DateField("提交日期", null=True)
    due_on = models.DateField("答复期限", null=True)
    accepted_by = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_on = models.DateField("认可日期", null=True)
    refused_by = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    refused_on = models.DateField("不予认可日期", null=True)
    answer = models.TextField("答复", blank=True, default="")
    withdrawn_on = models.DateField("收回日期", null=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Justification"]("hongzhu.obligations.access.justifications")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "subject", "period"], name="justification_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="justification_reason"),
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(refused_on=None), name="justification_one_answer"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(accepted_on=None, refused_on=None),
                name="justification_withdrawn_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.period}"

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered, and it was not taken back."""
        return self.accepted_on is None and self.refused_on is None and self.withdrawn_on is None


class Objection(models.Model):
    """Somebody says that a judgement is wrong (判断有误): which, what is wrong, and what his superior answers.

    It changes no status: a record that is amended or a setting that is corrected does. `due_on` is the last day to
    answer in time, by the district's days when it was filed; empty where the district has not set any.
    """

    class About(models.TextChoices):
        RECORD = "record", "有记录没算进去，或者不该算"
        NOT_OWED = "not_owed", "这一项不该由我们做"
        AMOUNT = "amount", "次数、期限算得不对"
        ROSTER = "roster", "人员、任职、单位信息不对"
        OTHER = "other", "其他"

    class Answer(models.TextChoices):
        AMENDED = "amended", "已更正记录"
        CORRECTED = "corrected", "已改正设定或单位信息"
        STANDS = "stands", "判断没有错"

    DATA_CLASSES = {
        "id": "organisational",
        "obligation": "organisational",
        "subject": "organisational",
        "period": "organisational",
        "about": "organisational",
        "words": "sensitive",
        "filed_by": "organisational",
        "filed_on": "organisational",
        "due_on": "organisational",
        "answered_as": "organisational",
        "answer": "sensitive",
        "answered_by": "organisational",
        "answered_on": "organisational",
        "withdrawn_on": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    obligation = models.CharField("义务编号", max_length=64)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    period = models.CharField("期间", max_length=16, blank=True)
    about = models.CharField("哪里不对", max_length=16, choices=About)
    words = models.TextField("怎么不对")
    filed_by = models.PositiveBigIntegerField(null=True)
    filed_on = models.DateField("提出日期")
    due_on = models.DateField("答复期限", null=True)
    answered_as = models.CharField("处理结果", max_length=16, blank=True, choices=Answer)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField("答复日期", null=True)
    withdrawn_on = models.DateField("收回日期", null=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Objection"]("hongzhu.obligations.access.objections")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="objection_words"),
            models.CheckConstraint(
                condition=Q(about__in=["record", "not_owed", "amount", "roster", "other"]),
                name="objection_about",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_as="", answered_by=None)
                | (
                    Q(answered_on__isnull=False, answered_as__in=["amended", "corrected", "stands"])
                    & ~Q(answer="")
                    & Q(withdrawn_on=None)
                ),
                name="objection_answer",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("filed_on")), name="objection_due"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.period}"

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered, and it was not taken back."""
        return self.answered_on is None and self.withdrawn_on is None


class Waiver(models.Model):
    """An exemption (免计) that a superior has approved: one duty of one subject, from one period to another.

    `starts_on` and `ends_on` are the first and the last day of whole periods; every period that begins within them is
    exempt, 必须 or not. Taken back (撤销), it frees nobody, and stays on record. The reason comes from a list: nothing
    is written about a person.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "obligation": "organisational",
        "subject": "organisational",
        "kind": "sensitive",
        "basis": "sensitive",
        "starts_on": "organisational",
        "ends_on": "organisational",
        "approved_by": "organisational",
        "approved_on": "organisational",
        "revoked_on": "organisational",
        "revoked_because": "sensitive",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    obligation = models.CharField("义务编号", max_length=64)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("免计原因", max_length=32)
    basis = models.CharField("批准依据", max_length=120, blank=True)
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止")
    approved_by = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    approved_on = models.DateField("批准日期")
    revoked_on = models.DateField("撤销日期", null=True)
    revoked_because = models.TextField("撤销理由", blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Waiver"]("hongzhu.obligations.access.waivers")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="waiver_days"),
            models.CheckConstraint(condition=~Q(kind=""), name="waiver_kind"),
        ]
        indexes = [models.Index(fields=["obligation", "subject"], name="waiver_duty")]

    def __str__(self) -> str:
        return f"{self.obligation} {self.starts_on}"


class DistrictDecision(models.Model):
    """What the district decided where its document is silent: one field of one duty or of the calendar, from a day on.

    A later decision for the same day replaces it; it stays readable. The ledger works by the ones not replaced.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "target": "organisational",
        "field": "organisational",
        "value": "organisational",
        "starts_on": "organisational",
        "basis": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
        "replaced_at": "organisational",
    }

    target = models.CharField("义务编号，或 calendar、layers、$参数", max_length=64)
    field = models.CharField("哪一项", max_length=32)
    value = models.TextField("定为什么（JSON）；空：照政策包里的设定", blank=True)
    starts_on = models.DateField("从哪天起用")
    basis = models.TextField("理由和依据")
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = Scoped["DistrictDecision"]("hongzhu.obligations.access.decisions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target", "field", "starts_on"],
                condition=Q(replaced_at=None),
                name="decision_once",
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="decision_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.field}"

    @property
    def decided(self) -> Any:
        """The value as it was set; None: as the pack assumes it."""
        return json.loads(self.value) if self.value else None
