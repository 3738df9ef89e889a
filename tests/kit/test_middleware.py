"""Headers: nothing inline, nothing from elsewhere, nothing left behind after a sign-in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from hongzhu.kit.middleware import CONTENT_SECURITY_POLICY, content_security_policy, keep_private


def answered(response: HttpResponse, *, session: str = "") -> HttpResponse:
    request: HttpRequest = RequestFactory().get("/")
    if session:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = session
    return content_security_policy(keep_private(lambda _: response))(request)


def test_every_answer_has_the_policy_unless_it_brings_its_own() -> None:
    assert answered(HttpResponse()).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    assert answered(own).headers["Content-Security-Policy"] == "sandbox"


def test_pages_of_a_signed_in_reader_are_not_stored() -> None:
    assert "Cache-Control" not in answered(HttpResponse()).headers
    assert answered(HttpResponse(), session="s").headers["Cache-Control"] == "no-store"
    kept = HttpResponse(headers={"Cache-Control": "max-age=60, public"})
    assert answered(kept, session="s").headers["Cache-Control"] == "max-age=60, public"


def test_the_answer_to_a_sign_in_is_not_stored_either() -> None:
    response = HttpResponse()
    response.set_cookie(settings.SESSION_COOKIE_NAME, "new")
    assert answered(response).headers["Cache-Control"] == "no-store"
    assert "Clear-Site-Data" not in response.headers


def test_signing_out_clears_what_the_browser_keeps() -> None:
    response = HttpResponse()
    response.delete_cookie(settings.SESSION_COOKIE_NAME)
    assert answered(response, session="s").headers["Clear-Site-Data"] == '"cache", "storage"'
