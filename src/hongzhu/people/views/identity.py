"""身份证号 on the page of a person: entered, shown for a purpose, erased. It stands in no address and under no key of a form."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hongzhu.people.actions import erase_identity, reveal_identity, save_identity
from hongzhu.people.doors import Asker
from hongzhu.people.forms import IdentityForm, RevealForm
from hongzhu.people.models import Person
from hongzhu.people.sheets import tried

from .person import demand, of_one, profile


@of_one
@require_POST
def identity(request: HttpRequest, asker: Asker, found: Person) -> HttpResponse:
    """Entered, or entered anew; pressed twice it is the same number once more."""
    demand(asker, "change", found)
    form = IdentityForm(request.POST, today=asker.today)

    def act() -> object:
        return save_identity(found, form.cleaned_data["number"], by=asker.by, now=asker.now)

    if tried(form, act):
        return _back(found, "identified")
    return profile(request, asker, found, identity_form=form, status=422)


@of_one
@require_POST
def identity_reveal(request: HttpRequest, asker: Asker, found: Person) -> HttpResponse:
    """The page with the number; it is written down who saw it, and what for."""
    demand(asker, "reveal", found)
    form = RevealForm(request.POST, today=asker.today)
    number = tried(form, lambda: reveal_identity(found, **form.cleaned_data, by=asker.by, now=asker.now))
    if number is None:
        return profile(request, asker, found, number_form=form, status=422)
    return profile(request, asker, found, number=number)


@of_one
@require_POST
def identity_erase(_request: HttpRequest, asker: Asker, found: Person) -> HttpResponse:
    """Gone; once more it is gone, too."""
    demand(asker, "change", found)
    erase_identity(found, by=asker.by, now=asker.now)
    return _back(found, "unidentified")


def _back(found: Person, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('person', args=[found.code])}?said={said}")
