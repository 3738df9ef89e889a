"""谈心谈话: that two people talked, and when; what was said has no column and never will. 党员学习计划: the year's plan."""

from django.db import models
from django.db.models import F, Q

from hongzhu.kit.scoping import Scoped
from hongzhu.meetings.models import Meeting
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.models import Person


class Talk(models.Model):
    """A heart-to-heart talk on a day.

    An empty `entered_on` marks a record taken over from an existing book (导入); `saved_at` is the real time.
    A withdrawn record (撤回) stays readable and proves nothing; the same talk may then be recorded anew.
    """

    class Reason(models.TextChoices):
        """Why a talk is amended or withdrawn: chosen, not written, so that nothing of its content comes in."""

        DAY = "日期登记错了", "日期登记错了"
        PERSON = "人登记错了", "人登记错了"
        TWICE = "重复登记", "重复登记"
        NOT_HELD = "谈话没有进行", "谈话没有进行"

    DATA_CLASSES = {
        "id": "sensitive",
        "held_on": "sensitive",
        "talker": "sensitive",
        "object": "sensitive",
        "entered_on": "sensitive",
        "version": "sensitive",
        "made_at": "sensitive",
        "withdrawn_at": "sensitive",
        "withdrawn_reason": "sensitive",
        "saved_by": "sensitive",
        "saved_at": "sensitive",
    }

    held_on = models.DateField("日期")
    talker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="talks_led")
    object = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="talks")
    entered_on = models.DateField("登记日期", null=True)
    version = models.PositiveIntegerField("第几稿", default=1)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=8, choices=Reason, blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Talk"]("hongzhu.study.access.talks")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["held_on", "talker", "object"],
                condition=Q(withdrawn_at__isnull=True),
                name="talk_once",
            ),
            models.CheckConstraint(condition=Q(entered_on__gte=F("held_on")), name="talk_entered"),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_reason__in=["", "日期登记错了", "人登记错了", "重复登记", "谈话没有进行"]
                ),
                name="talk_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.talker_id} {self.object_id}"


class StudyPlan(models.Model):
    """The plan for the study of an organisation's members in a year, decided on a day, perhaps by a meeting.

    `words` is what people wrote. As with talks: empty `entered_on` (导入), withdrawn, versions in the audit trail.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "org": "organisational",
        "year": "organisational",
        "decided_on": "organisational",
        "meeting": "organisational",
        "words": "organisational",
        "entered_on": "organisational",
        "version": "organisational",
        "made_at": "organisational",
        "withdrawn_at": "organisational",
        "withdrawn_reason": "member",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="study_plans")
    year = models.PositiveIntegerField("年度")
    decided_on = models.DateField("制定日期")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="study_plans")
    words = models.TextField("要点", blank=True)
    entered_on = models.DateField("登记日期", null=True)
    version = models.PositiveIntegerField("第几稿", default=1)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.TextField("撤回理由", blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["StudyPlan"]("hongzhu.study.access.plans")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "year"], condition=Q(withdrawn_at__isnull=True), name="plan_once"
            ),
            models.CheckConstraint(condition=Q(entered_on__gte=F("decided_on")), name="plan_entered"),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.year}"
