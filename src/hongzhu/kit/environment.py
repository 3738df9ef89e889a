"""The Jinja environment of every page: addresses, assets, dates, and the parts of the kit as `kit.<name>`."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from jinja2 import Environment
from markupsafe import Markup, escape

from .assets import asset
from .dates import date_words, day_words, moment, short_date
from .frame import current, frame_of, size_links, text_size

HTMX_CONFIG = (
    # No eval and no inline style, as the content security policy demands; no page kept in the browser's storage;
    # a form sent back with its mistakes (422) is shown like any answer.
    '{"allowEval":false,"allowScriptTags":false,"includeIndicatorStyles":false,"historyCacheSize":0,'
    '"refreshOnHistoryMiss":true,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},'
    '{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}'
)


def environment(**options: Any) -> Environment:
    """Return an environment that knows the kit."""
    made = Environment(
        autoescape=True, **{name: each for name, each in options.items() if name != "autoescape"}
    )
    made.globals |= {
        "kit": Parts(made),
        "asset": asset,
        "url": url,
        "frame_of": frame_of,
        "current": current,
        "text_size": text_size,
        "size_links": size_links,
        "HTMX_CONFIG": HTMX_CONFIG,
    }
    made.filters |= {
        "date_words": date_words,
        "day_words": day_words,
        "short_date": short_date,
        "moment": moment,
        "iso": date.isoformat,
        "marked": marked,
    }
    return made


class Parts:
    """Every macro of kit/parts and the icons, found by name; read once."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name.startswith("_") or name not in self._macros:
            raise AttributeError(name)
        return self._macros[name]

    @cached_property
    def _macros(self) -> dict[str, Callable[..., Markup]]:
        names = self._environment.list_templates(filter_func=lambda name: name.startswith("kit/parts/"))
        modules = [self._environment.get_template(name).module for name in ["kit/icons.html", *names]]
        return {
            name: macro
            for module in modules
            for name, macro in vars(module).items()
            if callable(macro) and not name.startswith("_")
        }


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a view."""
    return reverse(name, args=args, kwargs=kwargs)


def marked(text: str, words: Iterable[str]) -> Markup:
    """Return a quotation with its operative words marked; words that do not occur are left alone."""
    either = "|".join(re.escape(word) for word in words if word)
    pieces = re.split(f"({either})", text) if either else [text]
    return Markup().join(
        Markup("<mark>{}</mark>").format(piece) if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    )
