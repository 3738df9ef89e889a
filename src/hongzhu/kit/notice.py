"""A page with one message: nothing here, not allowed, something failed."""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

HOME: Final = (("回到首页", "/"),)


def notice(
    request: HttpRequest,
    title: str,
    about: str,
    status: int = 200,
    *,
    commands: Sequence[tuple[str, str]] = (),
    links: Sequence[tuple[str, str]] = HOME,
    marker: str = "",
    template: str = "kit/notice.html",
) -> HttpResponse:
    """Say one thing on a page of its own: commands to run as (command, what it does), links, a number to quote."""
    context = {"title": title, "about": about, "commands": commands, "links": links, "marker": marker}
    return render(request, template, context, status=status)
