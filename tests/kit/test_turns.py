"""Writers of several processes queue before SQLite; readers and the dead do not hold them up."""

import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from hongzhu.kit.sqlite.turns import Turn
from hongzhu.settings import sqlite

pytestmark = [pytest.mark.once, pytest.mark.django_db]
HOLDER = """
import sys, time
from pathlib import Path
from hongzhu.kit.sqlite.turns import Turn
print(Turn(Path(sys.argv[1])).take(10), flush=True)
time.sleep(60)
"""


def opened(path: Path, seconds: float = 0.05) -> BaseDatabaseWrapper:
    """A connection of its own to a database of its own."""
    words = sqlite(path / "db.sqlite3")
    words["OPTIONS"]["timeout"] = seconds
    return ConnectionHandler({"default": words})["default"]


def begin(connection: BaseDatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: BaseDatabaseWrapper) -> None:
    connection.commit()
    connection.set_autocommit(True)


def is_free(path: Path) -> bool:
    """Can somebody else write now?"""
    turn = Turn(path / "write.lock")
    taken = turn.take(0.02)
    turn.give_back()
    return taken


def test_a_transaction_holds_the_turn_to_its_end(tmp_path: Path) -> None:
    one = opened(tmp_path)
    one.ensure_connection()
    assert is_free(tmp_path)
    begin(one)
    assert not is_free(tmp_path)
    end(one)
    assert is_free(tmp_path)
    begin(one)
    one.rollback()
    assert is_free(tmp_path)
    one.set_autocommit(True)
    begin(one)
    one.close()
    assert is_free(tmp_path)


def test_who_waits_in_vain_is_told_so(tmp_path: Path) -> None:
    one, other = opened(tmp_path), opened(tmp_path)
    begin(one)
    with pytest.raises(OperationalError, match="locked"):
        begin(other)
    end(one)
    other.set_autocommit(True)
    begin(other)
    end(other)


def test_a_reader_takes_no_turn(tmp_path: Path) -> None:
    reader, writer = opened(tmp_path), opened(tmp_path)
    reader.ensure_connection()
    reader.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    begin(writer)
    begin(reader)
    end(reader)
    with reader.cursor() as cursor:
        cursor.execute("SELECT 1")
    end(writer)


def test_a_thread_waits_for_another(tmp_path: Path) -> None:
    path, told = tmp_path / "write.lock", []
    mine, other = Turn(path), Turn(path)
    assert mine.take(1)
    waiting = Thread(target=lambda: told.append(other.take(30)))
    waiting.start()
    assert not told
    mine.give_back()
    waiting.join()
    assert told == [True]
    other.give_back()


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks")
def test_a_killed_process_gives_its_turn_back(tmp_path: Path) -> None:
    path = tmp_path / "write.lock"
    words = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        assert not is_free(tmp_path)
        process.kill()
    assert is_free(tmp_path)
