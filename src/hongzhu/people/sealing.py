"""A resident identity number as it lies in the database: sealed, and found again only by the same number.

AES-256-GCM under a key of its own, made of this installation's secret key by HKDF; the person's code is bound in, so that
a sealed number moved to another row opens nothing. The blind index is a keyed digest under a second key.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FORM: Final = "1"
"""how a number is sealed; stands before it, so that another way may follow"""
LENGTH: Final = SHA256.digest_size
"""bytes of a key"""
NONCE: Final = 12
"""bytes, drawn anew for each"""


class Unopened(Exception):
    """It cannot be opened with the key of this installation."""


def sealed(number: str, code: str) -> str:
    """The number as it is stored for the person with this code."""
    nonce = secrets.token_bytes(NONCE)
    content = AESGCM(_key("seal")).encrypt(nonce, number.encode(), code.encode())
    return f"{FORM}:{urlsafe_b64encode(nonce + content).decode()}"


def opened(text: str, code: str) -> str:
    """The number. Raises Unopened where the key is another, or the text another person's."""
    form, _, content = text.partition(":")
    try:
        raw = urlsafe_b64decode(content)
        if form != FORM:
            raise Unopened(form)
        return AESGCM(_key("seal")).decrypt(raw[:NONCE], raw[NONCE:], code.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unopened(form) from error


def blind(number: str) -> str:
    """Under which the same number is found again, by nobody without the key."""
    return hmac.new(_key("index"), number.encode(), sha256).hexdigest()


def _key(what: str) -> bytes:
    """A key for one use; from the secret key, which no backup holds."""
    made = HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=f"hongzhu.people.identity.{what}".encode())
    return made.derive(settings.SECRET_KEY.encode())
