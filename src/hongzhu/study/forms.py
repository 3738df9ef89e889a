"""Talks and plans as they are typed. A talk has a day and two people, and no field for what was said."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms

from hongzhu.kit.forms import DateField, Form, PeopleField, Person, TextField

from .actions import PlanEntry, TalkEntry
from .models import Talk
from .talking import Someone

NO_MEETING: Final = ("", "没有在会上定，或者会议没有登记")


class TalkForm(Form):
    """One or several talks of one day by one person."""

    held_on = DateField(label="日期", may_be_future=False)
    talker = forms.ChoiceField(label="谁谈的")
    objects = PeopleField(label="同谁谈的", help_text="一天里谈了几个人，就选几个人；谈了什么不登记")

    def __init__(
        self,
        *args: Any,
        today: date,
        talkers: Sequence[Someone],
        others: Sequence[Someone],
        **words: Any,
    ) -> None:
        super().__init__(*args, today=today, **words)
        talker, objects = self.fields["talker"], self.fields["objects"]
        assert isinstance(talker, forms.ChoiceField)
        assert isinstance(objects, PeopleField)
        talker.choices = [_choice(each) for each in talkers]
        objects.people = [Person(key=each.code, name=each.name, note=each.note) for each in others]

    def entries(self) -> list[TalkEntry]:
        """The talks as the action takes them; only of a valid form."""
        given = self.cleaned_data
        return [
            TalkEntry(held_on=given["held_on"], talker=given["talker"], object=code)
            for code in given["objects"]
        ]


class AmendTalkForm(Form):
    """更正 of one talk; why is chosen, not written."""

    held_on = DateField(label="日期", may_be_future=False)
    talker = forms.ChoiceField(label="谁谈的")
    object = forms.ChoiceField(label="同谁谈的")
    reason = forms.ChoiceField(
        label="更正的原因",
        choices=[(each.value, each.label) for each in (Talk.Reason.DAY, Talk.Reason.PERSON)],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        talkers: Sequence[Someone],
        others: Sequence[Someone],
        **words: Any,
    ) -> None:
        super().__init__(*args, today=today, **words)
        for name, people in (("talker", talkers), ("object", others)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [_choice(each) for each in people]

    def entries(self) -> list[TalkEntry]:
        """The talk as the action takes it; only of a valid form."""
        given = self.cleaned_data
        return [TalkEntry(held_on=given["held_on"], talker=given["talker"], object=given["object"])]


class WithdrawTalkForm(Form):
    """撤回 of a talk; why is chosen, not written."""

    reason = forms.ChoiceField(label="为什么撤回", choices=Talk.Reason.choices, widget=forms.RadioSelect)


class PlanForm(Form):
    """The plan of a year."""

    year = forms.TypedChoiceField(label="哪一年的计划", coerce=int)
    decided_on = DateField(label="制定日期", may_be_future=False)
    meeting = forms.ChoiceField(label="在哪次会上定的", required=False)
    words = TextField(
        label="要点",
        lines=True,
        rows=8,
        required=False,
        max_length=4000,
        help_text="写几条主要内容就行，可从 WPS 粘贴；已有正式文本的，可以空着",
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        years: Sequence[int],
        meetings: Sequence[tuple[str, str]],
        **words: Any,
    ) -> None:
        super().__init__(*args, today=today, **words)
        year, meeting = self.fields["year"], self.fields["meeting"]
        assert isinstance(year, forms.ChoiceField)
        assert isinstance(meeting, forms.ChoiceField)
        year.choices = [(str(each), f"{each}年") for each in years]
        meeting.choices = [NO_MEETING, *meetings]

    def entry(self, org: str) -> PlanEntry:
        """The plan as the action takes it; only of a valid form."""
        given = self.cleaned_data
        return PlanEntry(
            org=org,
            year=given["year"],
            decided_on=given["decided_on"],
            meeting=given["meeting"] or None,
            words=given["words"],
        )


class AmendPlanForm(PlanForm):
    """更正: the same sheet, filled with what stands."""

    reason = TextField(label="更正的原因", max_length=500)


class WithdrawForm(Form):
    """撤回 of a plan, with the reason."""

    reason = TextField(label="为什么撤回", max_length=500)


def _choice(each: Someone) -> tuple[str, str]:
    return each.code, f"{each.name}（{each.note}）" if each.note else each.name
