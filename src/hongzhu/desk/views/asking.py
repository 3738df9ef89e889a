"""The day and the pack a page speaks of: `?on=` and `?from=`, or words why it cannot be shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hongzhu.desk.periods import first_of_year
from hongzhu.desk.places import Place, is_empty
from hongzhu.desk.words import LOOKS
from hongzhu.kit.dates import date_words, day_words
from hongzhu.ledger.stored import NotStored, stamped_pack, stored_days
from hongzhu.people.doors import reader_on, requires_reader
from hongzhu.policy.rules import Compiled

from .notices import nothing_yet, say


@dataclass(frozen=True)
class Asked:
    """The day a page speaks of, from when on, and the pack it is judged by."""

    on: date
    since: date
    today: date
    earliest: date
    latest: date
    compiled: Compiled
    stamp: str
    """of the ledger, read before anything else of it"""

    @property
    def words(self) -> dict[str, str]:
        """What an address needs to stay on the day; nothing for today."""
        words = {} if self.on == self.today else {"on": self.on.isoformat()}
        if self.since != max(self.earliest, first_of_year(self.on)):
            words["from"] = self.since.isoformat()
        return words

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        return f"?{urlencode(self.words)}" if self.words else ""

    @property
    def last_year(self) -> date | None:
        """From when on a page may also be asked to count; None where nothing older is stored."""
        since = max(self.earliest, date(self.since.year - 1, 1, 1))
        return since if since < self.since else None

    def year(self, text: str) -> int:
        """The calendar year asked for; the day's own where nothing is stored of it."""
        is_year = text.isascii() and text.isdigit() and len(text) == 4
        return int(text) if is_year and self.earliest.year <= int(text) <= self.on.year else self.on.year

    def href(self, place: Place) -> str:
        """The address of a place's page on the same day."""
        return reverse("body", args=[place.kind, place.code]) + self.query


class BadDay(Exception):
    """The day asked for cannot be shown; the message says why."""


def asks_a_day(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view its reader and the day of `?on=` (today without it); say in words when it cannot be shown."""

    @require_safe
    @requires_reader
    @wraps(view)
    def answer(request: HttpRequest, **words: str) -> HttpResponse:
        reader = reader_on(request)
        try:
            asked = _asked(request.GET, timezone.localdate())
        except BadDay as bad:
            return say(request, "这一天看不了", str(bad), status=400)
        except NotStored:
            if is_empty():
                return nothing_yet(request)
            about = "政策包的文件改动过，已存的结果还是旧的。请运行下面的命令，再刷新本页："
            again = (("./run recompute", "按新的政策包全部重算。"),)
            return say(request, "需要重算一次", about, commands=again, status=503)
        return view(request, reader, asked, **words)

    return answer


def _asked(words: QueryDict, today: date) -> Asked:
    compiled, stamp = stamped_pack()
    earliest, latest = stored_days(compiled)
    on = _day(words.get("on", ""), today)
    if not earliest <= on <= latest:
        raise BadDay(
            f"网页能看{date_words(earliest)}至{date_words(latest)}之间的日子。"
            "别的日子请用命令 ./run standing --on 查看。"
        )
    since = min(on, max(earliest, _day(words.get("from", ""), first_of_year(on))))
    return Asked(on, since, today, earliest, latest, compiled, stamp)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        raise BadDay(f"“{text}”不是日期，请写成 2026-11-20 的样子。") from None


def page(request: HttpRequest, name: str, asked: Asked, **context: Any) -> HttpResponse:
    context |= {
        "asked": asked,
        "LOOKS": LOOKS,
        "on_words": day_words(asked.on),
        "since_words": date_words(asked.since),
        "is_future": asked.on > asked.today,
    }
    return render(request, f"desk/{name}.html", context)
