"""Codes people read and type: slips, recovery codes, the six digits of an authenticator (RFC 6238)."""

import base64
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote, urlencode

from django.utils.crypto import salted_hmac

from .spelling import plain_code, plain_digits

# No 0 and O, no 1, I and L: nobody has to guess which one is printed.
ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH: Final = 10
DIGITS: Final = 6
STEP: Final = timedelta(seconds=30)
NEIGHBOURS: Final = 1
"""steps before and after the present one that are taken, too: clocks differ"""
SECRET_BYTES: Final = 20


def make_code() -> str:
    """Return a random code of 49 bits, without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def printed(code: str) -> str:
    """Return a code in groups of four: RQ4K-8MTA-2H."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def digest(purpose: str, user_id: object, code: str) -> str:
    """Return what is stored of a code: keyed, and bound to its purpose and its user."""
    return salted_hmac(f"accounts.{purpose}", f"{user_id} {plain_code(code)}", algorithm="sha256").hexdigest()


def make_salt() -> str:
    """Return the part of an authenticator's secret that the database holds."""
    return secrets.token_hex()


def secret_of(user_id: int, salt: str) -> bytes:
    """Return an authenticator's secret. A stolen database alone does not hold it: the key stands in a file."""
    return salted_hmac("accounts.authenticator", f"{user_id} {salt}", algorithm="sha256").digest()[
        :SECRET_BYTES
    ]


def typed_secret(secret: bytes) -> str:
    """Return a secret as it is typed where a camera cannot read it."""
    return base64.b32encode(secret).decode()


def setup_address(secret: bytes, login: str) -> str:
    """Return what the QR code says to the app."""
    words = {"secret": typed_secret(secret), "issuer": "红烛", "digits": DIGITS, "period": STEP.seconds}
    return f"otpauth://totp/{quote(f'红烛:{login}')}?{urlencode(words, quote_via=quote)}"


def step_at(now: datetime) -> int:
    """Return the number of the half minute since 1970."""
    return int(now.timestamp()) // STEP.seconds


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the digits an authenticator shows during a step (RFC 4226, SHA-1 as every app has it)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 0xF
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, typed: str, now: datetime, after: int) -> int | None:
    """Return the step whose code was typed, if it lies near *now* and later than step *after*."""
    code = plain_digits(typed).encode()
    present = step_at(now)
    near = range(present - NEIGHBOURS, present + NEIGHBOURS + 1)
    found = [step for step in near if hmac.compare_digest(code_at(secret, step).encode(), code)]
    return next((step for step in found if step > after), None)
