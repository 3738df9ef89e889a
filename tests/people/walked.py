"""The roster in the walk: who may have which page, and what of it a reader gets. Written down by hand."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from hongzhu.orgs.models import PartyOrg
from hongzhu.people.access import keeps
from hongzhu.people.actions import CorrectionEntry, ask_correction, ask_transfer, save_identity
from hongzhu.people.models import CorrectionRequest, IdentityNumber, Person, Placement, Transfer
from tests.access.calls import rows
from tests.access.lines import people
from tests.access.world import READERS
from tests.makers import BY, NOW

NOT_HERE, TO_SIGN_IN, UNSIGNED, NOT_SO, OK = 404, 302, 401, 403, 200
MARKS: Final = ("TEL", "COR")
"""whose telephone number it is; who asks that a record be put right"""
OF_D1: Final = ("committee", "worker", "secretary")
OWN_1: Final = people("D1", schools=True)
NAMED: Final = {
    **{each: people("D1") for each in ("member", "leader", "former")},
    **dict.fromkeys(OF_D1, OWN_1),
    "sibling": people("D2", schools=True),
    "joint": people("D4", schools=True),
    "township": {"T1-secretary", "T1-worker"},
    "other_township": {"T2-secretary"},
    "bureau": {"B-secretary"},
    "staff": {"S1-staff"},
    "principal": {"S1-principal"},
    "leaver": {"D1-leaver"},
}
"""whom a reader may read by name"""
LOOKED_AFTER: Final = {
    **dict.fromkeys(OF_D1, OWN_1),
    "sibling": people("D2", schools=True),
    "joint": people("D4", schools=True),
    "township": {"T1-secretary", "T1-worker"},
    "other_township": {"T2-secretary"},
    "bureau": {"B-secretary"},
    "double": {"T1-secretary", "T1-worker", *OWN_1},
}
"""of whom a reader sees more than the name"""
KEPT: Final = {reader: codes for reader, codes in LOOKED_AFTER.items() if reader != "committee"}
"""whose rows a reader keeps, and whose numbers he may have shown"""
LISTS: Final = frozenset({*NAMED, "officer", "inspector"})
TRIED: Final = (
    "D1-member",
    "D1-secretary",
    "D1-former",
    "D1-leader",
    "S1-staff",
    "D2-member",
    "D3-secretary",
    "S5-staff",
    "B-secretary",
)


IDENTITY: Final = ("identity", "identity/reveal", "identity/erase")
NUMBER: Final = "11010519491231002X"
"""the example of the standard: nobody's"""
ON_A_ROSTER: Final = frozenset(reader for reader, person in READERS.items() if person)
READS_CORRECTIONS: Final = {
    "D1-member": ("member", "worker", "secretary"),
    "D1-worker": ("worker", "secretary"),
}
"""who reads what somebody has asked"""
ANSWERS_CORRECTIONS: Final = {"D1-member": ("worker", "secretary"), "D1-worker": ("secretary",)}
"""nobody answers himself"""
BOTH: Final = ("D1-member", "D1-worker")
HANDED: Final = "D1-former>D2"
"""who is being handed over to whom"""
OF_TRANSFER: Final = ("committee", "worker", "secretary", "former", "sibling")
ASKS: Final = ("worker", "secretary")
"""who may call it back; the sibling may answer it"""


def plant(_now: datetime) -> None:
    """Telephone numbers, shown to whoever asks for one and to the person himself; a transfer that waits; a place of old."""
    everyone = Person.objects.everything("test").in_bulk(["D1-former", "D1-leader"], field_name="code")
    orgs = PartyOrg.objects.everything("test").in_bulk(["D1", "D2", "D3"], field_name="code")
    ask_transfer(everyone["D1-former"], source=orgs["D1"], target=orgs["D2"], by=BY, now=NOW)
    span = {"starts_on": date(2011, 1, 1), "ends_on": date(2012, 1, 1)}
    Placement.objects.everything("test").create(person=everyone["D1-leader"], org=orgs["D3"], **span)
    member = Person.objects.everything("test").get(code="D1-member")
    save_identity(member, NUMBER, by=BY, now=NOW)
    words = CorrectionEntry(about="roster", which="哪一条COR-D1", wanted="应当怎样COR-D1")
    for code in ("D1-member", "D1-worker"):
        ask_correction(Person.objects.everything("test").get(code=code), words, by=BY, now=NOW)
    for person in Person.objects.everything("test").filter(code__in=TRIED):
        person.phone = f"TEL-{person.code.replace('-', '').upper()}"
        person.save(update_fields=["phone"])


