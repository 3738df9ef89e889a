"""The forms of sign-in and of one's own account."""

from datetime import date
from typing import Any, Final

from django import forms

from hongzhu.kit.forms import Form, TextField

from .models import User
from .passwords import profile

TYPED: Final = 200
"""longest text worth looking at; a password may have 128 characters, a login 40"""
UNKNOWN_DAY: Final = date.min
"""these forms hold no dates"""


class AccountForm(Form):
    """A form without dates, which need not be told the day."""

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, today=UNKNOWN_DAY, **words)


def _login() -> TextField:
    attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return TextField(label="用户名或手机号", max_length=TYPED, widget=forms.TextInput(attributes))


def _password(label: str, use: str = "current-password", missing: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": use})
    messages = {"required": missing} if missing else None
    return forms.CharField(label=label, strip=False, max_length=TYPED, widget=widget, error_messages=messages)


class SignInForm(AccountForm):
    """User name or phone number, and password."""

    login = _login()
    password = _password("密码")


class DigitsForm(AccountForm):
    """The six digits of the authenticator."""

    code = forms.CharField(
        label="6位数字",
        max_length=TYPED,
        widget=forms.TextInput({"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    trusts = forms.BooleanField(label="这台电脑30天内不再问", required=False)


class RecoveryForm(AccountForm):
    """One of the codes on paper."""

    code = forms.CharField(
        label="备用码",
        max_length=TYPED,
        help_text="用掉一个少一个；大小写、横线都不要紧",
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class NewPasswordForm(AccountForm):
    """A new password, typed twice: nobody sees what he types."""

    new_password = _password("自己定一个密码", "new-password", missing="请定一个密码")
    again = _password("再输一遍", "new-password", missing="请把新密码再输一遍")

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["new_password"].help_text = profile().hint

    def clean(self) -> dict[str, Any]:
        """Refuse two different passwords."""
        given = self.cleaned_data
        if "new_password" in given and "again" in given and given["new_password"] != given["again"]:
            self.add_error("again", "两遍输得不一样，请重新输")
        return given


class SlipForm(NewPasswordForm):
    """The slip: user name, code, and the password to be."""

    login = TextField(
        label="用户名",
        help_text="印在单子上；也可以填手机号",
        max_length=TYPED,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label="激活码",
        max_length=TYPED,
        help_text="大小写、横线都不要紧",
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    field_order = ("login", "code", "new_password", "again")


class PasswordForm(NewPasswordForm):
    """The present password and a new one."""

    password = _password("现在的密码")
    field_order = ("password", "new_password", "again")


class AuthenticatorForm(AccountForm):
    """What the app shows, and the password once more."""

    salt = forms.CharField(max_length=64, widget=forms.HiddenInput())
    code = forms.CharField(
        label="手机上显示的6位数字",
        max_length=TYPED,
        widget=forms.TextInput({"class": "code", "inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    password = _password("您的密码")


class ConfirmForm(AccountForm):
    """The password once more, before something that matters."""

    password = _password("您的密码")


class UserForm(AccountForm):
    """A new account."""

    login = TextField(
        label="用户名",
        max_length=TYPED,
        help_text="登录时用，如 zhouyulan；定了不再改",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = TextField(
        label="姓名", help_text="和花名册上一致", max_length=User._meta.get_field("name").max_length
    )
    phone = TextField(
        label="手机号",
        required=False,
        max_length=TYPED,
        help_text="可以不填；填了也能用它登录",
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )
    has_to_use_code = forms.BooleanField(label="登录必须用验证码（能看到多校资料的人）", required=False)


class ReasonForm(AccountForm):
    """Why something is done to an account."""

    reason = TextField(label="原因", max_length=TYPED, help_text="写进审计记录，如：调离、手机丢失")
