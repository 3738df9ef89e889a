"""Django settings: one file for a laptop and for a server; what differs comes from the environment.

HONGZHU_DATA   data directory: database, secret key (default: var/ beside src/)
DATABASE_URL   postgresql://user:password@host:port/name instead of the SQLite file
HONGZHU_HOSTS  extra host names the server answers to, separated by commas
HONGZHU_DEBUG  1 shows Django's error pages; never on a server
HONGZHU_GALLERY  1 shows every part of the pages at /kit/
HONGZHU_LAYERS  packs laid over the district's document, separated by commas: they bind unless the district decides
                otherwise on /policy/layers (default: none)
HONGZHU_PACK   the district's document: a folder, or the name of a shipped pack (default: dongchang-2017)
HONGZHU_HTTPS  1 behind a proxy that speaks HTTPS and sets X-Forwarded-For and X-Forwarded-Proto: secure cookies
HONGZHU_ADDRESS  where readers find this site, as https://dj.example.cn: stands in e-mails and calendars
HONGZHU_SMTP   smtps://user:password@host:465 or smtp://user:password@host:587 (STARTTLS): sends reminders by e-mail,
               too; user and password with %40 for @ (default: none is sent)
HONGZHU_MAIL_FROM  the sender's address (default: the user, where that is one)
HONGZHU_PASSWORDS  mlps (等保, the default) or asvs: which rules a new password must keep
"""

import os
import secrets
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from jinja2 import StrictUndefined

PACKAGE_DIR = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("HONGZHU_DATA") or PACKAGE_DIR.parents[1] / "var").resolve()
PACKS_DIR = PACKAGE_DIR / "packs"
UPLOADS_DIR = DATA_DIR / "uploads"  # what people send; in every backup


def read_secret_key(path: Path) -> str:
    """Return the key in *path*, made on first use; two processes starting at once get the same one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = mkstemp(dir=path.parent)  # readable by its owner only
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return path.read_text()


def sqlite(path: Path) -> dict[str, Any]:
    """Settings of the SQLite file, whose writers queue (kit/sqlite) so that none ends in 'database is locked'."""
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-65536",
        "mmap_size=268435456",
    )
    return {
        "ENGINE": "hongzhu.kit.sqlite",
        "NAME": path,
        "TEST": {"NAME": ":memory:"},  # each process of a test run has its own
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 10,
            "transaction_mode": "IMMEDIATE",
            "init_command": ";".join(f"PRAGMA {pragma}" for pragma in pragmas),
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """Settings of the server named by *url*; `?host=/directory` reaches it through a Unix socket."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured("DATABASE_URL 只支持 postgresql://…；不设置时使用 SQLite。")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
    }


