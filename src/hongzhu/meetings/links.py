"""回复链接: one person's own, for one announced meeting; signed, so that nobody can make one of another."""

from typing import Final

from django.core.signing import BadSignature, Signer

SALT: Final = "meetings.reply"


def token_of(announcement: int, person: int) -> str:
    """What stands in the link; it says two numbers and nothing else."""
    return _signer().sign(f"{announcement}-{person}")


def keys_of(token: str) -> tuple[int, int] | None:
    """(announcement, person), or nothing where the token was not made here."""
    try:
        announcement, _, person = _signer().unsign(token).partition("-")
        return int(announcement), int(person)
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    return Signer(sep=".", salt=SALT)
