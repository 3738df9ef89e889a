"""What of meetings goes along: what stands in the minute books, who was there, what was resolved and how it was voted."""

from collections.abc import Iterator

from hongzhu.orgs.access import Reader
from hongzhu.orgs.carrying import Carried, table_of

from .models import AgendaItem, Announcement, Attendance, Meeting, MeetingKind, Reply, Resolution, Signature

OF = ("meeting__code", "会议编号")


def tables(reader: Reader) -> Iterator[Carried]:
    """Meetings with all that belongs to them, also those that were withdrawn; announcements."""
    meetings = Meeting.objects.visible_to(reader, "minutes")
    yield table_of(
        "meetings", "会议", meetings,
        "code", ("org__code", "党组织代码"), ("school__code", "学校代码"), "held_on", "starts_at", "ends_at", "place",
        ("chair__code", "主持人编号"), ("recorder__code", "记录人编号"), "minutes", "hours", "is_everyone",
        "entered_on", "version", "withdrawn_at", "withdrawn_reason", "saved_by", ("saved_at", "最后保存"), is_personal=True,
    )  # fmt: skip
    kinds = MeetingKind.objects.visible_to(reader).filter(meeting__in=meetings)
    yield table_of("meeting-kinds", "会议类型", kinds, OF, ("kind", "类型"))
    agenda = AgendaItem.objects.visible_to(reader).filter(meeting__in=meetings)
    yield table_of("agenda", "议题", agenda, OF, ("place", "第几项"), "words")
    there = Attendance.objects.visible_to(reader).filter(meeting__in=meetings)
    who = (("person__code", "人员编号"), ("person__name", "姓名"))
    yield table_of("attendance", "到会", there, OF, *who, ("state", "到会情况"), is_personal=True)
    resolutions = Resolution.objects.visible_to(reader).filter(meeting__in=meetings)
    votes = ("entitled", "present", "in_favour", "against", "abstained", "written", "is_unanimous")
    owner = ("owner__code", "谁来办")
    yield table_of(
        "resolutions", "决议", resolutions, OF, ("place", "第几项"), "words", *votes, owner, "due_on", "closed_on",
        is_personal=True,
    )  # fmt: skip
    signatures = Signature.objects.visible_to(reader).filter(meeting__in=meetings)
    yield table_of(
        "signatures", "签字", signatures, OF, "version", ("kind", "谁签"), ("person__code", "人员编号"), "signed_on",
        is_personal=True,
    )  # fmt: skip
    called = Announcement.objects.visible_to(reader)
    where = (("org__code", "党组织代码"), ("school__code", "学校代码"))
    told = ("held_on", "starts_at", "place", "agenda", "called_off_at")
    yield table_of("announcements", "会议通知", called, "code", *where, *told)


def own(reader: Reader) -> Iterator[Carried]:
    """Where the reader was, or was not; what he answered when he was called."""
    there = Attendance.objects.visible_to(reader).filter(person=reader.person, meeting__withdrawn_at=None)
    told = (
        ("meeting__held_on", "日期"),
        ("meeting__org__name", "党组织"),
        ("meeting__school__name", "学校"),
        ("meeting__hours", "学时（十分之一）"),
        ("state", "到会情况"),
    )
    yield table_of("my-attendance", "我的到会记录", there, OF, *told, is_personal=True)
    replies = Reply.objects.visible_to(reader).filter(person=reader.person)
    called = (("announcement__held_on", "日期"), ("answer", "能来或请假"), ("saved_at", "什么时候说的"))
    yield table_of("my-replies", "我的回复", replies, *called, is_personal=True)
