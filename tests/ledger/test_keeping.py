"""What is kept in memory is what the ledger says: after any posting, after one that was undone, while others post."""

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from hongzhu.ledger import keeping, tables
from hongzhu.ledger.keeping import kept
from hongzhu.ledger.posting import posting
from hongzhu.ledger.recomputing import recompute
from hongzhu.ledger.stored import stamped_pack
from tests import makers
from tests.histories import History

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
TABLES = ("row", "usage", "excuse", "fact", "link", "subject", "slot")


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    keeping.forget()
    yield
    keeping.forget()


def everything() -> str:
    """All that overviews are made from, read now."""
    return repr([tables.fetch(f"SELECT * FROM ledger_{name} ORDER BY 1, 2") for name in TABLES])


class Reader:
    """Reads through the memory, as a page does: the stamp first; counts how often it had to read anew."""

    def __init__(self) -> None:
        self.made = 0

    def read(self) -> str:
        _compiled, stamp = stamped_pack()
        return kept(stamp, "everything", self._make)

    def _make(self) -> str:
        self.made += 1
        return everything()


def test_random_postings_never_leave_a_stale_page() -> None:
    makers.make_school("S0")
    reader, steps = Reader(), 0
    for seed in range(3):
        history = History(f"k{seed}.", Random(seed))
        for step in history.steps():
            history.play(step)
            steps += 1
            for _ in range(2):
                assert reader.read() == everything(), (seed, step)
    assert steps < reader.made + 1 <= steps + 2  # each state was read once, however often it was asked for


def test_what_was_undone_is_not_kept() -> None:
    makers.make_school("S0")
    reader = Reader()
    before = reader.read()

    with transaction.atomic():
        makers.make_school("S1")
        inside = reader.read()
        assert inside == everything() != before
        transaction.set_rollback(True)
    assert reader.read() == before == everything()
    makers.make_school("S2")
    assert reader.read() == everything() not in (before, inside)


def test_what_changes_while_it_is_read_is_not_kept() -> None:
    makers.make_school("S0")
    _compiled, stamp = stamped_pack()

    def read_while_somebody_posts() -> str:
        found = everything()
        makers.make_school("S1")
        return found

    old = kept(stamp, "everything", read_while_somebody_posts)
    assert old != everything()
    assert not keeping._KEPT[keeping.OVERVIEWS]
    assert Reader().read() == everything()


def test_a_recomputation_gives_a_new_stamp() -> None:
    makers.make_school("S0")
    before = stamped_pack()[1]
    recompute(now=makers.NOW, today=makers.NOW.date().toordinal())
    after = stamped_pack()[1]
    assert before != after
    assert len(after) == len(before) == 32


def test_only_so_much_is_kept() -> None:
    makers.make_school("S0")
    stamp, most = stamped_pack()[1], keeping.MOST[keeping.OVERVIEWS]
    for number in range(most + 5):
        assert kept(stamp, number, lambda number=number: number) == number
    assert len(keeping._KEPT[keeping.OVERVIEWS]) == most
    assert kept(stamp, most + 4, lambda: "anew") == most + 4


WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?ledger_")
STAMPS = "UPDATE ledger_packinforce SET stamp"


class Guard:
    """Sees every statement: writes of the ledger outside a turn, in which the stamp had not changed before."""

    def __init__(self) -> None:
        self.has_turn = False
        self.faults: list[str] = []
        self.writes = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if sql.startswith(STAMPS):
            self.has_turn = True
            transaction.on_commit(self._end)
        elif WRITES.match(sql):
            self.writes += 1
            if not self.has_turn or not connection.in_atomic_block:
                self.faults.append(sql)
        return execute(sql, params, many, context)

    def _end(self) -> None:
        self.has_turn = False


def test_nobody_writes_the_ledger_without_the_turn() -> None:
    guard = Guard()
    with connection.execute_wrapper(guard):
        makers.make_branch("D1", "S1", has_committee=True)
        makers.make_group("G1", "D1")
        makers.make_member("P1", school="S1", org="D1", group="G1")
        makers.make_post("P1", "D1")
        makers.make_meeting("M1", "D1")
        makers.make_training("T1", "P1")
        makers.make_talk("P1", "P1")
        makers.make_justification("meeting.committee", "D1", "2026-10")
        history = History("g.", Random(1))
        for step in history.steps():
            history.play(step)
        recompute(now=makers.NOW, today=makers.NOW.date().toordinal())
    assert guard.writes > 50
    assert guard.faults == []


def test_the_guard_would_see_a_write_without_the_turn() -> None:
    with posting(now=makers.NOW):
        pass
    guard = Guard()
    with connection.execute_wrapper(guard):
        tables.change("UPDATE ledger_row SET need = %s WHERE id = %s", [(1, 0)])
    assert guard.faults
