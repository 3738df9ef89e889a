"""The strict client refuses what it is meant to refuse."""

import pytest
from django.http import HttpResponse

from tests.client import header_faults, page_faults

GOOD = (
    '<!doctype html><html lang="zh-CN"><head><title>首页 · 红烛</title></head><body><a href="#main">跳到正文</a>'
    '<main id="main"><h1>首页</h1>{}</main></body></html>'
)


def test_a_good_page_passes() -> None:
    good = (
        '<form method="post" action="/x"><input type="hidden" name="csrfmiddlewaretoken" value="t">'
        '<label for="a">甲</label><input id="a" type="text" aria-describedby="h"><span id="h">乙</span>'
        '<label><input type="radio"> 丙</label><button type="submit">保存</button></form>'
    )
    assert page_faults(GOOD.format(good)) == []


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<h1>又一个</h1>", "2 h1"),
        ('<p style="color:red">甲</p>', "inline style"),
        ("<style>p{}</style>", "inline style"),
        ("<script>1</script>", "inline script"),
        ('<a href="/x" onclick="y">甲</a>', "script in onclick"),
        ('<a href="javascript:y">甲</a>', "script in href"),
        ('<div hx-on:click="y">甲</div>', "script in hx-on:click"),
        ('<div hx-vals="js:{}">甲</div>', "script in hx-vals"),
        ('<div hx-get="/x" hx-trigger="click[ctrlKey]">甲</div>', "htmx filter"),
        ('<div hx-get="https://evil.example/">甲</div>', "asks another host"),
        ('<img src="//evil.example/x.png" alt="">', "asks another host"),
        ('<form method="get" action="https://evil.example/"></form>', "asks another host"),
        ('<p id="a"></p><p id="a"></p>', "id used 2 times"),
        ('<label for="b">甲</label>', "for names no element"),
        ('<input type="text" name="x">', "no label"),
        ('<label>　<input type="checkbox" name="x"></label>', "no label"),
        ('<form method="post"></form>', "no csrf token"),
        ('<form action="/x"></form>', "form without method"),
        ('<a href="/x"><svg aria-hidden="true"></svg></a>', "no words"),
        ('<a href="#">甲</a>', "link to nowhere"),
        ("<button>甲</button>", "button without type"),
        ('<img src="/x.png">', "picture without alt"),
        ("<svg></svg>", "picture neither hidden nor named"),
        ("<nav><a href='/x'>甲</a></nav>", "nav without a name"),
        ("<p><b>甲</p></b>", "closes"),
        ('<p class="a" class="b">甲</p>', "class twice"),
    ],
)
def test_a_planted_fault_is_found(part: str, fault: str) -> None:
    assert fault in "\n".join(page_faults(GOOD.format(part)))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('lang="zh-CN"', 'lang="en"', "lang"),
        ("<title>首页 · 红烛</title>", "", "title"),
        ("<title>首页 · 红烛</title>", "<title> · 红烛</title>", "title"),
        ('<main id="main">', "<main>", "main with id"),
        ('<a href="#main">跳到正文</a>', "", "no way to skip"),
        ("</main>", "</main><p>外面</p>", "outside every landmark"),
    ],
)
def test_a_planted_fault_of_the_frame_is_found(old: str, new: str, fault: str) -> None:
    page = GOOD.format("")
    assert old in page
    assert fault in "\n".join(page_faults(page.replace(old, new)))
    assert page_faults("<p>一段</p>", is_fragment=True) == []


def test_a_weak_policy_is_found() -> None:
    strict = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
    assert header_faults(HttpResponse(headers={"Content-Security-Policy": strict})) == []
    for policy in ("", f"{strict}; script-src 'unsafe-inline'", f"{strict}; img-src data:", "default-src *"):
        assert header_faults(HttpResponse(headers={"Content-Security-Policy": policy}))
