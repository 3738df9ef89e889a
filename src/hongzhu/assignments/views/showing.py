"""One assignment as a superior sees it: how far it is where, who has not answered, everything as one table."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hongzhu.assignments.access import looks_from_above
from hongzhu.assignments.asking import schools_of
from hongzhu.assignments.attached import KIND
from hongzhu.assignments.forms import CloseForm, ExtendForm
from hongzhu.assignments.models import AskedItem, Assignment, Given, Receipt
from hongzhu.assignments.states import ANSWERED, RETURNED, UNREAD, WORDS, state_of, told, with_states
from hongzhu.attachments.section import section_of
from hongzhu.kit.dates import moment
from hongzhu.kit.forms import Form
from hongzhu.kit.spreadsheets import Listing, sent, written
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import key_of

HEADS: Final = (("党组织", 26), ("学校", 26), ("情况", 14))
WIDE: Final = 18
"""of a column of answers"""
SHOWN: Final = 8
"""lines that a superior sees at once; the rest is folded"""
SAID: Final = {
    "sent": "发出去了。各单位的首页上已经有这一件，到期没有回的会标出来。",
    "reminded": "提醒了。首页上只写一行，7天内不会再提醒同一件。",
    "extended": "延期了，各单位看到的是新的日子。",
    "closed": "关闭了。没有回的不用再回，已经回的都留着。",
}


@requires("read", "assignment")
@require_safe
def assignment(request: HttpRequest, code: str) -> HttpResponse:
    """The page; an organisation that was asked is led to its own."""
    asker = asker_of(request)
    row = assignment_of(asker, code)
    if row.sent_at is None:
        return HttpResponseRedirect(reverse("assignment_check", args=[code]))
    rows = list(receipts_of(asker, row))
    if not looks_from_above(asker.reader) and len(rows) == 1:
        return HttpResponseRedirect(reverse("receipt", args=[code, rows[0].org.code]))
    return show(request, asker, row, rows)


@requires("read", "assignment")
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The answers of everybody the reader may see, one line each, as a workbook."""
    asker = asker_of(request)
    row = assignment_of(asker, code)
    items = list(AskedItem.objects.visible_to(asker.reader).filter(assignment=row).order_by("place"))
    rows = list(receipts_of(asker, row))
    schools = schools_of({each.org_id for each in rows}, asker.today)
    values = _values(asker, row)
    lines = [
        [
            each.org.name,
            "、".join(name for name, _township in schools.get(each.org_id, ())),
            told(each, asker.today).tag,
            *(values.get((each.pk, item.pk), "") for item in items),
            each.answer_words or "",
        ]
        for each in rows
    ]
    listing = Listing(
        title=row.title,
        name="回复",
        about=f"{row.org.name} · 最晚{row.due_on}",
        mark=f"{asker.reader.name}于{moment(asker.now)}导出",
        heads=[*HEADS, *((item.title, WIDE) for item in items), ("留言", WIDE)],
        lines=lines,
    )
    return sent(written(listing), row.title)


def assignment_of(asker: Asker, code: str, action: str = "read") -> Assignment:
    """One the reader may see, or change. Raises Http404."""
    rows = Assignment.objects.visible_to(asker.reader, action).select_related("org")
    return get_object_or_404(rows, code=code)


def receipts_of(asker: Asker, row: Assignment) -> Any:
    """Its receipts as far as the reader sees them, with their states; in the order of codes."""
    rows = Receipt.objects.visible_to(asker.reader).filter(assignment=row)
    return with_states(rows).select_related("assignment", "org").order_by("org__code")


def show(
    request: HttpRequest,
    asker: Asker,
    row: Assignment,
    rows: list[Any] | None = None,
    *,
    extending: ExtendForm | None = None,
    closing: CloseForm | None = None,
    form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with what was sent and refused."""
    rows = list(receipts_of(asker, row)) if rows is None else rows
    schools = schools_of({each.org_id for each in rows}, asker.today)
    lines = [_line(each, asker, schools.get(each.org_id, [])) for each in rows]
    order = list(WORDS)
    lines.sort(key=lambda line: order.index(line["state"].key))
    waiting = [line for line in lines if line["state"].key != ANSWERED]
    counts = {key: sum(line["state"].key == key for line in lines) for key in WORDS}
    may_change = asker.reader.may("change", "assignment") and _may(asker, row, "change")
    context = {
        "row": row,
        "items": list(AskedItem.objects.visible_to(asker.reader).filter(assignment=row).order_by("place")),
        "lines": lines[: max(SHOWN, len(waiting))],
        "rest": lines[max(SHOWN, len(waiting)) :],
        "waiting": len(waiting),
        "figures": [(WORDS[key], counts[key], "个") for key in (UNREAD, "read", ANSWERED, RETURNED)],
        "may_change": may_change and row.is_open,
        "form": form or Form(today=asker.today),
        "extending": extending or ExtendForm(today=asker.today),
        "closing": closing or CloseForm(today=asker.today),
        "attached": section_of(
            request, asker, KIND, row.code, may_read=True, may_change=may_change and row.is_open
        ),
        "sent_at": moment(row.sent_at) if row.sent_at else "",
        "said": SAID.get(request.GET.get("said", "")),
        "key": key_of(request),
    }
    return render(request, "assignments/assignment.html", context, status=status)


def _line(receipt: Any, asker: Asker, schools: list[tuple[str, str]]) -> dict[str, Any]:
    words = [receipt.answer_words] if receipt.answer_words else []
    words += ["改了带出来的数，写了原因"] if receipt.is_changed else []
    if state_of(receipt) != ANSWERED and receipt.reminded_on:
        words.append(f"{receipt.reminded_on.month}月{receipt.reminded_on.day}日提醒过")
    return {
        "state": told(receipt, asker.today),
        "step": WORDS[state_of(receipt)],
        "name": receipt.org.name,
        "schools": "、".join(name for name, _township in schools),
        "township": "、".join(dict.fromkeys(township for _name, township in schools)),
        "about": "；".join(words),
        "href": reverse("receipt", args=[receipt.assignment.code, receipt.org.code]),
    }


def _values(asker: Asker, row: Assignment) -> dict[tuple[int, int], str]:
    found = Given.objects.visible_to(asker.reader).filter(
        response__receipt__assignment=row, response__returned_on=None
    )
    return {
        (receipt, item): value
        for receipt, item, value in found.values_list("response__receipt", "item", "value")
    }


def _may(asker: Asker, row: Assignment, action: str) -> bool:
    return Assignment.objects.visible_to(asker.reader, action).filter(pk=row.pk).exists()
