"""What a meeting says, as entries: what forms, workbooks and the demo hand to the actions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import Enum

from hongzhu.meetings.models import Attendance


class Present(Enum):
    """全体: everyone of that day but those on leave and absent."""

    ALL = "全体"


ALL = Present.ALL
SubjectKey = tuple[str, str]
"""(kind, code) of a subject of the ledger"""


@dataclass(frozen=True, kw_only=True)
class AgendaEntry:
    """One line of the agenda."""

    words: str
    subject: SubjectKey | None = None


@dataclass(frozen=True, kw_only=True)
class ResolutionEntry:
    """One resolution. `matter` is the id of a voting rule; votes left blank were not counted.

    `in_favour` includes `written`. `is_unanimous` (全票通过) stands for all of `present` and `written` in favour,
    none against, none abstaining. `owner` is a person's code.
    """

    words: str
    matter: str = "ordinary"
    entitled: int | None = None
    present: int | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    written: int | None = None
    is_unanimous: bool = False
    owner: str | None = None
    due_on: date | None = None
    subject: SubjectKey | None = None


@dataclass(frozen=True, kw_only=True)
class MeetingEntry:
    """A whole meeting. `body`: code of a party organisation or else a school; hours in tenths.

    `closes`: keys of open points of earlier meetings of the body that are done.
    """

    code: str
    body: str
    kinds: tuple[str, ...]
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    chair: str | None = None
    recorder: str | None = None
    agenda: tuple[AgendaEntry, ...] = ()
    minutes: str = ""
    resolutions: tuple[ResolutionEntry, ...] = ()
    closes: tuple[int, ...] = ()
    hours: int | None = None
    present: tuple[str, ...] | Present = ()
    on_leave: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    entered_on: date | None = None

    def named(self) -> Iterator[tuple[str, str, str]]:
        """(person, state, field) of everyone named in the attendance."""
        if not isinstance(self.present, Present):
            yield from ((person, Attendance.State.PRESENT, "present") for person in self.present)
        yield from ((person, Attendance.State.ON_LEAVE, "on_leave") for person in self.on_leave)
        yield from ((person, Attendance.State.ABSENT, "absent") for person in self.absent)

    def subjects(self) -> set[SubjectKey]:
        """Subjects that the agenda and the resolutions are about."""
        lines: tuple[AgendaEntry | ResolutionEntry, ...] = (*self.agenda, *self.resolutions)
        return {each.subject for each in lines if each.subject}

    def people(self) -> set[str]:
        """Codes of everyone the entry names."""
        owners = (each.owner for each in self.resolutions)
        named = (person for person, _state, _field in self.named())
        return {person for person in (self.chair, self.recorder, *owners, *named) if person}
