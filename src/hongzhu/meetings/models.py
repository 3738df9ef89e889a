"""Every meeting: when, who called it, which kinds it joined, who was there, what was decided, who signed.

Minutes are what people wrote; nothing is derived from them.
"""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from hongzhu.kit.scoping import Scoped
from hongzhu.ledger.models import Subject
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.models import Person
from hongzhu.policy.vocabulary import MEETING_KINDS


class Meeting(models.Model):
    """A meeting of a party organisation or a school.

    `is_everyone` keeps 全体 as the recorder wrote it: who that was follows from the roster of the day, so a
    person's date put right later puts the meeting right too. An empty `entered_on` marks a record taken over
    from an existing book (导入), counted as entered on the day it happened; `saved_at` is the real time.

    `version` counts what the record has said; earlier versions stand in the audit trail. A withdrawn record (撤回)
    stays readable and proves nothing.
    """

    class Kind(models.TextChoices):
        ASSEMBLY = "meeting.assembly", "支部党员大会"
        COMMITTEE = "meeting.committee", "支部委员会"
        GROUP = "meeting.group", "党小组会"
        LECTURE = "meeting.lecture", "党课"
        ORG_LIFE = "meeting.org-life", "组织生活会"
        DEMOCRATIC_LIFE = "meeting.democratic-life", "民主生活会"
        THEME_DAY = "meeting.theme-day", "主题党日"
        JOINT = "meeting.joint", "党政联席会议"
        SCHOOL_AFFAIRS = "meeting.school-affairs", "校务会议"
        STAFF_STUDY = "meeting.staff-study", "教职工政治学习"
        DISTRICT_TOPIC = "meeting.district-topic", "专题会议"
        PRINCIPAL_REPORT = "meeting.principal-report", "党员教职工代表会"

    DATA_CLASSES = {
        "id": "organisational",
        "code": "organisational",
        "org": "organisational",
        "school": "organisational",
        "held_on": "organisational",
        "starts_at": "organisational",
        "ends_at": "organisational",
        "place": "organisational",
        "chair": "member",
        "recorder": "member",
        "minutes": "member",
        "hours": "organisational",
        "is_everyone": "member",
        "entered_on": "organisational",
        "version": "organisational",
        "made_at": "organisational",
        "withdrawn_at": "organisational",
        "withdrawn_reason": "member",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    code = models.CharField("会议编号", max_length=40, unique=True)
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="meetings")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="meetings")
    held_on = models.DateField("日期")
    starts_at = models.TimeField("开始", null=True)
    ends_at = models.TimeField("结束", null=True)
    place = models.CharField("地点", max_length=200, blank=True)
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    recorder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    minutes = models.TextField("会议记录", blank=True)
    hours = models.PositiveIntegerField("学时（十分之一）", null=True)
    is_everyone = models.BooleanField("全体出席", default=False)
    entered_on = models.DateField("登记日期", null=True)
    version = models.PositiveIntegerField("第几稿", default=1)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_reason = models.TextField("撤回理由", blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Meeting"]("hongzhu.meetings.access.meetings")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(org__isnull=True) ^ Q(school__isnull=True), name="meeting_one_body"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="meeting_hours"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="meeting_times"),
            models.CheckConstraint(condition=Q(entered_on__gte=F("held_on")), name="meeting_entered"),
        ]

    def __str__(self) -> str:
        return self.code


