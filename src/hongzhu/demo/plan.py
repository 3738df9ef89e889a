"""Which schools there are: a few with a story at the front, then as many ordinary ones as are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from hongzhu.policy.days import add_months

from .dice import Dice
from .frame import Frame, after
from .names import TOWNSHIPS, school_name

OWN, GENERAL, JOINT, ATTACHED, NONE = "own", "general", "joint", "attached", "none"
"""how a school belongs: own branch; own 总支 with two branches; joint branch; a community's branch; nothing"""

SECRETARYS_SCHOOL = 1
NEW_SECRETARY = 2
SMALL = 3
JOINT_HOST = 4
NO_MEMBER = 7
CLOSED = 8
GENERAL_BRANCH = 9
ATTACHED_HOST = 10
TERM_ENDING = 12
TERM_OVER = 13
IN_GRACE = 14
LATE_ENTRIES = 15
EXPLAINED = 16
SILENT = 17
FOUNDED_LATELY = 18


@dataclass(frozen=True, kw_only=True)
class SchoolPlan:
    """One school before it has people. `members`: full members in service; `host`: number of its branch's home."""

    number: int
    name: str
    kind: str
    township: str
    staff: int
    members: int
    tie: str = OWN
    host: int = 0
    habit: str = "diligent"
    has_committee: bool | None = None
    opened_on: date | None = None
    closed_on: date | None = None

    @property
    def code(self) -> str:
        return f"S{self.number:03}"

    @property
    def org(self) -> str:
        """The organisation that answers for it; empty if there is none."""
        return "" if self.tie == NONE else f"D{self.host or self.number:03}"

    @property
    def is_host(self) -> bool:
        """Is the organisation at home here?"""
        return self.tie != NONE and self.host in (0, self.number)

    @property
    def branches(self) -> tuple[str, ...]:
        """The branches its members belong to."""
        if self.tie == GENERAL:
            return f"{self.org}A", f"{self.org}B"
        return (self.org,) if self.org else ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The party groups of its branch: none in a small one."""
        count = 0 if self.tie != OWN or self.members < 14 else 2 if self.members < 22 else 3
        return tuple(f"{self.org}-{each}" for each in range(1, count + 1))

    def begins(self, frame: Frame) -> date:
        """The day of its first entry; meetings held earlier in that month are entered then, too.

        The late ones begin when the grace of the month before is over, so nothing before is held against them.
        """
        if self.habit != "late_start":
            return frame.since
        return after(add_months(frame.since.replace(day=1), 14), 9)

    @property
    def is_large(self) -> bool:
        return self.staff >= 60


def plans(count: int, frame: Frame) -> list[SchoolPlan]:
    """The first so many schools of the district."""
    found = _stories(frame)[:count]
    generated = _ordinary(len(found) + 1)
    return found + [next(generated) for _ in range(count - len(found))]


def _stories(frame: Frame) -> list[SchoolPlan]:
    """Schools with a story; README.md says what each shows."""
    primary, public, private, point = (
        "public_primary",
        "public_kindergarten",
        "private_kindergarten",
        "teaching_point",
    )
    rows: list[tuple[str, str, str, int, int, dict[str, Any]]] = [
        ("红烛示范小学", primary, "220502002", 46, 16, {"has_committee": True}),
        ("晨烛小学", primary, "220502001", 34, 12, {}),
        ("青禾幼儿园", public, "220502007", 7, 3, {}),
        ("云杉小学", primary, "220502200", 12, 2, {"tie": JOINT, "host": JOINT_HOST}),
        ("松影教学点", point, "220502200", 5, 1, {"tie": JOINT, "host": JOINT_HOST}),
        ("溪桥幼儿园", private, "220502200", 8, 2, {"tie": JOINT, "host": JOINT_HOST}),
        ("望舒幼儿园", private, "220502009", 10, 0, {"tie": NONE}),
        ("石榴教学点", point, "220502201", 6, 3, {"closed_on": closing(frame)}),
        ("知远小学", primary, "220502006", 68, 26, {"tie": GENERAL}),
        ("星河幼儿园", private, "220502009", 12, 2, {"tie": ATTACHED, "host": ATTACHED_HOST}),
        ("暖阳幼儿园", private, "220502009", 9, 1, {"tie": ATTACHED, "host": ATTACHED_HOST}),
        ("白桦小学", primary, "220502100", 30, 9, {}),
        ("南屏小学", primary, "220502004", 38, 13, {}),
        ("蓝田幼儿园", public, "220502005", 18, 5, {}),
        ("砚池小学", primary, "220502003", 32, 10, {"has_committee": True}),
        ("竹溪小学", primary, "220502008", 28, 9, {"has_committee": True}),
        ("南窗幼儿园", public, "220502120", 14, 4, {"habit": "silent"}),
        ("新荷幼儿园", public, "220502008", 16, 4, {"opened_on": frame.school_year()}),
    ]
    return [
        SchoolPlan(
            number=number, name=name, kind=kind, township=township, staff=staff, members=members, **more
        )
        for number, (name, kind, township, staff, members, more) in enumerate(rows, 1)
    ]


def closing(frame: Frame) -> date:
    """The closed school closed in a winter holiday, and not only yesterday."""
    closed = frame.last(2)
    return closed if after(closed, 60) <= frame.on else closed.replace(year=closed.year - 1)


# kind, staff from and to, members: percent of staff (or their number, where there are few), tie, host, habit
_CYCLE = (
    ("public_primary", 40, 66, (28, 38), OWN, 0, "diligent"),
    ("public_kindergarten", 14, 26, (24, 34), OWN, 0, "diligent"),
    ("public_primary", 28, 50, (28, 38), OWN, 0, "diligent"),
    ("private_kindergarten", 10, 18, 2, JOINT, 0, "busy"),
    ("teaching_point", 4, 7, 1, JOINT, -1, "busy"),
    ("public_primary", 45, 75, (30, 40), OWN, 0, "diligent"),
    ("public_kindergarten", 16, 28, (24, 34), OWN, 0, "busy"),
    ("public_primary", 26, 48, (28, 38), OWN, 0, "busy"),
    ("private_kindergarten", 8, 16, 0, NONE, 0, "diligent"),
    ("public_primary", 30, 55, (28, 38), OWN, 0, "late_start"),
    ("public_kindergarten", 12, 22, (26, 36), OWN, 0, "diligent"),
    ("teaching_point", 4, 8, 2, JOINT, -8, "busy"),
    ("public_primary", 24, 40, (26, 34), OWN, 0, "behind"),
    ("private_kindergarten", 12, 20, 3, OWN, 0, "diligent"),
)
_SILENT_PLACE = 10


def _ordinary(first: int) -> Iterator[SchoolPlan]:
    """Ordinary schools without end, each by its own dice."""
    townships = list(TOWNSHIPS)
    number = first
    while True:
        turn, place = divmod(number - first, len(_CYCLE))
        kind, low, high, share, tie, host, habit = _CYCLE[place]
        dice = Dice("plan", number)
        staff = dice.between(low, high)
        members = share if isinstance(share, int) else max(3, staff * dice.between(*share) // 100)
        # A joint branch is one of neighbours, so its schools lie in one township.
        home = number + host
        yield SchoolPlan(
            number=number,
            name=school_name(number - first, kind),
            kind=kind,
            township=townships[home * 5 % len(townships)],
            staff=staff,
            members=members,
            tie=tie,
            host=home if tie == JOINT else 0,
            habit="silent" if place == _SILENT_PLACE and turn % 2 else habit,
        )
        number += 1
