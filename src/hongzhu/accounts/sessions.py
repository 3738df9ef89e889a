"""Where sessions are kept: Django's database store, with the user and the browser in columns of their own.

`SESSION_ENGINE` names this module.
"""

from datetime import datetime
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from .models import Session

BEGUN: Final = "begun_at"
SEEN: Final = "seen_at"
BROWSER: Final = "browser"
ADDRESS: Final = "address"


class SessionStore(DatabaseStore):
    """Writes what a session says of itself into its columns, so that one's own sessions can be listed."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our own model."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of this session."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        user = data.get(SESSION_KEY)
        row.user_id = int(user) if user else None
        row.begun_at = _instant(data.get(BEGUN))
        row.seen_at = _instant(data.get(SEEN))
        row.browser = data.get(BROWSER, "")
        row.address = data.get(ADDRESS, "")
        return row


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
