"""One walk: every address as one reader, case by case, and what is wrong with each answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from typing import Final
from urllib.parse import unquote

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from hongzhu.accounts.models import User
from hongzhu.attachments.models import Attachment
from hongzhu.meetings.links import token_of
from hongzhu.meetings.models import Announcement
from hongzhu.obligations.models import Justification, Objection, Waiver
from hongzhu.orgs.access import Reader
from hongzhu.people.access import reader_of
from hongzhu.people.models import Person
from hongzhu.study.models import StudyPlan
from tests.access.asked import Asking
from tests.access.expected import (
    ABOVE,
    ALL,
    ANSWERS,
    ANSWERS_PEOPLE,
    CALLED,
    CONFIRMS,
    EXPORTS,
    LISTED_OUT,
    NONE,
    SECRETARIES,
    STANDS,
    TOLD,
    WITHDRAWS,
    WRITES,
    allowed,
    may_ask,
    may_go,
    may_read,
    may_remind,
    may_see,
    stands_by_name,
)
from tests.access.files import deeds_at_files, pages_of_files
from tests.access.lines import asking
from tests.access.records import deeds_at_records, may_go_to_record, pages_of_records
from tests.access.rooms import allowed_by_rooms, marks, may_go_by_rooms, rooms
from tests.access.world import (
    BODIES,
    CALLS,
    DUTIES,
    DUTY,
    GROUPS,
    MORE,
    READERS,
    SCHOOLS,
    WITHDRAWN,
    kind_of,
    meetings,
)

MARK: Final = re.compile(
    r"(?:NAM|POS|DRF|RSN|OBJ|WAV|TRN|OLD|PLN|CAL|GON)-[A-Z0-9]+|FIL-[A-Z0-9]+-(?:meeting\.[a-z-]+|training|plan)"
    rf"|(?:AGD|MIN)-[A-Z0-9]+-meeting\.[a-z-]+|[MN]-[A-Z0-9]+-[A-Z0-9]\b|(?:{'|'.join(marks())})-[A-Z0-9]+"
)
PLACE: Final = re.compile(r"\{([^}]+)\}")
LINK: Final = re.compile(r'(?:href|action|formaction|hx-get|hx-post)="([^"]*)"')
DISTRICT: Final = "220502"
EVERYONE: Final = ("public", *READERS, *DUTIES)
SOME: Final = ("public", "secretary", "bureau")
"""enough of them to show that the second database draws the same lines"""
DEEDS: Final = {
    "/confirm": {"kind": "paper", "signed_on": "2026-11-12"},
    "/withdraw": {"reason": "错"},
    "/amend": {"reason": "错"},
    "": {},
}
WRITING: Final = ("post", "put", "patch", "delete")
OVERVIEWS: Final = (
    "/",
    "/district",
    "/district?duties=all&state=late",
    "/meetings",
    "/meetings?q=AGD",
    "/trail",
    "/users",
    "/offices",
    "/permissions",
    "/policy",
    "/policy?only=short",
    "/policy/layers",
    "/policy/layers/national",
    "/policy/settings",
    "/policy/settings/meeting.lecture",
    "/policy/answers",
    "/policy/calendar",
    "/account",
    "/meetings/new",
    "/meetings/notices/new",
    "/trainings",
    "/trainings/new",
    "/talks",
    "/talks/new",
    "/plans",
    "/plans/new",
    "/books",
    "/imports",
    "/explanations",
    "/explanations?kind=objection",
    "/explanations?kind=waiver",
)
DECISIONS: Final = (
    "/policy/settings/meeting.lecture",
    "/policy/calendar",
    "/policy/answers",
    "/policy/layers/national",
)
"""where the district decides"""
ROWS: Final = {f"{school}小学": school for school in SCHOOLS} | {
    "教育局党委": "B",
    "甲镇党委": "T1",
    "乙镇党委": "T2",
}
"""name in the district grid → body"""
SHEETS: Final = ("meeting_new", "meeting_draft", "meeting_amend")
OK, NOT_HERE, TO_SIGN_IN, NOT_SO, UNSIGNED, NO_METHOD, GONE = 200, 404, 302, 403, 401, 405, 409
ONLY_GONE: Final = frozenset({GONE})
SIGNED_OUT: Final = frozenset({TO_SIGN_IN, UNSIGNED})


@dataclass(frozen=True)
class Case:
    """One request of one reader, and the statuses that are right."""

    reader: str
    name: str
    """what kind of case it is: an address by its name, and what is done there"""
    address: str
    right: frozenset[int]
    method: str = "get"
    words: dict[str, str] = field(default_factory=dict, hash=False)
    headers: dict[str, str] = field(default_factory=dict, hash=False)
    about: str = ""
    """the body and the kind of which alone the page speaks"""


def client_of(reader: str, users: dict[str, User]) -> Client:
    client = Client(raise_request_exception=False)
    if reader != "public":
        client.force_login(users[reader])
    return client


def addresses(reader: str) -> Iterator[tuple[str, str, bool]]:
    """(name, address, whether the reader may have it) of all that stands at something."""
    for code, body, kind in meetings():
        is_own = body in WRITES.get(reader, NONE)
        yield "meeting", f"/meetings/{code}", may_read(reader, body, kind)
        yield "meeting_amend", f"/meetings/{code}/amend", is_own and code != WITHDRAWN
    for body in BODIES:
        is_own, stands, kind = (
            body in WRITES.get(reader, NONE),
            body in STANDS.get(reader, NONE),
            kind_of(body),
        )
        yield "meeting_new", f"/meetings/new?body={at(body)}", is_own
        yield "meeting_draft", f"/meetings/drafts/draft-{body}", is_own
        yield "announcement_new", f"/meetings/notices/new?body={at(body)}", is_own
        if body not in GROUPS:
            yield "body", f"/bodies/{kind}/{body}", stands
            yield "unbound", f"/unbound/{kind}/{body}", stands
        yield "duty", f"/duties/{DUTY[kind][0]}/{kind}/{body}", stands
        yield "duty of people", f"/duties/hours.member/{kind}/{body}", stands
    for person in ("D1-member", "D1-secretary", "D2-member", "S1-staff", "T1-worker"):
        yield "duty of one", f"/duties/hours.member/person/{person}", stands_by_name(reader, person)
    for body in CALLS:
        yield "announcement", f"/meetings/notices/N-{body}-0", body in TOLD.get(reader, NONE)
    yield from answers(reader)
    yield "body", f"/bodies/district/{DISTRICT}", reader in ABOVE
    yield "duty", f"/duties/district.meeting/district/{DISTRICT}", reader in ABOVE
    yield "nowhere", "/duties/district.meeting/district/nowhere", False
    yield "nowhere", "/duties/district.meeting/district/D1", False
    yield "nowhere", "/duties/meeting.assembly/org/D1G", False
    yield "nowhere", "/duties/meeting.assembly/school/S1", False
    yield "nowhere", "/duties/nothing/org/D1", False
    yield "nowhere", "/policy/settings/nothing", False
    yield "nowhere", "/policy/layers/nothing", False


SAID: Final = {"RSN": "explanation", "OBJ": "objection", "WAV": "waiver"}
"""mark → the address of what carries it, followed by what it is about, such as {explanation D1P}"""
ASKED: Final = {
    "D1": ("meeting.assembly", "org", "2026Q3"),
    "D3": ("meeting.assembly", "org", "2026Q3"),
    "D1G": ("meeting.group", "group", "2026-10"),
    "S1": ("staff.study", "school", "2026-10"),
    "D1-member": ("hours.member", "person", "2026"),
    "D3-member": ("hours.member", "person", "2026"),
}


def said() -> Iterator[tuple[str, str, str]]:
    """(mark, whose, address with a place for its number) of 说明, objections and exemptions; D1P: of a member of D1."""
    for what, name in SAID.items():
        for whose in ("D1", "D3", "D1P", "D3P"):
            yield what, whose, f"/{name}s/{{{name} {whose}}}"


def answers(reader: str) -> Iterator[tuple[str, str, bool]]:
    """(name, address, whether the reader may have it) of what is said about judgements."""
    for what, whose, address in said():
        yield SAID[what], address, may_see(reader, what, whose)
    for code, (duty, kind, period) in ASKED.items():
        query = f"duty={duty}&kind={kind}&code={code}&period={period}"
        for name in SAID.values():
            yield f"{name}_new", f"/{name}s/new?{query}", may_ask(reader, f"{name}s", code)
    for duty, period in (
        ("nothing", "2026Q3"),
        ("hours.member", "2026"),
        ("meeting.assembly", "1999Q1"),
        ("meeting.committee", "2026Q3"),
    ):
        yield "nowhere", f"/explanations/new?duty={duty}&kind=org&code=D1&period={period}", False


def closed(reader: str) -> Iterator[str]:
    """Where a reader may not answer, take back, revoke or remind, even of what he may read."""
    for what, whose, address in said():
        branch, is_person = whose.removesuffix("P"), whose.endswith("P")
        if branch not in (ANSWERS_PEOPLE if is_person else ANSWERS).get(reader, NONE):
            yield f"{address}/revoke" if what == "WAV" else f"{address}/answer"
        code = f"{branch}-member" if is_person else branch
        if what != "WAV" and not may_ask(reader, f"{SAID[what]}s", code):
            yield f"{address}/withdraw"
    for code, body, kind in meetings():
        if body[:2] in ("D1", "D3") and not may_remind(reader, code, body, kind):
            yield f"/meetings/{code}/remind"


def at(body: str) -> str:
    """How a form names a body."""
    return f"{'school' if kind_of(body) == 'school' else 'org'}:{body}"


def every_case() -> Iterator[Case | Asking]:
    """The whole walk."""
    for reader in EVERYONE:
        yield from pages(reader)
    for reader in (*EVERYONE, *MORE):
        yield from asking(reader)


def pages(reader: str) -> Iterator[Case]:
    """All that a reader does: looks, tries to write, goes where only others may."""
    yield from reading(reader)
    yield from writing(reader)
    yield from consoles(reader)


def reading(reader: str) -> Iterator[Case]:
    """Overviews, and every address that stands at something."""
    for address in OVERVIEWS:
        yield Case(reader, address, address, frozenset({200, TO_SIGN_IN, NOT_HERE}))
    for name, address, may in addresses(reader):
        right = {TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE}
        if name == "meeting_amend" and not may and may_read(reader, *_meeting_of(address)):
            right |= {NOT_SO}
        is_live = name in SHEETS and (name != "meeting_amend" or "-0/" in address)
        for headers in ({}, {"HTTP_HX_REQUEST": "true"}) if is_live else ({},):
            about = "-".join(_meeting_of(address)) if name == "meeting" else ""
            case = f"{name}{' live' if headers else ''}"
            yield Case(reader, case, address, frozenset(right), headers=headers, about=about)
    of_rooms = (each for room in rooms() for each in room.pages(reader))
    for name, address, right in (*pages_of_records(reader), *pages_of_files(reader), *of_rooms):
        yield Case(reader, name, address, right)
    for body in CALLS:
        right = {TO_SIGN_IN if reader == "public" else 200 if body in WRITES.get(reader, NONE) else NOT_HERE}
        right |= {NOT_SO} if body in TOLD.get(reader, NONE) - WRITES.get(reader, NONE) else set()
        yield Case(reader, "announcement_change", f"/meetings/notices/N-{body}-0/change", frozenset(right))
    yield Case(reader, "reply", "/reply/{link D1}", frozenset({OK}))
    yield Case(reader, "reply", "/reply/{link D1}x", frozenset({NOT_HERE}))


def writing(reader: str) -> Iterator[Case]:
    """Doors that another method opens: what is not there for reading is not there for writing."""
    refused = SIGNED_OUT if reader == "public" else frozenset({NOT_HERE, NOT_SO})
    others = [code for code, body, _kind in meetings() if body not in WRITES.get(reader, NONE)]
    for code in (code for code in others if code.endswith("-0") or code == "M-D1-1"):
        for tail, words in DEEDS.items():
            for method in WRITING if code in others[:2] else WRITING[:1]:
                address = f"/meetings/{code}{tail}"
                yield Case(reader, f"{method} {tail}", address, refused | {NO_METHOD}, method, words)
    for body in sorted(ALL - WRITES.get(reader, NONE)):
        for name, address in (
            ("post new", f"/meetings/new?body={at(body)}"),
            ("post announce", f"/meetings/notices/new?body={at(body)}"),
            ("post drop", f"/meetings/drafts/draft-{body}/drop"),
        ):
            words = {"save": "1", "autosave": "1"}
            yield Case(reader, name, address, refused | {NO_METHOD}, "post", words)
    for body in CALLS:
        deeds = {"answer": CALLED, "change": WRITES, "off": WRITES, "restore": WRITES}
        for deed in (deed for deed, who in deeds.items() if body not in who.get(reader, NONE)):
            address = f"/meetings/notices/N-{body}-0/{deed}"
            yield Case(reader, f"post {deed}", address, refused, "post", {"answer": "can_come"})
    for address, right in deeds_at_records(reader):
        yield Case(reader, "post record", address, right, "post", {"reason": "错"})
    for name, address, right in deeds_at_files(reader):
        yield Case(reader, name, address, right, "post", {"key": "walk", "reason": "错"})
    for room in rooms():
        for name, address, right, sent in room.deeds(reader):
            yield Case(reader, name, address, right, "post", sent)
    for address in closed(reader):
        words = {
            "key": "walk",
            "verdict": "accepted",
            "answered_as": "stands",
            "answer": "行",
            "reason": "错",
        }
        right = refused | {NO_METHOD} | ({422} if address.endswith("/remind") else frozenset())
        yield Case(reader, f"post {address.rpartition('/')[2]}", address, right, "post", words)
    for address in () if reader == "bureau" else DECISIONS:
        yield Case(reader, "post decision", address, refused, "post", {"key": "walk", "basis": "党委会定"})
    yield from signing(reader)
    yield from drafting(reader)


def signing(reader: str) -> Iterator[Case]:
    """Of what one records oneself: nobody signs for another, and only who may takes back or confirms."""
    for code, body, _kind in meetings():
        if body not in WRITES.get(reader, NONE):
            continue
        for kind, who in (("chair", "secretary"), ("recorder", "committee")):
            if reader not in (who, "sibling", "joint"):
                words = {"kind": kind, "version": "1"}
                yield Case(
                    reader, f"sign {kind}", f"/meetings/{code}/confirm", frozenset({NOT_SO}), "post", words
                )
        if reader not in CONFIRMS:
            words = DEEDS["/confirm"]
            yield Case(reader, "sign paper", f"/meetings/{code}/confirm", frozenset({NOT_SO}), "post", words)
        if reader not in WITHDRAWS:
            words = DEEDS["/withdraw"]
            yield Case(reader, "withdraw", f"/meetings/{code}/withdraw", frozenset({NOT_SO}), "post", words)


def drafting(reader: str) -> Iterator[Case]:
    """Under the key of a draft of another body nothing of it is shown, and it is not in the way: it is as if gone."""
    own = sorted(WRITES.get(reader, NONE))
    for body, other in zip(own, [*own, "D3"][1:], strict=True):
        words = {"key": f"draft-{other}", "version": "1", "held_on": "2026-11-12", "minutes": "记录"}
        if body in GROUPS:  # a sheet without a mistake: only the draft is in the way
            words |= {f"who-{body[:2]}-{who}": "present" for who in ("leader", "member")}
            words |= {"kind": "meeting.group", "save": "1"}
            yield Case(reader, "save another's", f"/meetings/new?body={at(body)}", ONLY_GONE, "post", words)
            words = {name: value for name, value in words.items() if name != "save"}
        for button, right in (("draft", ONLY_GONE), ("autosave", frozenset({200}))):
            sent, name = words | {button: "1"}, f"{button} another's"
            yield Case(reader, name, f"/meetings/new?body={at(body)}", right, "post", sent)


def consoles(reader: str) -> Iterator[Case]:
    """The pages of the three administrators, and what only those above schools have."""
    wanted = {
        "/users": reader == "security",
        "/offices": reader == "security",
        "/trail": reader == "audit" or reader in SECRETARIES,
        "/trail/export.xlsx": reader == "audit" or reader in SECRETARIES,
        "/district": bool(STANDS.get(reader, NONE) - set(GROUPS)),
        "/district/export": bool(EXPORTS.get(reader)),
        "/district/export?duties=all": bool(EXPORTS.get(reader)),
        "/meetings/export.xlsx": reader in LISTED_OUT,
        "/trainings/export.xlsx": reader in LISTED_OUT,
        "/plans/export.xlsx": reader in LISTED_OUT,
        "/explanations/export.xlsx?kind=objection": reader in LISTED_OUT,
    }
    for address, may in wanted.items():
        right = TO_SIGN_IN if reader == "public" else 200 if may else NOT_HERE
        yield Case(reader, address, address, frozenset({right}))
    if reader == "security":
        return
    for place, several in (
        ("users", ("", "/slip", "/disable", "/enable", "/authenticator/off")),
        ("offices", ("", "/link", "/unlink", "/grants", "/grants/1/end")),
    ):
        for tail in several:
            right_there = SIGNED_OUT if reader == "public" else frozenset({NOT_HERE})
            address, method = f"/{place}/{{member}}{tail}", "post" if tail else "get"
            yield Case(reader, f"/{place}/…{tail}", address, right_there, method)


def _meeting_of(address: str) -> tuple[str, str]:
    return next((body, kind) for code, body, kind in meetings() if f"/{code}/" in f"{address}/")


def marks_in(response: HttpResponse) -> set[str]:
    said = (
        response.content.decode(errors="replace") + repr(dict(response.headers)) + repr(sheets_in(response))
    )
    return set(MARK.findall(said))


def sheets_in(response: HttpResponse) -> dict[str, list[list[object]]]:
    """The rows of a workbook, sheet by sheet; none where the answer is something else."""
    if "spreadsheet" not in response.headers.get("Content-Type", ""):
        return {}
    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def taken_out(response: HttpResponse) -> set[str]:
    """Bodies whose row stands in the exported grid."""
    rows = sheets_in(response)["总览"][4:]
    return {ROWS[str(row[0])] for row in rows}


def offers_in(response: HttpResponse) -> set[str]:
    """Every address that a page leads to, or sends a form to."""
    return {unquote(unescape(each)) for each in LINK.findall(response.content.decode(errors="replace"))}


def _allowed(reader: str, mark: str, address: str) -> bool:
    of_room = allowed_by_rooms(reader, mark)
    return allowed(reader, mark, address) if of_room is None else of_room


def _may_go(reader: str, address: str) -> bool:
    of_room, of_record = may_go_by_rooms(reader, address), may_go_to_record(reader, address)
    known = of_record if of_room is None else of_room
    return may_go(reader, address) if known is None else known


class Walker:
    """Walks cases as whoever they are of; `seen` gathers the marks that came before the readers."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users, self.seen = users, set[str]()
        self.clients: dict[str, Client] = {}
        self.closed: dict[str, set[str]] = {}

    def sign_in(self, reader: str) -> Client:
        """The reader's own browser, signed in once."""
        if reader not in self.clients:
            self.clients[reader] = client_of(reader, self.users)
        return self.clients[reader]

    def closed_to(self, reader: str) -> set[str]:
        """Where the reader may not answer, take back, revoke or remind, with the numbers of this world."""
        if reader not in self.closed:
            hidden = (address for what, whose, address in said() if not may_see(reader, what, whose))
            self.closed[reader] = {self.filled(address) for address in (*closed(reader), *hidden)}
        return self.closed[reader]

    def deviations(self, case: Case | Asking) -> Iterator[str]:
        """What is wrong with the answer to a case."""
        if isinstance(case, Case):
            yield from self._deviations(case)
            return
        try:
            yield from case.deviations(self.reader(case.reader))
        except Exception as error:  # a page would answer 500
            yield f"{case.reader} {case.action} {case.name}: {error!r}"

    def reader(self, login: str) -> Reader:
        """As people.middleware makes him for a request."""
        today = timezone.localdate()
        return reader_of(self.users[login], today) if login in self.users else Reader(user=0, day=today)

    def filled(self, address: str) -> str:
        """An address with the numbers that stand in it."""
        return PLACE.sub(lambda found: str(self.number(*found[1].split())), address)

    def number(self, name: str, whose: str = "") -> int | str:
        """The key of an account, a file, a plan, of what was said of whom; what a link to a member says."""
        if name == "member":
            return self.users["member"].pk
        if name == "link":
            announced = Announcement.objects.everything("test").get(code=f"N-{whose}-0")
            return token_of(announced.pk, Person.objects.everything("test").get(code=f"{whose}-member").pk)
        if name == "file":
            return Attachment.objects.everything("test").get(name=whose).pk
        if name == "plan":
            return StudyPlan.objects.everything("test").get(org__code=whose).pk
        model = {"explanation": Justification, "objection": Objection, "waiver": Waiver}[name]
        code = f"{whose.removesuffix('P')}-member" if whose.endswith("P") else whose
        return model.objects.everything("test").get(subject__code=code).pk

    def _deviations(self, case: Case) -> Iterator[str]:
        """A status that is not right; words that are not for this reader; a way to what is refused."""
        ask = getattr(self.sign_in(case.reader), case.method)
        address = self.filled(case.address)
        response = ask(address, case.words, **case.headers)
        what = f"{case.reader} {case.method} {case.address}"
        found = {mark for mark in marks_in(response) if mark not in address}
        self.seen |= found
        yield from (f"{what}: {mark}" for mark in sorted(found) if not _allowed(case.reader, mark, address))
        strange = {each for each in found if case.about and each[:4] in ("AGD-", "MIN-", "FIL-")}
        yield from (f"{what} speaks of {each}" for each in sorted(strange) if each[4:] != case.about)
        if response.status_code not in case.right:
            yield f"{what}: {response.status_code}, not {sorted(case.right)}"
        if address.startswith("/district/export") and response.status_code == OK:
            taken, wanted = taken_out(response), EXPORTS.get(case.reader, set())
            yield from (f"{what}: takes out {each}" for each in sorted(taken ^ wanted))
        offers = offers_in(response) - {address}
        yield from (f"{what}: leads to {each}" for each in sorted(offers) if not _may_go(case.reader, each))
        yield from (f"{what}: offers {each}" for each in sorted(offers & self.closed_to(case.reader)))
