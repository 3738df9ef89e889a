"""What the security administrator fills in: whose account it is, and an office beside the roster's posts."""

from django import forms

from hongzhu.kit.forms import DateField, Form, TextField
from hongzhu.orgs.models import Grant


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
