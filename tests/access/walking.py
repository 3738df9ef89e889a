"""One walk: every address as one reader, and what is wrong with each answer, one by one."""

import re
from collections.abc import Iterator
from typing import Final

from django.http import HttpResponse
from django.test import Client

from hongzhu.accounts.models import User
from hongzhu.obligations.models import Justification, Objection, Waiver
from tests.access.expected import (
    ALL,
    ANSWERS,
    ANSWERS_PEOPLE,
    BRANCH,
    OBJECTS,
    STANDS,
    WITHIN,
    WRITES,
    allowed,
    may_read,
    may_see,
)
from tests.access.world import BODIES, DUTIES, GROUPS, READERS, kind_of

MARK: Final = re.compile(r"(?:MIN|NAM|DRF|RSN|OBJ|WAV)-[A-Z0-9]+|AGD-[A-Z0-9]+-meeting\.[a-z-]+")
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
    "/explanations",
    "/explanations?kind=objection",
    "/explanations?kind=waiver",
)
SHEETS: Final = ("meeting_new", "meeting_draft", "meeting_amend")
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
    yield from answers(reader)


def said() -> Iterator[tuple[str, str, str, str]]:
    """(name, mark, its body, address) of every 说明, objection and exemption of the world."""
    for what, name, place, model in (
        ("RSN", "explanation", "explanations", Justification),
        ("OBJ", "objection", "objections", Objection),
        ("WAV", "waiver", "waivers", Waiver),
    ):
        rows = model.objects.everything("test").order_by("pk").values_list("pk", "subject__code")
        for key, code in rows:
            body, _, member = code.partition("-")
            yield name, what, f"{body}P" if member else body, f"/{place}/{key}"


def answers(reader: str) -> Iterator[tuple[str, str, bool]]:
    """(name, address, whether the reader may have it) of what is said about judgements."""
    for name, what, body, address in said():
        yield name, address, may_see(reader, what, body)
    for body in ("D1", "D3", "D1G", "S1"):
        duty, period = {
            "school": ("staff.study", "2026-10"),
            "group": ("meeting.group", "2026-10"),
            "org": ("meeting.assembly", "2026Q3"),
        }[kind_of(body)]
        query = f"duty={duty}&kind={kind_of(body)}&code={body}&period={period}"
        yield "explanation_new", f"/explanations/new?{query}", body in WITHIN.get(reader, ())
        yield "objection_new", f"/objections/new?{query}", body in OBJECTS.get(reader, ())
        yield "waiver_new", f"/waivers/new?{query}", body in ANSWERS.get(reader, ())
    for body in ("D1", "D3"):
        query = f"duty=hours.member&kind=person&code={body}-member&period=2026"
        is_own = body in BRANCH.get(reader, ()) or (reader == "member" and body == "D1")
        yield "explanation_new", f"/explanations/new?{query}", is_own
        yield "objection_new", f"/objections/new?{query}", is_own
        yield "waiver_new", f"/waivers/new?{query}", body in ANSWERS_PEOPLE.get(reader, ())


def closed_doors(reader: str) -> Iterator[str]:
    """Where a reader may not answer, take back or remind, even of what he may read."""
    for _name, what, body, address in said():
        is_person, branch = body.endswith("P"), body.removesuffix("P")
        answering = ANSWERS_PEOPLE if is_person else ANSWERS
        filing = BRANCH | {"member": {"D1"}} if is_person else WITHIN if what == "RSN" else OBJECTS
        if branch not in answering.get(reader, ()):
            yield f"{address}/revoke" if what == "WAV" else f"{address}/answer"
        if what != "WAV" and branch not in filing.get(reader, ()):
            yield f"{address}/withdraw"
    for code, body, kind in meetings():
        is_own = reader in ANSWERS_PEOPLE and body in WRITES.get(reader, ())
        if not is_own or kind not in ("meeting.assembly", "meeting.group"):
            yield f"/meetings/{code}/remind"


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
    for name, address, may in [*((each, each, None) for each in OVERVIEWS), *addresses(reader)]:
        for words in ({}, {"HTTP_HX_REQUEST": "true"}) if name in SHEETS else ({},):
            response = client.get(address, **words)
            marks = marks_in(response)
            if seen is not None:
                seen |= marks
            yield from (f"{reader} {address}: {mark}" for mark in marks if not allowed(reader, mark))
        wanted = TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE
        is_seen = name == "meeting_amend" and may_read(reader, *_meeting_of(address))
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
    for address in closed_doors(reader):
        words = {
            "key": "walk",
            "verdict": "accepted",
            "answered_as": "stands",
            "answer": "行",
            "reason": "错",
        }
        status = client.post(address, words).status_code
        if status not in refused | {NO_METHOD}:
            yield f"{reader} post {address}: {status}"
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
