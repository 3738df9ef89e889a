"""The engine itself; Django wants it in a module of this name."""

from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from .turns import Turn

WAIT = 10.0
"""seconds, where the settings say none"""


class DatabaseWrapper(base.DatabaseWrapper):
    """Each outermost transaction that may write waits for its turn; a reader's does not, nor does a single statement."""

    transaction_mode: str | None

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self._turn: Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == "IMMEDIATE" and not self.is_in_memory_db():
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn_back()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give_turn_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_turn_back()

    def _take_turn(self) -> None:
        path = Path(self.settings_dict["NAME"]).with_name("write.lock")
        turn = Turn(path)
        if not turn.take(self.settings_dict["OPTIONS"].get("timeout", WAIT)):
            raise OperationalError("database is locked: another process is writing")
        self._turn = turn

    def _give_turn_back(self) -> None:
        if self._turn is not None:
            self._turn.give_back()
            self._turn = None
