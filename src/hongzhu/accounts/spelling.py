"""One spelling for what people type in many: user names, phone numbers, codes, passwords."""

import re
import unicodedata
from typing import Final

LOGIN_LENGTH: Final = 40
LOGIN: Final = re.compile(r"(?=.*[^\W\d_])\w(?:[\w.-]*\w)?")
"""letters of any script, digits, dots, dashes; at least one letter, so that no login looks like a phone number"""
PHONE: Final = re.compile(r"\+?\d{6,15}")

_COUNTRY = re.compile(r"(?:\+|00)86(?=1\d{10}$)")


def plain_login(text: str) -> str:
    """Return a login as it is stored: full-width and capital letters make no difference."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def plain_phone(text: str) -> str:
    """Return a phone number as it is stored: digits only, without spaces, dashes and the country's own prefix."""
    digits = re.sub(r"[\s()\-–—]", "", unicodedata.normalize("NFKC", text))
    return _COUNTRY.sub("", digits)


def plain_code(text: str) -> str:
    """Return the code of a slip or a recovery code: case, dashes and spaces make no difference."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()


def plain_digits(text: str) -> str:
    """Return the digits of an authenticator, however they were grouped."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def plain_password(text: str) -> str:
    """Return a password as it is hashed: the same keys give the same password under every input method."""
    return unicodedata.normalize("NFKC", text)
