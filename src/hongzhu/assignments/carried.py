"""What superiors asked of an organisation goes along, with what it answered and what they remarked."""

from collections.abc import Iterator

from hongzhu.orgs.access import Reader
from hongzhu.orgs.carrying import Carried, table_of

from .models import Given, Receipt, Remark, Response


def tables(reader: Reader) -> Iterator[Carried]:
    """Assignments as they came, answers thing by thing, remarks."""
    receipts = Receipt.objects.visible_to(reader)
    asked = (
        ("assignment__code", "任务编号"),
        ("assignment__title", "标题"),
        ("assignment__words", "说明"),
        ("assignment__org__name", "谁要的"),
        ("assignment__sent_at", "下发时间"),
    )
    yield table_of(
        "assignments", "上级任务", receipts, *asked, ("org__code", "党组织代码"), "due_on", "read_at"
    )
    of = (("receipt__assignment__code", "任务编号"), ("receipt__org__code", "党组织代码"))
    responses = Response.objects.visible_to(reader)
    yield table_of(
        "responses", "任务回复", responses, *of, ("number", "第几次"), ("words", "回复"), ("responded_on", "回复日期"),
        ("returned_on", "退回日期"), ("returned_reason", "退回原因"),
    )  # fmt: skip
    given = Given.objects.visible_to(reader)
    item = (
        ("response__receipt__assignment__code", "任务编号"),
        ("response__number", "第几次"),
        ("item__title", "内容"),
    )
    yield table_of("response-items", "回复的内容", given, *item, ("value", "填的"), ("reason", "改的原因"))
    remarks = Remark.objects.visible_to(reader)
    yield table_of("remarks", "上级批注", remarks, *of, ("org__name", "谁批的"), ("words", "批注"))
