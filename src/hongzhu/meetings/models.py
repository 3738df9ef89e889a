"""Every meeting: when, who called it, which kinds it joined, who was there. Minutes are what people wrote."""

from django.db import models
from django.db.models import F, Q

from hongzhu.kit.scoping import Scoped
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.models import Person
from hongzhu.policy.vocabulary import MEETING_KINDS


class Meeting(models.Model):
    """A meeting of a party organisation or a school.

    `is_everyone` keeps 全体 as the recorder wrote it: who that was follows from the roster of the day, so a
    person's date put right later puts the meeting right too. An empty `entered_on` marks a record taken over
    from an existing book (导入), counted as entered on the day it happened; `saved_at` is the real time.
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
        "topics": "member",
        "resolution": "member",
        "hours": "organisational",
        "is_everyone": "member",
        "entered_on": "organisational",
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
    topics = models.TextField("议题", blank=True)
    resolution = models.TextField("决议", blank=True)
    hours = models.PositiveIntegerField("学时（十分之一）", null=True)
    is_everyone = models.BooleanField("全体出席", default=False)
    entered_on = models.DateField("登记日期", null=True)
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
    """One of the kinds that a meeting joined (合并召开); it counts once for each."""

    DATA_CLASSES = {"id": "organisational", "meeting": "organisational", "kind": "organisational"}

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(max_length=32, choices=Meeting.Kind)

    objects = Scoped["MeetingKind"]("hongzhu.meetings.access.kinds")

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
