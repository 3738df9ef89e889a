"""Who may sign in, and by what: users, their sessions, slips, authenticators, and tries that failed.

No secret is stored: passwords as Argon2 hashes, slips and codes as keyed digests, of the authenticator only a salt.
"""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac


class User(AbstractBaseUser):
    """A person's one account. `login` and `phone` are stored as `spelling` writes them; either signs in.

    A duty makes an administrator (三员). The column holds one duty only and nothing changes it afterwards; an
    administrator is known by a phone number of his own, which no other account may have.
    """

    class Duty(models.TextChoices):
        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计管理员"

    DATA_CLASSES = {
        "id": "organisational",
        "login": "member",
        "phone": "sensitive",
        "password": "sensitive",
        "name": "member",
        "duty": "organisational",
        "is_active": "organisational",
        "is_demo": "organisational",
        "has_to_use_code": "organisational",
        "has_to_change_password": "organisational",
        "password_changed_at": "member",
        "signed_in_at": "member",
        "made_by": "organisational",
        "made_at": "organisational",
    }
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    last_login = None  # `signed_in_at` is written by our own action, in its transaction
    login = models.CharField("用户名", max_length=40, unique=True)
    phone = models.CharField("手机号", max_length=20, null=True, unique=True)  # noqa: DJ001 - unique where given
    name = models.CharField("姓名", max_length=50)
    duty = models.CharField("管理职责", max_length=8, choices=Duty, blank=True)
    is_active = models.BooleanField("可用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    has_to_use_code = models.BooleanField("登录必须用验证码", default=False)
    has_to_change_password = models.BooleanField("必须改密码", default=False)
    password_changed_at = models.DateTimeField("密码设置时间", null=True)
    signed_in_at = models.DateTimeField("最近登录", null=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    objects = BaseUserManager["User"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(login="") & ~Q(name=""), name="user_named"),
            models.CheckConstraint(condition=~Q(phone=""), name="user_phone_or_none"),
            models.CheckConstraint(
                condition=Q(duty__in=["", "system", "security", "audit"]), name="user_one_duty"
            ),
            models.CheckConstraint(
                condition=Q(duty="") | Q(phone__isnull=False) | Q(is_demo=True), name="user_duty_with_phone"
            ),
        ]

    @property
    def is_administrator(self) -> bool:
        """One of the three kinds, who read no business content."""
        return self.duty != ""

    @property
    def may_trust_browsers(self) -> bool:
        """Administrators type the code every time."""
        return not self.is_administrator

    @property
    def should_have_authenticator(self) -> bool:
        """Administrators and whoever was told to; not the demo, whose password is printed on the console."""
        return (self.is_administrator or self.has_to_use_code) and not self.is_demo

    @property
    def label(self) -> str:
        """The name with the login, as events and lists show it."""
        return f"{self.name}（{self.login}）"


class PastPassword(models.Model):
    """A password once used, as its hash; the last ones may not come back."""

    DATA_CLASSES = {"id": "sensitive", "user": "sensitive", "password": "sensitive", "set_at": "sensitive"}

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"


class Session(AbstractBaseSession):
    """A signed-in browser, or one between password and code (`user` empty)."""

    DATA_CLASSES = {
        "session_key": "sensitive",
        "session_data": "sensitive",
        "expire_date": "sensitive",
        "user": "sensitive",
        "begun_at": "sensitive",
        "seen_at": "sensitive",
        "browser": "sensitive",
        "address": "sensitive",
    }

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=45, blank=True)

    @property
    def handle(self) -> str:
        """What a page calls this session: its key is as good as a password and is never shown."""
        return salted_hmac("accounts.session", self.session_key, algorithm="sha256").hexdigest()[:16]

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the store that writes these rows."""
        from .sessions import SessionStore

        return SessionStore


class Slip(models.Model):
    """A printed slip with a code: sets the first password, or a new one. One time, for one user, for a few days."""

    class Kind(models.TextChoices):
        ACTIVATION = "activation", "激活单"
        RESET = "reset", "密码重设单"

    DATA_CLASSES = {
        "id": "sensitive",
        "kind": "sensitive",
        "user": "sensitive",
        "digest": "sensitive",
        "made_by": "sensitive",
        "made_at": "sensitive",
        "expires_at": "sensitive",
        "used_at": "sensitive",
        "withdrawn_at": "sensitive",
    }

    kind = models.CharField(max_length=10, choices=Kind)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="slips")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["activation", "reset"]), name="slip_kind"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="slip_expires_later"),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="slip_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class Authenticator(models.Model):
    """The app on a phone that shows six digits. Its secret is derived from `salt` and the installation's key.

    `last_step` is the latest half minute whose code was taken, so that a code read over a shoulder is worth nothing.
    """

    DATA_CLASSES = {
        "id": "sensitive",
        "user": "sensitive",
        "salt": "sensitive",
        "confirmed_at": "sensitive",
        "last_step": "sensitive",
    }

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator")
    salt = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField()
    last_step = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """One of the codes on paper that stand in for the authenticator, each once."""

    DATA_CLASSES = {"id": "sensitive", "user": "sensitive", "digest": "sensitive", "used_at": "sensitive"}

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}"


class TrustedBrowser(models.Model):
    """A browser that is not asked for the code for some weeks, because its user said so."""

    DATA_CLASSES = {
        "id": "sensitive",
        "user": "sensitive",
        "digest": "sensitive",
        "browser": "sensitive",
        "trusted_at": "sensitive",
        "expires_at": "sensitive",
    }

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="trusted_browsers")
    digest = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=100)
    trusted_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.browser}"


class Attempt(models.Model):
    """A try that has failed, or is being weighed just now. `account` is a keyed digest: what was typed is not kept.

    Rows live for minutes; who tried what and when stands in the audit trail.
    """

    DATA_CLASSES = {
        "id": "sensitive",
        "account": "sensitive",
        "address": "sensitive",
        "tried_at": "sensitive",
    }

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "tried_at"], name="attempt_account"),
            models.Index(fields=["address", "tried_at"], name="attempt_address"),
        ]

    def __str__(self) -> str:
        return f"{self.account[:8]} {self.tried_at:%H:%M}"
