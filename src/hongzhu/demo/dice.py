"""Choices that fall the same way on every machine and every Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")
SEED = "hongzhu"


class Dice:
    """A stream of choices named by words. Only `Random.random` is promised to stay the same, so only it is used.

    Every school throws its own dice: how many schools there are changes nothing for the first ones.
    """

    def __init__(self, *words: object) -> None:
        self._random = Random("|".join([SEED, *map(str, words)])).random  # noqa: S311 - no secret

    def chance(self, percent: float) -> bool:
        """True this often."""
        return self._random() * 100 < percent

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """One of them."""
        return items[self.between(0, len(items) - 1)]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Some different ones, as many as there are at most."""
        left = list(items)
        return [left.pop(self.between(0, len(left) - 1)) for _ in range(min(count, len(left)))]
