"""One person of the roster, as far as the reader may know."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hongzhu.kit.scoping import can
from hongzhu.people.actions import reveal
from hongzhu.people.doors import Asker, asker_of, requires_reader
from hongzhu.people.forms import IdentityForm, RevealForm
from hongzhu.people.hours import hours_of
from hongzhu.people.listing import MOVED, is_of, posts_of
from hongzhu.people.models import Appointment, IdentityNumber, Person, Placement, Transfer
from hongzhu.people.profile import (
    COLUMNS,
    amended,
    facts,
    heading,
    held,
    may_know,
    shown_to,
    stages,
    who_sees,
)
from hongzhu.people.recorded import recorded
from hongzhu.people.sheets import answer_once, key_of
from hongzhu.policy.days import to_day

View = Callable[..., HttpResponse]
SAID: Final = {
    "saved": "已更正，改过几次在下面能看到。",
    "gone": "已登记。记错了，点“改资料”改回来。",
    "added": "已列入花名册。会议的应到、学时从到岗那天算起。",
    "identified": "身份证号加密存好了，写明用途才显示。",
    "unidentified": "身份证号删掉了。",
}


NOT_KNOWN: Final[dict[str, Any]] = {
    "has_number": False,
    "may_see_number": False,
    "phone": "",
    "may_reveal": False,
}
"""of whom the reader knows the name only"""


def of_one(view: View) -> View:
    """Give the view its asker and the person of the address; whom the reader may not read by name is not there."""

    @never_cache
    @requires_reader
    @wraps(view)
    def answer(request: HttpRequest, code: str) -> HttpResponse:
        asker = asker_of(request)
        found = Person.objects.visible_to(asker.reader).select_related("org", "group", "school")
        return view(request, asker, get_object_or_404(found, code=code))

    return answer


def demand(asker: Asker, action: str, found: Person) -> None:
    """Whom the reader reads by name, but may not do this to, is no secret: he is told so. Raises PermissionDenied."""
    if not can(asker.reader, action, found):
        raise PermissionDenied


@of_one
@require_safe
def person(request: HttpRequest, asker: Asker, found: Person) -> HttpResponse:
    """The page."""
    return profile(request, asker, found)


@of_one
@require_POST
def person_reveal(request: HttpRequest, asker: Asker, found: Person) -> HttpResponse:
    """The page with the number; it is written down who saw it, and what for."""
    demand(asker, "reveal", found)
    form = RevealForm(request.POST, today=asker.today)
    if form.is_valid():
        purpose = form.cleaned_data["purpose"]

        def act() -> str:
            reveal(found, purpose=purpose, by=asker.by, now=asker.now)
            return found.code

        if answer_once(request, form, asker, act, at=request.path) is not None:
            return profile(request, asker, found, shown=found.phone)
    return profile(request, asker, found, form=form, status=422)


def profile(
    request: HttpRequest,
    asker: Asker,
    found: Person,
    *,
    shown: str = "",
    number: str = "",
    form: RevealForm | None = None,
    number_form: RevealForm | None = None,
    identity_form: IdentityForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a number that was asked for."""
    reader, day = asker.reader, to_day(asker.today)
    posts = posts_of(reader, [found], day).get(found.pk, [])
    is_own, is_known = found.pk == reader.person, may_know(reader, found)
    context: dict[str, Any] = {
        "person": found,
        "about": heading(found, posts, day) if is_own or is_of(reader, found, "read") else MOVED,
        "is_own": is_own,
        "is_known": is_known,
        "columns": [name for name, _roles in COLUMNS],
        "who_sees": who_sees(),
        "posts": held(_posts(asker, found), day),
        "said": SAID.get(request.GET.get("said", ""), ""),
        "may_change": can(reader, "change", found),
        "transfer": _transfer(asker, found),
        "is_here": found.here[0] <= day < found.here[1],
        "form": form or RevealForm(today=asker.today),
        "wrong": form or number_form or identity_form or RevealForm(today=asker.today),
        "number": number,
        "number_form": number_form or RevealForm(today=asker.today, auto_id="id_number_%s"),
        "identity_form": identity_form or IdentityForm(today=asker.today),
        "key": key_of(request),
        **NOT_KNOWN,
    }
    if is_known:
        context |= _known(asker, found, shown)
    return render(request, "people/person.html", context, status=status)


def _known(asker: Asker, found: Person, shown: str) -> dict[str, Any]:
    """What is said to whoever knows more than the name; `shown`: a telephone number that was asked for."""
    is_own, has_number = found.pk == asker.reader.person, _has_number(asker, found)
    may_reveal = not is_own and can(asker.reader, "reveal", found)
    return {
        "facts": facts(found, asker.today),
        "stages": stages(found, _places(asker, found)),
        "amended": amended(found),
        "hours": hours_of({found.subject_id: found.code}, asker.today).get(found.subject_id),
        "counted": [each for each in recorded(asker.reader, found.subject_id, asker.today) if each.amount],
        "phone": found.phone if is_own else shown,
        "has_phone": bool(found.phone),
        "may_reveal": bool(found.phone) and may_reveal,
        "has_number": has_number,
        "may_see_number": has_number and may_reveal,
        "shown_to": shown_to(found) if found.phone or has_number else [],
    }


def _transfer(asker: Asker, found: Person) -> Transfer | None:
    """The one that waits."""
    rows = Transfer.objects.visible_to(asker.reader).filter(person=found, state=Transfer.State.WAITING)
    return rows.select_related("source", "target").first()


def _has_number(asker: Asker, found: Person) -> bool:
    """Whether an identity number is entered, for whoever may have it shown and for the person himself."""
    return IdentityNumber.objects.visible_to(asker.reader).filter(person=found).exists()


def _posts(asker: Asker, found: Person) -> Any:
    rows: Any = Appointment.objects.visible_to(asker.reader).filter(person=found)
    return rows.select_related("person", "org", "school")


def _places(asker: Asker, found: Person) -> list[Placement]:
    """Where he was before, the first first; asked only of who has moved."""
    if found.moved_on is None:
        return []
    rows = Placement.objects.visible_to(asker.reader).filter(person=found)
    return list(rows.select_related("org", "school").order_by("starts_on"))
