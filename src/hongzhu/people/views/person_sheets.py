"""The sheets of the roster: somebody arrives, is put right, leaves."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hongzhu.people.actions import add_person, correct_person, entry_of, let_go, version_of
from hongzhu.people.doors import Asker, asker_of, requires
from hongzhu.people.forms import CorrectPersonForm, LeaveForm, NewPersonForm
from hongzhu.people.keeping import choices_of
from hongzhu.people.models import Person
from hongzhu.people.sheets import answer_once, done_once, key_of, number_of

from .person import demand, of_one

sheet = require_http_methods(["GET", "HEAD", "POST"])


@requires("create", "roster")
@sheet
def person_new(request: HttpRequest) -> HttpResponse:
    """Somebody has arrived."""
    asker = asker_of(request)
    choices = choices_of(asker.reader)
    first = choices.orgs[0].code if choices.orgs else ""
    if request.method != "POST":
        start = {"org": first, "school": choices.schools[0].code if len(choices.schools) == 1 else ""}
        form = NewPersonForm(today=asker.today, choices=choices, initial=start)
        return _sheet(request, "new", form)
    form = NewPersonForm(request.POST, today=asker.today, choices=choices)
    if form.is_valid():

        def act() -> str:
            entry = form.entry()
            body = entry.org or entry.school or first
            return add_person(entry, body=body, by=asker.by, now=asker.now).code

        if answer := answer_once(request, form, asker, act):
            return HttpResponseRedirect(f"{_address(answer.text)}?said=added")
    return _sheet(request, "new", form, status=422)


@of_one
@sheet
def person_correct(request: HttpRequest, asker: Asker, found: Person) -> HttpResponse:
    """Put a row right."""
    demand(asker, "change", found)
    choices, kept = choices_of(asker.reader, found), entry_of(found)
    stands = version_of(found)
    shown = number_of(request.POST.get("was", "")) or stands
    if request.method != "POST":
        start = vars(kept) | {"phone": ""}
        form = CorrectPersonForm(today=asker.today, choices=choices, initial=start)
        return _sheet(request, "correct", form, person=found, was=shown)
    form = CorrectPersonForm(request.POST, today=asker.today, choices=choices)

    def act() -> object:
        words = {"reason": form.cleaned_data["reason"], "shown": shown, "by": asker.by, "now": asker.now}
        return correct_person(found, form.entry(kept), **words)

    done = done_once(request, form, asker, act, _address(found.code), "saved")
    return done or _sheet(request, "correct", form, person=found, was=stands, status=422)


@of_one
@sheet
def person_leave(request: HttpRequest, asker: Asker, found: Person) -> HttpResponse:
    """Somebody leaves or retires."""
    demand(asker, "change", found)
    if request.method != "POST":
        form = LeaveForm(today=asker.today, initial={"on": asker.today})
        return _sheet(request, "leave", form, person=found)
    form = LeaveForm(request.POST, today=asker.today)

    def act() -> object:
        return let_go(found, **form.cleaned_data, by=asker.by, now=asker.now)

    done = done_once(request, form, asker, act, _address(found.code), "gone")
    return done or _sheet(request, "leave", form, person=found, status=422)


def _address(code: str) -> str:
    return reverse("person", args=[code])


def _sheet(request: HttpRequest, name: str, form: Any, *, status: int = 200, **words: Any) -> HttpResponse:
    context = {"form": form, "key": key_of(request), "person": None, "was": ""} | words
    return render(request, f"people/person-{name}.html", context, status=status)
