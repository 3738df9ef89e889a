"""One walk: every address as one reader, and what is wrong with each answer, one by one."""

import re
from collections.abc import Iterator
from typing import Final

from django.http import HttpResponse
from django.test import Client

from hongzhu.accounts.models import User
from hongzhu.study.models import StudyPlan, Talk
from tests.access.expected import (
    ALL,
    PLANS,
    STANDS,
    TALKED,
    TALKS,
    TRAININGS,
    TRAINS,
    WRITES,
    allowed,
    may_read,
)
from tests.access.world import BODIES, DUTIES, GROUPS, ORGS, READERS, kind_of

MARK: Final = re.compile(r"(?:MIN|NAM|POS|DRF|RSN|TRN|PLN)-[A-Z0-9]+|AGD-[A-Z0-9]+-meeting\.[a-z-]+")
EVERYONE: Final = ("public", *READERS, *DUTIES)
SOME: Final = ("public", "member", "secretary", "township", "bureau", "inspector", "security")
"""enough of them to show that the second database draws the same lines"""
WRITING: Final = ("post", "put", "patch", "delete")
OVERVIEWS: Final = (
    "/",
    "/district",
    "/meetings",
    "/meetings?q=AGD",
    "/trail",
    "/users",
    "/offices",
    "/permissions",
    "/account",
    "/meetings/new",
    "/trainings",
    "/trainings/new",
    "/talks",
    "/talks/new",
    "/plans",
    "/plans/new",
)
SHEETS: Final = ("meeting_new", "meeting_draft", "meeting_amend")
AMENDING: Final = ("training_amend", "talk_amend", "plan_amend")
KINDS: Final = {"school": ("meeting.staff-study", "meeting.school-affairs"), "group": ("meeting.group",)}
OF_BRANCHES: Final = ("meeting.assembly", "meeting.committee")
NOT_HERE, TO_SIGN_IN, NOT_SO, UNSIGNED, NO_METHOD = 404, 302, 403, 401, 405


def client_of(reader: str, users: dict[str, User]) -> Client:
    client = Client(raise_request_exception=False)
    if reader != "public":
        client.force_login(users[reader])
    return client


def meetings() -> Iterator[tuple[str, str, str]]:
    """(code, body, kind) of every meeting of the world."""
    for body in BODIES:
        for number, kind in enumerate(KINDS.get(kind_of(body), OF_BRANCHES)):
            yield f"M-{body}-{number}", body, kind


def addresses(reader: str) -> Iterator[tuple[str, str, bool]]:
    """(name, address, whether the reader may have it) of all that stands at something."""
    for code, body, kind in meetings():
        is_own = body in WRITES.get(reader, ())
        yield "meeting", f"/meetings/{code}", may_read(reader, body, kind)
        yield "meeting_amend", f"/meetings/{code}/amend", is_own
    for body in BODIES:
        is_own = body in WRITES.get(reader, ())
        yield (
            "meeting_new",
            f"/meetings/new?body={'school' if kind_of(body) == 'school' else 'org'}:{body}",
            is_own,
        )
        yield "meeting_draft", f"/meetings/drafts/draft-{body}", is_own
        if body not in GROUPS:
            yield "body", f"/bodies/{kind_of(body)}/{body}", body in STANDS.get(reader, ())
        duty = {"school": "staff.study", "group": "meeting.group"}.get(kind_of(body), "meeting.assembly")
        yield "duty", f"/duties/{duty}/{kind_of(body)}/{body}", body in STANDS.get(reader, ())


def records(reader: str) -> Iterator[tuple[str, str, bool, bool]]:
    """(name, address, may the reader look at it, may he change it) of trainings, talks and plans."""
    talks = Talk.objects.everything("the walk").order_by("pk").values_list("pk", "talker__org__code")
    plans = StudyPlan.objects.everything("the walk").order_by("pk").values_list("pk", "org__code")
    for org in (*ORGS, "T1"):
        may = org in TRAININGS.get(reader, ())
        yield "training", f"/trainings/T-{org}", may, org in TRAINS.get(reader, ())
    for key, org in talks:
        yield "talk", f"/talks/{key}", org in TALKS.get(reader, ()), org in TALKED.get(reader, ())
    for key, org in plans:
        yield "plan", f"/plans/{key}", org in PLANS.get(reader, ()), org in TRAINS.get(reader, ())


def addresses_of_records(reader: str) -> Iterator[tuple[str, str, bool]]:
    """(name, address, whether the reader may have it) of their pages and sheets."""
    for name, address, may_look, may_change in records(reader):
        yield name, address, may_look
        if may_look:  # what is not there is not there to change: `writing` tries
            yield f"{name}_amend", f"{address}/amend", may_change
    for body in ("D1", "T1", "B"):
        for name, place, writes in (
            ("training_new", "trainings", TRAINS),
            ("talk_new", "talks", TALKED),
            ("plan_new", "plans", TRAINS),
        ):
            yield name, f"/{place}/new?body=org:{body}", body in writes.get(reader, ())


