"""Tools of every bulk action: collect all that is wrong with the entries, tell changed from equal, store."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models

from hongzhu.audit.actions import By, Content, signature

from . import tables
from .entries import Refused, Saved
from .posting import Posting
from .trail import Trail

Entry = TypeVar("Entry")
Row = TypeVar("Row", bound=models.Model)
Told = tuple[Any, str]
"""an entry, and the stream of the audit trail that its record belongs to"""
CODE_LENGTH = 40
NAME_LENGTH = 64
"""of whoever stored a row; the audit trail has the whole name"""
ONCE = 10
"""one occurrence, in tenths"""
TENTHS_OF_A_DAY = timedelta(days=1) // timedelta(minutes=6)
"""tenths of an hour in a day: more hours than that no day has"""


class Refusals(Refused):
    """The first problem of a bulk call; `every` lists all, so that a workbook is put right in one go."""

    def __init__(self, every: list[Refused]) -> None:
        first = every[0]
        super().__init__(first.message, index=first.index, field=first.field)
        self.every = every


def every(refused: Refused) -> list[Refused]:
    """All that was refused at once."""
    return refused.every if isinstance(refused, Refusals) else [refused]


class Checks:
    """What is wrong with the entries of one bulk call. Nothing may be written before `settle`."""

    def __init__(self) -> None:
        self.found: list[Refused] = []

    def refuse(self, index: int, field: str, message: str) -> None:
        """Note a problem of the entry at `index`."""
        self.found.append(Refused(message, index=index, field=field))

    def settle(self) -> None:
        """Raise Refusals if anything was noted, in the order of the entries."""
        if self.found:
            raise Refusals(sorted(self.found, key=lambda each: each.index))

    def code(self, index: int, code: str) -> None:
        """A code is short and has no space around it, because it is printed and typed everywhere."""
        if not code or code != code.strip() or len(code) > CODE_LENGTH:
            self.refuse(
                index,
                "code",
                f"编号“{code}”不能用：不能为空，首尾不能有空格，最长{CODE_LENGTH}个字符，请改正。",
            )

    def known(self, index: int, field: str, code: str | None, table: Iterable[str], where: str) -> None:
        """A code that is referred to must have been entered, or stand in the same call."""
        if code and code not in table:
            self.refuse(index, field, f"找不到“{code}”：请先在{where}里登记，或改正这里的代码。")

    def chosen(self, index: int, field: str, value: str, choices: type[models.TextChoices]) -> None:
        """A value out of a closed list."""
        if value not in values_of(choices):
            self.refuse(index, field, f"“{value}”不在可选范围内，请从{'、'.join(choices.labels)}中选一个。")

    def order(
        self, index: int, field: str, start: date | None, end: date | None, words: tuple[str, str]
    ) -> None:
        """An end may be missing but not before its start; `words` name start and end."""
        if start and end and end < start:
            self.refuse(index, field, f"{words[1]}{end}早于{words[0]}{start}，请核对这两个日期。")

    def fits(self, index: int, entry: object, model: type[models.Model]) -> None:
        """No text is longer than its column."""
        for name, limit in text_limits(model):
            text = getattr(entry, name, None)
            if isinstance(text, str) and len(text) > limit:
                self.refuse(index, name, f"文字太长（{len(text)}个字符），最多{limit}个字符，请缩短。")

    def distinct(
        self, entries: Sequence[Entry], key: Callable[[Entry], Hashable], name: str, field: str
    ) -> None:
        """The same record twice is fine if both say the same; otherwise nobody knows which one holds."""
        seen: dict[Hashable, Entry] = {}
        for index, entry in enumerate(entries):
            if seen.setdefault(key(entry), entry) != entry:
                self.refuse(index, field, f"同一{name}出现了两次而内容不同，请只保留正确的一行。")


@cache
def values_of(choices: type[models.TextChoices]) -> frozenset[str]:
    """The values of a closed list."""
    return frozenset(choices.values)


@cache
def text_limits(model: type[models.Model]) -> list[tuple[str, int]]:
    """(field, longest text) of a model's short text columns."""
    return [
        (field.name, field.max_length)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.max_length and not field.choices
    ]


def take_over(row: models.Model, values: dict[str, Any]) -> bool:
    """Set `values` on a row; True if any of them was different."""
    changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def signed(by: By) -> str:
    """What a row keeps of whoever stored it."""
    return signature(by)[1][:NAME_LENGTH]


def stamp(by: By, now: datetime) -> dict[str, Any]:
    """Who stores a row, and when."""
    return {"saved_by": signed(by), "saved_at": now}


