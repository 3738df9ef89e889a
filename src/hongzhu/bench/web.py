"""`bench web`: a real server on a demo district, visitors who read; pages per second, times and weights of each page."""

import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from itertools import chain
from threading import Thread
from typing import Final

from .visiting import Server, Visitor

CLIENTS: Final = 4
ALONE: Final = 30
"""requests of each page by one visitor alone: the nearest to the server's own time"""
READERS: Final = ("secretary", "bureau", "member")
FORM: Final = "/meetings/new?body=org:D001&kind=meeting.committee"
MISSING: Final = "/no-such-page"


def main(argv: list[str]) -> int:
    """Print one JSON line. Serves a data directory of its own; with DATABASE_URL an empty database of that server."""
    parser = ArgumentParser(
        prog="./run bench web", description="几种人混着看网页：每秒几页，每页多久、多大。"
    )
    parser.add_argument("--schools", type=int, default=60, help="学校数，默认 60")
    parser.add_argument("--seconds", type=float, default=10, help="混着看几秒，默认 10")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="几个人同时看，默认 4")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as place:
        environment = os.environ | {"HONGZHU_DATA": place}
        command = [sys.executable, "-m", "hongzhu", "demo", "--schools", str(options.schools)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            print(done.stdout + done.stderr, file=sys.stderr)
            return 1
        server = Server(environment)
        try:
            server.start()
            figures = measure(server.port, options.clients, options.seconds)
        finally:
            server.end()
    print(json.dumps({"bench": "web", "schools": options.schools, **figures}, ensure_ascii=False))
    return 0


def measure(port: int, clients: int, seconds: float) -> dict[str, object]:
    """The figures of a server that runs on demo data."""
    from hongzhu.accounts.actions import DEMO_PASSWORD

    cookies = {}
    for login in READERS:
        visitor = Visitor(port)
        visitor.sign_in(login, DEMO_PASSWORD)
        cookies[login] = visitor.cookies
    pages = _pages({login: Visitor(port, {**cookies[login]}) for login in READERS})
    alone = {name: _alone(Visitor(port, {**cookies[login]}), path) for name, (login, path) in pages.items()}
    weights = {
        name: _weight(Visitor(port, {**cookies[login]}), path) for name, (login, path) in pages.items()
    }
    static = _static(Visitor(port))
    mixed = _read(port, cookies, [*pages.items()], clients, seconds)
    floor = _read(port, cookies, [("static", ("", static))], clients, seconds / 4)
    missing = _read(port, cookies, [("missing", ("", MISSING))], clients, seconds / 4, status=404)
    every = [*chain.from_iterable(mixed.values())]
    return {
        "clients": clients,
        "pages_per_second": round(len(every) / seconds),
        "p50_ms": _ms(_share(every, 50)),
        "p95_ms": _ms(_share(every, 95)),
        "pages": {
            name: {
                "alone_p50_ms": _ms(_share(alone[name], 50)),
                "alone_p95_ms": _ms(_share(alone[name], 95)),
                "p50_ms": _ms(_share(mixed[name], 50)),
                "p95_ms": _ms(_share(mixed[name], 95)),
                "gzip_kb": weights[name][0],
                "kb": weights[name][1],
            }
            for name in pages
        },
        "floor_static_per_second": round(len(floor["static"]) / (seconds / 4)),
        "floor_404_per_second": round(len(missing["missing"]) / (seconds / 4)),
    }


def _pages(by: dict[str, Visitor]) -> dict[str, tuple[str, str]]:
    """Kind of page → who reads it and where; addresses that depend on the data are found as links."""
    home, meetings = by["secretary"].get("/").text, by["secretary"].get("/meetings").text
    assignments, received = by["bureau"].get("/assignments").text, by["secretary"].get("/assignments").text
    return {
        "home_secretary": ("secretary", "/"),
        "home_bureau": ("bureau", "/"),
        "home_member": ("member", "/"),
        "district": ("bureau", "/district"),
        "district_late": ("bureau", "/district?state=late&duties=all"),
        "district_file": ("bureau", "/district/export"),
        "duty_of_people": ("bureau", "/duties/hours.member/school/S001"),
        "body": ("secretary", "/bodies/org/D001"),
        "duty": ("secretary", _link(home, r"/duties/[^\"#]+")),
        "meetings": ("secretary", "/meetings"),
        "meeting": ("secretary", _link(meetings, r"/meetings/(?!new|drafts)[^\"/?#]+")),
        "new_form": ("secretary", FORM),
        "policy": ("bureau", "/policy"),
        "policy_layers": ("bureau", "/policy/layers"),
        "settings": ("bureau", "/policy/settings"),
        "setting": ("bureau", "/policy/settings/meeting.lecture"),
        "calendar": ("bureau", "/policy/calendar"),
        "trainings": ("bureau", "/trainings"),
        "training_form": ("bureau", "/trainings/new?body=org:D000"),
        "talks": ("secretary", "/talks"),
        "plans": ("secretary", "/plans"),
        "explanations": ("bureau", "/explanations"),
        "announcement": ("secretary", _link(home, r"/meetings/notices/(?!new)[^\"/?#]+")),
        "assignments": ("bureau", "/assignments"),
        "assignment": ("bureau", _link(assignments, r"/assignments/(?!new|received)[^\"/?#]+")),
        "assignment_form": ("bureau", "/assignments/new"),
        "receipt": ("secretary", _link(received, r"/assignments/[^\"?#]+/to/[^\"/?#]+")),
        "trail": ("secretary", "/trail"),
        "permissions": ("secretary", "/permissions"),
    }


def _link(page: str, pattern: str) -> str:
    found = re.search(rf'href="({pattern})"', page)
    assert found, pattern
    return found[1].replace("&amp;", "&")


def _static(visitor: Visitor) -> str:
    """The lightest file that every page names."""
    paths = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', visitor.get("/sign-in").text))
    return min(paths, key=lambda path: len(visitor.get(path).body))


def _alone(visitor: Visitor, path: str) -> list[float]:
    return [_timed(visitor, path, 200) for _ in range(ALONE)]


def _timed(visitor: Visitor, path: str, status: int) -> float:
    start = time.perf_counter()
    answer = visitor.get(path)
    taken = time.perf_counter() - start
    assert answer.status == status, (path, answer.status)
    return taken


def _weight(visitor: Visitor, path: str) -> tuple[float, float]:
    body = visitor.get(path).body
    return round(len(gzip.compress(body, 6)) / 1024, 1), round(len(body) / 1024, 1)


def _read(
    port: int,
    cookies: dict[str, dict[str, str]],
    pages: list[tuple[str, tuple[str, str]]],
    clients: int,
    seconds: float,
    status: int = 200,
) -> dict[str, list[float]]:
    """Let so many visitors read the pages in turn, each beginning elsewhere; seconds of each request."""
    taken: dict[str, list[float]] = {name: [] for name, _where in pages}
    faults: list[Exception] = []
    until = time.perf_counter() + seconds

    def read(number: int) -> None:
        visitors = {login: Visitor(port, {**kept}) for login, kept in cookies.items()} | {"": Visitor(port)}
        at = number
        while time.perf_counter() < until:
            name, (login, path) = pages[at % len(pages)]
            at += 1
            taken[name].append(_timed(visitors[login], path, status))

    _together(read, clients, faults)
    if faults:
        raise faults[0]
    return taken


def _together(work: Callable[[int], None], clients: int, faults: list[Exception]) -> None:
    def guarded(number: int) -> None:
        try:
            work(number)
        except Exception as error:
            faults.append(error)

    threads = [Thread(target=guarded, args=[number]) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _share(values: list[float], percent: int) -> float:
    """The value under which so many per cent lie."""
    return statistics.quantiles(values, n=100)[percent - 1] if len(values) > 1 else values[0]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
