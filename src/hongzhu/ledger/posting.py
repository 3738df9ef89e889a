"""The one door by which rooms write into the ledger.

An action opens `with posting(now=now) as p:`, says what is now true, and leaves. On leaving, structure (subjects,
attributes, links) is written at once, so that what follows in the same transaction can ask about it; facts are
written and duties judged when the outermost posting ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from hongzhu.audit.actions import By, Content, Entry, record_all
from hongzhu.policy.days import FOREVER, to_day

from . import judging, tables
from .touched import Touched
from .turns import wait_for_turn


class FactRow(NamedTuple):
    """Evidence of `kind` for a subject on a day, entered on a day; qty in tenths (election: months)."""

    kind: str
    subject: int
    day: int
    entered: int
    qty: int


class LinkRow(NamedTuple):
    """A dated relation from one subject to another."""

    kind: str
    tail: int
    head: int
    from_day: int
    until_day: int


_current: ContextVar["Posting | None"] = ContextVar("hongzhu_posting", default=None)


@contextmanager
def posting(*, now: datetime) -> Iterator["Posting"]:
    """Collect what an action posts; nested postings join the outermost one. Opens a transaction.

    Postings take turns: two that judged side by side would each store what the other has made stale.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        outer.write_structure()
        return
    with transaction.atomic():
        wait_for_turn()
        mine = Posting(now=now)
        token = _current.set(mine)
        try:
            yield mine
            mine.finish()
        finally:
            _current.reset(token)


