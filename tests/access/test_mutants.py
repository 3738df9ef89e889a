"""What a mutant is, and that the walk notices those it must; all of them: `./run torture mutants`."""

import ast
import os
import time
from datetime import UTC, datetime

import pytest

from tests.access.hunting import hunt
from tests.access.mutants import MODULES, changes, mutants_of
from tests.access.sparing import is_spared
from tests.access.walking import Walker, every_case
from tests.access.world import make_world

WANTED = os.environ.get("HONGZHU_MUTANTS", "")
"""part of the place of those that are hunted"""
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
    assert taken_from("if no:\n    raise Gone") == ["if False and no:\n    raise Gone"]
    assert taken_from("a | b") == []


@pytest.mark.once
@pytest.mark.skipif(not WANTED, reason="long: ./run torture mutants")
def test_the_walk_notices(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        every = [mutant for module in MODULES for mutant in mutants_of(module) if WANTED in mutant.place]
        mutants = [mutant for mutant in every if not is_spared(mutant.name)]
        walker = Walker(make_world(datetime.now(UTC)))
        began = time.monotonic()
        found = hunt(walker, every_case(), mutants, print)
        print(
            f"\n{found.count} mutants, {len(found.killed)} killed, {len(found.survived)} survived,"
            f" {len(every) - len(mutants)} spared (sparing.py);",
            end=" ",
        )
        print(f"{found.walked} cases walked in {time.monotonic() - began:.0f} s")
        print(*[mutant.place for mutant in found.survived], sep="\n")
    assert found.killed, "a hunt without a kill proves nothing"
    assert len(found.survived) <= found.count * (1 - ENOUGH)
