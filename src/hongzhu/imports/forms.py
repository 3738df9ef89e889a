"""The forms of the import page: a file, its columns, the cells to mend."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from hongzhu.kit.forms import Form, TextField
from hongzhu.meetings.models import Meeting
from hongzhu.orgs.bodies import Body, named
from hongzhu.orgs.models import PartyOrg

from .columns import Column
from .edits import LEFT_OUT, Laid, choices_of

LARGEST: Final = 8 * 2**20
"""bytes of a file that comes by the page"""
TOO_LARGE: Final = "文件有 8 MB 以上，太大；请把要导入的内容复制到一份新的空白工作簿里再选"


class OfflineForm(Form):
    """Whose meeting, and of which kind, is to be written down where there is no network."""

    body = forms.ChoiceField(label="哪个单位的会")
    kind = forms.ChoiceField(label="什么会", choices=Meeting.Kind.choices)

    def __init__(self, *args: Any, today: date, bodies: Sequence[Body], **words: Any) -> None:
        super().__init__(*args, today=today, **words)
        self.bodies = {named(body): body for body in bodies}
        choices = self.fields["body"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(key, body.name) for key, body in self.bodies.items()]

    def chosen(self) -> Body:
        """The body."""
        return self.bodies[self.cleaned_data["body"]]


class FileForm(Form):
    """One workbook, for one organisation."""

    org = forms.ChoiceField(label="导入到")
    book = forms.FileField(
        label="选工作簿",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text="花名册、会议或培训台账的 .xlsx，最大 8 MB。列名不用改，党员信息系统导出的名单也认；身份证号不收。",
    )

    def __init__(self, *args: Any, today: date, orgs: Sequence[PartyOrg], **words: Any) -> None:
        super().__init__(*args, today=today, **words)
        choices = self.fields["org"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(each.code, each.name) for each in orgs]
        self.has_one = len(orgs) == 1
        if self.has_one:
            choices.widget = forms.HiddenInput()
            self.initial.setdefault("org", orgs[0].code)

    def clean_book(self) -> UploadedFile:
        """Refuse by size before anything is read."""
        book: UploadedFile = self.cleaned_data["book"]
        if (book.size or 0) > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return book


class ColumnsForm(Form):
    """What each column is; what stands in the columns that must be there and are not."""

    def __init__(self, *args: Any, today: date, laid: Sequence[Laid], **words: Any) -> None:
        super().__init__(*args, today=today, **words)
        self.laid = laid
        for place, each in enumerate(laid):
            choices = [("", "请选择"), *choices_of(each.sheet), (LEFT_OUT, "不导入")]
            for heading in each.headings:
                if heading.is_unkept:
                    continue
                self.add_field(
                    name_of(place, heading.letters),
                    forms.ChoiceField(
                        label=f"“{heading.words}”对应到", choices=choices, initial=heading.field
                    ),
                )
            for column in _fillable(each):
                self.add_field(
                    f"a-{place}-{column.field}",
                    TextField(
                        label=column.heading,
                        required=False,
                        max_length=100,
                        help_text=f"表里没有这一列；各行都一样的写在这里，不一样的留空，下一步逐行填。{column.hint}",
                    ),
                )

    def clean(self) -> None:
        """Two columns cannot be the same."""
        for place, each in enumerate(self.laid):
            seen: set[str] = set()
            for heading in each.headings:
                name = name_of(place, heading.letters)
                chosen = self.cleaned_data.get(name, "")
                if chosen not in ("", LEFT_OUT) and chosen in seen:
                    self.add_error(name, f"“{heading.words}”和前面一列对应到了同一项，请改选一列")
                seen.add(chosen)

    def added_of(self, place: int) -> list[forms.BoundField]:
        """The fields of the columns that one sheet lacks."""
        return [self[f"a-{place}-{column.field}"] for column in _fillable(self.laid[place])]

    def columns(self) -> dict[str, dict[str, str]]:
        """Title of the sheet → letters → field."""
        return {
            each.raw.title: {
                heading.letters: self.cleaned_data[name_of(place, heading.letters)]
                for heading in each.headings
                if not heading.is_unkept
            }
            for place, each in enumerate(self.laid)
        }

    def added(self) -> dict[str, dict[str, str]]:
        """Title of the sheet → field → what stands in every row."""
        return {
            each.raw.title: {
                column.field: self.cleaned_data.get(f"a-{place}-{column.field}", "")
                for column in _fillable(each)
            }
            for place, each in enumerate(self.laid)
        }


def name_of(place: int, letters: str) -> str:
    """The field of a column."""
    return f"c-{place}-{letters}"


def _fillable(laid: Laid) -> list[Column]:
    """Columns that must be there and are not; for a new number is found by itself."""
    added = [column for column in laid.added.values() if column.field != "code"]
    return [*added, *laid.missing]
