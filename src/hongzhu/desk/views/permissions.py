"""The page that says who may see and do what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hongzhu.desk.permissions import RESOURCES, lines
from hongzhu.people.doors import requires_reader


@require_safe
@requires_reader
def permissions(request: HttpRequest) -> HttpResponse:
    """The table, as it is in force."""
    return render(request, "desk/permissions.html", {"resources": RESOURCES.values(), "rows": lines()})
