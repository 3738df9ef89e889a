"""The talks a reader may know of; for those above, only how many were held at each school."""

from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hongzhu.ledger.feeding import count_updates, fed_by, feed_words
from hongzhu.orgs.access import SECRETARY, Reader
from hongzhu.people.doors import Asker, asker_of, requires, requires_reader
from hongzhu.people.lists import list_out
from hongzhu.study.actions import tell_exported
from hongzhu.study.facts import source_of_talk
from hongzhu.study.models import Talk
from hongzhu.study.reach import readable_talks, schools_below
from hongzhu.study.words import day_words, state_of

PER_PAGE: Final = 20
HEADS: Final = (("日期", 22), ("谁谈的", 14), ("同谁谈的", 14), ("情况", 14))
FEWEST: Final = 5
"""talks below this number are not counted out"""
MOST_SAVED: Final = 200
NO_TALKS: Final = "没有这一页，或者不归您看。"


@requires_reader
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """The list, filtered by year and name; or the numbers; a page of it costs the same however long it is."""
    asker = asker_of(request)
    reader = asker.reader
    if not (reader.may("read", "talk") or reader.may("count", "talk")):
        raise Http404(NO_TALKS)
    chosen, year = _chosen(request.GET)
    found = _filtered(readable_talks(reader), year, chosen["q"])
    page = Paginator(found.order_by("-held_on", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    asked = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "page": page,
        "rows": [_row(each) for each in page],
        "counts": _counts(reader, year or asker.today.year),
        "counted": year or asker.today.year,
        "query": f"{asked}&" if asked else "",
        "chosen": chosen,
        "is_filtered": bool(asked),
        "years": range(asker.today.year, asker.today.year - 6, -1),
        "is_recorder": reader.may("create", "talk"),
        "reads": reader.may("read", "talk"),
        "may_export": reader.may("export", "talk"),
        **_saved(asker, request.GET.get("saved", "")),
    }
    return render(request, "study/talks.html", context)


@requires("export", "talk")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What the list shows with the same words, on all its pages, as a workbook: own records only, and the trail says who."""
    asker = asker_of(request)
    chosen, year = _chosen(request.POST)
    own = Talk.objects.visible_to(asker.reader, "export")
    found = _filtered(readable_talks(asker.reader).filter(pk__in=own.values("pk")), year, chosen["q"])
    rows = [_row(each) for each in found.order_by("-held_on", "-pk")]
    said = [f"{year}年" if year else "各年", *([f"姓名里有“{chosen['q']}”"] if chosen["q"] else [])]
    tell_exported(asker.reader.orgs({SECRETARY}), len(rows), by=asker.by, now=asker.now)
    return list_out(
        asker,
        "谈心谈话",
        about="，".join([*said, f"共 {len(rows)} 次；谈了什么不登记"]),
        heads=HEADS,
        lines=[[str(row[name]) for name in ("when", "talker", "object", "state")] for row in rows],
        is_personal=True,
        is_told=True,
    )


def _chosen(asked: QueryDict) -> tuple[dict[str, str], int]:
    """What the list is filtered by, and the year as a number."""
    chosen = {name: asked.get(name, "").strip()[:60] for name in ("year", "q")}
    return chosen, int(chosen["year"]) if chosen["year"].isdecimal() and len(chosen["year"]) == 4 else 0


def _filtered(found: QuerySet[Talk], year: int, words: str) -> QuerySet[Talk]:
    if year:
        found = found.filter(held_on__year=year)
    if words:
        found = found.filter(Q(talker__name__contains=words) | Q(object__name__contains=words))
    return found.select_related("talker", "object")


def _row(talk: Talk) -> dict[str, object]:
    look, state = state_of(talk.withdrawn_at, talk.entered_on, talk.held_on)
    return {
        "key": talk.pk,
        "when": day_words(talk.held_on),
        "talker": talk.talker.name,
        "object": talk.object.name,
        "look": look,
        "state": state,
    }


def _counts(reader: Reader, year: int) -> list[tuple[str, str]]:
    """(school, how many) of the schools below; small numbers are not told, nor any total to subtract from."""
    schools = list(schools_below(reader).values_list("pk", "name"))
    if not schools:
        return []
    rows = Talk.objects.visible_to(reader, "count").filter(
        held_on__year=year, withdrawn_at__isnull=True, object__school__in=[key for key, _name in schools]
    )
    numbers = dict(rows.values_list("object__school").annotate(number=Count("pk")).order_by())
    return [(name, _number(numbers.get(key, 0))) for key, name in schools]


def _number(count: int) -> str:
    return f"少于 {FEWEST} 次" if count < FEWEST else f"{count} 次"


def _saved(asker: Asker, text: str) -> dict[str, object]:
    """What the talks that were just recorded count for; `text`: their keys, with dots between."""
    keys = [int(each) for each in text.split(".") if each.isdecimal() and len(each) < 12][:MOST_SAVED]
    if not keys:
        return {"saved": 0, "feeds": [], "updated": 0}
    rows = Talk.objects.visible_to(asker.reader, "create").filter(pk__in=keys, withdrawn_at__isnull=True)
    found = list(rows.select_related("talker", "object"))
    feeds = fed_by([source_of_talk(each) for each in found], asker.today) if found else []
    return {"saved": len(found), "feeds": [*map(feed_words, feeds)], "updated": count_updates(feeds)}
