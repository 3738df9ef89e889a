"""Parts of forms: plain words for every mistake, dates as people write them, people chosen or marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from . import pasted
from .dates import date_words, parse_date

CHOSEN: Final = (forms.ChoiceField, forms.MultipleChoiceField, forms.FileField)
WORDS: Final = {
    "required": "请填{label}",
    "invalid": "{label}写得不对，请核对",
    "invalid_choice": "{label}要从列出的里面选",
    "invalid_list": "{label}要从列出的里面选",
    "max_length": "{label}最多 %(limit_value)d 个字，现在 %(show_value)d 个",
    "min_length": "{label}至少 %(limit_value)d 个字，现在 %(show_value)d 个",
    "min_value": "{label}不能小于 %(limit_value)s",
    "max_value": "{label}不能大于 %(limit_value)s",
    "empty": "{label}是空文件，请重选",
    "missing": "{label}没有收到，请重选",
}
"""code of a mistake → words; Django's own are in English here"""


class Form(forms.Form):
    """A form that knows the day it is filled in and says every mistake in plain words.

    Fields that must be filled carry aria-required, not `required`: our own summary speaks, not the browser's bubbles.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today
        for field in self.fields.values():
            self._prepare(field)

    def add_field(self, name: str, field: forms.Field) -> None:
        """Add a field that only this one form has, such as one of several rows."""
        self.fields[name] = field
        self._prepare(field)

    def _prepare(self, field: forms.Field) -> None:
        _say_plainly(field)
        if field.required:
            field.widget.attrs.setdefault("aria-required", "true")
        if isinstance(field, DateField):
            field.today = self.today


class DateField(forms.Field):
    """A day in any usual way of writing; `may_be_future=False` refuses what has not happened yet.

    A day without a year is the last such day, or with `is_ahead=True` the next.
    """

    widget = forms.TextInput

    def __init__(self, *, may_be_future: bool = True, is_ahead: bool = False, **words: Any) -> None:
        super().__init__(**words)
        self.may_be_future = may_be_future
        self.is_ahead = is_ahead
        self.today: date | None = None

    def widget_attrs(self, _widget: forms.Widget) -> dict[str, str]:
        """A keyboard with digits and a dot on phones; no suggestions of old entries."""
        return {"inputmode": "decimal", "autocomplete": "off", "placeholder": "如 11.20"}

    def prepare_value(self, value: Any) -> Any:
        """A date is shown as 2026-11-20, what somebody typed as it was typed."""
        return value.isoformat() if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        """Return the day, or None when nothing was written."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        if self.today is None:
            raise TypeError("a DateField belongs to a kit Form, which is told the day")
        try:
            found = parse_date(str(value), self.today, is_ahead=self.is_ahead)
        except ValueError as bad:
            raise ValidationError(str(bad), code="invalid") from None
        if found > self.today and not self.may_be_future:
            raise ValidationError(
                f"{self.label or '日期'}不能晚于今天（{date_words(self.today)}）", code="future"
            )
        return found


class TimeField(forms.TimeField):
    """A time of day; the browser's own clock where it has one."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **words: Any) -> None:
        words.setdefault("error_messages", {"invalid": "时间请写成 15:30 的样子"})
        super().__init__(**words)

    def to_python(self, value: Any) -> time | None:
        """Accept the colon of a Chinese keyboard, too."""
        return super().to_python(value.replace("：", ":") if isinstance(value, str) else value)


class TextField(forms.CharField):
    """Text; `lines=True` keeps paragraphs. What WPS and web pages smuggle in is removed."""

    def __init__(self, *, lines: bool = False, rows: int = 4, **words: Any) -> None:
        if lines:
            words.setdefault("widget", forms.Textarea(attrs={"rows": rows, "cols": None}))
        super().__init__(**words)
        self._clean = pasted.clean if lines else pasted.clean_line

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        return self._clean(str(super().to_python(value) or ""))


@dataclass(frozen=True, kw_only=True)
class Person:
    """One line of a list of people; `search` holds what else finds it, such as initials of the pinyin.

    `is_counted=False`: may be there, but does not count where an attendance sums up who counts.
    """

    key: str
    name: str
    note: str = ""
    search: str = ""
    is_counted: bool = True


class AttendanceField(forms.Field):
    """A mark for each of `people`, set by the form when it is made; the first mark is everybody's until changed.

    Gives {key of the person: key of the mark}. A list that changed since the page was opened is sent back.
    """

    def __init__(self, *, marks: Sequence[tuple[str, str, str]], counted: str = "", **words: Any) -> None:
        """Each mark is (key, the word to tap, the word of the sum): ("present", "到", "实到").

        `counted` names those who count, where some of the list do not.
        """
        super().__init__(widget=_Marks(), required=False, **words)
        self.marks = [(key, tap) for key, tap, _ in marks]
        self.sums = [(key, total) for key, _, total in marks]
        self.counted = counted
        self.people: Sequence[Person] = ()

    def clean(self, value: Mapping[str, str]) -> dict[str, str]:
        """Return the marks; raises ValidationError for another list or an unknown mark."""
        if set(value) != {person.key for person in self.people}:
            raise ValidationError("名单有变化，请核对一遍再保存", code="changed")
        if not set(value.values()) <= {key for key, _ in self.marks}:
            raise ValidationError(f"{self.label}要从列出的里面选", code="invalid_choice")
        return dict(value)


class PeopleField(forms.MultipleChoiceField):
    """Some of `people`, set by the form when it is made. Gives their keys in the order of the list."""

    def __init__(self, **words: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple(), **words)
        self._people: tuple[Person, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        """Who may be chosen."""
        return self._people

    @people.setter
    def people(self, people: Sequence[Person]) -> None:
        self._people = tuple(people)
        self.choices = [(person.key, person.name) for person in people]

    def clean(self, value: Any) -> list[str]:
        """Return the keys that were chosen."""
        chosen = set(super().clean(value))
        return [person.key for person in self._people if person.key in chosen]


class FilesField(forms.FileField):
    """Several files chosen at once; gives them in the order in which they were sent."""

    def __init__(self, *, accept: str = "", **words: Any) -> None:
        super().__init__(widget=_Files(attrs={"accept": accept} if accept else {}), **words)

    def clean(self, data: Any, _initial: Any = None) -> list[Any]:
        """Return the files; an empty one is for whoever looks inside to refuse, by its name."""
        if not data and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(data or ())


class _Files(forms.FileInput):
    allow_multiple_selected = True


class _Marks(forms.Widget):
    """Reads one radio group per person; `kit.attendance` draws them."""

    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> dict[str, str]:
        """Return {key of the person: mark} of every group that was sent."""
        start = f"{name}-"
        return {key.removeprefix(start): data[key] for key in data if key.startswith(start)}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Nothing was sent, not even for one person."""
        return not self.value_from_datadict(data, files, name)


def _say_plainly(field: forms.Field) -> None:
    """Replace messages nobody has written for this field."""
    standard: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            standard.update(getattr(kind, "default_error_messages", {}))
    label = field.label or "这一项"
    for code, words in WORDS.items():
        if field.error_messages.get(code) is standard.get(code):
            field.error_messages[code] = words.format(label=label)
    if isinstance(field, CHOSEN) and field.error_messages["required"] == f"请填{label}":
        field.error_messages["required"] = f"请选{label}"
