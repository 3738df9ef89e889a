"""What is known of subjects, in memory: existence, dated attributes, dated links. Days as known now."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .intervals import Span, clean


@dataclass(frozen=True)
class Being:
    """A subject: its kind, code, and the days it exists."""

    kind: str
    code: str
    from_day: int
    until_day: int


@dataclass
class World:
    """Subjects by id with their timelines. Links can be read from either end."""

    beings: dict[int, Being] = field(default_factory=dict)
    attributes: dict[tuple[int, str], dict[str, list[Span]]] = field(default_factory=dict)
    forward: dict[tuple[int, str], list[tuple[int, int, int]]] = field(default_factory=dict)
    backward: dict[tuple[int, str], list[tuple[int, int, int]]] = field(default_factory=dict)

    def add_attribute(self, subject: int, name: str, value: str, from_day: int, until_day: int) -> None:
        """One stretch of an attribute's value."""
        values = self.attributes.setdefault((subject, name), {})
        values[value] = clean([*values.get(value, []), (from_day, until_day)])

    def add_link(self, kind: str, tail: int, head: int, from_day: int, until_day: int) -> None:
        """One dated relation."""
        self.forward.setdefault((tail, kind), []).append((head, from_day, until_day))
        self.backward.setdefault((head, kind), []).append((tail, from_day, until_day))

    def linked(self, subject: int, link: str, *, reverse: bool) -> list[tuple[int, int, int]]:
        """(other subject, from, until) for every link of a kind."""
        return (self.backward if reverse else self.forward).get((subject, link), [])

    def of_kind(self, kind: str) -> Iterable[int]:
        """Ids of all subjects of a kind."""
        return (key for key, being in self.beings.items() if being.kind == kind)