class MeetingKind(models.Model):
    """One of the kinds that a meeting joined (合并召开); it counts once for each.

    `entered_on` is filled where an amendment added the kind later than the meeting was entered: what is newly
    proved was not proved in time before.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "meeting": "organisational",
        "kind": "organisational",
        "entered_on": "organisational",
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(max_length=32, choices=Meeting.Kind)
    entered_on = models.DateField("补登日期", null=True)

    objects = Scoped["MeetingKind"]("hongzhu.meetings.access.of_meetings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind"], name="meeting_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=[*MEETING_KINDS]), name="meeting_kind_known"),
        ]
        indexes = [models.Index(fields=["kind"], name="meeting_kind")]


class Attendance(models.Model):
    """Someone named in the minutes as present, on leave or absent; once per meeting."""

    class State(models.TextChoices):
        PRESENT = "present", "出席"
        ON_LEAVE = "on_leave", "请假"
        ABSENT = "absent", "缺席"

    DATA_CLASSES = {"id": "member", "meeting": "member", "person": "member", "state": "sensitive"}

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=8, choices=State)

    objects = Scoped["Attendance"]("hongzhu.meetings.access.attendances")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(state__in=["present", "on_leave", "absent"]), name="attendance_state"
            ),
        ]


class AgendaItem(models.Model):
    """One line of the agenda (议程); it may be about a subject of the ledger, say a person or a school."""

    DATA_CLASSES = {
        "id": "member",
        "meeting": "member",
        "place": "member",
        "words": "member",
        "subject": "member",
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    place = models.PositiveIntegerField()
    words = models.TextField("议题")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")

    objects = Scoped["AgendaItem"]("hongzhu.meetings.access.of_meetings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "place"], name="agenda_place_once")]


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    """Resolutions that still want doing."""

    def open(self) -> "ResolutionQuerySet":
        """Those with an owner or a date, not done, of meetings that stand."""
        wanted = Q(owner__isnull=False) | Q(due_on__isnull=False)
        return self.filter(wanted, closed_on__isnull=True, meeting__withdrawn_at__isnull=True)


class ScopedResolutions(Scoped["Resolution"]):
    """The fail-closed manager of resolutions."""

    queryset_class = ResolutionQuerySet

    def everything(self, reason: str) -> ResolutionQuerySet:
        """All rows, for code that acts for the house."""
        rows = super().everything(reason)
        assert isinstance(rows, ResolutionQuerySet)
        return rows


class Resolution(models.Model):
    """One resolution (决议): what was decided, how many voted how, who does it by when.

    Votes start blank, and blank is not nought. `entitled` had a vote, `present` of them were there; `in_favour`
    includes `written`, the written opinions of absent members that count as votes. With an owner or a date it is
    an open point until a later meeting (`closed_in`) notes that it is done.
    """

    DATA_CLASSES = {
        "id": "member",
        "meeting": "member",
        "place": "member",
        "words": "member",
        "matter": "member",
        "subject": "member",
        "entitled": "member",
        "present": "member",
        "in_favour": "member",
        "against": "member",
        "abstained": "member",
        "written": "member",
        "is_unanimous": "member",
        "owner": "member",
        "due_on": "member",
        "closed_on": "member",
        "closed_in": "member",
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="resolutions")
    place = models.PositiveIntegerField()
    words = models.TextField("决议")
    matter = models.CharField("事项", max_length=32)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    entitled = models.PositiveIntegerField("应到", null=True)
    present = models.PositiveIntegerField("实到", null=True)
    in_favour = models.PositiveIntegerField("赞成", null=True)
    against = models.PositiveIntegerField("反对", null=True)
    abstained = models.PositiveIntegerField("弃权", null=True)
    written = models.PositiveIntegerField("书面意见", null=True)
    is_unanimous = models.BooleanField("全票通过", default=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("完成期限", null=True)
    closed_on = models.DateField("办结日期", null=True)
    closed_in = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="closed_points")

    objects = ScopedResolutions("hongzhu.meetings.access.of_meetings")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(present__lte=F("entitled")), name="resolution_present"),
            models.CheckConstraint(
                condition=Q(closed_in__isnull=True) | Q(closed_on__isnull=False), name="resolution_closed"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "place"], name="resolution_place")]


class Signature(models.Model):
    """Somebody confirmed one version of a record (签字): the chair, the recorder, or 纸质已签."""

    class Kind(models.TextChoices):
        CHAIR = "chair", "主持人"
        RECORDER = "recorder", "记录人"
        PAPER = "paper", "纸质已签"

    DATA_CLASSES = {
        "id": "organisational",
        "meeting": "organisational",
        "version": "organisational",
        "kind": "organisational",
        "person": "member",
        "signed_on": "organisational",
        "user_id": "organisational",
        "at": "organisational",
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="signatures")
    version = models.PositiveIntegerField("第几稿")
    kind = models.CharField(max_length=8, choices=Kind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("签字日期")
    user_id = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()

    objects = Scoped["Signature"]("hongzhu.meetings.access.of_meetings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version", "kind"], name="signature_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["chair", "recorder", "paper"]), name="signature_kind"
            ),
        ]


class Reminder(models.Model):
    """The branch has reminded those who stayed away from one meeting without leave (提醒): that, and the day.

    What was said is nobody's record; who it was stands in the attendance and is read at the branch only.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "meeting": "sensitive",
        "reminded_on": "sensitive",
        "entered_on": "sensitive",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="reminder")
    reminded_on = models.DateField("提醒日期")
    entered_on = models.DateField("登记日期")
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Reminder"]("hongzhu.meetings.access.reminders")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_on__gte=F("reminded_on")), name="reminder_entered_after"
            ),
        ]


