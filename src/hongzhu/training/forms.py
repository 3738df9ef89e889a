"""One training as it is typed: what, when, how many hours, who came. It becomes a TrainingEntry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms

from hongzhu.kit.forms import AttendanceField, DateField, Form, PeopleField, Person, TextField

from .actions import TrainingEntry
from .inviting import CALLED, Guest
from .models import Training

CAME: Final = "came"
DID_NOT: Final = "away"
MARKS: Final = [(CAME, "来了", "参加"), (DID_NOT, "没来", "没来")]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Who may have come; it follows from the body and the day. `kept`: people on the record whom the reader cannot see."""

    expected: Sequence[Guest]
    others: Sequence[Guest]
    calls: bool = False
    kept: tuple[str, ...] = ()


class TrainingForm(Form):
    """A training."""

    title = TextField(label="培训主题", max_length=200)
    kind = forms.ChoiceField(label="类型", choices=Training.Kind.choices, widget=forms.RadioSelect)
    starts_on = DateField(label="日期", may_be_future=False, help_text="第一天")
    ends_on = DateField(label="结束日期", required=False, may_be_future=False, help_text="只有一天就空着")
    hours = forms.DecimalField(
        label="学时",
        min_value=0,
        max_value=999,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="每人计多少，照实填",
    )
    called = forms.ChoiceField(
        label="叫的是谁",
        required=False,
        choices=[*((key, words) for key, (words, _posts) in CALLED.items()), ("", "自己挑")],
        widget=forms.RadioSelect,
    )
    who = AttendanceField(label="谁参加", marks=MARKS)
    also = PeopleField(label="名单以外参加的人", required=False)

    def __init__(self, *args: Any, today: date, choices: Choices, **words: Any) -> None:
        super().__init__(*args, today=today, **words)
        self.choices = choices
        who, also = self.fields["who"], self.fields["also"]
        assert isinstance(who, AttendanceField)
        assert isinstance(also, PeopleField)
        who.people = [_person(each) for each in choices.expected]
        also.people = [_person(each) for each in choices.others]
        if not choices.expected:
            also.label = "参加的人"
        if not choices.calls:
            del self.fields["called"]

    def clean(self) -> dict[str, Any]:
        """Check what no field knows alone."""
        given = super().clean() or {}
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "结束日期早于开始的日期，请核对")
        if given.get("hours") is not None and given["hours"] <= 0:
            self.add_error("hours", "学时应大于零，请填实际的学时")
        if not self._came(given):
            self.add_error("who" if self.choices.expected else "also", "请至少选一个参加的人")
        return given

    def _came(self, given: dict[str, Any]) -> tuple[str, ...]:
        marked = [code for code, mark in (given.get("who") or {}).items() if mark == CAME]
        return (*marked, *(given.get("also") or ()), *self.choices.kept)

    def entry(self, *, code: str, body: str) -> TrainingEntry:
        """The training as the action takes it; only of a valid form."""
        given = self.cleaned_data
        return TrainingEntry(
            code=code,
            title=given["title"],
            kind=given["kind"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            hours=int(given["hours"] * 10),
            body=body,
            attendees=self._came(given),
        )


class AmendForm(TrainingForm):
    """更正: the same sheet, filled with what stands."""

    reason = TextField(label="更正的原因", max_length=500)


class WithdrawForm(Form):
    """撤回, with the reason."""

    reason = TextField(label="为什么撤回", max_length=500)


def _person(each: Guest) -> Person:
    return Person(key=each.code, name=each.name, note=each.note, search=each.note)
