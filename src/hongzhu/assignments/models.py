"""上级任务: what a superior asks of party organisations, what each has answered, what the superiors remarked."""

from django.db import models
from django.db.models import F, Q

from hongzhu.kit.scoping import Scoped
from hongzhu.ledger.models import Subject
from hongzhu.orgs.models import PartyOrg


class Assignment(models.Model):
    """A request to many: a draft until it is sent; closed when nothing more is wanted. Never deleted once sent.

    `minutes`: how long one answer takes, as this software reckons it (drafting.py).
    """

    DATA_CLASSES = {
        "id": "organisational",
        "code": "organisational",
        "org": "organisational",
        "title": "organisational",
        "words": "organisational",
        "due_on": "organisational",
        "minutes": "organisational",
        "version": "organisational",
        "made_at": "organisational",
        "sent_at": "organisational",
        "closed_at": "organisational",
        "closed_reason": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    code = models.CharField("任务编号", max_length=40, unique=True)
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="assignments_sent")
    title = models.CharField("标题", max_length=60)
    words = models.TextField("说明", blank=True)
    due_on = models.DateField("什么时候要")
    minutes = models.PositiveIntegerField("每份约几分钟", default=0)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField("发出时间", null=True)
    closed_at = models.DateTimeField("关闭时间", null=True)
    closed_reason = models.TextField("关闭原因", blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Assignment"]("hongzhu.assignments.access.assignments")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(sent_at__isnull=False), name="assignment_closed_after_sent"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Sent, and still wanted."""
        return self.sent_at is not None and self.closed_at is None


class AskedItem(models.Model):
    """One thing an assignment asks for; `figure`: the key of a figure the system holds, so that nobody need fill it in."""

    DATA_CLASSES = {
        "id": "organisational",
        "assignment": "organisational",
        "place": "organisational",
        "title": "organisational",
        "figure": "organisational",
    }

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveIntegerField()
    title = models.CharField("内容", max_length=60)
    figure = models.CharField(max_length=40, blank=True)

    objects = Scoped["AskedItem"]("hongzhu.assignments.access.of_assignments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "place"], name="asked_item_place")]

    def __str__(self) -> str:
        return self.title


class Receipt(models.Model):
    """An assignment at one party organisation: when it is due there, whether it was read, when it was reminded of.

    `subject`: under which the ledger judges whether it was answered in time; none before it is sent.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "assignment": "organisational",
        "org": "organisational",
        "subject": "organisational",
        "due_on": "organisational",
        "read_at": "organisational",
        "read_by": "organisational",
        "reminded_on": "organisational",
    }

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="receipts")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="receipts")
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("最晚哪天回复")
    read_at = models.DateTimeField("收到时间", null=True)
    read_by = models.CharField("谁收到", max_length=64, blank=True)
    reminded_on = models.DateField("哪天提醒过", null=True)

    objects = Scoped["Receipt"]("hongzhu.assignments.access.receipts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "org"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.assignment_id}/{self.org_id}"


class Response(models.Model):
    """What one organisation answered; one that was sent back (退回补正) stays, the next has the next number."""

    DATA_CLASSES = {
        "id": "organisational",
        "receipt": "organisational",
        "number": "organisational",
        "words": "organisational",
        "responded_on": "organisational",
        "returned_on": "organisational",
        "returned_reason": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="responses")
    number = models.PositiveIntegerField("第几次")
    words = models.TextField("留言", blank=True)
    responded_on = models.DateField("回复日期")
    returned_on = models.DateField("退回日期", null=True)
    returned_reason = models.TextField("退回原因", blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Response"]("hongzhu.assignments.access.of_receipts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "number"], name="response_number"),
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(returned_on=None), name="response_one_stands"
            ),
            models.CheckConstraint(condition=Q(returned_on__gte=F("responded_on")), name="response_returned"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}#{self.number}"


class Given(models.Model):
    """What a response says of one thing asked; `held`: what the system said, `reason`: why the answer is another."""

    DATA_CLASSES = {
        "id": "organisational",
        "response": "organisational",
        "item": "organisational",
        "value": "organisational",
        "held": "organisational",
        "reason": "organisational",
    }

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="given")
    item = models.ForeignKey(AskedItem, on_delete=models.PROTECT, related_name="+")
    value = models.CharField("填的", max_length=200)
    held = models.CharField("系统带出的", max_length=200, blank=True)
    reason = models.CharField("改的原因", max_length=200, blank=True)

    objects = Scoped["Given"]("hongzhu.assignments.access.of_responses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "item"], name="given_once")]

    def __str__(self) -> str:
        return self.value


class Remark(models.Model):
    """What a superior, either one, says of the answer of one organisation."""

    DATA_CLASSES = {
        "id": "organisational",
        "receipt": "organisational",
        "org": "organisational",
        "words": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="remarks")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    words = models.TextField("批注")
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Remark"]("hongzhu.assignments.access.of_receipts")

    def __str__(self) -> str:
        return self.words
