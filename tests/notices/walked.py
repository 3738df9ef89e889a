"""Messages in the walk: who may have which page, and which messages a reader gets. Written down by hand."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from hongzhu.accounts.models import User
from hongzhu.ledger.models import Subject
from hongzhu.notices.access import digest_of, feed_of, looks_from_above, run_orgs, wanting_digest
from hongzhu.notices.actions import Letter, Told, log_chat, send_reminders
from hongzhu.notices.models import Feed, Mail, Matter, Message, Preference
from hongzhu.notices.on_home import parts
from hongzhu.notices.quiet import Key
from hongzhu.orgs.bodies import find_bodies
from hongzhu.orgs.models import PartyOrg
from tests.access.calls import rows
from tests.access.world import DUTIES, MORE, READERS
from tests.accounts.makers import make_user
from tests.makers import BY

NOT_HERE, TO_SIGN_IN, UNSIGNED, OK = 404, 302, 401, 200
MARKS: Final = ("MSG", "MAI", "PRE")
"""to whom it was said, or in a chat group by whom; how the e-mail of a sender went; somebody's own address"""
SENT: Final = {"D1": "B", "D2": "T1", "D3": "B", "S5": "B", "S1": "T1"}
"""to whom → by whom"""
SENDS: Final = {"bureau": "B", "township": "T1", "officer": "T1", "other_township": "T2"}
SENDING: Final = SENDS | {"double": "T1"}
READS: Final = {
    **{each: {"D1", "S1"} for each in ("committee", "worker", "secretary")},
    "principal": {"S1"},
    "sibling": {"D2"},
    "township": {"D1", "D2", "S1"},
    "officer": {"D1", "D2", "S1"},
    "other_township": {"D3", "S5"},
    "bureau": {"D1", "D2", "D3", "S5", "S1"},
    "inspector": {"D1", "D2", "D3", "S5", "S1"},
    "double": {"D1", "D2", "D3", "S5", "S1"},
    "deputy": {"D2"},
}
"""messages to whom a reader may read, be it because he sent them"""
ANSWERS: Final = {"worker": {"D1"}, "secretary": {"D1"}, "sibling": {"D2"}, "principal": {"S1"}}
FROM_ABOVE: Final = (*SENDING, "inspector")
EVERYONE: Final = ("public", *READERS, *MORE, *DUTIES)
LIVE: Final = "live"
WORDS: Final = (LIVE, "ended", "of one who left", "nobody's")
"""secret words of addresses of calendars: one is in use"""
OFFICELESS: Final = ("public", "nobody", "expired", "leaver", "system", "security", "audit")


def plant(now: datetime) -> None:
    """A reminder to each, and a text that was put into a group."""
    bodies = find_bodies(SENT)
    for to, sender in SENT.items():
        subject = Subject.objects.get(code=to, kind="school" if to.startswith("S") else "org")
        told = Told(key=Key(subject.pk, "nothing", to), words=f"事MSG-{to}", tag="过期 1 天", is_late=True)
        letter = Letter(to=bodies[to], title=f"提醒MSG-{to}", words=f"话MSG-{to}", matters=[told])
        send_reminders([letter], sender=_org(sender), by=BY, now=now - timedelta(minutes=1))
    keeper, gone = make_user("keeper", "有日历的人"), make_user("gone", "停用的人")
    Mail.objects.everything("test").create(message=_message("D2"), user=keeper, why="MAI-T1", state="failed")
    mailed = {"email": "PRE-KEEPER@example.cn", "confirmed_at": now}
    User.objects.filter(pk=gone.pk).update(is_active=False)
    wants = (keeper, gone, make_user("told", "这周有过的人"))
    for user in wants:
        Preference.objects.everything("test").create(user=user, is_weekly=True, **mailed)
    Preference.objects.everything("test").create(user=make_user("content", "不要提要的人"))
    for user, ago in ((keeper, timedelta(days=8)), (wants[2], timedelta(days=1))):
        Message.objects.everything("test").create(
            kind=Message.Kind.DIGEST, user=user, title="提要", sent_at=now - ago
        )
    for user, word, ended_at in (
        (keeper, LIVE, None),
        (keeper, "ended", now),
        (gone, "of one who left", None),
    ):
        Feed.objects.everything("test").create(
            user=user, digest=digest_of(word), made_at=now - timedelta(days=9), ended_at=ended_at
        )
    log_chat("群里说MSG-B", sender=_org("B"), by=BY, now=now - timedelta(minutes=1))


def _message(to: str) -> Message:
    found: Message = Message.objects.everything("test").get(title=f"提醒MSG-{to}")
    return found


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
            yield "post message read", f"/messages/{_message(to).pk}/read", refused, {"key": f"walk{to}"}
    if reader not in SENDS:
        words = {"key": "walk", "to": "org:D1", "chat": "话"}
        yield "post remind", "/reminders", refused, words
        yield "post chat", "/reminders/chat", refused, words
    if reader in OFFICELESS:
        for tail in ("weekly", "address", "code", "address/drop", "feeds"):
            yield f"post {tail}", f"/messages/how/{tail}", refused, {"key": "walk", "email": "a@b.cn"}
    key = Feed.objects.everything("test").get(digest=digest_of(LIVE)).pk
    yield "post feed end", f"/messages/how/feeds/{key}/end", refused, {}


def allowed(reader: str, mark: str) -> bool:
    """Whether a text with one of these marks may come before a reader."""
    name, to = mark.split("-")
    if name != "MSG":
        return name == "MAI" and SENDING.get(reader) == to
    return SENDING.get(reader) == "B" if to == "B" else to in READS.get(reader, ())


READ: Final = re.compile(r"/messages/(\d+)/read$")


def may_go(reader: str, address: str) -> bool | None:
    """Whether a page may lead a reader there: nobody is offered what he would be refused."""
    path = address.partition("?")[0]
    if found := READ.match(path):
        row = Message.objects.everything("test").get(pk=int(found[1]))
        body = row.org or row.school
        return reader == "joint" or (body is not None and body.code in ANSWERS.get(reader, ()))
    if path.startswith("/messages/how/feeds/"):
        return path == "/messages/how/feeds/new" and reader not in OFFICELESS
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
    "mail of the sender": rows(Mail, "why"),
    "found by its word": lambda _reader, _action: frozenset(each for each in WORDS if feed_of(each)),
    "wanting a digest": lambda _reader, _action: frozenset(
        each.login for each in wanting_digest(datetime.now(UTC) - timedelta(days=7))
    ),
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
    # what the principal was told is done already
    ("told on home", ""): {each: ["reminded"] for each in ("worker", "secretary", "sibling", "double")},
    ("sent from above", ""): {each: ["above"] for each in FROM_ABOVE},
    ("mail of the sender", ""): dict.fromkeys(("township", "officer", "double"), ("MAI-T1",)),
    ("found by its word", ""): dict.fromkeys(EVERYONE, (LIVE,)),
    ("wanting a digest", ""): dict.fromkeys(EVERYONE, ("keeper",)),
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
