"""The district grid with its file, and one school or organisation. They only read."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from hongzhu.desk.above import schools_by_group
from hongzhu.desk.access import orgs_to_hand_over
from hongzhu.desk.clauses import heads, tallies, unrecordable
from hongzhu.desk.filters import Filters, filters_of
from hongzhu.desk.grid import Cell, Grid, Line, columns
from hongzhu.desk.pages import sections
from hongzhu.desk.places import district_on, district_place, name_cases
from hongzhu.desk.sheet import Sheet, workbook
from hongzhu.desk.tallies import district_of, tallies_on
from hongzhu.kit.dates import date_words, moment
from hongzhu.kit.spreadsheets import sent
from hongzhu.ledger.stored import stored_standing
from hongzhu.orgs.access import Reader, above_keys
from hongzhu.policy.days import to_day

from .asking import Asked, asks_a_day, page

ROWS: Final = 100
"""of one page"""
NOTHING_BELOW: Final = "您没有要看总览的单位。您自己的情况在首页。"


@dataclass(frozen=True)
class Overview:
    """The grid as asked for. `asked_for`: lines before the state is asked for, of which the figures speak."""

    filters: Filters
    grid: Grid
    asked_for: list[Line]

    @property
    def lines(self) -> list[Line]:
        """The lines shown."""
        return [line for line in self.asked_for if self.filters.keeps(line)]


@asks_a_day
def district(request: HttpRequest, reader: Reader, asked: Asked) -> HttpResponse:
    """Schools by duties on a day, who needs help first."""
    found = _overview(request, reader, asked, "read")
    rows = Paginator(found.lines, ROWS).get_page(request.GET.get("page"))
    words = asked.words | found.filters.words
    return page(
        request,
        "district",
        asked,
        found=found,
        rows=rows,
        figures=_figures(found, asked),
        own=_own(request, asked, found.grid),
        export=_address("district_export", words) if reader.may("export", "standing") else "",
        remind=_remind(reader, found, asked),
        everything=_address("district", asked.words),
        page_query=f"{urlencode(words)}&" if words else "",
        missing=unrecordable(asked.compiled),
    )


@asks_a_day
def export(request: HttpRequest, reader: Reader, asked: Asked) -> HttpResponse:
    """What the page shows with the same words in its address, on all its pages, as a workbook."""
    if not reader.may("export", "standing"):
        raise Http404
    found = _overview(request, reader, asked, "export")
    sheet = Sheet(
        title=f"学校总览 {asked.on.isoformat()}",
        about=f"{date_words(asked.on)}，统计{date_words(asked.since)}以来的各期"
        + (f"；{found.filters.told}" if found.filters.told else ""),
        mark=f"{reader.name} {moment(timezone.now())}导出。个人只有人数；谈话等少于5人的不写具体数。",
        source=asked.compiled.pack.title,
        columns=found.grid.shown,
        lines=found.lines,
    )
    return sent(workbook(sheet), sheet.title)


@asks_a_day
def body(request: HttpRequest, reader: Reader, asked: Asked, *, kind: str, code: str) -> HttpResponse:
    """One school or organisation: its duties and why they stand as they do."""
    is_own = kind == "district" and request.seat.is_superior  # type: ignore[attr-defined]
    own = district_place(asked.compiled.pack.area) if is_own else None
    place = district_on(asked.on, reader, own).find(kind, code)
    if place is None:
        what = "党组织" if kind == "org" else "学校"
        raise Http404(f"{date_words(asked.on)}没有代码为“{code}”的{what}。请核对代码，或者从学校总览里选。")
    name_cases(place, reader)
    index = heads(asked.compiled)
    standings = stored_standing(asked.compiled, asked.on, asked.since, place.subjects)
    found = tallies([place], standings, to_day(asked.on))
    return page(
        request,
        "body",
        asked,
        place=place,
        index=[
            (head, found[key].cell())
            for head in index
            if (key := (place.kind, place.code, head.clause)) in found
        ],
        sections=sections(place, standings, index, asked.on, asked.compiled.pack),
        missing=unrecordable(asked.compiled),
        handover=_handover(reader, kind, code),
    )


def _handover(reader: Reader, kind: str, code: str) -> str:
    """The sheet for a successor, for whoever runs the organisation."""
    may = kind == "org" and orgs_to_hand_over(reader).filter(code=code).exists()
    return reverse("handover", args=[code]) if may else ""


def _overview(request: HttpRequest, reader: Reader, asked: Asked, action: str) -> Overview:
    places = district_on(asked.on, reader, action=action, with_people=False)
    if not places.lines:
        raise Http404(NOTHING_BELOW)
    every = columns(asked.compiled, asked.on)
    filters = filters_of(request.GET, places.lines, every)
    tallies = tallies_on(asked.compiled, asked.stamp, asked.on, asked.since)
    grid = Grid(*filters.columns(every), tallies, asked.words)
    return Overview(filters, grid, grid.lines(place for place in places.lines if filters.takes(place)))


def _remind(reader: Reader, found: Overview, asked: Asked) -> tuple[str, str] | None:
    """The way to remind those of the page that have something late; only for whoever may, and only of today."""
    late = schools_by_group(found.asked_for)["late"]
    if not late or asked.on != asked.today or not above_keys(reader, "notice", "create"):
        return None
    words = {key: value for key, value in found.filters.words.items() if key not in ("state", "duties")}
    return f"提醒过期的 {late} 所", _address("reminders", words)


def _figures(found: Overview, asked: Asked) -> list[tuple[str, str, str, str, str]]:
    """(look, title, number of schools, note, link); how many, never which is better. Each school is in one of them."""
    counts = schools_by_group(found.asked_for)
    words = asked.words | found.filters.words
    notes = (
        ("late", "有过期", "至少一项"),
        ("soon", "只有临近", "快到期或在宽限期内"),
        ("blank", "有未登记", "没有登记，不等于没有开展"),
        ("done", "其余", "眼下没有要赶的"),
    )
    return [
        (look, title, f"{counts[look]} 所", note, _address("district", words | {"state": look}))
        for look, title, note in notes
    ]


def _own(request: HttpRequest, asked: Asked, grid: Grid) -> list[tuple[str, Cell]]:
    """(title, cell) of the duties of the district itself, for who sits above schools."""
    if not request.seat.is_superior:  # type: ignore[attr-defined]
        return []
    place = district_of(asked.compiled, grid.tallies)
    if place is None:
        return []
    every = columns(asked.compiled, asked.on, ("district",))
    return [(column.duty.title, grid.cell(place, column)) for column in every]


def _address(name: str, words: dict[str, str]) -> str:
    return f"{reverse(name)}?{urlencode(words)}" if words else reverse(name)
