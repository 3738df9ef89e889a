"""Managers that answer nothing before they are told who is asking: a forgotten scope fails, it does not leak.

A model names the function that draws its line: `objects = Scoped("hongzhu.ROOM.access.LINE")`. That function
takes the reader and the action and returns a Q. There are two doors: `visible_to` for whoever reads, and `everything`
for actions, facts, imports and commands, which says why. All else raises Unscoped.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string

Row = TypeVar("Row", bound=models.Model)


class Unscoped(Exception):
    """Rows were asked for without saying for whom."""


class Scoped(models.Manager[Row]):
    """The fail-closed manager; related managers made from it refuse, too."""

    queryset_class: type[models.QuerySet[Any]] = models.QuerySet

    def __init__(self, line: str = "") -> None:
        super().__init__()
        self.line = line

    def get_queryset(self) -> models.QuerySet[Row]:
        """Refuse: this is what `.filter`, `.get`, `.all` and related managers come to."""
        raise Unscoped(f"{self.model.__name__}: say visible_to(reader, action), or everything(reason)")

    def everything(self, reason: str) -> models.QuerySet[Row]:
        """All rows, for code that acts for the house and not for a reader; says why."""
        if not reason:
            raise Unscoped(f"{self.model.__name__}: everything() needs a reason")
        return self.queryset_class(self.model, using=self._db)

    def visible_to(self, reader: Any, action: str = "read") -> models.QuerySet[Row]:
        """The rows on which the reader may do this. Access to one row is defined as being among them."""
        draw: Callable[[Any, str], Q] = import_string(self.line)
        return self.queryset_class(self.model, using=self._db).filter(draw(reader, action))


def can(reader: Any, action: str, row: models.Model) -> bool:
    """Whether the reader may do this to one row: whether the row is among those visible for it."""
    found: models.QuerySet[Any] = type(row).objects.visible_to(reader, action)  # type: ignore[attr-defined]
    return found.filter(pk=row.pk).exists()
