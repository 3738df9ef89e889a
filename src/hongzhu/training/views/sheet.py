"""The sheet on which a training is typed: made from a body and a day; sent, shown again, checked."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from hongzhu.kit.forms import AttendanceField
from hongzhu.orgs.bodies import Body
from hongzhu.people.doors import Asker
from hongzhu.people.sheets import Panel, as_typed, computed, day_of, key_of, late_words
from hongzhu.training.feeding import preview
from hongzhu.training.forms import CAME, Choices, TrainingForm
from hongzhu.training.inviting import CALLED, Guest, Guests
from hongzhu.training.models import Training
from hongzhu.training.words import hours_words

LATE = "的培训"


@dataclass(kw_only=True)
class Sheet:
    """The form of one body; `named`: people of a record that is put right, `kept`: those the reader cannot see."""

    asker: Asker
    body: Body
    address: str
    form_class: type[TrainingForm] = TrainingForm
    replacing: Training | None = None
    named: tuple[Guest, ...] = ()
    kept: tuple[str, ...] = ()

    @cached_property
    def guests(self) -> Guests:
        """Everybody who may have come."""
        return Guests(self.asker.reader, self.body)

    def made(self, on: date, **words: Any) -> TrainingForm:
        """A form with the list of a day."""
        expected, others = self.guests.expected(on), self.guests.others(on)
        known = {each.code for each in [*expected, *others]}
        others += [each for each in self.named if each.code not in known]
        choices = Choices(expected=expected, others=others, calls=self.guests.is_above, kept=self.kept)
        return self.form_class(today=self.asker.today, choices=choices, **words)

    def checked(self, sent: QueryDict) -> TrainingForm:
        """The form as it was sent, with its mistakes."""
        return self.made(self.on(sent), data=sent)

    def again(self, sent: QueryDict, *, recall: bool = False) -> TrainingForm:
        """The form as it was sent, unchecked; `recall`: with whom `called` names chosen."""
        form = self.made(self.on(sent))
        form.initial = as_typed(form, sent)
        called = form.initial.get("called")
        if recall and called in CALLED:
            posts = CALLED[called][1]
            form.initial["also"] = [each.code for each in form.choices.others if each.posts & posts]
        return form

    def relisted(self, sent: QueryDict) -> TrainingForm:
        """As `checked`, for the list of people as it is about to be shown: who is new on it came."""
        form = self.again(sent)
        who = form.fields["who"]
        assert isinstance(who, AttendanceField)
        data, marks = sent.copy(), form.initial.get("who") or {}
        for name in [each for each in data if each.startswith("who-")]:
            del data[name]
        for person in who.people:
            data[f"who-{person.key}"] = marks.get(person.key, CAME)
        return self.checked(data)

    def on(self, sent: QueryDict) -> date:
        """The day that decides who is on the list."""
        return day_of(sent.get("starts_on", ""), self.asker.today)

    def panel(self, form: TrainingForm) -> Panel:
        """What saving a form would do."""
        asker, code = self.asker, self.replacing.code if self.replacing else ""
        found = computed(
            form,
            lambda: preview(
                form.entry(code=code, body=self.body.code),
                by=asker.by,
                now=asker.now,
                replacing=self.replacing,
            ),
            lambda: self._own(form),
        )
        if form.is_valid() and self.replacing is None:
            entry = form.entry(code="", body=self.body.code)
            found.late = late_words(entry.ends_on or entry.starts_on, asker.today, LATE)
        return found

    def _own(self, form: TrainingForm) -> Iterator[tuple[str, str]]:
        entry = form.entry(code="", body=self.body.code)
        yield "入簿", f"{self.body.name} {entry.starts_on.year} 年的培训"
        yield "学时", f"参加的 {len(set(entry.attendees))} 人各记 {hours_words(entry.hours)} 学时"


def signature(form: TrainingForm) -> str:
    """Tells one list of people from another."""
    codes = " ".join(sorted(each.code for each in [*form.choices.expected, *form.choices.others]))
    return f"{zlib.crc32(codes.encode()):08x}"


def sheet_page(
    request: HttpRequest, sheet: Sheet, form: TrainingForm, panel: Panel, *, status: int = 200, **words: Any
) -> HttpResponse:
    """The page with the sheet."""
    context = {
        "form": form,
        "panel": panel,
        "address": sheet.address,
        "body_name": sheet.body.name,
        "listed": signature(form),
        "is_swapped": False,
        "key": key_of(request),
        "was": 0,
        "kept": len(sheet.kept),
    }
    return render(request, "training/sheet.html", context | words, status=status)


def live(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The panel as somebody writes; the list of people, too, where it has become another."""
    shown = sheet.again(request.POST)
    context = {
        "form": shown,
        "panel": sheet.panel(sheet.relisted(request.POST)),
        "listed": signature(shown),
        "is_swapped": True,
        "is_relisted": signature(shown) != request.POST.get("listed"),
        "kept": len(sheet.kept),
    }
    return render(request, "training/live.html", context)
