"""Messages as pages show them: how each matter stands today, whether anything is left to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hongzhu.orgs.access import Reader

from .models import Matter, Message
from .quiet import Key
from .settling import addresses, settled


@dataclass(frozen=True)
class Line:
    """A matter: what was said, and how it stands now."""

    look: str
    tag: str
    words: str
    href: str


@dataclass(frozen=True)
class Shown:
    """A message with its matters."""

    row: Message
    lines: list[Line]
    left: int
    """matters on which something is left to do"""

    @property
    def is_new(self) -> bool:
        """Nobody has said 知道了, and something is left to do."""
        return self.row.read_at is None and (self.left > 0 or not self.lines)

    @property
    def to(self) -> str:
        """Whom it went to."""
        if self.row.org or self.row.school:
            return (self.row.org or self.row.school).name  # type: ignore[union-attr]
        return "自己" if self.row.user_id else "群里（自己复制）"

    @property
    def sender(self) -> str:
        """Who wrote."""
        return self.row.sender.name if self.row.sender else "每周提要"


def shown(rows: Iterable[Message], reader: Reader, today: date) -> list[Shown]:
    """Each with how its matters stand on the day; as many queries for many as for one."""
    found = list(rows)
    by_row: dict[int, list[Matter]] = {row.pk: [] for row in found}
    matters = Matter.objects.visible_to(reader).filter(message__in=by_row)
    for each in matters.order_by("message", "place"):
        by_row[each.message_id].append(each)
    every = [each for some in by_row.values() for each in some]
    done, where = settled(every, today), addresses(every)
    return [_shown(row, by_row[row.pk], done, where) for row in found]


def _shown(row: Message, matters: list[Matter], done: set[Key], where: dict[int, str]) -> Shown:
    lines = [_line(each, done, where.get(each.pk, "")) for each in matters]
    return Shown(row, lines, sum(line.look != "done" for line in lines))


def _line(each: Matter, done: set[Key], href: str) -> Line:
    if Key(each.subject_id, each.obligation, each.period) in done:
        return Line("done", "办好了", each.words, href)
    return Line("late" if each.is_late else "soon", each.tag, each.words, href)
