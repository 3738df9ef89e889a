"""What a mutant is, and that the walk notices those it must; all of them: `./run torture mutants`."""

import ast
import os

import pytest
from django.db import connection

from tests.access.mutants import changes, hunt

MOST = int(os.environ.get("HONGZHU_MUTANTS", "0"))
ENOUGH = 0.99


def taken_from(source: str) -> list[str]:
    return [
        ast.unparse(change(node)) for node in ast.walk(ast.parse(source)) for _what, change in changes(node)
    ]


def test_what_is_taken_away() -> None:
    assert taken_from("rows.filter(a=1)") == ["rows"]
    assert taken_from("a & b") == ["a", "b"]
    assert taken_from("M.objects.visible_to(r)") == ["M.objects.everything('mutant')"]
    assert taken_from("x and y") == ["y", "x"]
    assert taken_from("if no:\n    raise Gone") == ["pass"]
    assert taken_from("a | b") == []


@pytest.mark.once
@pytest.mark.skipif(not MOST, reason="long: ./run torture mutants")
def test_the_walk_notices(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert connection.vendor == "sqlite", "a forked child has the database in its own memory"
    with capsys.disabled():
        count, survived = hunt(MOST)
        print(f"\n{count} mutants, {len(survived)} survived", *survived, sep="\n")
    assert len(survived) <= count * (1 - ENOUGH)
