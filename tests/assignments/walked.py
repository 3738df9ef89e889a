"""Assignments in the walk: who may have which page, and what of them a reader gets. Written down by hand."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from hongzhu.assignments.access import looks_from_above, senders
from hongzhu.assignments.actions import (
    AssignmentEntry,
    GivenEntry,
    ItemEntry,
    remark_on,
    remind_receipts,
    respond,
    save_draft,
    send_assignment,
)
from hongzhu.assignments.asking import reach_of
from hongzhu.assignments.models import AskedItem, Assignment, Given, Receipt, Remark, Response
from hongzhu.assignments.on_home import parts
from hongzhu.assignments.sources import described
from hongzhu.orgs.models import PartyOrg
from tests.access.calls import rows
from tests.access.expected import NONE
from tests.makers import BY, NOW

NOT_HERE, TO_SIGN_IN, UNSIGNED, OK = 404, 302, 401, 200
MARKS: Final = ("ASK", "ANS", "RMK", "DFT")
"""what is asked by whom, what was answered by whom, a remark on whose answer, a draft of whom"""
OWN: Final = ("committee", "worker", "secretary", "principal")
ASKED_OF: Final = {"B": ("D1", "D3"), "T1": ("D1", "D2")}
"""sender → whom it asked"""
CODES: Final = {"B": "B-2026-R1", "T1": "T1-2026-R1"}
DRAFT: Final = "B-2026-R2"
SENDS: Final = {"bureau": "B", "township": "T1", "officer": "T1", "other_township": "T2"}
READS: Final = {
    **{each: {"D1"} for each in OWN},
    "sibling": {"D2"},
    "joint": {"D4"},
    "township": {"D1", "D2"},
    "officer": {"D1", "D2"},
    "other_township": {"D3", "D4"},
    "bureau": {"D1", "D2", "D3", "D4"},
    "inspector": {"D1", "D2", "D3", "D4"},
}
"""whose receipts a reader may look at"""
ANSWERS: Final = {"worker": {"D1"}, "secretary": {"D1"}, "sibling": {"D2"}, "joint": {"D4"}}
ABOVE: Final = ("township", "officer", "other_township", "bureau")
"""who remarks on what he may look at"""
MORE: Final = {"double": {"D1", "D2", "D3", "D4"}, "deputy": {"D2"}}


def plant(at: datetime) -> None:
    """Two that were sent, everybody reminded just now, one answer each and a remark; one draft."""
    due_on, now = NOW.date() + timedelta(days=9), NOW
    items = (ItemEntry(title="党员人数", figure="people.members"), ItemEntry(title="打算几人"))
    for sender, asked in ASKED_OF.items():
        words = {"title": f"任务ASK-{sender}", "words": f"说明ASK-{sender}", "due_on": due_on}
        draft = save_draft(AssignmentEntry(org=sender, items=items, asked=asked, **words), by=BY, now=now)
        remind_receipts(send_assignment(draft, by=BY, now=now), by=BY, now=at)
    for sender, org in (("B", "D3"), ("T1", "D1")):
        receipt = Receipt.objects.everything("test").get(assignment__code=CODES[sender], org__code=org)
        given = [GivenEntry(place=1, value=f"答ANS-{org}"), GivenEntry(place=2, value=f"答ANS-{org}")]
        respond(receipt, given=given, words=f"回复ANS-{org}", by=BY, now=now)
        superior = PartyOrg.objects.everything("test").get(code=sender)
        remark_on(receipt, org=superior, words=f"批注RMK-{org}", by=BY, now=now)
    entry = AssignmentEntry(
        org="B", title="草稿DFT-B", words="草稿DFT-B", due_on=due_on, items=items, asked=("D1",)
    )
    save_draft(entry, by=BY, now=now)


def receipts(reader: str) -> set[tuple[str, str]]:
    """(sender, asked) of every receipt a reader may look at."""
    seen = (READS | MORE).get(reader, set())
    own = SENDS.get(reader) or {"double": "T1"}.get(reader, "")
    return {
        (sender, org) for sender, asked in ASKED_OF.items() for org in asked if org in seen or sender == own
    }


def sees(reader: str, sender: str) -> bool:
    """Whether a reader may look at what somebody sent."""
    own = {"inspector": "B", "double": "BT1"} | SENDS
    return any(each == sender for each, _org in receipts(reader)) or sender in (own.get(reader, ""),)


def drafts(reader: str) -> bool:
    """Whether a reader may look at the draft of the bureau."""
    return SENDS.get(reader) == "B"


def pages(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """Lists, forms, every assignment and every receipt."""
    yield "assignments", "/assignments", _right(reader, reader in READS)
    yield "assignments_received", "/assignments/received", _right(reader, reader in READS)
    yield "assignment_new", "/assignments/new", _right(reader, reader in SENDS)
    for tail in ("edit", "check"):
        yield f"assignment_{tail}", f"/assignments/{DRAFT}/{tail}", _right(reader, drafts(reader))
    yield "assignment draft", f"/assignments/{DRAFT}", _right(reader, drafts(reader), moved=True)
    yield "receipt of a draft", f"/assignments/{DRAFT}/to/D1", _right(reader, False)
    for sender, asked in ASKED_OF.items():
        code = CODES[sender]
        yield "assignment", f"/assignments/{code}", _right(reader, sees(reader, sender), moved=True)
        yield "assignment_export", f"/assignments/{code}/export", _right(reader, sees(reader, sender))
        yield "assignment_check sent", f"/assignments/{code}/check", _right(reader, False)
        for org in asked:
            may = (sender, org) in receipts(reader)
            yield "receipt", f"/assignments/{code}/to/{org}", _right(reader, may)
            kind, key = "receipt", f"{code}:{org}"
            yield "attachments", f"/attachments/of/{kind}/{key}", _right(reader, may)
            address = f"/duties/assignment.response/assignment/{key}"
            yield "duty of a case", address, _right(reader, org in STANDS.get(reader, NONE))
        yield "attachments", f"/attachments/of/assignment/{code}", _right(reader, sees(reader, sender))
    yield "nowhere", "/assignments/nothing", _right(reader, False)
    yield "nowhere", "/duties/assignment.response/assignment/nothing", _right(reader, False)


STANDS: Final = {each: orgs for each, orgs in READS.items() if each != "principal"}
"""whose duties a reader may see explained"""


def deeds(reader: str) -> Iterator[tuple[str, str, frozenset[int], dict[str, str]]]:
    """What only the sender does, what only the organisation asked does, what only those above it do."""
    refused = frozenset({TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE})
    late = (timezone.localdate() + timedelta(days=60)).isoformat()
    words = {"key": "walk", "reason": "错", "due_on": late, "words": "错", "title": "错", "asked": "D1"}
    for tail in () if drafts(reader) else ("send", "drop", "edit"):
        yield f"post {tail}", f"/assignments/{DRAFT}/{tail}", refused, words
    if reader not in SENDS:
        yield "post new", "/assignments/new", refused, words
    for sender, asked in ASKED_OF.items():
        code = CODES[sender]
        for tail in () if SENDS.get(reader) == sender else ("remind", "extend", "close"):
            yield f"post {tail}", f"/assignments/{code}/{tail}", refused, words
        for org in asked:
            here = f"/assignments/{code}/to/{org}"
            for tail in () if SENDS.get(reader) == sender else ("return", "extend"):
                yield f"post {tail} one", f"{here}/{tail}", refused, words
            for tail in () if org in ANSWERS.get(reader, ()) else ("read", "respond"):
                yield f"post {tail}", f"{here}/{tail}", refused, words
            if reader not in ABOVE or org not in READS[reader]:
                yield "post remark", f"{here}/remark", refused, words


def allowed(reader: str, mark: str) -> bool:
    """Whether a text with one of these marks may come before a reader."""
    name, body = mark.split("-")[:2]
    if name == "ASK":
        return sees(reader, body)
    if name == "DFT":
        return drafts(reader)
    sender = {"D1": "T1", "D3": "B"}[body]
    return (sender, body) in receipts(reader)


PLACES: Final = (
    re.compile(r"/assignments/(new)$"),
    re.compile(r"/assignments/([A-Z0-9]+-\d+-R\d+)/to/(\w+)/?(\w*)"),
    re.compile(r"/assignments/([A-Z0-9]+-\d+-R\d+)/?(\w*)"),
    re.compile(r"/duties/[^/]+/assignment/([\w-]+):(\w+)"),
)


def may_go(reader: str, address: str) -> bool | None:
    """Whether a page may lead a reader there: nobody is offered what he would be refused."""
    new, one, whole, duty = (place.match(address) for place in PLACES)
    if new:
        return reader in SENDS
    if duty:
        return duty[2] in STANDS.get(reader, NONE)
    if one:
        sender, org, deed = one[1].partition("-")[0], one[2], one[3]
        is_seen = (sender, org) in receipts(reader)
        own = SENDS.get(reader) == sender
        answers = org in ANSWERS.get(reader, ())
        above = reader in ABOVE and org in READS[reader]
        rights = {"": is_seen, "read": answers, "respond": answers, "remark": above}
        return rights.get(deed, own)
    if whole:
        sender, deed = whole[1].partition("-")[0], whole[2]
        if whole[1].endswith("R2"):
            return drafts(reader)
        return sees(reader, sender) if deed in ("", "export") else SENDS.get(reader) == sender
    return None


def _right(reader: str, may: bool, *, moved: bool = False) -> frozenset[int]:
    """`moved`: whoever sees one receipt only is led there, whoever drafts to the last look."""
    if reader == "public":
        return frozenset({TO_SIGN_IN})
    return frozenset({OK, TO_SIGN_IN} if may and moved else {OK} if may else {NOT_HERE})


def _named(found: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{CODES[sender]}>{org}" for sender, org in found)


READERS: Final = (*READS, *MORE)
RECORDS: Final = tuple(f"{CODES[sender]}:{org}" for sender, asked in ASKED_OF.items() for org in asked)
ASKED: Final = {
    "assignment": rows(Assignment, "code"),
    "asked item": rows(AskedItem, "assignment__code", "title"),
    "receipt": rows(Receipt, "assignment__code", "org__code"),
    "response": rows(Response, "receipt__assignment__code", "receipt__org__code"),
    "given": rows(Given, "response__receipt__org__code", "item__title"),
    "remark": rows(Remark, "receipt__org__code", "org__code"),
    "sending": lambda reader, _action: frozenset(org.code for org in senders(reader)),
    "asking": lambda reader, _action: frozenset(
        f"{org.code}>{each.code}" for org in senders(reader) for each in reach_of(org, reader.day).askable
    ),
    "receipt record": lambda reader, _action: frozenset(described(reader, RECORDS)),
    "on home": lambda reader, _action: frozenset(
        f"{part.name} {line.title}" for part in parts(reader, reader.day) for line in part.lines
    ),
    "from above": lambda reader, _action: frozenset({"above"} if looks_from_above(reader) else ()),
}
ITEMS: Final = ("党员人数", "打算几人")
SENDING: Final = SENDS | {"double": "T1"}
NOTED: Final = {
    **{each: {"D1", "D2"} for each in ("township", "officer")},
    "other_township": {"D3", "D4"},
    "bureau": {"D1", "D2", "D3", "D4"},
    "double": {"D2"},
}
"""on whose answers a reader remarks"""
BELOW: Final = {"B": ("D1", "D2", "D3", "D4"), "T1": ("D1", "D2"), "T2": ("D3", "D4")}


def _sent(reader: str) -> list[str]:
    return [CODES[sender] for sender in CODES if sees(reader, sender)]


def _own(reader: str) -> list[str]:
    """What a reader may change, his drafts among it."""
    sender = SENDING.get(reader, "")
    return [*([CODES[sender]] if sender in CODES else []), *([DRAFT] if sender == "B" else [])]


def _receipts(orgs: dict[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {
        reader: _named({(sender, org) for sender, asked in ASKED_OF.items() for org in asked if org in some})
        for reader, some in orgs.items()
    }


ANSWERED: Final = {("T1", "D1"), ("B", "D3")}
LINES: Final = {
    ("assignment", "read"): {each: {*_sent(each), *_own(each)} for each in READERS},
    ("assignment", "change"): {each: _own(each) for each in SENDING},
    ("asked item", "read"): {
        each: [f"{code}>{item}" for code in {*_sent(each), *_own(each)} for item in ITEMS] for each in READERS
    },
    ("receipt record", ""): {
        each: [f"{CODES[sender]}:{org}" for sender, org in receipts(each)] for each in READERS
    },
    ("on home", ""): {
        each: [f"assignments 任务ASK-{sender}"] for each, sender in SENDING.items() if sender in CODES
    },
    ("receipt", "read"): {each: _named(receipts(each)) for each in READERS},
    ("receipt", "answer"): _receipts(ANSWERS | {"double": {"D1"}}),
    ("receipt", "note"): _receipts(NOTED),
    ("receipt", "change"): {
        each: [f"{CODES[sender]}>{org}" for org in ASKED_OF.get(sender, ())]
        for each, sender in SENDING.items()
    },
    ("receipt", "draft"): {
        each: [
            *(f"{CODES[sender]}>{org}" for org in ASKED_OF.get(sender, ())),
            *([f"{DRAFT}>D1"] if sender == "B" else []),
        ]
        for each, sender in SENDING.items()
    },
    ("response", "read"): {each: _named(receipts(each) & ANSWERED) for each in READERS},
    ("given", "read"): {
        each: [f"{org}>{item}" for _sender, org in receipts(each) & ANSWERED for item in ITEMS]
        for each in READERS
    },
    ("remark", "read"): {
        each: [f"{org}>{sender}" for sender, org in receipts(each) & ANSWERED] for each in READERS
    },
    ("sending", ""): {each: [sender] for each, sender in SENDING.items()},
    ("asking", ""): {each: [f"{sender}>{org}" for org in BELOW[sender]] for each, sender in SENDING.items()},
    ("from above", ""): {each: ["above"] for each in (*SENDING, "inspector", "deputy")},
}
