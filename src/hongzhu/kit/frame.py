"""What stands around every page: whose desk it is, who sits there, where one can go.

Upper floors put a Frame on the request (`request.frame`); without one a page has a masthead and nothing else.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

TEXT_SIZES: Final = {"normal": "标准", "large": "大", "huge": "特大"}
SIZE_COOKIE: Final = "size"
BAR_PLACES: Final = 5
"""places in the bottom bar of a phone"""


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One page of the menu; `short` is its name in the bottom bar, `count` what waits there."""

    title: str
    href: str
    icon: str
    short: str = ""
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The frame of one reader's pages; every part may be missing."""

    home: str = "/"
    place: str = ""
    user: str = ""
    account: str = ""
    search: str = ""
    inbox: str = ""
    unread: int = 0
    sign_in: str = ""
    menu: tuple[MenuItem, ...] = ()

    @property
    def bar(self) -> tuple[MenuItem, ...]:
        """What the bottom bar of a phone shows at once."""
        return self.menu if len(self.menu) <= BAR_PLACES else self.menu[: BAR_PLACES - 1]

    @property
    def more(self) -> tuple[MenuItem, ...]:
        """What it keeps under 更多."""
        return self.menu[len(self.bar) :]


def frame_of(request: HttpRequest) -> Frame:
    """Return the frame an upper floor has put on the request, or an empty one."""
    found = getattr(request, "frame", None)
    return found if isinstance(found, Frame) else Frame()


def current(frame: Frame, request: HttpRequest) -> MenuItem | None:
    """Return the menu item the page belongs to: the longest address that begins the page's own."""
    below = [item for item in frame.menu if _is_below(request.path, item.href)]
    return max(below, key=lambda item: len(item.href), default=None)


def text_size(request: HttpRequest) -> str:
    """Return the size of type the reader has chosen on this computer."""
    chosen = request.COOKIES.get(SIZE_COOKIE, "")
    return chosen if chosen in TEXT_SIZES else "normal"


def size_links(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Return (size, name, address) of the three sizes; the address leads back to this page."""
    back = urlencode({"next": request.get_full_path()})
    return [(size, name, f"{reverse('text_size', args=[size])}?{back}") for size, name in TEXT_SIZES.items()]


def _is_below(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href.rstrip("/") + "/"))
