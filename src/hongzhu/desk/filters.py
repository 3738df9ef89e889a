"""What of the grid is shown: asked for in the address, and the same for the page, its links and the exported file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.http import QueryDict

from hongzhu.orgs.models import School

from .above import GROUP_WORDS
from .grid import Column, Line, main_columns
from .places import Place

OTHER: Final = "org"
"""instead of a kind of school: organisations that cover none"""
MAIN, ALL = "", "all"


class Option(NamedTuple):
    """One choice of a list."""

    value: str
    words: str


@dataclass(frozen=True)
class Filters:
    """Each empty where nothing is asked for; what nobody offers counts as nothing."""

    township: str = ""
    kind: str = ""
    state: str = ""
    duties: str = MAIN
    name: str = ""
    choices: Mapping[str, list[Option]] = field(default_factory=dict, compare=False)

    @property
    def words(self) -> dict[str, str]:
        """What an address needs for the same choice."""
        found = {
            "township": self.township,
            "kind": self.kind,
            "state": self.state,
            "duties": self.duties,
            "name": self.name,
        }
        return {key: value for key, value in found.items() if value}

    @property
    def told(self) -> str:
        """The choice in words; empty where everything is shown."""
        parts = [
            next((option.words for option in self.choices[key] if option.value == value), value)
            for key, value in self.words.items()
            if key != "name"
        ]
        return "、".join([*parts, *([f"名称含“{self.name}”"] if self.name else [])])

    def takes(self, place: Place) -> bool:
        """Whether a place is asked for, whatever its state."""
        if place.kind == "school":
            fits = self.kind in ("", place.school_kind) and self.township in ("", place.township)
        else:
            fits = self.kind in ("", OTHER) and not self.township
        return fits and self.name in place.name

    def keeps(self, line: Line) -> bool:
        """Whether a line of such a place is in the state asked for."""
        return self.state in ("", line.group)

    def columns(self, every: list[Column]) -> tuple[list[Column], list[Column]]:
        """(shown, together in the last column)."""
        if self.duties == MAIN:
            shown = main_columns(every)
            return shown, [each for each in every if each not in shown]
        return [each for each in every if self.duties in (ALL, each.duty.clause)], []


def filters_of(asked: QueryDict, places: Iterable[Place], every: list[Column]) -> Filters:
    """The choice of an address, and what else may be chosen among these places and duties."""
    choices = _choices(list(places), every)
    chosen = {
        key: value
        for key in ("township", "kind", "state", "duties")
        if (value := asked.get(key, "")) in {option.value for option in choices[key]}
    }
    return Filters(**chosen, name=asked.get("name", "").strip(), choices=choices)


def _choices(places: list[Place], every: list[Column]) -> dict[str, list[Option]]:
    townships = sorted({place.township for place in places if place.township})
    kinds = {place.school_kind for place in places}
    schools = [Option(value, str(words)) for value, words in School.Kind.choices if value in kinds]
    orgs = [Option(OTHER, "不覆盖学校的党组织")] if any(place.kind == "org" for place in places) else []
    clauses = {each.duty.clause: each.clause for each in every}
    return {
        "township": [Option("", "全部乡镇、街道"), *(Option(name, name) for name in townships)],
        "kind": [Option("", "全部类型"), *schools, *orgs],
        "state": [Option("", "全部状态"), *(Option(*pair) for pair in GROUP_WORDS.items())],
        "duties": [
            Option(MAIN, f"主要的 {len(main_columns(every))} 项"),
            Option(ALL, f"全部 {len(every)} 项"),
            *(Option(clause, f"{label}的义务") for clause, label in clauses.items()),
        ],
    }
