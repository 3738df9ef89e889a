"""What a request says of where it comes from: the browser in words, the address."""

import re
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest

# The first that fits: most browsers call themselves Chrome and Safari as well.
BROWSERS: Final = (
    (r"MicroMessenger/(\d+)", "微信"),
    (r"DingTalk/(\d+)", "钉钉"),
    (r"QQBrowser/(\d+)", "QQ浏览器"),
    (r"MetaSr[ /](\d+)", "搜狗浏览器"),
    (r"360SE|360EE|QIHU", "360浏览器"),
    (r"HuaweiBrowser/(\d+)", "华为浏览器"),
    (r"MiuiBrowser/(\d+)", "小米浏览器"),
    (r"Edg(?:A|iOS)?/(\d+)", "Edge"),
    (r"OPR/(\d+)", "Opera"),
    (r"(?:Firefox|FxiOS)/(\d+)", "火狐"),
    (r"(?:Chrome|CriOS)/(\d+)", "Chrome"),
    (r"Version/(\d+).*Safari", "Safari"),
)
SYSTEMS: Final = (
    (r"HarmonyOS|OpenHarmony", "鸿蒙"),
    (r"Android", "安卓手机"),
    (r"iPhone", "苹果手机"),
    (r"iPad", "苹果平板"),
    (r"Windows", "Windows 电脑"),
    (r"Mac OS X", "苹果电脑"),
    (r"Linux|X11", "Linux 电脑"),
)


def browser_words(request: HttpRequest) -> str:
    """Return the browser in words: Chrome 86，Windows 电脑."""
    told = request.headers.get("User-Agent", "")
    browser = next(
        (_with_number(name, found) for each, name in BROWSERS if (found := re.search(each, told))), ""
    )
    system = next((name for each, name in SYSTEMS if re.search(each, told)), "")
    return "，".join(word for word in (browser, system) if word) or "不认识的浏览器"


def address_of(request: HttpRequest) -> str:
    """Return the address a request comes from; behind our own proxy it is the last one the proxy has added."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.HONGZHU_BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return address[:45]


def is_loopback(address: str) -> bool:
    """Is it this very machine? What is no address at all is not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _with_number(name: str, found: re.Match[str]) -> str:
    return f"{name} {found[1]}" if found.re.groups and found[1] else name
