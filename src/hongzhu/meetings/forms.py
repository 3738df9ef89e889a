"""One meeting as it is typed: what, who, what was said, what was resolved. It becomes a MeetingEntry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.http import QueryDict

from hongzhu.kit.dates import short_date
from hongzhu.kit.forms import AttendanceField, DateField, Form, PeopleField, Person, TextField, TimeField
from hongzhu.policy.voting import VotingRule, rules

from .actions import AgendaEntry, AnnouncementEntry, MeetingEntry, ResolutionEntry
from .actions.entries import SubjectKey
from .attending import Attendee
from .kinds import usual_matter, usual_rule
from .models import Attendance
from .recalling import OpenPoint
from .voting_words import UNKNOWN, voters

State = Attendance.State
MARKS: Final = [
    (State.PRESENT.value, "到", "实到"),
    (State.ON_LEAVE.value, "假", "请假"),
    (State.ABSENT.value, "缺", "缺席"),
]
NOBODY: Final = ("", "—")
MOST_RESOLUTIONS: Final = 20
VOTES: Final = ("in_favour", "against", "abstained")
NO_CONTENT: Final = "no_content"
"""code of the one mistake that is none while somebody is still writing"""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a form is filled in from; it follows from the body, the kinds and the day."""

    usual: Sequence[tuple[str, str]]
    others: Sequence[tuple[str, str]]
    kinds: Sequence[str]
    expected: Sequence[Attendee]
    everybody: Sequence[Attendee]
    matters: Sequence[tuple[str, str]]
    subjects: Sequence[SubjectKey] = ()
    open_points: Sequence[OpenPoint] = ()


@dataclass(frozen=True, kw_only=True)
class Kinds:
    """The kinds a body usually holds, and the others."""

    usual: Sequence[tuple[str, str]]
    others: Sequence[tuple[str, str]]


class AnnounceForm(Form):
    """A meeting that is to be held: what, when, where, what about."""

    kind = forms.ChoiceField(label="什么会", widget=forms.RadioSelect)
    joined = forms.MultipleChoiceField(label="同时也是", required=False, widget=forms.CheckboxSelectMultiple)
    held_on = DateField(label="哪天开", is_ahead=True)
    starts_at = TimeField(label="几点开始")
    place = TextField(label="地点", max_length=200, required=False)
    agenda = TextField(
        label="议题", lines=True, rows=3, required=False, help_text="一行一项，记录会议时会带过去"
    )

    def __init__(self, *args: Any, today: date, choices: Kinds, **words: Any) -> None:
        super().__init__(*args, today=today, **words)
        self.choices = choices
        for name in ("kind", "joined"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*choices.usual, *choices.others]

    def clean_held_on(self) -> date:
        """A day that is not over."""
        day: date = self.cleaned_data["held_on"]
        if day < self.today:
            raise forms.ValidationError(f"{short_date(day)}已经过了；开过的会，请直接记录", code="past")
        return day

    def entry(self, *, code: str, body: str) -> AnnouncementEntry:
        """The announcement as the action takes it; only of a valid form."""
        given = self.cleaned_data
        return AnnouncementEntry(
            code=code,
            body=body,
            kinds=tuple(dict.fromkeys([given["kind"], *given["joined"]])),
            held_on=given["held_on"],
            starts_at=given["starts_at"],
            place=given["place"],
            agenda="\n".join(filter(None, map(str.strip, given["agenda"].splitlines()))),
        )


