"""说明: why a duty of the 一般 and 原则上 sort was not done in a period, and who accepted the reason."""

from django.db import models
from django.db.models import Q

from hongzhu.kit.scoping import Scoped
from hongzhu.ledger.models import Subject
from hongzhu.orgs.models import PartyOrg


class Justification(models.Model):
    """A stated reason for one duty of one subject in one period; it counts from the day it was accepted.

    A superior may also refuse it; it then stays on record and changes nothing, until it is accepted after all.
    Late rows of 必须 duties are not excused by it: what it does to a status is the ledger's matter.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "obligation": "organisational",
        "subject": "organisational",
        "period": "organisational",
        "reason": "sensitive",
        "accepted_by": "organisational",
        "accepted_on": "organisational",
        "refused_by": "organisational",
        "refused_on": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    obligation = models.CharField("义务编号", max_length=64)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    period = models.CharField("期间", max_length=16)
    reason = models.TextField("理由")
    accepted_by = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_on = models.DateField("认可日期", null=True)
    refused_by = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    refused_on = models.DateField("不予认可日期", null=True)
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
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.period}"


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

    target = models.CharField("义务编号，或 calendar", max_length=64)
    field = models.CharField("哪一项", max_length=32)
    value = models.JSONField("定为什么；空：照政策包里的设定", null=True)
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
