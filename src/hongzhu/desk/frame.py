"""What stands around every page of a reader: the place, the name with the office, the menu."""

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from hongzhu.kit.frame import Frame, MenuItem
from hongzhu.orgs.access import PRINCIPAL, Reader
from hongzhu.policy.vocabulary import POSTS

from .mine import Seat

TITLES: Final = {**POSTS, "worker": POSTS["party_worker"], "committee": POSTS["committee_member"]}
"""role → what stands behind the name; whoever is only a member or on the staff has none"""


def frame_for(reader: Reader, seat: Seat) -> Frame:
    """The frame of a signed-in reader."""
    table: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = import_string(
        settings.HONGZHU_HOUSE + ".MENU"
    )
    menu = tuple(
        MenuItem(title=title, href=href, icon=icon, short=short)
        for title, href, icon, short, who in table
        if any(all(_is(reader, seat, word) for word in line.split()) for line in who)
    )
    titles = TITLES | ({PRINCIPAL: "园长"} if seat.is_kindergarten else {})
    office = next((titles[each.role] for each in reader.offices if each.role in titles), "")
    user = f"{reader.name} · {office}" if office else reader.name
    search = reverse("search") if reader.offices else ""
    return Frame(
        home="/", place=seat.place, user=user, account=reverse("own_account"), search=search, menu=menu
    )


def _is(reader: Reader, seat: Seat, word: str) -> bool:
    """What a word of the menu says of a reader."""
    match word.split(":"):
        case ["office"]:
            return bool(reader.offices)
        case ["within"]:
            return bool(reader.offices) and not seat.is_superior
        case ["superior"]:
            return seat.is_superior
        case ["duty", *duty]:
            return reader.duty in duty if duty else bool(reader.duty)
        case [resource, action]:
            return reader.may(action, resource)
    raise ValueError(word)
