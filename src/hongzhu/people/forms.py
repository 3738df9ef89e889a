"""Forms of the roster; whose account it is, and an office beside the roster's posts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django import forms

from hongzhu.kit.forms import DateField, Form, TextField
from hongzhu.orgs.models import Grant, PartyOrg, School

from .actions import CorrectionEntry, KeptPerson, Leaving, PlaceEntry, Purpose
from .models import CorrectionRequest, Person


class LinkForm(Form):
    """Whose account it is."""

    person = TextField(label="人员编号", max_length=40, help_text="花名册上的编号，一人一个账号")


class GrantForm(Form):
    """An office with its beginning, its end and its basis."""

    role = forms.ChoiceField(label="授权", choices=Grant.Role.choices)
    org = TextField(label="党组织代码", max_length=40, help_text="在哪个党组织；管到它领导和指导的单位")
    starts_on = DateField(label="从哪天起")
    ends_on = DateField(label="到哪天止", help_text="这一天起不再有效")
    basis = TextField(label="依据", max_length=200, help_text="如：教育局党委〔2026〕3号文，派出督查")


class RevealForm(Form):
    """What a number is asked for."""

    purpose = forms.ChoiceField(label="做什么用", choices=Purpose.choices, widget=forms.RadioSelect)


NONE: Final = ("", "没有")
NO_PHONE: Final = "无"
"""typed to have a number removed: what stands there is not shown"""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Where a person may be listed by whoever fills the form in."""

    orgs: Sequence[PartyOrg]
    groups: Sequence[PartyOrg]
    schools: Sequence[School]


class PersonForm(Form):
    """A row of the roster: arrival."""

    name = TextField(label="姓名", max_length=50)
    category = forms.ChoiceField(label="类别", choices=Person.Category.choices)
    org = forms.ChoiceField(label="党组织", required=False, help_text="群众可以不选")
    group = forms.ChoiceField(label="党小组", required=False)
    school = forms.ChoiceField(label="学校", required=False)
    job = TextField(label="岗位", max_length=50, required=False, help_text="如：三年级语文教师")
    arrived_on = DateField(label="到岗日期", may_be_future=False, help_text="到这个单位的日期")
    joined_on = DateField(label="入党日期", may_be_future=False, required=False)
    full_on = DateField(label="转正日期", may_be_future=False, required=False)
    sex = forms.ChoiceField(label="性别", choices=[("", "不填"), *Person.Sex.choices], required=False)
    nation = TextField(label="民族", max_length=20, required=False)
    born_on = DateField(label="出生日期", may_be_future=False, required=False)
    education = TextField(label="学历", max_length=50, required=False)
    phone = TextField(
        label="手机", max_length=30, required=False, help_text="平时不显示；谁看过、做什么用，都有记录"
    )

    def __init__(self, *args: Any, today: date, choices: Choices, **words: Any) -> None:
        super().__init__(*args, today=today, **words)
        for name, bodies in (("org", choices.orgs), ("group", choices.groups), ("school", choices.schools)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [NONE, *((body.code, body.name) for body in bodies)]

    def entry(self, kept: KeptPerson | None = None) -> KeptPerson:
        """What was typed, over what is kept of him; only of a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        given |= {name: given[name] or None for name in ("org", "group", "school")}
        if kept is None:
            return KeptPerson(**{"code": ""} | given)
        given["phone"] = {"": kept.phone, NO_PHONE: ""}.get(given["phone"], given["phone"])
        return replace(kept, **given)


class NewPersonForm(PersonForm):
    """Somebody who has arrived."""

    code = TextField(
        label="人员编号", max_length=40, required=False, help_text="空着由系统编；不能用身份证号"
    )


class CorrectPersonForm(PersonForm):
    """更正 of a row."""

    left_on = DateField(
        label="离岗日期",
        may_be_future=False,
        required=False,
        help_text="还在岗的空着；离退休的填离退休的日期",
    )
    is_retired = forms.BooleanField(label="离退休，党组织关系在这里", required=False)
    phone = TextField(
        label="手机", max_length=30, required=False, help_text="平时不显示，空着就不改；要删掉，填“无”"
    )
    reason = TextField(label="为什么改", max_length=200, help_text="如：入党日期写错了")


class LeaveForm(Form):
    """How somebody leaves, and when."""

    how = forms.ChoiceField(label="怎么离开的", choices=Leaving.choices, widget=forms.RadioSelect)
    on = DateField(
        label="日期", may_be_future=False, help_text="从这一天起不再在岗；登记错了的，照填今天就行"
    )


class TransferForm(Form):
    """To which organisation somebody goes."""

    source = forms.ChoiceField(label="从哪个党组织转出")
    target = forms.ChoiceField(label="转到哪个党组织")

    def __init__(
        self,
        *args: Any,
        today: date,
        sources: Sequence[PartyOrg],
        targets: Sequence[PartyOrg],
        **words: Any,
    ) -> None:
        super().__init__(*args, today=today, **words)
        source, target = self.fields["source"], self.fields["target"]
        assert isinstance(source, forms.ChoiceField)
        assert isinstance(target, forms.ChoiceField)
        source.choices = [(org.code, org.name) for org in sources]
        target.choices = [("", "请选"), *((org.code, org.name) for org in targets)]


class AcceptForm(Form):
    """Where somebody is put who comes."""

    school = forms.ChoiceField(label="学校", required=False)
    job = TextField(label="岗位", max_length=50, required=False, help_text="如：三年级语文教师")
    group = forms.ChoiceField(label="党小组", required=False)

    def __init__(self, *args: Any, today: date, choices: Choices, **words: Any) -> None:
        super().__init__(*args, today=today, **words)
        for name, bodies in (("school", choices.schools), ("group", choices.groups)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [NONE, *((body.code, body.name) for body in bodies)]

    def entry(self) -> PlaceEntry:
        """The place as the action takes it; only of a valid form."""
        given = self.cleaned_data
        return PlaceEntry(school=given["school"] or None, group=given["group"] or None, job=given["job"])


class RefuseForm(Form):
    """Why somebody is not taken over."""

    reason = TextField(label="为什么不接收", max_length=200, help_text="对方看得到，如：没有到我校报到")


class CorrectionForm(Form):
    """What is wrong with which record about oneself, and what it should be."""

    about = forms.ChoiceField(label="哪一类不对", choices=CorrectionRequest.About, widget=forms.RadioSelect)
    which = TextField(label="哪一条", max_length=100, help_text="如：11月6日政治学习，记成请假")
    wanted = TextField(
        label="应当怎样，依据是什么",
        lines=True,
        max_length=500,
        help_text="如：当天在场，签到表第3行。不要写别人的事",
    )
    source = forms.CharField(max_length=96, required=False, widget=forms.HiddenInput)

    def entry(self) -> CorrectionEntry:
        """What was typed."""
        return CorrectionEntry(**self.cleaned_data)


class AnswerCorrectionForm(Form):
    """What came of it."""

    state = forms.ChoiceField(
        label="结果",
        choices=[("corrected", "已经改了"), ("refused", "不改，写明为什么")],
        widget=forms.RadioSelect,
    )
    answer = TextField(label="答复", lines=True, rows=3, max_length=500, help_text="本人看得到")


class IdentityForm(Form):
    """A resident identity number."""

    number = forms.CharField(
        label="身份证号",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="不是必须的；加密存放，写明用途才显示，谁看过有记录",
    )
