"""What a mutant is, and that the walk notices those it must; all of them: `./run torture mutants`."""

import ast
import os
import time
from datetime import UTC, datetime

import pytest

from tests.access.hunting import hunt
from tests.access.lines import asking
from tests.access.mutants import MODULES, changes, mutants_of
from tests.access.sparing import SPARED, is_spared
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
    assert taken_from("M.objects.visible_to(r).filter(a=1, b=2)") == ["M.objects.everything('mutant')"]
    assert "M.objects.visible_to(r)" in taken_from("M.objects.visible_to(r).filter(pk=OuterRef('pk'))")


def test_what_is_spared_is_still_there() -> None:
    """A line of sparing.py that spares nothing speaks of code that has changed."""
    names = [mutant.name for module in MODULES for mutant in mutants_of(module)]
    assert [each for each in SPARED if not any(name.startswith(each) for name in names)] == []
    assert len(set(MODULES)) == len(MODULES)


SAMPLE = (
    "orgs.access._on without .filter(holds, from_day__lte=at)",
    "orgs.access.org_keys without `line == 'lead'`",
    "people.access._granted without .on(day)",
    "obligations.access.bodies always",
    "meetings.access.attendances everything",
    "training.access.trainings everything",
    "attachments.access.attachments without `Q(Exists",
    "training.access._pictured without .filter",
)
"""beginnings of the names of a few mutants that are hunted whenever the tests run, by lines without a page"""
SOME = ("member", "expired", "secretary", "township", "other_township", "inspector", "double")


@pytest.mark.once
def test_a_few_lines_taken_away_are_noticed(db: None) -> None:
    every = [mutant for module in MODULES for mutant in mutants_of(module) if not is_spared(mutant.name)]
    mutants = [next(mutant for mutant in every if mutant.name.startswith(each)) for each in SAMPLE]
    lines = [case for reader in SOME for case in asking(reader)]
    found = hunt(Walker(make_world(datetime.now(UTC))), lines, mutants, lambda _line: None)
    assert [mutant.place for mutant in found.survived] == []


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
