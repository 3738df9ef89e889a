"""Messages in the walk: who may have which page, and which messages a reader gets. Written down by hand."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from hongzhu.ledger.models import Subject
from hongzhu.notices.access import looks_from_above, run_orgs
from hongzhu.notices.actions import Letter, Told, log_chat, send_reminders
from hongzhu.notices.models import Mail, Matter, Message
from hongzhu.notices.on_home import parts
from hongzhu.notices.quiet import Key
from hongzhu.orgs.bodies import find_bodies
from hongzhu.orgs.models import PartyOrg
from tests.access.calls import rows
from tests.makers import BY

NOT_HERE, TO_SIGN_IN, UNSIGNED, OK = 404, 302, 401, 200
MARKS: Final = ("MSG",)
"""to whom it was said, or in a chat group by whom"""
SENT: Final = {"D1": "B", "D2": "T1", "D3": "B", "S5": "B"}
"""to whom → by whom"""
SENDS: Final = {"bureau": "B", "township": "T1", "officer": "T1", "other_township": "T2"}
SENDING: Final = SENDS | {"double": "T1"}
READS: Final = {
    **{each: {"D1"} for each in ("committee", "worker", "secretary")},
    "sibling": {"D2"},
    "township": {"D1", "D2"},
    "officer": {"D1", "D2"},
    "other_township": {"D3", "S5"},
    "bureau": {"D1", "D2", "D3", "S5"},
    "inspector": {"D1", "D2", "D3", "S5"},
    "double": {"D1", "D2", "D3", "S5"},
    "deputy": {"D2"},
}
"""messages to whom a reader may read, be it because he sent them"""
ANSWERS: Final = {"worker": {"D1"}, "secretary": {"D1"}, "sibling": {"D2"}}
FROM_ABOVE: Final = (*SENDING, "inspector")
OFFICELESS: Final = ("public", "nobody", "expired", "leaver", "system", "security", "audit")


def plant(now: datetime) -> None:
    """A reminder to each, and a text that was put into a group."""
    bodies = find_bodies(SENT)
    for to, sender in SENT.items():
        subject = Subject.objects.get(code=to, kind="school" if to.startswith("S") else "org")
        told = Told(key=Key(subject.pk, "nothing", to), words=f"事MSG-{to}", tag="过期 1 天", is_late=True)
        letter = Letter(to=bodies[to], title=f"提醒MSG-{to}", words=f"话MSG-{to}", matters=[told])
        send_reminders([letter], sender=_org(sender), by=BY, now=now - timedelta(minutes=1))
    log_chat("群里说MSG-B", sender=_org("B"), by=BY, now=now - timedelta(minutes=1))


def _org(code: str) -> PartyOrg:
    return PartyOrg.objects.everything("test").get(code=code)


def pages(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """The inbox of everybody, what was sent, how one wants to be told, who would be reminded."""
    yield "messages", "/messages", _right(reader, True)
    yield "messages_sent", "/messages/sent", _right(reader, reader in FROM_ABOVE)
    yield "preferences", "/messages/how", _right(reader, reader not in OFFICELESS)
    yield "reminders", "/reminders", _right(reader, reader in SENDS)
    yield "calendar of nobody", "/calendar/nothing.ics", frozenset({NOT_HERE})


def deeds(reader: str) -> Iterator[tuple[str, str, frozenset[int], dict[str, str]]]:
    """Nobody takes as read what is not his; only who sends reminds."""
    refused = frozenset({TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE})
    for to in SENT:
        if to not in ANSWERS.get(reader, ()):
            yield "post message read", f"/messages/{_number(to)}/read", refused, {"key": f"walk{to}"}
    if reader not in SENDS:
        words = {"key": "walk", "to": "org:D1", "chat": "话"}
        yield "post remind", "/reminders", refused, words
        yield "post chat", "/reminders/chat", refused, words
    if reader in OFFICELESS:
        for tail in ("weekly", "address", "code", "address/drop", "feeds"):
            yield f"post {tail}", f"/messages/how/{tail}", refused, {"key": "walk", "email": "a@b.cn"}
    yield "post feed end", "/messages/how/feeds/999/end", refused, {}


def _number(to: str) -> int:
    found: int = Message.objects.everything("test").get(title=f"提醒MSG-{to}").pk
    return found


def allowed(reader: str, mark: str) -> bool:
    """Whether a text with one of these marks may come before a reader."""
    to = mark.split("-")[1]
    return SENDING.get(reader) == "B" if to == "B" else to in READS.get(reader, ())


READ: Final = re.compile(r"/messages/(\d+)/read$")


def may_go(reader: str, address: str) -> bool | None:
    """Whether a page may lead a reader there: nobody is offered what he would be refused."""
    path = address.partition("?")[0]
    if found := READ.match(path):
        row = Message.objects.everything("test").get(pk=int(found[1]))
        to = row.org.code if row.org else ""
        return to in {"worker": "D1", "secretary": "D1", "sibling": "D2", "joint": "D4"}.get(reader, "")
    if path == "/messages/sent":
        return reader in FROM_ABOVE
    if path.startswith("/reminders"):
        return reader in SENDS
    if path.startswith("/messages/how"):
        return reader not in OFFICELESS
    return reader != "public" if path == "/messages" else None


def _right(reader: str, may: bool) -> frozenset[int]:
    return frozenset({TO_SIGN_IN} if reader == "public" else {OK} if may else {NOT_HERE})


def _titles(readers: dict[str, set[str]]) -> dict[str, list[str]]:
    return {reader: [f"提醒MSG-{to}" for to in some] for reader, some in readers.items()}


def _of_here(rows: frozenset[str]) -> frozenset[str]:
    """Without what other rooms sent."""
    return frozenset(each for each in rows if "MSG-" in each or each == "发到群里的话")


ASKED: Final = {
    "message": lambda reader, action: _of_here(rows(Message, "title")(reader, action)),
    "matter": lambda reader, action: _of_here(rows(Matter, "words")(reader, action)),
    "mail": rows(Mail, "message__title"),
    "told on home": lambda reader, _action: frozenset(
        part.name for part in parts(reader, reader.day) if part.lines
    ),
    "sent from above": lambda reader, _action: frozenset({"above"} if looks_from_above(reader) else ()),
    "calendars": lambda reader, _action: frozenset(org.code for org in run_orgs(reader)),
}
CHAT: Final = "发到群里的话"
LINES: Final = {
    ("message", "read"): {
        reader: [*titles, *([CHAT] if SENDING.get(reader) == "B" else [])]
        for reader, titles in _titles(READS).items()
    },
    ("message", "answer"): _titles(ANSWERS | {"double": {"D1"}}),
    ("message", "create"): {
        reader: [
            *(f"提醒MSG-{to}" for to, by in SENT.items() if by == sender),
            *([CHAT] if sender == "B" else []),
        ]
        for reader, sender in SENDING.items()
    },
    ("matter", "read"): {reader: [f"事MSG-{to}" for to in some] for reader, some in READS.items()},
    ("told on home", ""): {each: ["reminded"] for each in ("worker", "secretary", "sibling", "double")},
    ("sent from above", ""): {each: ["above"] for each in FROM_ABOVE},
    ("calendars", ""): {
        **{each: ["D1"] for each in ("committee", "worker", "secretary")},
        "sibling": ["D2"],
        "joint": ["D4"],
        "township": ["T1"],
        "other_township": ["T2"],
        "bureau": ["B"],
        "double": ["D1", "T1"],
    },
}
