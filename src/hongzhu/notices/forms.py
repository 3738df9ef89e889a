"""What is typed about being told."""

from django import forms

from hongzhu.kit.forms import Form
from hongzhu.orgs.models import PartyOrg


class EmailForm(Form):
    """An address."""

    email = forms.EmailField(label="邮箱", max_length=200)


class CodeForm(Form):
    """What came there."""

    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label="邮件里的6位验证码",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"invalid": "验证码是6位数字"},
    )


class FeedForm(Form):
    """Whose days: one's own, or those of one organisation."""

    def __init__(self, *args: object, orgs: list[PartyOrg], **words: object) -> None:
        super().__init__(*args, **words)  # type: ignore[arg-type]
        self.orgs = {org.code: org for org in orgs}
        choices = [("", "我的全部"), *((org.code, f"只看{org.name}") for org in orgs)]
        self.add_field(
            "org",
            forms.ChoiceField(
                label="日历里放什么", choices=choices, required=False, widget=forms.RadioSelect
            ),
        )

    def org(self) -> PartyOrg | None:
        """The organisation chosen; None: all that is one's own."""
        return self.orgs.get(self.cleaned_data["org"])
