"""Assignments as they are typed, and the answer of one organisation."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hongzhu.kit.forms import DateField, Form, PeopleField, Person, TextField

from .actions import AssignmentEntry, GivenEntry
from .asking import Askable
from .figures import items_of
from .models import AskedItem


class AssignmentForm(Form):
    """What is asked: title, last day, a sentence, one thing in each line, and of whom."""

    title = TextField(label="标题", max_length=60)
    due_on = DateField(label="什么时候要", is_ahead=True)
    words = TextField(
        label="一句话说明", lines=True, rows=3, required=False, max_length=2000, help_text="怎么填、问谁"
    )
    items = TextField(
        label="要哪些内容",
        lines=True,
        rows=6,
        required=False,
        max_length=2000,
        help_text="一行写一项，可从 WPS 粘贴；系统里已有的会自动带出来，不用各校填。只要一句回话的，可以空着",
    )
    asked = PeopleField(label="发给谁")

    def __init__(self, *args: Any, today: date, askable: Sequence[Askable], **words: Any) -> None:
        super().__init__(*args, today=today, **words)
        asked = self.fields["asked"]
        assert isinstance(asked, PeopleField)
        asked.people = [
            Person(key=each.code, name=each.name, note=each.about or "、".join(sorted(each.townships)))
            for each in askable
        ]

    def entry(self, org: str) -> AssignmentEntry:
        """The assignment as the action takes it; only of a valid form."""
        given = self.cleaned_data
        return AssignmentEntry(
            org=org,
            title=given["title"],
            due_on=given["due_on"],
            words=given["words"],
            items=items_of(given["items"]),
            asked=tuple(given["asked"]),
        )


class RespondForm(Form):
    """One field for each thing asked, filled with what the system holds; and one for why it is another."""

    words = TextField(label="留言", lines=True, rows=3, required=False, max_length=2000)

    def __init__(
        self, *args: Any, today: date, items: Sequence[AskedItem], held: Mapping[int, str], **words: Any
    ) -> None:
        super().__init__(*args, today=today, **words)
        self.items = list(items)
        self.held = dict(held)
        for item in self.items:
            told = self.held.get(item.place, "")
            self.add_field(f"value_{item.place}", TextField(label=item.title, max_length=200, initial=told))
            if told:
                self.add_field(
                    f"reason_{item.place}",
                    TextField(label=f"“{item.title}”改了的原因", required=False, max_length=200),
                )
        if not self.items:
            self.fields["words"].required = True
            self.fields["words"].label = "回复"

    def given(self) -> list[GivenEntry]:
        """What is said of each thing; only of a valid form."""
        said = self.cleaned_data
        return [
            GivenEntry(
                place=item.place,
                value=said[f"value_{item.place}"],
                held=self.held.get(item.place, ""),
                reason=said.get(f"reason_{item.place}", ""),
            )
            for item in self.items
        ]


class ExtendForm(Form):
    """A later last day."""

    due_on = DateField(label="延到哪天", is_ahead=True)


class ReturnForm(Form):
    """退回补正: what is missing, and by when."""

    reason = TextField(label="要补什么、改什么", lines=True, rows=3, max_length=500)
    due_on = DateField(label="最晚哪天再回", is_ahead=True)


class CloseForm(Form):
    """Why nothing more is wanted."""

    reason = TextField(label="为什么关闭", max_length=200, help_text="各单位看得到；没有回复的不用再回")


class RemarkForm(Form):
    """A superior's own remark."""

    words = TextField(label="批注", lines=True, rows=3, max_length=1000)
