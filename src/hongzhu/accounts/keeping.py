"""A form that came after the session had ended: kept in the sign-in page, signed, and sent on afterwards."""

import json
from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.http import HttpRequest

SALT: Final = "accounts.kept"
LASTS: Final = 3600
LEFT_OUT: Final = frozenset({"csrfmiddlewaretoken", "password", "new_password", "again"})


@dataclass(frozen=True)
class Kept:
    """The address a form was sent to and what it held; files cannot be kept."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool


def keep(request: HttpRequest, user_id: int | None) -> str:
    """Return a form as text for a hidden field; only the user whose session it was may send it on."""
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name not in LEFT_OUT
    ]
    said = {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES), "user": user_id}
    return signing.dumps(said, salt=SALT, compress=True)


def kept_form(text: str, user_id: int) -> Kept | None:
    """Return the form that was kept for a user; nothing if it is another's, too old, or not ours."""
    try:
        said = signing.loads(text, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, json.JSONDecodeError):
        return None
    if said["user"] not in (None, user_id):
        return None
    return Kept(said["path"], [(name, value) for name, value in said["fields"]], said["files"])