class Announcement(models.Model):
    """A meeting is called (会议通知): what, when, where. It proves nothing and counts for nothing.

    It stays open until its meeting is recorded (`meeting`) or it is called off (取消, 没有开成). `version` counts what
    it has said, so that whoever has answered an earlier one is asked to look again.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "code": "organisational",
        "org": "organisational",
        "school": "organisational",
        "held_on": "organisational",
        "starts_at": "organisational",
        "place": "organisational",
        "agenda": "member",
        "version": "organisational",
        "called_off_at": "organisational",
        "meeting": "organisational",
        "made_at": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    code = models.CharField("通知编号", max_length=40, unique=True)
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    held_on = models.DateField("日期")
    starts_at = models.TimeField("开始")
    place = models.CharField("地点", max_length=200, blank=True)
    agenda = models.TextField("议题", blank=True)
    version = models.PositiveIntegerField("第几稿", default=1)
    called_off_at = models.DateTimeField("取消时间", null=True)
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, null=True, related_name="announcement")
    made_at = models.DateTimeField()
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Announcement"]("hongzhu.meetings.access.announcements")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(org__isnull=True) ^ Q(school__isnull=True), name="announcement_one_body"
            ),
            models.CheckConstraint(
                condition=Q(called_off_at__isnull=True) | Q(meeting__isnull=True),
                name="announcement_one_end",
            ),
        ]
        indexes = [models.Index(fields=["held_on"], name="announcement_day")]

    def __str__(self) -> str:
        return self.code

    @property
    def body(self) -> PartyOrg | School:
        """Who calls the meeting."""
        found = self.org or self.school
        assert found is not None
        return found

    @property
    def is_open(self) -> bool:
        """Neither recorded nor called off."""
        return self.meeting_id is None and self.called_off_at is None


class AnnouncedKind(models.Model):
    """One of the kinds that an announced meeting is to join; the first one is the main one."""

    DATA_CLASSES = {"id": "organisational", "announcement": "organisational", "kind": "organisational"}

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(max_length=32, choices=Meeting.Kind)

    objects = Scoped["AnnouncedKind"]("hongzhu.meetings.access.of_announcements")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "kind"], name="announced_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=[*MEETING_KINDS]), name="announced_kind_known"),
        ]


class Reply(models.Model):
    """Somebody who is called says whether he can come (能来, 请假). Why not is nobody's record.

    `version`: of the announcement that was answered.
    """

    class Answer(models.TextChoices):
        CAN_COME = "can_come", "能来"
        ON_LEAVE = "on_leave", "请假"

    DATA_CLASSES = {
        "id": "organisational",
        "announcement": "organisational",
        "person": "member",
        "answer": "sensitive",
        "version": "organisational",
        "saved_by": "member",
        "saved_at": "member",
    }

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="replies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer)
    version = models.PositiveIntegerField("答的是第几稿")
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Reply"]("hongzhu.meetings.access.replies")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "person"], name="reply_once"),
            models.CheckConstraint(condition=Q(answer__in=["can_come", "on_leave"]), name="reply_answer"),
        ]


class Draft(models.Model):
    """What was typed into a form and not yet recorded (草稿). It is no record and proves nothing.

    Whoever may record for the body sees it. `version` rises with every save: nobody overwrites what he has not seen.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "key": "organisational",
        "user_id": "organisational",
        "org": "organisational",
        "school": "organisational",
        "content": "sensitive",
        "version": "organisational",
        "saved_at": "organisational",
    }

    key = models.CharField(max_length=64, unique=True)
    user_id = models.PositiveBigIntegerField(null=True)
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.TextField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    objects = Scoped["Draft"]("hongzhu.meetings.access.drafts")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(org__isnull=True) ^ Q(school__isnull=True), name="draft_one_body"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def fields(self) -> dict[str, Any]:
        """The raw fields of the form."""
        found: dict[str, Any] = json.loads(self.content)
        return found
