"""How Django finds the user of a session. Passwords are weighed by our own actions, within the limits."""

from typing import Any

from .models import User


class Accounts:
    """The only entry of AUTHENTICATION_BACKENDS."""

    def authenticate(self, _request: object, **_credentials: Any) -> User | None:
        """Let nobody in past the limits: `actions.try_password` is the one way."""
        return None

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session, unless disabled: that ends a session with its next request."""
        return User.objects.filter(pk=user_id, is_active=True).first()
