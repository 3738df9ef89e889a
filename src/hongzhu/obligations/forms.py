"""Forms of 说明, 判断有误 and 免计: as little as the answer needs, and nothing about persons."""

from typing import Any, Final

from django import forms

from hongzhu.kit.forms import Form, TextField
from hongzhu.policy.pack import Obligation
from hongzhu.policy.vocabulary import WAIVERS, WAIVERS_OF_PEOPLE

from .models import Objection

ABOUT_PEOPLE: Final = "只写事情，不写某个人的病情、家庭、思想情况。"
LONGEST: Final = 500


class ReasonForm(Form):
    """提交说明."""

    reason = TextField(
        label="为什么没有做",
        lines=True,
        max_length=LONGEST,
        help_text=f"写明特殊情况和打算怎么补上，一两句就够。{ABOUT_PEOPLE}",
    )


class AnswerForm(Form):
    """认可 or 不认可; the buttons say which."""

    answer = TextField(
        label="答复",
        lines=True,
        rows=3,
        required=False,
        max_length=LONGEST,
        help_text=f"认可可以不写；不认可要写明原因。{ABOUT_PEOPLE}",
    )


class ObjectionForm(Form):
    """判断有误."""

    about = forms.ChoiceField(label="哪里不对", choices=Objection.About.choices, widget=forms.RadioSelect)
    words = TextField(
        label="怎么不对",
        lines=True,
        max_length=LONGEST,
        help_text=f"写明哪一条记录、哪个数，例如：10月12日开过，编号 D001-2026-014，没有算进去。{ABOUT_PEOPLE}",
    )


class ObjectionAnswerForm(Form):
    """What was changed, or why the judgement stands."""

    answered_as = forms.ChoiceField(
        label="处理结果", choices=Objection.Answer.choices, widget=forms.RadioSelect
    )
    answer = TextField(
        label="答复",
        lines=True,
        rows=3,
        max_length=LONGEST,
        help_text="写明改了什么，或者为什么判断没有错。",
    )


class WaiverForm(Form):
    """批准免计: why, and for which periods."""

    kind = forms.ChoiceField(label="免计的原因", widget=forms.RadioSelect)
    first = forms.ChoiceField(label="从哪一期起")
    last = forms.ChoiceField(label="到哪一期止")
    basis = TextField(
        label="批准依据",
        required=False,
        max_length=120,
        help_text="会议或文件的名称、文号，没有就不写；不写病情。",
    )

    def __init__(self, *args: Any, duty: Obligation, periods: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(*args, **words)
        usual = [each for each in WAIVERS if duty.subject == "person" or each not in WAIVERS_OF_PEOPLE]
        kinds = [*(each for each in duty.exempt if each in WAIVERS), *usual]
        for name, choices in (
            ("kind", [(each, WAIVERS[each]) for each in dict.fromkeys(kinds)]),
            ("first", periods),
            ("last", periods),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class RevokeForm(Form):
    """撤销免计, with the reason."""

    reason = TextField(label="为什么撤销", max_length=LONGEST)
