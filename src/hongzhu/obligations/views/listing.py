"""One list of what was said and answered: 说明, 判断有误, 免计."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hongzhu.ledger.in_force import pack_in_force
from hongzhu.obligations.matters import matters_of
from hongzhu.obligations.models import Justification, Objection, Waiver
from hongzhu.obligations.pending import Line, line_of, pending_for, waived
from hongzhu.people.doors import Asker, asker_of, requires, requires_reader
from hongzhu.people.lists import list_out
from hongzhu.policy.pack import Pack

PER_PAGE: Final = 20
HEADS: Final = (("什么事", 46), ("说明", 40), ("情况", 18))
KINDS: Final[dict[str, tuple[str, Any]]] = {
    "explanation": ("说明", Justification),
    "objection": ("判断有误", Objection),
    "waiver": ("免计", Waiver),
}


@requires_reader
@require_safe
def explanations(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's answer first; then all of one kind, the latest first, twenty a page."""
    asker = asker_of(request)
    asked = request.GET.get("kind", "")
    chosen = asked if asked in KINDS else "explanation"
    rows = KINDS[chosen][1].objects.visible_to(asker.reader).select_related("subject").order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    pack = pack_in_force()
    pending = pending_for(asker.reader, pack, asker.today)
    context = {
        "asked": pending.asked,
        "page": page,
        "lines": _lines(asker, pack, list(page)),
        "chosen": chosen,
        "kinds": [(key, title) for key, (title, _model) in KINDS.items()],
        "title": KINDS[chosen][0],
        "export": f"{reverse('explanations_export')}?kind={chosen}"
        if asker.reader.may("export", "justification")
        else "",
    }
    return render(request, "obligations/list.html", context)


@requires("export", "justification")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All of one kind as a workbook, without the reasons: those are read where they are answered."""
    asker = asker_of(request)
    asked = request.GET.get("kind", "")
    title, model = KINDS[asked if asked in KINDS else "explanation"]
    rows = list(model.objects.visible_to(asker.reader).select_related("subject").order_by("-pk"))
    found = _lines(asker, pack_in_force(), rows)
    return list_out(
        asker,
        title,
        about=f"共 {len(found)} 件；理由和答复的原话不在里面",
        heads=HEADS,
        lines=[[line.title, line.about, line.tag] for line in found],
        is_personal=True,
    )


def _lines(asker: Asker, pack: Pack, rows: list[Any]) -> list[Line]:
    keys = [(row.obligation, row.subject, getattr(row, "period", "")) for row in rows]
    found = []
    for row, matter in zip(rows, matters_of(keys, pack, asker.today), strict=True):
        if matter is None:
            continue
        title = f"{matter.name}：{matter.title}"
        found.append(waived(row, title) if isinstance(row, Waiver) else line_of(row, title, asker.today))
    return found