class Posting:
    """Everything said within one transaction, written in bulk."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.today = to_day(timezone.localtime(now).date())
        self.touched = Touched()
        self._existence: dict[int, tuple[int, int]] = {}
        self._owners: dict[int, int | None] = {}
        self._attributes: dict[tuple[int, str], list[tuple[str, int, int]]] = {}
        self._links: dict[str, list[LinkRow]] = {}
        self._facts: dict[str, list[FactRow]] = {}
        self._excuses: dict[str, tuple[str, int, str, int, int, int]] = {}
        self._events: list[Entry] = []

    def subject(self, kind: str, code: str) -> int:
        """The id of a subject, made if it is new."""
        return self.subjects(kind, [code])[code]

    def subjects(self, kind: str, codes: Iterable[str]) -> dict[str, int]:
        """Ids by code, made where new; one query per 800 codes."""
        wanted = list(dict.fromkeys(codes))
        known = self._find(kind, wanted)
        missing = [code for code in wanted if code not in known]
        if missing:
            tables.insert(
                "ledger_subject",
                ["kind", "code", "from_day", "until_day"],
                [(kind, code, 1, FOREVER) for code in missing],
            )
            made = self._find(kind, missing)
            self.touched.fresh.update(made.values())
            self.touched.subjects.update(made.values())
            known |= made
        return known

    def _find(self, kind: str, codes: list[str]) -> dict[str, int]:
        sql = "SELECT code, id FROM ledger_subject WHERE code IN ({values}) AND kind = %s"
        return dict(tables.fetch_in(sql, codes, [kind]))

    def exists(self, subject: int, from_day: int, until_day: int) -> None:
        """From its founding (or arrival) to its closing; outside it a subject owes nothing and holds no role."""
        self._existence[subject] = (from_day, until_day)

    def own(self, subject: int, owner: int | None) -> None:
        """Name the organisation that answers for a subject."""
        self._owners[subject] = owner

    def attribute(self, subject: int, name: str, timeline: Iterable[tuple[str, int, int]]) -> None:
        """Replace the whole timeline of one attribute."""
        self._attributes[subject, name] = [each for each in timeline if each[1] < each[2]]

    def links(self, origin: str, rows: Iterable[LinkRow]) -> None:
        """The complete set of links that `origin` (a record) states; replaces what it stated before."""
        self._links[origin] = [row for row in rows if row.from_day < row.until_day]

    def facts(self, source: str, rows: Iterable[FactRow]) -> None:
        """The complete set of facts that `source` (a record) gives; dropped ones are closed, never deleted."""
        self._facts[source] = list(rows)

    def justify(self, source: str, obligation: str, subject: int, period: str, accepted: int | None) -> None:
        """A 说明 for one duty and period; accepted=None while the superior has not accepted it."""
        self._excuses[source] = (obligation, subject, period, FOREVER if accepted is None else accepted, 0, 0)

    def waive(
        self, source: str, obligation: str, subject: int, days: tuple[int, int], approved: int | None
    ) -> None:
        """An exemption (免计) of one duty for the periods that begin on these days (first in, last out).

        approved: None once it is taken back. It frees from 必须 duties, too.
        """
        self._excuses[source] = (obligation, subject, "", FOREVER if approved is None else approved, *days)

    def record(
        self, stream: str, verb: str, contents: Sequence[Content], *, by: By, now: datetime, reason: str = ""
    ) -> None:
        """Tell the audit trail. Written last, so that the streams are locked for a moment only."""
        event = Entry(stream=stream, verb=verb, contents=contents, by=by, now=now, reason=reason)
        self._events.append(event)

    def finish(self) -> None:
        """Write all that is pending, let rooms re-derive dependent facts, judge what was touched, record events."""
        self.write_structure()
        self._let_rooms_rebuild()
        self._write_facts()
        self._write_excuses()
        judging.judge_touched(self.touched, now=self.now, today=self.today)
        record_all(self._events)

    def _let_rooms_rebuild(self) -> None:
        """Facts that depend on posts or coverage (who was secretary that day) are derived again when those change.

        The rooms stand above the ledger, so they are found through the house's literal table: the one named knot.
        """
        changed = self.touched.subjects - self.touched.fresh
        for name in import_string(settings.HONGZHU_HOUSE + ".REBUILDERS") if changed else ():
            import_string(name)(self, changed)

    def write_structure(self) -> None:
        """Write subjects, attributes and links now, so that later questions in this transaction see them."""
        self._write_existence()
        self._write_attributes()
        self._write_links()

    def _write_existence(self) -> None:
        sql = "SELECT id, from_day, until_day, owner_id FROM ledger_subject WHERE id IN ({values})"
        stored, owners = {}, {}
        for key, start, until, owner in tables.fetch_in(sql, {*self._existence, *self._owners}):
            stored[key], owners[key] = (start, until), owner
        changed = {key: span for key, span in self._existence.items() if stored.get(key) != span}
        tables.change(
            "UPDATE ledger_subject SET from_day = %s, until_day = %s WHERE id = %s",
            [(start, until, key) for key, (start, until) in changed.items()],
        )
        tables.change(
            "UPDATE ledger_subject SET owner_id = %s WHERE id = %s",
            [(owner, key) for key, owner in self._owners.items() if owners.get(key) != owner],
        )
        self.touched.subjects.update(changed)
        self._existence, self._owners = {}, {}

    def _write_attributes(self) -> None:
        stored: dict[tuple[int, str], list[tuple[int, str, int, int]]] = {}
        sql = (
            "SELECT id, subject_id, name, value, from_day, until_day FROM ledger_attribute"
            " WHERE subject_id IN ({values})"
        )
        known = {key for key, _name in self._attributes} - self.touched.fresh
        for key, subject, name, value, start, until in tables.fetch_in(sql, known):
            stored.setdefault((subject, name), []).append((key, value, start, until))
        gone, new = [], []
        for place, timeline in self._attributes.items():
            before = stored.get(place, [])
            if sorted(each[1:] for each in before) == sorted(timeline):
                continue
            gone += [each[0] for each in before]
            new += [(*place, *each) for each in timeline]
            self.touched.subjects.add(place[0])
        tables.delete_ids("ledger_attribute", gone)
        tables.insert("ledger_attribute", ["subject_id", "name", "value", "from_day", "until_day"], new)
        self._attributes = {}

    def _write_links(self) -> None:
        stored: dict[str, list[tuple[int, LinkRow]]] = {}
        sql = "SELECT id, origin, kind, tail_id, head_id, from_day, until_day FROM ledger_link WHERE origin IN ({values})"
        for key, origin, *line in tables.fetch_in(sql, self._links):
            stored.setdefault(origin, []).append((key, LinkRow(*line)))
        gone, new = [], []
        for origin, rows in self._links.items():
            before, wanted = stored.get(origin, []), set(rows)
            kept = {row for _key, row in before} & wanted
            closed = [(key, row) for key, row in before if row not in wanted]
            gone += [key for key, _row in closed]
            new += [(origin, *row) for row in wanted - kept]
            for row in [row for _key, row in closed] + list(wanted - kept):
                self.touched.subjects.update((row.tail, row.head))
        tables.delete_ids("ledger_link", gone)
        tables.insert("ledger_link", ["origin", "kind", "tail_id", "head_id", "from_day", "until_day"], new)
        self._links = {}

    def _write_facts(self) -> None:
        """Close dropped facts, add new ones. `since` of an amendment is the day of the amendment."""
        stored: dict[str, list[tuple[int, FactRow]]] = {}
        seen: set[str] = set()
        sql = "SELECT id, source, withdrawn, kind, subject_id, day, entered, qty FROM ledger_fact WHERE source IN ({values})"
        for key, source, withdrawn, *line in tables.fetch_in(sql, self._facts):
            seen.add(source)
            if withdrawn == FOREVER:
                stored.setdefault(source, []).append((key, FactRow(*line)))
        closed, new = [], []
        for source, rows in self._facts.items():
            before, wanted = stored.get(source, []), set(rows)
            kept = {row for _key, row in before} & wanted
            dropped = [(key, row) for key, row in before if row not in wanted]
            closed += [(max(self.today, row.day, row.entered), key) for key, row in dropped]
            added = sorted(wanted - kept)
            for row in added:
                since = max(row.day, row.entered, self.today if source in seen else 0)
                new.append((*row, since, FOREVER, source))
            self.touched.facts.update(
                (row.kind, row.subject, row.day) for row in [*(row for _key, row in dropped), *added]
            )
        tables.change("UPDATE ledger_fact SET withdrawn = %s WHERE id = %s", closed)
        columns = ["kind", "subject_id", "day", "entered", "qty", "since", "withdrawn", "source"]
        tables.insert("ledger_fact", columns, new)
        self._facts = {}

    def _write_excuses(self) -> None:
        columns = ("obligation", "subject_id", "period", "accepted", "from_day", "until_day")
        sql = f"SELECT source, id, {', '.join(columns)} FROM ledger_excuse WHERE source IN ({{values}})"
        known = {source: (key, tuple(row)) for source, key, *row in tables.fetch_in(sql, self._excuses)}
        tables.change(
            f"UPDATE ledger_excuse SET {', '.join(f'{name} = %s' for name in columns)} WHERE id = %s",
            [
                (*row, known[source][0])
                for source, row in self._excuses.items()
                if source in known and known[source][1] != row
            ],
        )
        tables.insert(
            "ledger_excuse",
            ["source", *columns],
            [(source, *row) for source, row in self._excuses.items() if source not in known],
        )
        self._excuses = {}