def pages(reader: str) -> Iterator[tuple[str, str, frozenset[int]]]:
    """The list, as it is and searched; people near and far."""
    for query in ("", "?who=everyone", "?q=m", "?who=left"):
        yield "people", f"/people{query}", _right(reader, reader in LISTS)
    yield "person_new", "/people/new", _right(reader, reader in KEPT)
    yield "people_export", "/people/export?who=everyone", _right(reader, reader in KEPT)
    yield "transfers", "/transfers", _right(reader, reader in NAMED)
    for key in _transfers():
        yield "transfer", f"/transfers/{key}", _right(reader, reader in OF_TRANSFER)
    yield "correction_new", "/corrections/new", _right(reader, reader in ON_A_ROSTER)
    for person, readers in READS_CORRECTIONS.items():
        yield "correction", f"/corrections/{_correction(person)}", _right(reader, reader in readers)
    for code in (*TRIED, READERS.get(reader) or "D9-nobody", "nobody"):
        yield "person", f"/people/{code}", _right(reader, code in NAMED.get(reader, ()))
        for sheet in ("correct", "leave", "transfer"):
            may = code in KEPT.get(reader, ())
            right = frozenset({OK}) if may else _refused(reader, code)
            yield f"person_{sheet}", f"/people/{code}/{sheet}", right - {UNSIGNED}


def _correction(person: str) -> int:
    found: int = CorrectionRequest.objects.everything("test").get(person__code=person).pk
    return found


def _transfers() -> list[int]:
    return list(Transfer.objects.everything("the walk").values_list("pk", flat=True))


def deeds(reader: str) -> Iterator[tuple[str, str, frozenset[int], dict[str, str]]]:
    """A row is changed, and a number shown, by whoever keeps it; a transfer is answered by one side, taken back by the other."""
    words = {
        "key": "w",
        "purpose": "联系本人",
        "reason": "错",
        "how": "quit",
        "on": "2026-01-01",
        "target": "D3",
        "number": NUMBER,
    }
    words |= {"name": "错", "category": "masses", "arrived_on": "2020-01-01", "org": "D1"}
    for code in TRIED:
        for deed in (
            ("reveal", "correct", "leave", "transfer", *IDENTITY) if code not in KEPT.get(reader, ()) else ()
        ):
            yield f"post {deed}", f"/people/{code}/{deed}", _refused(reader, code), words
    refused = frozenset({TO_SIGN_IN, UNSIGNED} if reader == "public" else {NOT_HERE})
    if reader not in KEPT:
        yield "post new", "/people/new", refused, words
    seen = frozenset({NOT_SO}) if reader in (*ASKS, "sibling") else refused
    for key in _transfers():
        for deed in ("accept", "refuse", "undo") if reader != "sibling" else ():
            yield f"post {deed}", f"/transfers/{key}/{deed}", seen, words
        if reader not in ASKS:
            yield "post back", f"/transfers/{key}/back", seen, words
    said = {"key": "w", "state": "refused", "answer": "错"}
    for person, answerers in ANSWERS_CORRECTIONS.items():
        here = f"/corrections/{_correction(person)}"
        if reader not in answerers:
            yield "post correction answer", f"{here}/answer", refused, said
        if READERS.get(reader) != person:
            yield "post correction withdraw", f"{here}/withdraw", refused, said
    if reader not in ON_A_ROSTER:
        yield "post correction", "/corrections/new", refused, said
        yield "post copy", "/me/copy", refused, said


