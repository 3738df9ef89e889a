"""Trainings and who attended them."""

from django.db import models
from django.db.models import F, Q

from hongzhu.kit.scoping import Scoped
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.models import Person


class Training(models.Model):
    """A training of one or more days; `ends_on` is its last day. It counts whole on its first day.

    An empty `entered_on` marks a record taken over from an existing book (导入); `saved_at` is the real time.
    `kind_entered_on` is filled where an amendment later made it a kind that counts for office-holders.

    `version` counts what the record has said; earlier versions stand in the audit trail. A withdrawn record (撤回)
    stays readable and proves nothing.
    """

    class Kind(models.TextChoices):
        CONCENTRATED = "集中培训", "集中培训"
        TOPICAL = "专题培训", "专题培训"
        PROFESSIONAL = "业务培训", "业务培训"
        INDUCTION = "任职培训", "任职培训"
        OTHER = "其他", "其他"

    DATA_CLASSES = {
        "id": "organisational",
        "code": "organisational",
        "title": "organisational",
        "kind": "organisational",
        "org": "organisational",
        "school": "organisational",
        "starts_on": "organisational",
        "ends_on": "organisational",
        "hours": "organisational",
        "entered_on": "organisational",
        "kind_entered_on": "organisational",
        "version": "organisational",
        "made_at": "organisational",
        "withdrawn_at": "organisational",
        "withdrawn_reason": "member",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    code = models.CharField("培训编号", max_length=40, unique=True)
    title = models.CharField("主题", max_length=200)
    kind = models.CharField("类型", max_length=8, choices=Kind)
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="trainings")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="trainings")
    starts_on = models.DateField("日期")
    ends_on = models.DateField("结束日期", null=True)
    hours = models.PositiveIntegerField("学时（十分之一）")
    entered_on = models.DateField("登记日期", null=True)
    kind_entered_on = models.DateField("类型补登日期", null=True)
    version = models.PositiveIntegerField("第几稿", default=1)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.TextField("撤回理由", blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Training"]("hongzhu.training.access.trainings")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["集中培训", "专题培训", "业务培训", "任职培训", "其他"]),
                name="training_kind",
            ),
            models.CheckConstraint(
                condition=Q(org__isnull=True) | Q(school__isnull=True), name="training_one_body"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="training_hours"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="training_dates"),
            models.CheckConstraint(condition=Q(entered_on__gte=F("starts_on")), name="training_entered"),
        ]

    def __str__(self) -> str:
        return self.title


class Attendee(models.Model):
    """Someone who attended a training. `entered_on` is filled where an amendment added them later."""

    DATA_CLASSES = {"id": "member", "training": "member", "person": "member", "entered_on": "member"}

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="attendees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trainings")
    entered_on = models.DateField("补登日期", null=True)

    objects = Scoped["Attendee"]("hongzhu.training.access.attendees")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training", "person"], name="attendee_once")]
