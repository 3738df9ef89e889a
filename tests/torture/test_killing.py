"""Five kills under a few writers; `./run torture kill` makes twenty under twenty."""

from pathlib import Path

import pytest

from tests.installations import Installation

from .killing import kill


@pytest.mark.once
def test_a_killed_server_loses_and_doubles_nothing(tmp_path: Path) -> None:
    here = Installation(tmp_path)
    here.run("demo", "--schools", "1")
    found = kill(here, times=5, writers=4, seed=7)
    assert not found.faults
    assert len(found.forms) > 4