class Sorting(Generic[Row]):
    """New, changed and equal rows of one bulk call; stored rows know who stored them and when.

    What is new or changed is told to the audit trail: one event per stream for the new, one for the changed.
    `told` is the entry and the stream its record belongs to; a changed record may have its reason (更正).
    """

    def __init__(self, trail: Trail[Row], *, by: By, now: datetime) -> None:
        self.trail = trail
        self.by = by
        self.now = now
        self.stamp: dict[str, Any] = stamp(by, now)
        self.new: list[Row] = []
        self.changed: list[Row] = []
        self.saved = Saved()
        self._told: dict[int, Told] = {}
        self._reasons: dict[int, str] = {}

    def add(self, label: str, values: dict[str, Any], told: Told) -> None:
        """A record that was not there."""
        row = self.trail.model(**values, **self.stamp)
        self.new.append(row)
        self._told[id(row)] = told
        self.saved.created.append(label)

    def compare(
        self,
        label: str,
        row: Row,
        values: dict[str, Any],
        told: Told,
        *,
        differs: bool = False,
        reason: str = "",
    ) -> bool:
        """A record that was there; `differs` if something beside its own columns has changed. True if it changed."""
        is_changed = take_over(row, values) or differs
        if is_changed:
            take_over(row, self.stamp)
            self.changed.append(row)
            self._told[id(row)] = told
            self._reasons[id(row)] = reason
            self.saved.updated.append(label)
        else:
            self.saved.unchanged.append(label)
        return is_changed

    @property
    def touched(self) -> list[Row]:
        """All rows that are not equal to what was stored."""
        return self.new + self.changed

    def store(self, post: Posting, *, keys: bool = True) -> None:
        """Write new and changed rows. Without `keys` new ones do not learn their primary key: quicker.

        Comes before whatever else is stored of the records: what they were is read here.
        """
        before = self._before()
        model = self.trail.model
        manager = model._base_manager  # tools of the actions, which see all
        if keys:
            manager.bulk_create(self.new)
        else:
            fields = plain_fields(model)
            insert_rows(model, [str(field.column) for field in fields], prepared(self.new, fields))
        if self.changed:
            columns = [field.name for field in plain_fields(model)]
            manager.bulk_create(
                self.changed, update_conflicts=True, unique_fields=["id"], update_fields=columns
            )
        self._tell(post, "recorded", self.new, {})
        self._tell(post, "changed", self.changed, before)

    def _before(self) -> dict[int, dict[str, Any]]:
        """The changed records as they are stored, by primary key."""
        if not self.changed:
            return {}
        names = vars(self._told[id(self.changed[0])][0])
        read = self.trail.read(["pk", *names], "pk", [row.pk for row in self.changed])
        return {values.pop("pk"): values for values in read}

    def _tell(self, post: Posting, verb: str, rows: Iterable[Row], before: dict[int, dict[str, Any]]) -> None:
        sealed = self.trail.secrets
        contents: dict[tuple[str, str], list[Content]] = {}
        for row in rows:
            entry, stream = self._told[id(row)]
            content = Content(
                about=self.trail.about(row), now=vars(entry), before=before.get(row.pk), sealed=sealed
            )
            contents.setdefault((stream, self._reasons.get(id(row), "")), []).append(content)
        for (stream, reason), said in contents.items():
            verb_of_kind = f"{self.trail.name}.{verb}"
            post.record(stream, verb_of_kind, said, by=self.by, now=self.now, reason=reason)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows that nobody asks for their primary key: much faster than bulk_create. Dates must be prepared."""
    tables.insert(model._meta.db_table, columns, rows)


def prepared(rows: Iterable[models.Model], fields: "list[models.Field[Any, Any]]") -> Iterator[list[Any]]:
    """The values of rows as the database wants them."""
    values_of_row = attrgetter(*(field.attname for field in fields))
    dated = [
        (place, field.get_db_prep_save)
        for place, field in enumerate(fields)
        if isinstance(field, models.DateField | models.TimeField)
    ]
    backend = connections[DEFAULT_DB_ALIAS]  # the proxy would be asked again for each value
    for row in rows:
        values = list(values_of_row(row))
        for place, prepare in dated:
            if values[place] is not None:
                values[place] = prepare(values[place], backend)
        yield values


def plain_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """A model's columns but the primary key."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def chunks(values: Iterable[Entry], size: int = 10_000) -> Iterator[list[Entry]]:
    """Values in lists short enough for one IN (…) of either database."""
    every = list(values)
    for start in range(0, len(every), size):
        yield every[start : start + size]