def _refused(reader: str, code: str) -> frozenset[int]:
    if reader == "public":
        return frozenset({TO_SIGN_IN, UNSIGNED})
    return frozenset({NOT_SO if code in NAMED.get(reader, ()) else NOT_HERE})


def allowed(reader: str, mark: str) -> bool:
    """One's own number stands on one's own page, no other on any; a request is for its branch."""
    if mark.startswith("COR-"):
        return any(reader in readers for readers in READS_CORRECTIONS.values())
    return READERS.get(reader, "").replace("-", "").upper() == mark.partition("-")[2]


PLACE: Final = re.compile(r"/people/([\w-]+)/?(\w*)")
CORRECTION: Final = re.compile(r"/corrections/(\d+)/?(\w*)")
TRANSFER: Final = re.compile(r"/transfers/\d+/?(\w*)")


def may_go(reader: str, address: str) -> bool | None:
    """Whether a page may lead a reader there: nobody is offered what he would be refused."""
    if address.partition("?")[0] == "/people":
        return reader in LISTS
    if address.partition("?")[0] == "/transfers":
        return reader in NAMED
    if address.partition("?")[0] in ("/corrections/new", "/me/copy"):
        return reader in ON_A_ROSTER
    if deed := CORRECTION.match(address):
        person = CorrectionRequest.objects.everything("test").get(pk=int(deed[1])).person.code
        if deed[2] == "withdraw":
            return READERS.get(reader) == person
        return reader in (ANSWERS_CORRECTIONS if deed[2] else READS_CORRECTIONS)[person]
    if deed := TRANSFER.match(address):
        return reader in {"": OF_TRANSFER, "back": ASKS}.get(deed[1], ("sibling",))
    if address.partition("?")[0] in ("/people/new", "/people/export"):
        return reader in KEPT
    found = PLACE.match(address)
    if found is None:
        return None
    return found[1] in (KEPT if found[2] else NAMED).get(reader, ())


def _right(reader: str, may: bool) -> frozenset[int]:
    if reader == "public":
        return frozenset({TO_SIGN_IN})
    return frozenset({OK if may else NOT_HERE})


ASKED: Final = {
    "roster": rows(Person, "code"),
    "transfer": rows(Transfer, "person__code", "target__code"),
    "correction": rows(CorrectionRequest, "person__code"),
    "identity number": rows(IdentityNumber, "person__code"),
    "keeps": lambda reader, _action: frozenset(org.code for org in keeps(reader)),
    "placement": rows(Placement, "person__code", "org__code"),
}
LINES: Final = {
    ("roster", "detail"): LOOKED_AFTER,
    ("roster", "reveal"): KEPT,
    ("transfer", "read"): dict.fromkeys((*OF_TRANSFER, "double"), (HANDED,)),
    ("transfer", "change"): dict.fromkeys((*ASKS, "double"), (HANDED,)),
    ("transfer", "answer"): {"sibling": (HANDED,)},
    ("correction", "read"): {
        **dict.fromkeys(("worker", "secretary", "double"), BOTH),
        "member": ("D1-member",),
    },
    ("correction", "answer"): {**dict.fromkeys(("secretary", "double"), BOTH), "worker": ("D1-member",)},
    ("correction", "create"): {"member": ("D1-member",), "worker": ("D1-worker",)},
    ("keeps", ""): {
        **dict.fromkeys(ASKS, ("D1",)),
        "sibling": ("D2",),
        "joint": ("D4",),
        "bureau": ("B",),
        "township": ("T1",),
        "other_township": ("T2",),
        "double": ("D1", "T1"),
    },
    ("identity number", "read"): dict.fromkeys(("member", "worker", "secretary", "double"), ("D1-member",)),
    ("identity number", "change"): dict.fromkeys(("worker", "secretary", "double"), ("D1-member",)),
    ("placement", "read"): dict.fromkeys((*OF_D1, "leader", "double"), ("D1-leader>D3",)),
}
