"""What was said about judgements goes along, with what was answered."""

from collections.abc import Iterator

from django.db.models import Q

from hongzhu.orgs.access import Reader
from hongzhu.orgs.carrying import Carried, table_of

from .models import Justification, Objection, Waiver

OF = ("obligation", ("subject__kind", "对象类别"), ("subject__code", "对象代码"))


def tables(reader: Reader) -> Iterator[Carried]:
    """说明, 判断有误, 免计."""
    said = Justification.objects.visible_to(reader)
    yield table_of(
        "justifications", "说明", said,
        *OF, "period", "reason", "filed_on", "due_on", "accepted_on", "refused_on", "answer", "withdrawn_on",
        is_personal=True,
    )  # fmt: skip
    objections = Objection.objects.visible_to(reader)
    yield table_of(
        "objections", "判断有误", objections,
        *OF, "period", "about", "words", "filed_on", "due_on", "answered_as", "answer", "answered_on", "withdrawn_on",
        is_personal=True,
    )  # fmt: skip
    waivers = Waiver.objects.visible_to(reader)
    told = ("kind", "basis", "starts_on", "ends_on", "approved_on", "revoked_on", "revoked_because")
    yield table_of("waivers", "免计", waivers, *OF, *told, is_personal=True)


def own(reader: Reader) -> Iterator[Carried]:
    """What the reader himself has said, and what was said of his own duties."""
    mine = Q(filed_by=reader.user) | Q(subject=reader.subject)
    said = Justification.objects.visible_to(reader).filter(mine)
    told = ("obligation", "period", "reason", "filed_on", "accepted_on", "refused_on", "answer")
    yield table_of("my-justifications", "我的说明", said, *told, is_personal=True)
    objections = Objection.objects.visible_to(reader).filter(mine)
    told = ("obligation", "period", "words", "filed_on", "answered_as", "answer", "answered_on")
    yield table_of("my-objections", "我提的判断有误", objections, *told, is_personal=True)
