"""The pages of the desk: the district's table, and one school or organisation. They only read."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hongzhu.kit.notice import notice
from hongzhu.ledger.stored import NotStored, stored_days, stored_pack, stored_standing
from hongzhu.policy.days import to_day
from hongzhu.policy.rules import Compiled

from .grid import Line, columns, district_lines, tallies, unrecordable
from .pages import sections
from .places import Place, district_on, is_empty
from .words import LOOKS, date_words, day_words

JUST_BEHIND = timedelta(days=90)
COMMANDS_WHEN_EMPTY = (
    ("./run demo", "先看看样子：生成一个虚构的演示区县。"),
    (
        "./run import 我区.xlsx",
        "用自己的数据：导入工作簿。空白工作簿用 ./run import --template 空表.xlsx 生成。",
    ),
)


@dataclass(frozen=True)
class Asked:
    """The day a page speaks of, from when on, and the pack it is judged by."""

    on: date
    since: date
    today: date
    earliest: date
    latest: date
    compiled: Compiled

    @property
    def query(self) -> str:
        """What a link needs to stay on the day; nothing for today."""
        words = {} if self.on == self.today else {"on": self.on}
        if self.since != max(self.earliest, first_of_year(self.on)):
            words["from"] = self.since
        return f"?{urlencode(words)}" if words else ""

    @property
    def last_year(self) -> date | None:
        """From when on a page may also be asked to count; None where nothing older is stored."""
        since = max(self.earliest, date(self.since.year - 1, 1, 1))
        return since if since < self.since else None

    def href(self, place: Place) -> str:
        """The address of a place's page on the same day."""
        return reverse("body", args=[place.kind, place.code]) + self.query


class BadDay(Exception):
    """The day asked for cannot be shown; the message says why."""


def asks_a_day(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the day of `?on=` (today without it); say in words when it cannot be shown."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **words: str) -> HttpResponse:
        try:
            asked = _asked(request.GET, timezone.localdate())
        except BadDay as bad:
            return _notice(request, "这一天看不了", str(bad), status=400)
        except NotStored:
            if is_empty():
                return _nothing_yet(request)
            about = "政策包的文件改动过，已存的结果还是旧的。请运行下面的命令，再刷新本页："
            again = (("./run recompute", "按新的政策包全部重算。"),)
            return _notice(request, "需要重算一次", about, commands=again, status=503)
        return view(request, asked, **words)

    return answer


def _asked(words: QueryDict, today: date) -> Asked:
    compiled = stored_pack()
    earliest, latest = stored_days(compiled)
    on = _day(words.get("on", ""), today)
    if not earliest <= on <= latest:
        raise BadDay(
            f"网页能看{date_words(earliest)}至{date_words(latest)}之间的日子。"
            "别的日子请用命令 ./run standing --on 查看。"
        )
    since = min(on, max(earliest, _day(words.get("from", ""), first_of_year(on))))
    return Asked(on, since, today, earliest, latest, compiled)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise BadDay(f"“{text}”不是日期，请写成 2026-11-20 的样子。") from None


def first_of_year(on: date) -> date:
    """From when on a page counts: the year's first day, and last year's while its deadlines are just behind us."""
    return date((on - JUST_BEHIND).year, 1, 1)


@asks_a_day
def district(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The district on a day: schools by clauses, in the order of codes."""
    heads = columns(asked.compiled)
    standings = stored_standing(asked.compiled, asked.on, asked.since)
    places = district_on(asked.on)
    if not places.schools and not places.orgs and is_empty():
        return _nothing_yet(request)
    lines = district_lines(places, heads, standings, to_day(asked.on))
    groups = [
        ("全区", [line for line in lines if line.place.kind == "district"]),
        ("学校", [line for line in lines if line.place.kind == "school"]),
        ("不覆盖学校的党组织", [line for line in lines if line.place.kind == "org"]),
    ]
    return _page(
        request,
        "district",
        asked,
        heads=heads,
        groups=[(title, some) for title, some in groups if some],
        figures=_figures(groups[1][1]),
        missing=unrecordable(asked.compiled),
    )


@asks_a_day
def body(request: HttpRequest, asked: Asked, *, kind: str, code: str) -> HttpResponse:
    """One school or organisation: its duties and why they stand as they do."""
    place = district_on(asked.on).find(kind, code)
    if place is None:
        what = "党组织" if kind == "org" else "学校"
        raise Http404(f"{date_words(asked.on)}没有代码为“{code}”的{what}。请核对代码，或者从全区总表里选。")
    heads = columns(asked.compiled)
    standings = stored_standing(asked.compiled, asked.on, asked.since, place.subjects)
    found = tallies([place], standings, to_day(asked.on))
    index = [
        (head, found[key].cell()) for head in heads if (key := (place.kind, place.code, head.clause)) in found
    ]
    of_people = [each for each in standings if each.row.subject in place.people]
    return _page(
        request,
        "body",
        asked,
        place=place,
        index=index,
        sections=sections(place, of_people, heads, asked.on, asked.since),
        missing=unrecordable(asked.compiled),
    )


def _figures(lines: list[Line]) -> list[tuple[str, str, str, str, str]]:
    """(look, title, number of schools, note, link); how many, never which is better. Each school is in one of them."""
    counts: Counter[str] = Counter()
    for line in lines:
        looks = {cell.look for cell in line.cells}
        if not line.place.is_gone:
            counts[next((look for look in ("late", "blank", "soon") if look in looks), "done")] += 1
    return [
        ("late", "有过期", f"{counts['late']}所", "至少一项", ""),
        ("soon", "只有临近", f"{counts['soon']}所", "快到期或在宽限期内", ""),
        ("blank", "有未登记", f"{counts['blank']}所", "没有登记，不等于没有开展", ""),
        ("done", "其余", f"{counts['done']}所", "眼下没有要赶的", ""),
    ]


def _nothing_yet(request: HttpRequest) -> HttpResponse:
    about = "还没有登记任何学校和党组织。在程序所在的目录里运行下面两条命令中的一条，再刷新本页："
    return _notice(request, "还没有数据", about, commands=COMMANDS_WHEN_EMPTY)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in plain words."""
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return _notice(request, "没有这一页", said or "地址可能写错了，或者这一页已经不在了。", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500 in plain words; nothing is asked of the database."""
    about = "程序出错了，数据没有改动。请运行 ./run doctor 体检；还不行，请把运行窗口里的文字发给维护的人。"
    return _notice(request, "出错了", about, status=500)


def _page(request: HttpRequest, name: str, asked: Asked, **context: Any) -> HttpResponse:
    context |= {
        "asked": asked,
        "LOOKS": LOOKS,
        "on_words": day_words(asked.on),
        "since_words": date_words(asked.since),
        "is_future": asked.on > asked.today,
    }
    return render(request, f"desk/{name}.html", context)


def _notice(
    request: HttpRequest,
    title: str,
    about: str,
    *,
    commands: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> HttpResponse:
    home = (("回到全区总表", reverse("district")),)
    return notice(request, title, about, status, commands=commands, links=home, template="desk/notice.html")
