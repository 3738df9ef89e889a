"""Fields say every mistake in plain words; people are marked and chosen."""

from datetime import date, time
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from hongzhu.kit.forms import (
    AttendanceField,
    DateField,
    FilesField,
    Form,
    PeopleField,
    Person,
    TextField,
    TimeField,
)

TODAY = date(2026, 11, 22)
PEOPLE = (Person(key="a", name="王建军", search="wjj"), Person(key="b", name="李秀英"))


class Sample(Form):
    held_on = DateField(label="日期", may_be_future=False)
    starts_at = TimeField(label="开始", required=False)
    place = TextField(label="地点", max_length=5)
    notes = TextField(label="记录", lines=True, required=False)
    kind = forms.ChoiceField(label="类型", choices=[("x", "甲")], error_messages={"required": "先选类型"})
    hall = forms.ChoiceField(label="会场", choices=[("x", "甲")])
    number = forms.IntegerField(label="人数", min_value=1, required=False)
    who = AttendanceField(label="谁到会", marks=[("here", "到", "实到"), ("away", "缺", "缺席")])
    guests = PeopleField(label="列席", required=False)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["who"].people = self.fields["guests"].people = PEOPLE  # type: ignore[attr-defined]


GOOD = (
    "held_on=11。20&starts_at=15：30&place=二楼&kind=x&hall=x&who-a=here&who-b=away&guests=b&guests=a"
    "&notes=一%0D%0A%0D%0A%0D%0A%0D%0A二"
)


def filled(changes: str = "", without: str = "") -> Sample:
    data = QueryDict(GOOD, mutable=True)
    for name in without.split():
        del data[name]
    for name, value in QueryDict(changes).items():
        data[name] = value
    return Sample(data, today=TODAY)


def test_what_was_written_becomes_values() -> None:
    form = filled()
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "held_on": date(2026, 11, 20),
        "starts_at": time(15, 30),
        "place": "二楼",
        "notes": "一\n\n二",
        "kind": "x",
        "hall": "x",
        "number": None,
        "who": {"a": "here", "b": "away"},
        "guests": ["a", "b"],
    }


@pytest.mark.parametrize(
    ("changes", "without", "name", "words"),
    [
        ("", "held_on", "held_on", "请填日期"),
        (
            "held_on=11.23.2026",
            "",
            "held_on",
            "“11.23.2026”看不出是哪一天，请写成 2026-11-20 或 11.20 的样子",
        ),
        ("held_on=2026-11-23", "", "held_on", "日期不能晚于今天（2026年11月22日）"),
        ("starts_at=25点", "", "starts_at", "时间请写成 15:30 的样子"),
        ("", "place", "place", "请填地点"),
        ("place=二楼东侧大会议室", "", "place", "地点最多 5 个字，现在 8 个"),
        ("", "kind", "kind", "先选类型"),
        ("", "hall", "hall", "请选会场"),
        ("hall=y", "", "hall", "会场要从列出的里面选"),
        ("number=x", "", "number", "人数写得不对，请核对"),
        ("number=0", "", "number", "人数不能小于 1"),
        ("", "who-b", "who", "名单有变化，请核对一遍再保存"),
        ("who-c=here", "", "who", "名单有变化，请核对一遍再保存"),
        ("who-b=late", "", "who", "谁到会要从列出的里面选"),
        ("guests=z", "", "guests", "列席要从列出的里面选"),
    ],
)
def test_mistakes_in_plain_words(changes: str, without: str, name: str, words: str) -> None:
    form = filled(changes, without)
    assert form.errors == {name: [words]}


def test_what_was_typed_stays_as_typed() -> None:
    form = filled("held_on=11.20&place=")
    assert 'value="11.20"' in str(form["held_on"])
    assert form["who"].value() == {"a": "here", "b": "away"}
    blank = Sample(today=TODAY, initial={"held_on": TODAY})
    assert 'value="2026-11-22"' in str(blank["held_on"])
    assert "required" not in str(blank["held_on"]).replace("aria-required", "")


def test_a_field_of_one_form_speaks_plainly_too() -> None:
    form = filled()
    form.add_field("r7-due", DateField(label="哪天办完", is_ahead=True))
    assert form.fields["r7-due"].clean("12.1") == date(2026, 12, 1)
    assert form.fields["r7-due"].error_messages["required"] == "请填哪天办完"
    assert "r7-due" not in filled().fields


def test_no_standard_message_is_left_in_english() -> None:
    for name, field in filled().fields.items():
        for code in ("required", "invalid", "invalid_choice", "max_length", "min_value"):
            if code in field.error_messages:
                assert not str(field.error_messages[code]).isascii(), f"{name} {code}"


def test_a_date_outside_our_forms_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(TypeError):
        DateField().clean("11.20")


class Sending(Form):
    sheets = FilesField(label="文件", accept=".pdf")


def test_several_files_come_in_the_order_in_which_they_were_chosen_empty_ones_too() -> None:
    files = [SimpleUploadedFile(name, content) for name, content in (("b.pdf", b"b"), ("a.pdf", b""))]
    form = Sending({}, MultiValueDict({"sheets": files}), today=TODAY)
    assert form.is_valid()
    assert [each.name for each in form.cleaned_data["sheets"]] == ["b.pdf", "a.pdf"]
    assert "multiple" in str(form["sheets"])
    assert 'accept=".pdf"' in str(form["sheets"])
    assert Sending({}, MultiValueDict(), today=TODAY).errors["sheets"] == ["请选文件"]
