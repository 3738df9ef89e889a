"""What the district fills in where its document is silent: the numbers of one duty, or the dates of the school year."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms

from hongzhu.kit.forms import DateField, Form, TextField
from hongzhu.policy.calendars import Calendar
from hongzhu.policy.deciding import CHOSEN_PERIODS, MOST_ANSWER_DAYS, NUMBERS, OpenDuty
from hongzhu.policy.vocabulary import PERIODS

SEMESTERS: Final = ("秋", "春")
VACATIONS: Final = (("winter", "寒假"), ("summer", "暑假"))


def basis_field(
    label: str = "理由和依据", example: str = "如：区教育局党委某月某日会议研究决定"
) -> TextField:
    """Why it is decided, and by whom."""
    return TextField(label=label, lines=True, rows=2, max_length=500, help_text=example)


class DecisionForm(Form):
    """The open fields of one duty that may be set, from which day on, and why."""

    since = DateField(label="从哪天起用", help_text="这天以后开始的周期照此判断，以前的不变")
    basis = basis_field()

    def __init__(self, *args: Any, open_duty: OpenDuty, **words: Any) -> None:
        super().__init__(*args, **words)
        self.open_duty = open_duty
        for each in open_duty.fields:
            if not each.may_change:
                continue
            if each.name == "period":
                choices = [(name, PERIODS[name]) for name in CHOSEN_PERIODS]
                self.add_field(
                    "period", forms.ChoiceField(label=each.title, choices=choices, initial=each.value)
                )
                continue
            least, most = NUMBERS[each.name]
            is_whole = each.name != "min" or open_duty.duty.shape == "count"
            kind = forms.IntegerField if is_whole else forms.FloatField
            number = f"{each.value:g}" if isinstance(each.value, int | float) else each.value
            unit = open_duty.duty.unit if each.name == "min" else ""
            field = kind(label=f"{each.title}{unit}", min_value=least, max_value=most, initial=number)
            field.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            self.add_field(each.name, field)

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields of the duty, in its order."""
        return [self[each.name] for each in self.open_duty.fields if each.may_change]

    @property
    def values(self) -> dict[str, Any]:
        """Everything the district decides: what was changed, and what it leaves as the pack assumes it (None)."""
        found: dict[str, Any] = {}
        for each in self.open_duty.fields:
            value = self.cleaned_data.get(each.name) if each.may_change else None
            found[each.name] = None if value == each.value else value
        return found


class AnswersForm(Form):
    """Within how many days superiors answer, from which day on, and why."""

    value = forms.IntegerField(
        label="几天内答复",
        min_value=1,
        max_value=MOST_ANSWER_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    since = DateField(label="从哪天起用", help_text="这天以后提的照此答复，已经提了的日子不变")
    basis = basis_field()

    def clean_since(self) -> date:
        """Not before today: a day that was promised is kept."""
        since: date = self.cleaned_data["since"]
        if since < self.today:
            raise forms.ValidationError("请写今天或以后的日子；已经提了的，照提的那天定的日子答复。")
        return since


class LayerForm(Form):
    """Another document is put in force from a day on, or put out of force; `knows`: that its words were not compared."""

    wanted = forms.ChoiceField(choices=[("on", "启用"), ("off", "停用")], widget=forms.HiddenInput)
    since = DateField(label="从哪天起用", help_text="这天以后开始的周期照此判断，以前的不变", required=False)
    basis = basis_field()
    knows = forms.BooleanField(required=False)

    def __init__(self, *args: Any, unverified: int, **words: Any) -> None:
        super().__init__(*args, **words)
        self.unverified = unverified
        self.fields["knows"].label = f"我知道其中 {unverified} 项待核对，没有和正式文本逐字核对过，仍然启用"

    def clean(self) -> dict[str, Any]:
        """A document is put in force knowingly; put out of force today."""
        if self.cleaned_data.get("wanted") == "on":
            if not self.cleaned_data.get("since") and "since" not in self.errors:
                self.add_error("since", "请写从哪天起用。")
            if self.unverified and not self.cleaned_data.get("knows"):
                self.add_error("knows", "还有待核对的数，请看过下面的表，打勾再启用。")
        else:
            self.cleaned_data["since"] = self.today
        return self.cleaned_data


class CalendarForm(Form):
    """Semesters and holidays of one school year, and whether months that are mostly holiday count."""

    skip_vacation_months = forms.BooleanField(label="大半是假期的月份，按月的事项不计", required=False)
    basis = basis_field("依据", "如：区教育局校历文件号")

    def __init__(self, *args: Any, year: int, **words: Any) -> None:
        super().__init__(*args, **words)
        self.year = year
        for name, title in self.rows():
            self.add_field(f"{name}_from", DateField(label=f"{title}从", required=False))
            self.add_field(f"{name}_to", DateField(label=f"{title}到（最后一天）", required=False))

    def rows(self) -> Iterable[tuple[str, str]]:
        """(name, title) of every stretch of the school year."""
        yield "autumn", f"{self.year}年秋季学期"
        yield "winter", "寒假"
        yield "spring", f"{self.year + 1}年春季学期"
        yield "summer", "暑假"

    @property
    def stretches(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(title, first day, last day) in the order of the school year."""
        return [(title, self[f"{name}_from"], self[f"{name}_to"]) for name, title in self.rows()]

    def clean(self) -> dict[str, Any]:
        """Both ends or none, first before last."""
        for name, title in self.rows():
            start, end = self.cleaned_data.get(f"{name}_from"), self.cleaned_data.get(f"{name}_to")
            if (start is None) != (end is None):
                self.add_error(f"{name}_{'to' if end is None else 'from'}", f"{title}要写起止两个日子。")
            elif start and end and end <= start:
                self.add_error(f"{name}_to", f"{title}的最后一天要晚于第一天。")
        return self.cleaned_data

    def values(self, calendar: Calendar) -> dict[str, Any]:
        """The calendar's fields as they are to be kept: other school years stay as they are."""
        found = {name: self._stretch(name) for name, _title in self.rows()}
        semesters = {
            each.label: [each.label, each.start.isoformat(), each.end.isoformat()]
            for each in calendar.semesters
        }
        for name, label in (("autumn", f"{self.year}秋"), ("spring", f"{self.year + 1}春")):
            semesters.pop(label, None)
            if stretch := found[name]:
                semesters[label] = [label, *stretch]
        first, last = date(self.year, 9, 1).isoformat(), date(self.year + 1, 9, 1).isoformat()
        vacations = [
            [start.isoformat(), end.isoformat()]
            for start, end in calendar.vacations
            if not first <= start.isoformat() < last
        ]
        vacations += [list(stretch) for name in ("winter", "summer") if (stretch := found[name])]
        return {
            "semesters": sorted(semesters.values(), key=lambda each: each[1]),
            "vacations": sorted(vacations),
            "skip_vacation_months": self.cleaned_data["skip_vacation_months"],
        }

    def _stretch(self, name: str) -> tuple[str, str] | None:
        """Half-open, as the engine keeps days."""
        start, end = self.cleaned_data[f"{name}_from"], self.cleaned_data[f"{name}_to"]
        if not start or not end:
            return None
        return start.isoformat(), date.fromordinal(end.toordinal() + 1).isoformat()
