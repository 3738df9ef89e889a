"""Who acts, as actions and events know it."""

from dataclasses import dataclass

from .models import User


@dataclass(frozen=True)
class Actor:
    """A signed-in user, as he was when he acted: `by` of every action that a page calls."""

    user_id: int
    name: str
    label: str


def actor_of(user: User) -> Actor:
    """Return the user as actor."""
    return Actor(user.pk, user.name, user.label)
