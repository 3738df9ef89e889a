"""What the gallery shows: a made-up desk and a form with one field of each sort."""

from datetime import date
from typing import Any, Final

from django import forms
from django.urls import reverse

from .forms import AttendanceField, DateField, Form, PeopleField, Person, TextField, TimeField
from .frame import Frame, MenuItem

NAMES: Final = {
    "王建军": "wjj",
    "李秀英": "lxy",
    "赵国强": "zgq",
    "张敏": "zm",
    "刘洋": "ly",
    "陈丽华": "clh",
    "孙志远": "szy",
    "周玉兰": "zyl",
    "吴晓东": "wxd",
    "欧阳文静": "oywj",
    "冯海燕": "fhy",
    "高峰": "gf",
}
KINDS: Final = (("a", "例会"), ("b", "学习"), ("c", "座谈"), ("d", "其他"))
PEOPLE: Final = tuple(
    Person(
        key=f"p{number}",
        name=name,
        search=initials,
        note="新来" if name == "高峰" else "",
        is_counted=name != "高峰",
    )
    for number, (name, initials) in enumerate(NAMES.items())
)


class SampleForm(Form):
    """One field of each sort."""

    kind = forms.ChoiceField(label="什么会", choices=KINDS, widget=forms.RadioSelect, initial="a")
    held_on = DateField(label="日期", may_be_future=False)
    starts_at = TimeField(label="开始", required=False)
    place = TextField(label="地点", max_length=20, required=False)
    chair = forms.ChoiceField(label="主持人", choices=[(person.key, person.name) for person in PEOPLE])
    who = AttendanceField(
        label="谁到会",
        marks=[("here", "到", "实到"), ("leave", "假", "请假"), ("absent", "缺", "缺席")],
        counted="其中算数的",
    )
    guests = PeopleField(label="列席", required=False)
    minutes = TextField(label="会议记录", lines=True, help_text="可从 WPS 粘贴，格式会自动整理")
    is_final = forms.BooleanField(label="纸质已签", required=False)

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        words.setdefault(
            "initial", {"held_on": today, "chair": "p0", "who": {"p7": "leave", "p11": "absent"}}
        )
        super().__init__(*args, today=today, **words)
        for name in ("who", "guests"):
            field = self.fields[name]
            assert isinstance(field, AttendanceField | PeopleField)
            field.people = PEOPLE


def sample_frame() -> Frame:
    """A desk with more pages than a phone's bar has room for."""
    here = reverse("gallery")
    pages = (
        ("组件样例", here, "layout-grid", "样例", 0),
        ("会议与学习", f"{here}#c-form", "calendar-check", "会议", 0),
        ("人员", f"{here}#c-people", "users", "", 0),
        ("议事", f"{here}#c-explain", "scale", "", 1),
        ("上级任务", f"{here}#c-tasks", "inbox", "任务", 2),
        ("公开", f"{here}#c-tables", "megaphone", "", 0),
        ("台账", f"{here}#c-strips", "scroll-text", "", 0),
    )
    menu = tuple(
        MenuItem(title=title, href=href, icon=icon, short=short, count=count)
        for title, href, icon, short, count in pages
    )
    return Frame(
        home="/",
        place="样例单位",
        user="王老师 · 样例",
        account=here,
        inbox=f"{here}#c-states",
        unread=2,
        menu=menu,
    )
