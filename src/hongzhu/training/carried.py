"""What of trainings goes along."""

from collections.abc import Iterator

from hongzhu.orgs.access import Reader
from hongzhu.orgs.carrying import Carried, table_of

from .models import Attendee, Training


def tables(reader: Reader) -> Iterator[Carried]:
    """Trainings and who took part."""
    trainings = Training.objects.visible_to(reader)
    where = (("org__code", "党组织代码"), ("school__code", "学校代码"))
    told = ("starts_on", "ends_on", "hours", "entered_on", "version", "withdrawn_at", "withdrawn_reason")
    yield table_of("trainings", "培训", trainings, "code", "title", "kind", *where, *told)
    there = Attendee.objects.visible_to(reader).filter(training__in=trainings)
    who = (("person__code", "人员编号"), ("person__name", "姓名"))
    yield table_of(
        "training-attendees", "培训名单", there, ("training__code", "培训编号"), *who, is_personal=True
    )


def own(reader: Reader) -> Iterator[Carried]:
    """Trainings in which the reader took part."""
    there = Attendee.objects.visible_to(reader).filter(person=reader.person, training__withdrawn_at=None)
    told = (
        ("training__title", "主题"),
        ("training__starts_on", "日期"),
        ("training__hours", "学时（十分之一）"),
    )
    yield table_of("my-trainings", "我的培训", there, *told, is_personal=True)
