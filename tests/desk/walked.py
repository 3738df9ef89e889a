"""The sheet that goes over to a successor, and what a calendar tells, in the walk. Written down by hand."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from hongzhu.accounts.models import User
from hongzhu.desk.access import orgs_to_hand_over
from hongzhu.desk.calendars import calendar_of
from hongzhu.notices.models import Feed
from hongzhu.orgs.access import Reader
from tests.access.calls import OF_CALLS

NOT_HERE, TO_SIGN_IN, UNSIGNED, OK = 404, 302, 401, 200
MARKS: Final[tuple[str, ...]] = ()
"""it shows the marks of the other rooms"""
HANDS_OVER: Final = {
    "worker": ("D1",),
    "secretary": ("D1",),
    "sibling": ("D2",),
    "joint": ("D4",),
    "township": ("T1",),
    "other_township": ("T2",),
    "bureau": ("B",),
}
TRIED: Final = ("D1", "D2", "D3", "D4", "B", "T1", "D1G", "nothing")


def plant(_now: datetime) -> None:
    """Nothing of its own."""


def pages(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """Of every organisation, of a group and of none."""
    for org in TRIED:
        may = org in HANDS_OVER.get(reader, ())
        right = TO_SIGN_IN if reader == "public" else OK if may else NOT_HERE
        yield "handover", f"/handover/{org}", frozenset({right})


def deeds(reader: str) -> Iterator[tuple[str, str, frozenset[int], dict[str, str]]]:
    """Nobody takes another's records along."""
    refused = frozenset({TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE})
    for org in TRIED:
        if org not in HANDS_OVER.get(reader, ()):
            yield "post take", f"/handover/{org}/take", refused, {}


def allowed(reader: str, mark: str) -> bool:
    """No mark is of the sheet alone."""
    raise AssertionError(f"{reader} {mark}")


def may_go(reader: str, address: str) -> bool | None:
    """Nobody is offered the sheet of another."""
    if not address.startswith("/handover/"):
        return None
    org = address.removeprefix("/handover/").removesuffix("/take").partition("?")[0]
    return org in HANDS_OVER.get(reader, ())


def _in_calendar(reader: Reader, _action: str) -> frozenset[str]:
    """The announced meetings in the calendar of an account; nobody has one without it."""
    feed = Feed(user=User.objects.get(pk=reader.user)) if reader.user else None
    told = calendar_of(feed, datetime.now(UTC)).decode() if feed else ""
    return frozenset(re.findall(r"UID:(N-\w+-0)@", told))


ASKED: Final[dict[str, Callable[[Reader, str], frozenset[str]]]] = {
    "to hand over": lambda reader, _action: frozenset(
        orgs_to_hand_over(reader).values_list("code", flat=True)
    ),
    "in the calendar": _in_calendar,
}
LINES: Final[dict[tuple[str, str], Mapping[str, Iterable[str]]]] = {
    ("in the calendar", ""): OF_CALLS["announcement", "read"],
    ("to hand over", ""): HANDS_OVER | {"double": ("D1", "T1")},
}
