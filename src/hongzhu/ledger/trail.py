"""How a kind of record is told to the audit trail, and how stored records read back as the entries they came from."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import F, Model

from . import tables

Row = TypeVar("Row", bound=Model)
Value = TypeVar("Value")
Values = dict[str, Any]
Many = Callable[[Collection[str]], Iterable[tuple[str, Any]]]
"""given codes, (code, value) of a field that is kept in another table"""


@dataclass(frozen=True, kw_only=True)
class Trail(Generic[Row]):
    """One kind of record.

    `paths`: entry field → ORM expression, where it is not the field itself; `many`: fields of records with a code
    that are kept in other tables; `about`: the record as the trail names it; `sealed`: entry fields of which the
    trail keeps only a digest, beside those the model itself calls sensitive.
    """

    name: str
    model: type[Row]
    about: Callable[[Row], str]
    paths: dict[str, Any] = field(default_factory=dict)
    many: dict[str, Many] = field(default_factory=dict)
    sealed: frozenset[str] = frozenset()

    @property
    def secrets(self) -> frozenset[str]:
        """All entry fields that are sealed."""
        classes: dict[str, str] = getattr(self.model, "DATA_CLASSES", {})
        return self.sealed | {name for name, kind in classes.items() if kind == "sensitive"}

    def read(self, names: Iterable[str], lookup: str, keys: Collection[Any]) -> Iterator[Values]:
        """The entry fields `names` of the records whose entry field `lookup`, or pk, is among `keys`."""
        wanted = list(dict.fromkeys(names))
        plain = [name for name in wanted if name not in self.many]
        paths = {f"value_{name}": self.paths.get(name, F(name)) for name in {*plain, lookup}}
        for some in tables.chunks(keys):
            rows = self.model._base_manager.annotate(**paths).filter(**{f"value_{lookup}__in": some})
            lines = rows.values_list(*(f"value_{name}" for name in plain))
            found = [dict(zip(plain, line, strict=True)) for line in lines]
            for name in self.many.keys() & set(wanted):
                by_code = {each["code"]: each for each in found}
                for code, value in self.many[name](list(by_code)):
                    by_code[code][name] = value
            yield from found


def grouped(rows: Iterable[tuple[str, Value]]) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """(code, all its values) of rows (code, value)."""
    found: dict[str, list[Value]] = defaultdict(list)
    for code, each in rows:
        found[code].append(each)
    return ((code, tuple(several)) for code, several in found.items())
