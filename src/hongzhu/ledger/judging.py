"""Judge what a posting touched."""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .posting import Touched


def judge_touched(touched: "Touched", *, now: datetime, today: int) -> None:
    """Bring spells, usage and stored rows up to date with a posting."""
