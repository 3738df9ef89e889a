"""What stands around a page: menu, bottom bar, size of type."""

import pytest
from django.test import Client, RequestFactory

from hongzhu.kit.frame import Frame, MenuItem, current, frame_of


def menu(number: int) -> tuple[MenuItem, ...]:
    return tuple(MenuItem(title=f"第{n}页", href=f"/p{n}/", icon="house") for n in range(number))


@pytest.mark.parametrize(("pages", "bar", "more"), [(0, 0, 0), (5, 5, 0), (6, 4, 2), (7, 4, 3)])
def test_a_bar_of_five(pages: int, bar: int, more: int) -> None:
    frame = Frame(menu=menu(pages))
    assert (len(frame.bar), len(frame.more)) == (bar, more)
    assert frame.bar + frame.more == frame.menu


@pytest.mark.parametrize(
    ("path", "title"),
    [("/", "首页"), ("/meetings/", "会议"), ("/meetings/12/", "会议"), ("/meetings/new/", "新"), ("/x/", "")],
)
def test_the_page_we_are_on(path: str, title: str) -> None:
    names = {"/": "首页", "/meetings/": "会议", "/meetings/new/": "新"}
    frame = Frame(menu=tuple(MenuItem(title=name, href=href, icon="house") for href, name in names.items()))
    found = current(frame, RequestFactory().get(path))
    assert (found.title if found else "") == title


def test_no_frame_is_an_empty_frame() -> None:
    assert frame_of(RequestFactory().get("/")) == Frame()


def test_the_size_of_type_is_remembered_here_and_leads_back(client: Client) -> None:
    response = client.get("/display/text/huge?next=/kit/%3Fa=1")
    assert (response.status_code, response.headers["Location"]) == (302, "/kit/?a=1")
    assert client.cookies["size"].value == "huge"
    for elsewhere in ("//evil.example", "https://evil.example/", "javascript:x", "/\\evil.example"):
        assert client.get("/display/text/large", {"next": elsewhere}).headers["Location"] == "/"
    assert client.get("/display/text/gigantic").status_code == 404
    assert client.post("/display/text/large").status_code == 405
