"""Parts are found by name, shown in the gallery, say what they are given and nothing of the business."""

import re
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import Environment, UndefinedError
from markupsafe import Markup

from hongzhu import kit
from hongzhu.kit.environment import marked

ROOT = Path(kit.__file__).parent
PARTS = ROOT / "templates" / "kit" / "parts"
BUSINESS = re.compile("党|支部|书记|obligation|meeting|branch|secretary")


@pytest.fixture
def environment() -> Environment:
    return engines["jinja2"].env


def said(environment: Environment, template: str, **context: object) -> str:
    return environment.from_string(template).render(**context)


def macros() -> list[str]:
    texts = [path.read_text() for path in sorted(PARTS.glob("*.html"))]
    return [name for text in texts for name in re.findall(r"{% macro ([a-z]\w*)\(", text)]


def test_no_two_parts_have_one_name(environment: Environment) -> None:
    names = macros()
    assert len(names) == len(set(names)) > 30
    for name in [*names, "icon", "candle"]:
        assert getattr(environment.globals["kit"], name)


def test_every_part_is_in_the_gallery() -> None:
    pages = [*(ROOT / "templates" / "kit").rglob("*.html")]
    text = "".join(path.read_text() for path in pages)
    shown = set(re.findall(r"kit\.(\w+)\(", re.sub(r"{#.*?#}", "", text, flags=re.DOTALL)))
    assert set(macros()) <= shown


def test_a_part_or_an_icon_that_is_not_there_fails(environment: Environment) -> None:
    for template in (
        "{{ kit.nothing() }}",
        "{{ kit.icon('nothing') }}",
        "{{ kit.status_tag('nothing', 'x') }}",
    ):
        with pytest.raises(UndefinedError):
            said(environment, template)


def test_what_is_given_is_escaped(environment: Environment) -> None:
    evil = "<b onclick=x>\"'&"
    for template in (
        "{{ kit.status_tag('late', evil) }}",
        "{{ kit.page_header(evil, about=evil, crumbs=[(evil, evil)]) }}",
        "{{ kit.task_row('late', evil, evil, about=evil, verb=evil, href=evil, why=(evil, evil)) }}",
        "{{ kit.quote(evil, source=evil, marks=[evil, 'b']) }}",
        "{{ kit.year_strip([(evil, 'late', evil)]) }}",
        "{{ kit.evidence([(evil, evil, evil)], [(evil, '', evil)]) }}",
        "{{ kit.key_values([(evil, evil, (evil, evil))]) }}",
        "{{ kit.undo_bar(evil, links=[(evil, evil)]) }}",
    ):
        html = said(environment, template, evil=evil)
        assert "<b " not in html.replace("<b aria-hidden", "")
        assert "x>" not in html
        assert "\"'" not in html


def test_operative_words_are_marked() -> None:
    assert marked("每月召开<1>次", ["<1>次"]) == Markup("每月召开<mark>&lt;1&gt;次</mark>")
    assert marked("甲&乙", ["丙", "amp", ""]) == "甲&amp;乙"
    assert marked("甲乙丙", ["乙", "甲"]) == "<mark>甲</mark><mark>乙</mark>丙"
    assert marked("<", []) == "&lt;"


def test_a_bar_without_a_whole_is_empty(environment: Environment) -> None:
    assert 'width="0"' in said(environment, "{{ kit.bar(0, 0) }}")
    assert 'width="82.4"' in said(environment, "{{ kit.bar(28, 34) }}")


def test_the_kit_knows_nothing_of_the_business() -> None:
    texts = {
        path: path.read_text()
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".html", ".css", ".js"} and "__pycache__" not in path.parts
    }
    found = [
        f"{path.name}: {match.group()}" for path, text in texts.items() for match in BUSINESS.finditer(text)
    ]
    assert found == []


def test_the_kit_is_small() -> None:
    sizes = {
        path: len(path.read_text().splitlines())
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".html", ".css", ".js"} and "__pycache__" not in path.parts
    }
    assert sum(sizes.values()) <= 3000
    assert max(sizes.values()) <= 600
