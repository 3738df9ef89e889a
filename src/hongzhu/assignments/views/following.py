"""After sending: reminded, extended, closed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from hongzhu.assignments.actions import close_assignment, extend_receipts, remind_receipts
from hongzhu.assignments.forms import CloseForm, ExtendForm
from hongzhu.kit.forms import Form
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.sheets import done_once

from .showing import assignment_of, show


@requires("change", "assignment")
@require_POST
def remind(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever has not answered is reminded."""
    asker = asker_of(request)
    row, form = assignment_of(asker, code, "change"), Form(request.POST, today=asker.today)

    def act() -> object:
        return remind_receipts(row, by=asker.by, now=asker.now)

    done = _done(request, form, asker, code, act, "reminded")
    return done or show(request, asker, row, form=form, status=422)


@requires("change", "assignment")
@require_POST
def extend(request: HttpRequest, code: str) -> HttpResponse:
    """More time for all who have not answered."""
    asker = asker_of(request)
    row, form = assignment_of(asker, code, "change"), ExtendForm(request.POST, today=asker.today)

    def act() -> object:
        return extend_receipts(row, **form.cleaned_data, by=asker.by, now=asker.now)

    done = _done(request, form, asker, code, act, "extended")
    return done or show(request, asker, row, extending=form, form=form, status=422)


@requires("change", "assignment")
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Nothing more is wanted."""
    asker = asker_of(request)
    row, form = assignment_of(asker, code, "change"), CloseForm(request.POST, today=asker.today)

    def act() -> object:
        return close_assignment(row, **form.cleaned_data, by=asker.by, now=asker.now)

    done = _done(request, form, asker, code, act, "closed")
    return done or show(request, asker, row, closing=form, form=form, status=422)


def _done(
    request: HttpRequest, form: Form, asker: Asker, code: str, act: Callable[[], object], said: str
) -> HttpResponse | None:
    return done_once(request, form, asker, act, reverse("assignment", args=[code]), said)
