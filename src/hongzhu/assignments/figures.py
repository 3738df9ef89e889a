"""What the system holds already and nobody need be asked for: found by what it is called, filled in by the room that has it.

The house's table names each figure: how a page calls it, where it comes from, by which names people ask for it, and the
function that tells it of some organisations on a day.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from .actions import ItemEntry

BEFORE: Final = re.compile(r"^(?:(?:今年|本年度?|目前|现在|现有|在册|本支部|支部|各支部|各校|本校|你校|的)+)")
NOISE: Final = re.compile(r"[\s，,。.；;：:（）()“”\"'*·—-]+|^\d+[.、）)]")
PARTS: Final = re.compile(r"[、和及/]")
NUMBERED: Final = re.compile(r"^\s*(?:\d+|[一二三四五六七八九十]+)\s*[.、）)．]\s*")


@dataclass(frozen=True)
class Figure:
    """One thing the system holds of every organisation."""

    key: str
    title: str
    origin: str
    names: tuple[str, ...]
    told: str

    def of(self, orgs: Collection[int], on: date) -> dict[int, str]:
        """By organisation; left out where it is not known."""
        tell: Callable[[Collection[int], date], dict[int, str]] = import_string(self.told)
        return tell(orgs, on)


@cache
def figures() -> dict[str, Figure]:
    """All of them, by key."""
    table: dict[str, tuple[str, str, tuple[str, ...], str]] = import_string(
        settings.HONGZHU_HOUSE + ".FIGURES"
    )
    return {key: Figure(key, *each) for key, each in table.items()}


def items_of(text: str) -> tuple[ItemEntry, ...]:
    """One thing in each line, as somebody types or pastes them; a line of which every part is held becomes those parts."""
    found: dict[str, ItemEntry] = {}
    for line in text.splitlines():
        title = NUMBERED.sub("", line).strip(" \t；;。")
        if not title:
            continue
        parts = [part.strip() for part in PARTS.split(title) if part.strip()]
        held = [figure_called(part) for part in parts]
        if len(parts) > 1 and all(held):
            for figure in held:
                assert figure is not None
                found.setdefault(figure.title, ItemEntry(title=figure.title, figure=figure.key))
            continue
        whole = figure_called(title)
        found.setdefault(title, ItemEntry(title=title, figure=whole.key if whole else ""))
    return tuple(found.values())


def figure_called(words: str) -> Figure | None:
    """The figure that is called so, exactly: “明年打算发展党员人数” is not “党员人数”."""
    wanted = plain(words)
    return next((each for each in figures().values() if wanted in {plain(name) for name in each.names}), None)


def plain(words: str) -> str:
    """Without spaces, marks and words that say nothing, so that two ways of asking are the same."""
    text = NOISE.sub("", words)
    return BEFORE.sub("", text) or text


def held_of(keys: Iterable[str], orgs: Collection[int], on: date) -> dict[str, dict[int, str]]:
    """Key → organisation → what is held; a few queries for each key, however many organisations."""
    known = figures()
    return {key: known[key].of(orgs, on) for key in dict.fromkeys(keys) if key in known}
