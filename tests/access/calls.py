"""The lines of announced meetings and answers: which rows a reader gets. Written down by hand."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from hongzhu.meetings.models import AnnouncedKind, Announcement, Reply
from hongzhu.meetings.reach import own_bodies
from hongzhu.orgs.access import Reader
from tests.access.expected import CALLED, OWN, TOLD, WRITES
from tests.access.world import CALLS

ANNOUNCERS: Final = ("committee", "worker", "secretary", "double")
"""who announces for D1, its group and its school"""
REPLIES: Final = ("N-D1-0>D1-secretary", "N-D1-0>D1-member", "N-D1G-0>D1-leader", "N-S1-0>S1-staff")
Codes = frozenset[str]
Rows = dict[str, Iterable[str]]


def rows(model: Any, *columns: str) -> Callable[[Reader, str], Codes]:
    """What is visible of a model, each row by a few words."""

    def ask(reader: Reader, action: str) -> Codes:
        rows = model.objects.visible_to(reader, action).values_list(*columns)
        return frozenset(">".join(each for each in row if each) for row in rows)

    return ask


ASKED_OF_CALLS: Final[dict[str, Callable[[Reader, str], Codes]]] = {
    "announcement": rows(Announcement, "code"),
    "announced kind": rows(AnnouncedKind, "announcement__code"),
    "reply": rows(Reply, "announcement__code", "person__code"),
    "announcing": lambda reader, _action: frozenset(each.code for each in own_bodies(reader, "announcement")),
}


def calls(readers: Mapping[str, Iterable[str]]) -> Rows:
    """What these bodies have announced."""
    return {reader: [f"N-{body}-0" for body in bodies if body in CALLS] for reader, bodies in readers.items()}


OF_CALLS: Final[dict[tuple[str, str], Rows]] = {
    ("announcement", "read"): calls(TOLD | {"double": OWN}),
    ("announced kind", "read"): calls(TOLD | {"double": OWN}),
    ("announcement", "answer"): calls(CALLED),
    ("announcement", "change"): calls({**dict.fromkeys(ANNOUNCERS, OWN), "leader": ("D1G",)}),
    ("reply", "read"): {
        "staff": ("N-S1-0>S1-staff",),
        "member": ("N-D1-0>D1-member",),
        "leader": ("N-D1G-0>D1-leader",),
        **dict.fromkeys(ANNOUNCERS, REPLIES),
    },
    ("announcing", ""): {**WRITES, "double": ("T1", "T1G", *OWN), "deputy": ("D2", "S2")},
}
CALLS_OTHERWISE: Final[tuple[tuple[str, str, dict[str, dict[str, tuple[str, ...]]], Rows], ...]] = (
    ("announcement", "read", {"announcement": {"self": ("read",)}}, calls(CALLED)),
    ("announcement", "answer", {"announcement": {}}, {}),
    ("reply", "read", {"reply": {}}, {}),
)
"""what they are where the table says something else"""