def smtp(url: str) -> dict[str, Any]:
    """Settings of the post box named by *url*; without one no e-mail is sent."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise ImproperlyConfigured(
            "HONGZHU_SMTP 请写成 smtps://用户:授权码@主机:465 或 smtp://用户:授权码@主机:587。"
        )
    is_local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    user = unquote(parts.username or "")
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp"
        and not is_local,  # no password over an open line but on this machine
        "DEFAULT_FROM_EMAIL": os.environ.get("HONGZHU_MAIL_FROM")
        or (user if "@" in user else "hongzhu@localhost"),
        "EMAIL_TIMEOUT": 20,
    }


SECRET_KEY = read_secret_key(DATA_DIR / "secret-key")
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": postgresql(DATABASE_URL) if DATABASE_URL else sqlite(DATA_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEBUG = os.environ.get("HONGZHU_DEBUG") == "1"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS += [name for name in os.environ.get("HONGZHU_HOSTS", "").split(",") if name]
HONGZHU_GALLERY = os.environ.get("HONGZHU_GALLERY") == "1"
IS_HTTPS = os.environ.get("HONGZHU_HTTPS") == "1"

HONGZHU_ADDRESS = os.environ.get("HONGZHU_ADDRESS", "").rstrip("/")
globals().update(smtp(os.environ.get("HONGZHU_SMTP", "")))

# The one deliberate knot: lower floors ask this module, by name and at call time, for what rooms offer.
HONGZHU_HOUSE = "hongzhu.house"
HONGZHU_PACK = os.environ.get("HONGZHU_PACK") or "dongchang-2017"
HONGZHU_LAYERS = tuple(name for name in os.environ.get("HONGZHU_LAYERS", "").split(",") if name)
ROOMS = [
    "kit",
    "search",
    "audit",
    "accounts",
    "ledger",
    "orgs",
    "people",
    "obligations",
    "notices",
    "attachments",
    "meetings",
    "training",
    "study",
    "assignments",
    "imports",
    "books",
    "desk",
    "demo",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django_htmx",
    *(f"hongzhu.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hongzhu.kit.middleware.content_security_policy",
    "hongzhu.kit.middleware.keep_private",
    "hongzhu.kit.middleware.refuse_too_large",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hongzhu.accounts.middleware.end_old_sessions",
    "hongzhu.accounts.middleware.AskWhatIsOwed",
    "hongzhu.people.middleware.know_the_reader",
    "hongzhu.desk.middleware.FrameMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "hongzhu.urls"
WSGI_APPLICATION = "hongzhu.wsgi.application"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["hongzhu.accounts.backend.Accounts"]
PASSWORD_HASHERS = ["hongzhu.accounts.passwords.Argon2"]
HONGZHU_PASSWORDS = os.environ.get("HONGZHU_PASSWORDS") or "mlps"
if HONGZHU_PASSWORDS not in ("mlps", "asvs"):
    raise ImproperlyConfigured("HONGZHU_PASSWORDS 只能是 mlps（等保）或 asvs。")
HONGZHU_BEHIND_PROXY = IS_HTTPS
LOGIN_URL = "sign_in"
SESSION_ENGINE = "hongzhu.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
if IS_HTTPS:
    SESSION_COOKIE_NAME, SESSION_COOKIE_SECURE = "__Host-session", True
    CSRF_COOKIE_NAME, CSRF_COOKIE_SECURE = "__Host-csrf", True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE_DIR / room / "templates" for room in ROOMS],
        # A misspelt name must fail in a test, not print nothing on a page.
        "OPTIONS": {
            "environment": "hongzhu.kit.environment.environment",
            "undefined": StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
        },
    }
]

# What people attach to records. Telephones take pictures of 3 to 8 MB and 12 megapixels; a scan of a sheet is below 2 MB.
ATTACHMENT_SIZE = 10 * 2**20  # bytes of a file as it is sent
ATTACHMENT_PIXELS = (
    40_000_000  # points of a picture: up to 400 MB while it is opened, one at a time in a process
)
ATTACHMENT_UNFOLDED = 100 * 2**20  # bytes of a .docx or .xlsx unfolded
ATTACHMENTS_PER_RECORD = 9
# Bytes of a whole request, by how its address begins. A proxy must let a little more through, or readers see its page
# instead of ours (docs/howto/deploy).
LARGEST_REQUESTS = {"/attachments/": 50 * 2**20, "/imports": 9 * 2**20, "/": 4 * 2**20}
FILE_UPLOAD_MAX_MEMORY_SIZE = 50 * 2**20  # what is sent never lies in a temporary folder

STATIC_URL = "static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "hongzhu.kit.assets.AssetFinder",
]
ASSETS_DIR = DATA_DIR / "assets"  # the one stylesheet and the one script, built on first use
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"/hongzhu\.[0-9a-f]{12}\.(css|js|svg)$"
CSRF_FAILURE_VIEW = "hongzhu.kit.views.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # The pool repeats every failed attempt; the error it ends in is enough.
    "loggers": {"psycopg.pool": {"level": "ERROR"}},
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = False
