"""Sessions end: by doing nothing, by the clock, from elsewhere, with the account; what was typed is kept."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from hongzhu.accounts import actions
from hongzhu.accounts.doors import requires_sign_in
from hongzhu.accounts.keeping import kept_form
from hongzhu.accounts.models import Session
from tests.accounts.conftest import Clock
from tests.accounts.makers import HERE, MINUTE, NOW, OTHER_PASSWORD, PASSWORD, make_user, sign_in
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@requires_sign_in
def store(request: HttpRequest) -> HttpResponse:
    """A page of another room: says what it was given."""
    return JsonResponse(
        {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    )


urlpatterns = [path("store", store), path("", include("hongzhu.urls"))]
handler404 = "hongzhu.desk.views.not_found"


def is_in(client: StrictClient) -> bool:
    return client.get("/account").status_code == 200


def test_half_an_hour_of_nothing_ends_a_session(client: StrictClient, clock: Clock) -> None:
    make_user()
    sign_in(client)
    clock.at = NOW + 30 * MINUTE - SECOND
    assert is_in(client)
    clock.at += 30 * MINUTE
    response = client.get("/account/password")
    assert response.headers["Location"] == "/sign-in?next=%2Faccount%2Fpassword&ended=idle"
    assert "半小时没有动过" in client.get(response.headers["Location"]).content.decode()
    assert not Session.objects.exists()


def test_twelve_hours_end_a_session_in_any_case(client: StrictClient, clock: Clock) -> None:
    make_user()
    sign_in(client)
    while clock.at < NOW + timedelta(hours=12) - SECOND:
        clock.at = min(clock.at + 29 * MINUTE, NOW + timedelta(hours=12) - SECOND)
        assert is_in(client)
    clock.at = NOW + timedelta(hours=12)
    response = client.get("/account")
    assert response.headers["Location"].endswith("ended=absolute")
    assert "登录满12小时" in client.get(response.headers["Location"]).content.decode()


def test_a_session_is_written_every_five_minutes_at_most(client: StrictClient, clock: Clock) -> None:
    make_user()
    sign_in(client)
    for minutes, writes in ((0, 0), (4, 0), (5, 1), (9, 0), (10, 1)):
        clock.at = NOW + minutes * MINUTE
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/account")
        changed = [
            each
            for each in seen.captured_queries
            if not each["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN"))
        ]
        assert len(changed) == writes, (minutes, changed)


def test_a_page_of_nobody_asks_nothing_of_the_database(client: StrictClient) -> None:
    with CaptureQueriesContext(connection) as seen:
        client.get("/sign-in/forgotten")
    assert not seen.captured_queries


def test_one_session_of_ones_own_can_be_ended(client: StrictClient) -> None:
    make_user()
    other = StrictClient()
    sign_in(client)
    sign_in(other)
    page = client.get("/account").content.decode()
    assert page.count("让它退出<") == 1
    assert not any(row.session_key in page for row in Session.objects.all())
    handle = re.search(r'name="handle" value="([^"]+)"', page)
    assert handle
    response = client.post("/account/sessions", {"handle": handle[1]})
    assert "已经退出" in client.get(response.headers["Location"]).content.decode()
    assert is_in(client)
    assert not is_in(other)


def test_all_others_can_be_ended_at_once_and_nobody_elses(client: StrictClient) -> None:
    make_user()
    make_user("wuxiaodong", "吴晓东")
    here, there, stranger = client, StrictClient(), StrictClient()
    sign_in(here)
    sign_in(there)
    sign_in(stranger, "wuxiaodong")
    handle = Session.objects.get(user__login="wuxiaodong").handle
    here.post("/account/sessions", {"handle": handle})
    assert is_in(stranger)
    here.post("/account/sessions")
    assert (is_in(here), is_in(there), is_in(stranger)) == (True, False, True)


def test_a_disabled_user_is_out_with_the_next_request(client: StrictClient) -> None:
    user = make_user()
    sign_in(client)
    actions.disable_user(user=user, by="test", now=NOW, reason="调离")
    assert not is_in(client)


def test_being_disabled_is_enough_even_if_the_session_survives(client: StrictClient) -> None:
    user = make_user()
    sign_in(client)
    type(user).objects.update(is_active=False)
    assert Session.objects.exists()
    assert not is_in(client)


def test_a_new_password_ends_the_other_sessions(client: StrictClient) -> None:
    make_user()
    other = StrictClient()
    sign_in(client)
    sign_in(other)
    fields = {"password": PASSWORD, "new_password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    assert client.post("/account/password", fields).headers["Location"] == "/account?said=password"
    assert is_in(client)
    assert not is_in(other)


@override_settings(ROOT_URLCONF=__name__)
def test_what_was_typed_when_the_session_had_ended_is_sent_on(client: StrictClient, clock: Clock) -> None:
    make_user()
    sign_in(client)
    clock.at = NOW + 31 * MINUTE
    typed = {"minutes": "第一项\n第二项", "who": ["甲", "乙"], "password": "secret-Word-1"}
    response = client.post("/store?draft=1", typed)
    assert response.status_code == 401
    page = response.content.decode()
    assert "内容都留着" in page
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    wrong = sign_in(client, password="wrong", kept=kept[1]).content.decode()
    assert f'value="{kept[1]}"' in wrong
    page = sign_in(client, kept=kept[1]).content.decode()
    assert 'action="/store?draft=1"' in page
    fields = re.findall(r'<input type="hidden" name="(minutes|who)" value="([^"]*)">', page)
    assert fields == [("minutes", "第一项\n第二项"), ("who", "甲"), ("who", "乙")]
    assert "secret-Word-1" not in page
    stored = client.post("/store?draft=1", {"minutes": fields[0][1], "who": ["甲", "乙"]})
    assert json.loads(stored.content) == {"minutes": ["第一项\n第二项"], "who": ["甲", "乙"]}


@override_settings(ROOT_URLCONF=__name__)
def test_what_one_user_typed_is_not_sent_on_by_another(client: StrictClient, clock: Clock) -> None:
    make_user()
    make_user("wuxiaodong", "吴晓东")
    sign_in(client)
    clock.at = NOW + 31 * MINUTE
    page = client.post("/store", {"minutes": "第一项"}).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    assert sign_in(client, "wuxiaodong", kept=kept[1]).status_code == 302
    assert kept_form(kept[1] + "x", 1) is None
    assert kept_form("", 1) is None


@override_settings(ROOT_URLCONF=__name__)
def test_a_part_of_a_page_is_told_in_one_line(client: StrictClient) -> None:
    response = client.post("/store", {"minutes": "第一项"}, headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.content.decode() == "登录已经结束，请重新登录。"


def test_old_sessions_are_swept_away(client: StrictClient, clock: Clock) -> None:
    user = make_user()
    sign_in(client)
    clock.at = NOW + timedelta(hours=13)
    actions.enter(user=user, address=HERE, browser="", now=clock.at)
    assert not Session.objects.exists()