def _meeting_of(address: str) -> tuple[str, str]:
    return next((body, kind) for code, body, kind in meetings() if f"/{code}/" in address)


def marks_in(response: HttpResponse) -> set[str]:
    said = response.content.decode(errors="replace") + repr(dict(response.headers))
    return set(MARK.findall(said))


def deviations(reader: str, users: dict[str, User]) -> Iterator[str]:
    """What is wrong with any answer to a reader who looks, tries to write, or goes where only others may."""
    yield from reading(reader, users)
    yield from writing(reader, users)
    yield from consoles(reader, users)


def reading(reader: str, users: dict[str, User], seen: set[str] | None = None) -> Iterator[str]:
    """Statuses that are not the matrix's, words that are not for this reader; `seen` gathers all marks."""
    client = client_of(reader, users)
    looks = {address: may for _name, address, may, _change in records(reader)}
    everywhere = [*addresses(reader), *addresses_of_records(reader)]
    for name, address, may in [*((each, each, None) for each in OVERVIEWS), *everywhere]:
        for words in ({}, {"HTTP_HX_REQUEST": "true"}) if name in SHEETS else ({},):
            response = client.get(address, **words)
            marks = marks_in(response)
            if seen is not None:
                seen |= marks
            yield from (f"{reader} {address}: {mark}" for mark in marks if not allowed(reader, mark, address))
        wanted = TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE
        is_seen = name == "meeting_amend" and may_read(reader, *_meeting_of(address))
        is_seen = is_seen or (name in AMENDING and looks[address.removesuffix("/amend")])
        is_refused = is_seen and not may and response.status_code == NOT_SO
        if may is not None and response.status_code != wanted and not is_refused:
            yield f"{reader} {address}: {response.status_code}, not {wanted}"


def writing(reader: str, users: dict[str, User]) -> Iterator[str]:
    """Doors that another method opens: what is not there for reading is not there for writing."""
    client = client_of(reader, users)
    refused = {TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE, NOT_SO}
    for code, body, _kind in meetings():
        if body in WRITES.get(reader, ()):
            continue
        for tail, words in (
            ("/confirm", {"kind": "paper", "signed_on": "2026-11-12"}),
            ("/withdraw", {"reason": "错"}),
            ("/amend", {"reason": "错"}),
            ("", {}),
        ):
            for method in WRITING:
                status = getattr(client, method)(f"/meetings/{code}{tail}", words).status_code
                if status not in refused | {NO_METHOD}:
                    yield f"{reader} {method} {code}{tail}: {status}"
    for _name, address, _may_look, may_change in records(reader):
        tails = [] if may_change else ["/amend", "/withdraw"]
        for tail in [*tails, *(["/withdraw"] if reader == "committee" else [])]:
            status = client.post(f"{address}{tail}", {"reason": "错"}).status_code
            if status not in refused:
                yield f"{reader} post {address}{tail}: {status}"
    for body in sorted(ALL - set(WRITES.get(reader, ()))):
        at = "school" if kind_of(body) == "school" else "org"
        for address in (f"/meetings/new?body={at}:{body}", f"/meetings/drafts/draft-{body}/drop"):
            status = client.post(address, {"save": "1", "autosave": "1"}).status_code
            if status not in refused | {NO_METHOD}:
                yield f"{reader} post {address}: {status}"


def consoles(reader: str, users: dict[str, User]) -> Iterator[str]:
    """The pages of the three administrators, and what only those above schools have."""
    client = client_of(reader, users)
    secretaries = ("secretary", "sibling", "joint", "township", "other_township", "bureau")
    wanted = {
        "/users": reader == "security",
        "/offices": reader == "security",
        "/trail": reader == "audit" or reader in secretaries,
    }
    if reader in DUTIES:
        wanted["/district"] = False
    for address, may in wanted.items():
        status = client.get(address).status_code
        if status != (TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE):
            yield f"{reader} {address}: {status}"
    if reader == "security":
        return
    key = users["member"].pk
    tails = (
        ("users", ("", "/slip", "/disable", "/enable", "/authenticator/off")),
        (
            "offices",
            ("", "/link", "/unlink", "/grants", "/grants/1/end"),
        ),
    )
    for place, several in tails:
        for tail in several:
            status = getattr(client, "post" if tail else "get")(f"/{place}/{key}{tail}").status_code
            if status not in ({TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE}):
                yield f"{reader} /{place}/…{tail}: {status}"
