"""Every request knows who reads it: the offices of the signed-in user, today, worked out when first asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from hongzhu.accounts.models import User
from hongzhu.ledger.turns import reading_once
from hongzhu.orgs.access import Reader

from .access import reader_of

Answer = Callable[[HttpRequest], HttpResponse]


def know_the_reader(get_response: Answer) -> Answer:
    """Put `request.reader` and `request.moment` on every request; nothing is asked of the database before somebody reads it."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.moment = timezone.now()  # type: ignore[attr-defined]
        request.reader = SimpleLazyObject(lambda: _reader(request))  # type: ignore[attr-defined]
        with reading_once():
            return get_response(request)

    return answer


def _reader(request: HttpRequest) -> Reader:
    """Whoever is not signed in reads nothing."""
    if not isinstance(request.user, User):
        return Reader(user=0, day=timezone.localdate())
    return reader_of(request.user, timezone.localdate())
