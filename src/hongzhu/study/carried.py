"""What of talks and plans goes along: that a talk was held, never what was said, for no column holds it."""

from collections.abc import Iterator

from django.db.models import Q

from hongzhu.orgs.access import Reader
from hongzhu.orgs.carrying import Carried, table_of

from .models import StudyPlan, Talk


def tables(reader: Reader) -> Iterator[Carried]:
    """Talks and study plans."""
    talks = Talk.objects.visible_to(reader)
    who = (
        ("talker__code", "谈话人编号"),
        ("talker__name", "谈话人"),
        ("object__code", "对象编号"),
        ("object__name", "对象"),
    )
    told = ("entered_on", "version", "withdrawn_at")
    yield table_of("talks", "谈心谈话", talks, "held_on", *who, *told, is_personal=True)
    plans = StudyPlan.objects.visible_to(reader)
    of = (("org__code", "党组织代码"), ("meeting__code", "定的会"))
    yield table_of("plans", "学习计划", plans, *of, "year", "decided_on", "words", *told)


def own(reader: Reader) -> Iterator[Carried]:
    """Talks that the reader led or had."""
    mine = Q(talker=reader.person) | Q(object=reader.person)
    rows = Talk.objects.visible_to(reader).filter(mine, withdrawn_at=None)
    told = ("held_on", ("talker__name", "谈话人"), ("object__name", "对象"))
    yield table_of("my-talks", "我的谈心谈话", rows, *told, is_personal=True)
