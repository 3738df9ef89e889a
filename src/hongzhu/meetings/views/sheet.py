"""The sheet on which a meeting is typed: made from a body, a day and kinds; sent, shown again, checked."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.http import HttpRequest, QueryDict

from hongzhu.kit.dates import parse_date
from hongzhu.meetings.attending import Attendee, Gathering, gathering
from hongzhu.meetings.forms import Choices, MeetingForm, as_typed
from hongzhu.meetings.kinds import other_kinds, special_rules, usual_kinds
from hongzhu.meetings.models import Attendance, Meeting
from hongzhu.meetings.recalling import OpenPoint
from hongzhu.orgs.bodies import Body
from hongzhu.policy.voting import rules

from .panel import Panel

State = Attendance.State
NOT_TYPED: Final = frozenset(
    {
        "csrfmiddlewaretoken",
        "key",
        "page",
        "version",
        "was",
        "save",
        "draft",
        "autosave",
        "preview",
        "list",
        "add",
        "live",
    }
)
"""what a form sends beside what was typed"""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Whom a record that is being put right names. The list follows the roster only where kinds or day are changed."""

    kinds: frozenset[str]
    on: date
    people: Sequence[Attendee]
    others: Sequence[Attendee]
    matters: Sequence[str]
    subjects: Sequence[tuple[str, str]]


@dataclass(kw_only=True)
class Sheet:
    """The form of one body on one day."""

    body: Body
    today: date
    open_points: Iterable[OpenPoint] = ()
    form_class: type[MeetingForm] = MeetingForm
    listed: Listed | None = None

    @cached_property
    def gathering(self) -> Gathering:
        """Everybody who may come."""
        return gathering(self.body)

    def blank(self, kinds: Iterable[str], on: date, initial: dict[str, Any], rows: int = 1) -> MeetingForm:
        """A form nobody has typed into."""
        return self._made(list(kinds), on, rows, initial=initial)

    def again(self, sent: QueryDict, more: int = 0) -> MeetingForm:
        """The form as it was sent, unchecked, with `more` rows of resolutions."""
        kinds, on = self._asked(sent)
        rows = _number(sent.get("rows", "")) + more
        form = self._made(kinds, on, rows)
        form.initial = as_typed(form, sent)
        return form

    def checked(self, sent: QueryDict) -> MeetingForm:
        """The form as it was sent, with its mistakes."""
        kinds, on = self._asked(sent)
        return self._made(kinds, on, _number(sent.get("rows", "")), data=sent)

    def relisted(self, sent: QueryDict, shown: MeetingForm) -> MeetingForm:
        """As `checked`, for the list of people as it is about to be shown: who is new on it is present."""
        data = sent.copy()
        marks = shown["who"].value() or {}
        for name in [each for each in data if each.startswith("who-")]:
            del data[name]
        for each in shown.choices.expected:
            data[f"who-{each.code}"] = marks.get(each.code, State.PRESENT.value)
        return self.checked(data)

    def _asked(self, sent: QueryDict) -> tuple[list[str], date]:
        """Kinds and day, as far as they can be read: they decide who is on the list."""
        known = {each.value for each in Meeting.Kind}
        kinds = [kind for kind in [sent.get("kind", ""), *sent.getlist("joined")] if kind in known]
        try:
            on = parse_date(sent.get("held_on", ""), self.today)
        except ValueError:
            on = self.today
        return kinds or [usual_kinds(self.body)[0]], on

    def _expected(self, kinds: list[str], on: date) -> Sequence[Attendee]:
        roster = self.gathering.expected(kinds, on)
        if self.listed is None:
            return roster
        by_code = {each.code: each for each in roster}
        named = [by_code.pop(each.code, each) for each in self.listed.people]
        is_same = self.listed.kinds == set(kinds) and self.listed.on == on
        return named if is_same else [*by_code.values(), *named]

    def _made(self, kinds: list[str], on: date, rows: int, **words: Any) -> MeetingForm:
        everybody = {each.code: each for each in self.gathering.everybody(on, self.today)}
        matters = {rule.id: rule.title for rule in special_rules(self.body)}
        subjects: Sequence[tuple[str, str]] = ()
        if self.listed is not None:
            everybody |= {each.code: each for each in self.listed.others if each.code not in everybody}
            matters |= {each: rules()[each].title for each in self.listed.matters if each in rules()}
            subjects = self.listed.subjects
        choices = Choices(
            usual=[(kind.value, kind.label) for kind in usual_kinds(self.body)],
            others=[(kind.value, kind.label) for kind in other_kinds(self.body)],
            kinds=kinds,
            expected=self._expected(kinds, on),
            everybody=list(everybody.values()),
            matters=list(matters.items()),
            subjects=subjects,
            open_points=list(self.open_points),
        )
        return self.form_class(today=self.today, choices=choices, rows=rows, **words)


def signature(form: MeetingForm) -> str:
    """Tells one list of people from another."""
    codes = " ".join(sorted(each.code for each in form.choices.expected))
    return f"{zlib.crc32(codes.encode()):08x}"


def typed(sent: QueryDict) -> dict[str, list[str]]:
    """What somebody typed, as a draft keeps it."""
    return {name: values for name, values in sent.lists() if name not in NOT_TYPED}


def as_sent(content: Mapping[str, list[str]]) -> QueryDict:
    """A draft's content as if it had been sent."""
    sent = QueryDict(mutable=True)
    for name, values in content.items():
        sent.setlist(name, list(values))
    return sent


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 1


def sheet_context(address: str, sheet: Sheet, form: MeetingForm, panel: Panel) -> dict[str, object]:
    """What every page with a sheet is told."""
    return {
        "form": form,
        "panel": panel,
        "address": address,
        "body_name": sheet.body.name,
        "listed": signature(form),
        "is_swapped": False,
        "said": "",
        "recorded": "",
        "replaced": None,
        "blank_kind": kind
        if (kind := str(form["kind"].value())) in Meeting.Kind.values
        else usual_kinds(sheet.body)[0],
    }


def live_context(
    request: HttpRequest, address: str, sheet: Sheet, form: MeetingForm, panel: Panel
) -> dict[str, object]:
    """What the parts are told that follow what is typed; the list of people, too, where it has become another."""
    is_relisted = signature(form) != request.POST.get("listed")
    return sheet_context(address, sheet, form, panel) | {"is_relisted": is_relisted}