class MeetingForm(Form):
    """A meeting; its resolutions are numbered fields, `r0-words` and so on."""

    kind = forms.ChoiceField(label="什么会", widget=forms.RadioSelect)
    joined = forms.MultipleChoiceField(label="同时也是", required=False, widget=forms.CheckboxSelectMultiple)
    held_on = DateField(label="日期", may_be_future=False)
    starts_at = TimeField(label="开始", required=False)
    ends_at = TimeField(label="结束", required=False)
    place = TextField(label="地点", max_length=200, required=False)
    chair = forms.ChoiceField(label="主持人", required=False)
    recorder = forms.ChoiceField(label="记录人", required=False)
    who = AttendanceField(label="谁到会", marks=MARKS)
    also = PeopleField(label="名单以外到会的人", required=False)
    closes = forms.MultipleChoiceField(
        label="办完的打勾", required=False, widget=forms.CheckboxSelectMultiple
    )
    announced = forms.CharField(label="", widget=forms.HiddenInput, required=False, max_length=40)
    carried = forms.Field(widget=forms.MultipleHiddenInput, required=False)
    agenda = TextField(label="议程", lines=True, rows=3, required=False, help_text="一行一项，回车换行")
    minutes = TextField(
        label="会议记录", lines=True, rows=6, required=False, help_text="可从 WPS 粘贴，格式会自动整理"
    )
    hours = forms.DecimalField(
        label="学时",
        required=False,
        min_value=0,
        max_value=24,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="不计学时就空着",
    )
    by_clock = forms.BooleanField(label="按开始、结束时间计学时", required=False)

    def __init__(self, *args: Any, today: date, choices: Choices, rows: int = 1, **words: Any) -> None:
        super().__init__(*args, today=today, **words)
        self.choices = choices
        self.rows = range(max(1, min(rows, MOST_RESOLUTIONS)))
        people = [
            (each.code, f"{each.name}（{each.post}）" if each.post else each.name)
            for each in choices.everybody
        ]
        self._offer("kind", [*choices.usual, *choices.others])
        self._offer("joined", [*choices.usual, *choices.others])
        self._offer("chair", [NOBODY, *people])
        self._offer("recorder", [NOBODY, *people])
        self._offer("closes", [(str(each.key), each.words) for each in choices.open_points])
        self._list_people(choices)
        for number in self.rows:
            for name, field in _resolution(choices.matters, people, self._subjects()).items():
                self.add_field(f"r{number}-{name}", field)

    def _offer(self, name: str, offered: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered

    def _subjects(self) -> list[tuple[str, str]]:
        """Whom a resolution may be about: people, and what a stored one is about already."""
        people = [(f"person:{each.code}", each.name) for each in self.choices.everybody]
        known = {value for value, _name in people}
        stored = [f"{kind}:{code}" for kind, code in self.choices.subjects]
        return [
            NOBODY,
            *people,
            *((value, value.partition(":")[2]) for value in stored if value not in known),
        ]

    def _list_people(self, choices: Choices) -> None:
        who, also = self.fields["who"], self.fields["also"]
        assert isinstance(who, AttendanceField)
        assert isinstance(also, PeopleField)
        listed = {each.code for each in choices.expected}
        rule = usual_rule(choices.kinds)
        who.people = [_person(each, rule) for each in choices.expected]
        who.counted = "" if all(each.is_counted for each in who.people) else "其中有表决权"
        also.people = [_person(each, None) for each in choices.everybody if each.code not in listed]

    def clean(self) -> dict[str, Any]:
        """Check what no field knows alone."""
        given = super().clean() or {}
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and ends and ends < starts:
            self.add_error("ends_at", f"结束{ends:%H:%M}早于开始{starts:%H:%M}，请核对")
        if given.get("by_clock") and given.get("hours") is None and not (starts and ends):
            self.add_error("hours", "要按时间计学时，请先填开始和结束")
        if given.get("by_clock") and given.get("hours") is not None:
            self.add_error("hours", "学时写了数，又选了按时间计，请只留一样")
        self._check_leaders(given)
        for number in self.rows:
            self._check_resolution(number, given)
        if not any(given.get(name) for name in ("agenda", "minutes", "closes")) and not any(
            given.get(f"r{number}-words") for number in self.rows
        ):
            mistake = forms.ValidationError("请写会议记录，至少写清说了什么、定了什么", code=NO_CONTENT)
            self.add_error("minutes", mistake)
        return given

    def _check_leaders(self, given: dict[str, Any]) -> None:
        marks: dict[str, str] = given.get("who") or {}
        names = {each.code: each.name for each in self.choices.expected}
        for field, word in (("chair", "主持人"), ("recorder", "记录人")):
            mark = marks.get(given.get(field) or "", State.PRESENT)
            if mark != State.PRESENT:
                words = State(mark).label
                self.add_error(field, f"{word}{names[given[field]]}标的是{words}，请改名单或者换人")

    def _check_resolution(self, number: int, given: dict[str, Any]) -> None:
        row = _Row(number, given)
        if row.is_empty or any(row.name(field) in self.errors for field in ROW_FIELDS):
            return
        first = f"第{number + 1}项决议" if len(self.rows) > 1 else "决议"
        if not row["words"]:
            self.add_error(row.name("words"), f"{first}填了表决或办理人，请写清定了什么")
        if row["is_unanimous"] and any(row[vote] is not None for vote in VOTES):
            self.add_error(row.name("is_unanimous"), f"{first}选了全票通过，就不用再填票数，请只留一样")
            return
        if row["due_on"] and given.get("held_on") and row["due_on"] < given["held_on"]:
            self.add_error(row.name("due_on"), f"{first}的办完日期早于开会日期，请核对")

    def _voters(self, row: "_Row", given: dict[str, Any]) -> tuple[int | None, int | None]:
        """(有表决权的应到, 其中到会的): as typed, else by the list."""
        matter = row["matter"] or usual_matter(self.kinds())
        counted = voters(rules()[matter], self.choices.expected, given["who"]) or (None, None)
        return (
            counted[0] if row["entitled"] is None else row["entitled"],
            counted[1] if row["present"] is None else row["present"],
        )

    def clock_hours(self) -> int | None:
        """The length of the meeting in tenths of an hour, where both times are known."""
        starts, ends = self._time("starts_at"), self._time("ends_at")
        if starts is None or ends is None or ends <= starts:
            return None
        return _tenths(starts, ends)

    def _time(self, name: str) -> time | None:
        if self.is_bound:
            found = getattr(self, "cleaned_data", {}).get(name)
        else:
            found = self.get_initial_for_field(self.fields[name], name)
            if isinstance(found, str):
                try:
                    found = self.fields[name].clean(found)
                except forms.ValidationError:
                    return None
        return found if isinstance(found, time) else None

    def entry(self, *, code: str, body: str) -> MeetingEntry:
        """The meeting as the action takes it; only of a valid form, or of one whose sole mistake is NO_CONTENT."""
        given = self.cleaned_data
        by_mark: dict[str, list[str]] = {mark: [] for mark, _, _ in MARKS}
        for person, mark in given["who"].items():
            by_mark[mark].append(person)
        hours = self.clock_hours() if given["by_clock"] else given["hours"] and int(given["hours"] * 10)
        return MeetingEntry(
            code=code,
            body=body,
            kinds=self.kinds(),
            held_on=given["held_on"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            place=given["place"],
            chair=given["chair"] or None,
            recorder=given["recorder"] or None,
            minutes=given.get("minutes", ""),
            agenda=tuple(self._agenda()),
            resolutions=tuple(self._resolutions()),
            closes=tuple(int(key) for key in given["closes"]),
            hours=hours or None,
            present=(*by_mark[State.PRESENT], *given["also"]),
            on_leave=tuple(by_mark[State.ON_LEAVE]),
            absent=tuple(by_mark[State.ABSENT]),
        )

    def _agenda(self) -> Iterator[AgendaEntry]:
        """One line each; a line that came with a subject keeps it while its words stay."""
        subjects = dict(self.brought_along())
        for line in map(str.strip, self.cleaned_data["agenda"].splitlines()):
            if line:
                yield AgendaEntry(words=line, subject=subjects.get(line))

    def brought_along(self) -> Iterator[tuple[str, SubjectKey]]:
        """(line of the agenda, what it is about) that somebody has brought along."""
        for each in self["carried"].value() or []:
            about, _, words = each.partition("|")
            subject = _subject(about)
            if subject and words:
                yield words, subject

    def lines_about(self) -> Iterator[tuple[str, str]]:
        """(line of the agenda, whom it is about) in words."""
        names = {("person", each.code): each.name for each in self.choices.everybody}
        for line, subject in self.brought_along():
            yield line, names.get(subject, subject[1])

    def row_of(self, place: int) -> int:
        """The row of the resolution that stands at a place of the entry: rows left empty are not among them."""
        filled = [number for number in self.rows if _Row(number, self.cleaned_data)["words"]]
        return filled[place] if place < len(filled) else 0

    def kinds(self) -> tuple[str, ...]:
        """The kinds it joined, the main one first."""
        given = self.cleaned_data
        return tuple(dict.fromkeys([given["kind"], *given["joined"]]))

    def _resolutions(self) -> Iterator[ResolutionEntry]:
        for number in self.rows:
            row = _Row(number, self.cleaned_data)
            if not row["words"]:
                continue
            entitled, present = self._voters(row, self.cleaned_data)
            is_voted = row["is_unanimous"] or any(row[name] is not None for name in (*VOTES, "written"))
            yield ResolutionEntry(
                words=row["words"],
                matter=row["matter"] or usual_matter(self.kinds()),
                entitled=entitled if is_voted else row["entitled"],
                present=present if is_voted else row["present"],
                in_favour=row["in_favour"],
                against=row["against"],
                abstained=row["abstained"],
                written=row["written"],
                is_unanimous=row["is_unanimous"],
                owner=row["owner"] or None,
                due_on=row["due_on"],
                subject=_subject(row["about"]),
            )


class AmendForm(MeetingForm):
    """更正: the same sheet, filled with what stands."""

    reason = TextField(label="更正的原因", required=False, max_length=500)


class ConfirmedAmendForm(AmendForm):
    """更正 of a confirmed record, which says why."""

    reason = TextField(label="更正的原因", max_length=500)


ROW_FIELDS: Final = (
    "words",
    "matter",
    *VOTES,
    "is_unanimous",
    "owner",
    "due_on",
    "written",
    "entitled",
    "present",
    "about",
)


def _resolution(
    matters: Sequence[tuple[str, str]],
    people: Sequence[tuple[str, str]],
    subjects: Sequence[tuple[str, str]],
) -> dict[str, forms.Field]:
    """The fields of one resolution; votes start blank."""

    def number(label: str) -> forms.Field:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        return forms.IntegerField(
            label=label, required=False, min_value=0, max_value=9999, widget=forms.TextInput(attrs=attrs)
        )

    return {
        "words": TextField(label="定了什么", required=False, max_length=1000),
        "in_favour": number("赞成"),
        "against": number("反对"),
        "abstained": number("弃权"),
        "is_unanimous": forms.BooleanField(label="全票通过", required=False),
        "owner": forms.ChoiceField(label="谁来办", required=False, choices=[NOBODY, *people]),
        "due_on": DateField(label="哪天办完", required=False, is_ahead=True),
        "matter": forms.ChoiceField(label="按什么表决", required=False, choices=[("", "一般事项"), *matters]),
        "about": forms.ChoiceField(label="关于谁", required=False, choices=subjects),
        "written": number("其中书面赞成"),
        "entitled": number("有表决权的应到"),
        "present": number("有表决权的实到"),
    }


class _Row:
    """The fields of one resolution out of what was given."""

    def __init__(self, number: int, given: dict[str, Any]) -> None:
        self._number = number
        self._given = given

    def name(self, field: str) -> str:
        return f"r{self._number}-{field}"

    def __getitem__(self, field: str) -> Any:
        return self._given.get(self.name(field))

    @property
    def is_empty(self) -> bool:
        return not any(self[field] not in (None, "", False) for field in ROW_FIELDS)


def is_writing(form: MeetingForm) -> bool:
    """Whether a checked form is right but for what is still being written."""
    found = form.errors.as_data()
    return all(
        name == "minutes" and all(each.code == NO_CONTENT for each in mistakes)
        for name, mistakes in found.items()
    )


def as_typed(form: MeetingForm, sent: QueryDict) -> dict[str, Any]:
    """What somebody has typed, as initial values: shown again unchanged and unchecked."""
    return {name: field.widget.value_from_datadict(sent, {}, name) for name, field in form.fields.items()}


def carry(each: AgendaEntry) -> str:
    """A line of the agenda and its subject, as a hidden field keeps it."""
    kind, code = each.subject or ("", "")
    return f"{kind}:{code}|{each.words}"


def resolution_initial(each: ResolutionEntry, kinds: Sequence[str]) -> dict[str, Any]:
    """A stored resolution as its fields show it; the counts behind 全票通过 are not typed again."""
    plain = {name: getattr(each, name) for name in ("words", "due_on", "written", "entitled", "present")}
    counts = {name: None if each.is_unanimous else getattr(each, name) for name in VOTES}
    return (
        plain
        | counts
        | {
            "is_unanimous": each.is_unanimous,
            "owner": each.owner or "",
            "matter": "" if each.matter == usual_matter(kinds) else each.matter,
            "about": ":".join(each.subject) if each.subject else "",
        }
    )


def _subject(text: str) -> SubjectKey | None:
    kind, _, code = text.partition(":")
    return (kind, code) if kind and code else None


def _person(each: Attendee, rule: VotingRule | None) -> Person:
    is_counted = rule is None or rule.voters == UNKNOWN or rule.voters in each.voices
    note = "预备" if each.is_probationary else ""
    return Person(key=each.code, name=each.name, note=note, is_counted=is_counted)


def _tenths(starts: time, ends: time) -> int:
    day = date(2000, 1, 1)
    length = datetime.combine(day, ends) - datetime.combine(day, starts)
    return int(Decimal(length / timedelta(minutes=6)).to_integral_value())
