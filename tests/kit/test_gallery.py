"""The gallery: every part on one strict page, in every size of type; a form that comes back with its mistakes."""

import gzip

import pytest
from django.test import Client

from tests.client import StrictClient

GOOD = {
    "kind": "a",
    "held_on": "2026.11.20",
    "chair": "p1",
    "minutes": "一",
    **{f"who-p{n}": "here" for n in range(12)},
    "who-p3": "leave",
}


@pytest.fixture
def strict(settings) -> StrictClient:
    settings.HONGZHU_GALLERY = True
    return StrictClient()


def test_it_is_closed_unless_the_installation_opens_it(client: Client, settings) -> None:
    settings.HONGZHU_GALLERY = False
    assert client.get("/kit/").status_code == 404


@pytest.mark.parametrize("size", ["normal", "large", "huge", "nonsense"])
def test_every_part_on_a_strict_page(strict: StrictClient, size: str) -> None:
    strict.cookies["size"] = size
    response = strict.get("/kit/")
    assert response.status_code == 200
    wanted = size if size != "nonsense" else "normal"
    assert f'data-size="{wanted}"' in response.content.decode()


def test_a_form_with_mistakes_comes_back_with_them(strict: StrictClient) -> None:
    page = strict.post("/kit/", {**GOOD, "held_on": "2.30", "minutes": ""})
    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>错误：组件样例" in text
    assert "有 2 处要改" in text
    assert '<a href="#id_held_on">没有2月30日这一天，请核对</a>' in text
    assert 'value="2.30"' in text
    assert 'aria-describedby="id_held_on_error"' in text


def test_the_same_form_as_a_fragment(strict: StrictClient) -> None:
    wrong = strict.post("/kit/", {**GOOD, "minutes": ""}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert wrong.content.decode().lstrip().startswith("<form")
    right = strict.post("/kit/", GOOD, headers={"HX-Request": "true"})
    assert right.status_code == 200
    assert "收到：2026年11月20日 星期五，11 人到会" in right.content.decode()


def test_a_page_is_light(strict: StrictClient) -> None:
    assert len(gzip.compress(strict.get("/kit/").content)) <= 20 * 1024


@pytest.mark.parametrize("name", ["bad_request", "forbidden", "csrf_failure"])
def test_refusals_in_plain_words(rf, name: str) -> None:
    from hongzhu.kit import views
    from tests.client import page_faults

    response = getattr(views, name)(
        rf.get("/x"), **({} if name == "csrf_failure" else {"exception": Exception()})
    )
    assert response.status_code in {400, 403}
    assert page_faults(response.content.decode()) == []


def test_a_name_that_is_not_ours_is_refused_in_plain_words(client) -> None:
    response = client.get("/kit/", headers={"host": "other.example"})
    assert response.status_code == 400
    assert "这次没办成" in response.content.decode()


def test_a_form_without_its_token_is_refused_in_plain_words(settings) -> None:
    settings.HONGZHU_GALLERY = True
    response = StrictClient(enforce_csrf_checks=True).post("/kit/", GOOD)
    assert response.status_code == 403
    assert "没有保存" in response.content.decode()
