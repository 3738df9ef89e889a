"""The district's table, and one school or organisation. They only read."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse

from hongzhu.desk.above import group_of
from hongzhu.desk.grid import Line, columns, district_lines, tallies, unrecordable
from hongzhu.desk.pages import sections
from hongzhu.desk.places import district_on, district_place
from hongzhu.kit.dates import date_words
from hongzhu.ledger.stored import stored_standing
from hongzhu.orgs.access import Reader
from hongzhu.policy.days import to_day

from .asking import Asked, asks_a_day, page


@asks_a_day
def district(request: HttpRequest, reader: Reader, asked: Asked) -> HttpResponse:
    """The district on a day: schools by clauses, in the order of codes."""
    heads = columns(asked.compiled)
    if request.seat.is_superior:  # type: ignore[attr-defined]
        standings = stored_standing(asked.compiled, asked.on, asked.since)
        places = district_on(asked.on, reader, district_place(asked.compiled.pack.area, standings))
    else:
        places = district_on(asked.on, reader)
        subjects = frozenset(subject for place in places.lines for subject in place.subjects)
        standings = stored_standing(asked.compiled, asked.on, asked.since, subjects)
    if not places.lines:
        raise Http404("您没有要看总览的单位。您自己的情况在首页。")
    lines = district_lines(places, heads, standings, to_day(asked.on))
    groups = [
        ("全区", [line for line in lines if line.place.kind == "district"]),
        ("学校", [line for line in lines if line.place.kind == "school"]),
        ("不覆盖学校的党组织", [line for line in lines if line.place.kind == "org"]),
    ]
    return page(
        request,
        "district",
        asked,
        heads=heads,
        groups=[(title, some) for title, some in groups if some],
        figures=_figures(groups[1][1]),
        missing=unrecordable(asked.compiled),
    )


@asks_a_day
def body(request: HttpRequest, reader: Reader, asked: Asked, *, kind: str, code: str) -> HttpResponse:
    """One school or organisation: its duties and why they stand as they do."""
    is_own = kind == "district" and request.seat.is_superior  # type: ignore[attr-defined]
    own = district_place(asked.compiled.pack.area) if is_own else None
    place = district_on(asked.on, reader, own).find(kind, code)
    if place is None:
        what = "党组织" if kind == "org" else "学校"
        raise Http404(f"{date_words(asked.on)}没有代码为“{code}”的{what}。请核对代码，或者从学校总览里选。")
    heads = columns(asked.compiled)
    standings = stored_standing(asked.compiled, asked.on, asked.since, place.subjects)
    found = tallies([place], standings, to_day(asked.on))
    index = [
        (head, found[key].cell()) for head in heads if (key := (place.kind, place.code, head.clause)) in found
    ]
    return page(
        request,
        "body",
        asked,
        place=place,
        index=index,
        sections=sections(place, standings, heads, asked.on, asked.compiled.pack),
        missing=unrecordable(asked.compiled),
    )


def _figures(lines: list[Line]) -> list[tuple[str, str, str, str, str]]:
    """(look, title, number of schools, note, link); how many, never which is better. Each school is in one of them."""
    counts = Counter(group_of(line) for line in lines if not line.place.is_gone)
    return [
        ("late", "有过期", f"{counts['late']}所", "至少一项", ""),
        ("soon", "只有临近", f"{counts['soon']}所", "快到期或在宽限期内", ""),
        ("blank", "有未登记", f"{counts['blank']}所", "没有登记，不等于没有开展", ""),
        ("done", "其余", f"{counts['done']}所", "眼下没有要赶的", ""),
    ]
