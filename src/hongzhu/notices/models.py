"""消息: what somebody was told, once for however many matters; by which ways he wants to be told; his calendar feeds."""

from django.db import models
from django.db.models import F, Q

from hongzhu.accounts.models import User
from hongzhu.kit.scoping import Scoped
from hongzhu.ledger.models import Subject
from hongzhu.orgs.models import PartyOrg, School


class Message(models.Model):
    """One letter: to a party organisation, to a school that none covers, or to one account; never changed.

    What was put into a chat group by hand has no addressee here (群里的话). `read_at`: somebody there said 知道了.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", "提醒"
        DIGEST = "digest", "每周提要"
        CHAT = "chat", "发到群里的话"

    DATA_CLASSES = {
        "id": "organisational",
        "kind": "organisational",
        "sender": "organisational",
        "org": "organisational",
        "school": "organisational",
        "user": "organisational",
        "title": "organisational",
        "words": "organisational",
        "sent_at": "organisational",
        "sent_by": "organisational",
        "read_at": "organisational",
        "read_by": "organisational",
    }

    kind = models.CharField("种类", max_length=10, choices=Kind)
    sender = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="messages_sent")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="messages")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="messages")
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="messages")
    title = models.CharField("标题", max_length=80)
    words = models.TextField("另外说的话", blank=True)
    sent_at = models.DateTimeField("发出时间")
    sent_by = models.CharField("谁发的", max_length=64)
    read_at = models.DateTimeField("知道了的时间", null=True)
    read_by = models.CharField("谁知道了", max_length=64, blank=True)

    objects = Scoped["Message"]("hongzhu.notices.access.messages")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="chat", org=None, school=None, user=None)
                | Q(kind="reminder", org__isnull=False, school=None, user=None)
                | Q(kind="reminder", org=None, school__isnull=False, user=None)
                | Q(kind="digest", org=None, school=None, user__isnull=False),
                name="message_one_addressee",
            ),
            models.CheckConstraint(
                condition=Q(kind="digest", sender=None) | ~Q(kind="digest") & Q(sender__isnull=False),
                name="message_sender",
            ),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(read_at__gte=F("sent_at")), name="message_read_after"
            ),
        ]
        indexes = [models.Index(fields=["sent_at"])]

    def __str__(self) -> str:
        return self.title


class Matter(models.Model):
    """One thing a message speaks of: a duty of a body in a period, or a case (then neither duty nor period).

    Of a duty of persons `subject` is the organisation or school that looks after them: no person stands here.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "message": "organisational",
        "place": "organisational",
        "subject": "organisational",
        "obligation": "organisational",
        "period": "organisational",
        "words": "organisational",
        "tag": "organisational",
        "is_late": "organisational",
    }

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="matters")
    place = models.PositiveIntegerField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    obligation = models.CharField("义务编号", max_length=64, blank=True)
    period = models.CharField("期间", max_length=16, blank=True)
    words = models.CharField("说的是什么", max_length=200)
    tag = models.CharField("过期多久、还有几天", max_length=30)
    is_late = models.BooleanField("过期")

    objects = Scoped["Matter"]("hongzhu.notices.access.of_messages")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "place"], name="matter_place")]

    def __str__(self) -> str:
        return self.words


class Mail(models.Model):
    """A message on its way to one account's address; `sending` is claimed by whoever posts it, so that none goes twice."""

    class State(models.TextChoices):
        WAITING = "waiting", "待寄"
        SENDING = "sending", "正在寄"
        SENT = "sent", "已寄"
        FAILED = "failed", "没寄成"

    DATA_CLASSES = {
        "id": "organisational",
        "message": "organisational",
        "user": "organisational",
        "state": "organisational",
        "tries": "organisational",
        "tried_at": "organisational",
        "why": "organisational",
    }

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mails")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField("情况", max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveIntegerField("寄过几次", default=0)
    tried_at = models.DateTimeField("最近一次", null=True)
    why = models.CharField("没寄成的原因", max_length=200, blank=True)

    objects = Scoped["Mail"]("hongzhu.notices.access.of_sent")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="mail_once")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class Preference(models.Model):
    """怎么收消息: how one account wants to be told. Without a row: on its home and in its messages, nothing else.

    An address is written to only after the code sent there came back; of the code a keyed digest is kept.
    """

    DATA_CLASSES = {
        "id": "member",
        "user": "member",
        "is_weekly": "member",
        "email": "sensitive",
        "code_digest": "sensitive",
        "code_sent_at": "sensitive",
        "confirmed_at": "sensitive",
    }

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    is_weekly = models.BooleanField("每周一给一份提要", default=False)
    email = models.EmailField("邮箱", blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField("邮箱核实时间", null=True)

    objects = Scoped["Preference"]("hongzhu.notices.access.own")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(email=""), name="preference_address_confirmed"
            )
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class Feed(models.Model):
    """日历订阅: an address that shows days to a calendar program without signing in, until it is ended.

    Of the secret word in the address a digest is kept; `org`: only of this organisation, for whoever runs it.
    """

    DATA_CLASSES = {
        "id": "member",
        "user": "member",
        "org": "member",
        "digest": "sensitive",
        "made_at": "member",
        "ended_at": "member",
    }

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("开通时间")
    ended_at = models.DateTimeField("停用时间", null=True)

    objects = Scoped["Feed"]("hongzhu.notices.access.own")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("made_at")), name="feed_ends_after"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
