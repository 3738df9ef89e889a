"""What the matrix says, written down by hand and not derived from the code: body by body, class by class."""

import re
from typing import Final

from tests.access.world import BODIES, CONFIRMED, FRESH, GROUPS, READERS, WITHDRAWN, meetings

OWN: Final = frozenset({"D1", "D1G", "S1"})
OWN_2: Final = frozenset({"D2", "D2G", "S2"})
OWN_4: Final = frozenset({"D4", "S4"})
UNDER_T1: Final = OWN | OWN_2
UNDER_T2: Final = frozenset({"D3", "S3", "D4", "S4", "S5"})
"""what it leads, what it guides, and the school that nobody covers"""
ALL: Final = frozenset(BODIES)
T1, T2, B = frozenset({"T1"}), frozenset({"T2"}), frozenset({"B"})
NONE: Final[frozenset[str]] = frozenset()

READS: Final = {
    "committee": OWN,
    "worker": OWN,
    "secretary": OWN,
    "sibling": OWN_2,
    "joint": OWN_4,
    "principal": frozenset({"S1"}),
    "township": T1 | {"T1G"} | UNDER_T1,
    "officer": T1 | UNDER_T1,
    "other_township": T2 | UNDER_T2,
    "bureau": B | ALL,
    "inspector": B | ALL,
}
"""whose meetings a reader may look at, all kinds of them"""
OF_MEMBERS, OF_GROUPS, OF_STAFF = (
    "meeting.assembly",
    "meeting.group",
    ("meeting.staff-study", "meeting.principal-report"),
)
PARTLY: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "staff": {"S1": OF_STAFF, "D1": OF_STAFF},
    "principal": {"D1": OF_STAFF},
    "member": {"D1": (OF_MEMBERS, *OF_STAFF), "D1G": (OF_GROUPS,), "S1": OF_STAFF},
    "leader": {"D1": (OF_MEMBERS, *OF_STAFF), "D1G": (OF_GROUPS,), "S1": OF_STAFF},
    "former": {"D1": (OF_MEMBERS, *OF_STAFF), "S1": OF_STAFF},
}
"""only these kinds of them: what everybody there attends"""
WRITES: Final = {
    "committee": OWN,
    "worker": OWN,
    "secretary": OWN,
    "sibling": OWN_2,
    "joint": OWN_4,
    "leader": frozenset({"D1G"}),
    "township": T1 | {"T1G"},
    "officer": T1,
    "other_township": T2,
    "bureau": B,
}
"""for whom a reader records meetings"""
CALLED: Final = {
    **{each: frozenset({"D1", "S1"}) for each in ("committee", "worker", "secretary", "former")},
    **dict.fromkeys(("member", "leader"), OWN),
    **{each: frozenset({"S1"}) for each in ("staff", "principal")},
}
"""to whose announced meetings a reader is called: all members, all staff, all of the group"""
TOLD: Final = CALLED | dict.fromkeys(("committee", "worker", "secretary"), OWN)
"""whose announcements a reader may look at; nobody above the branch"""
WITHDRAWS: Final = {"worker": OWN, "secretary": OWN, "sibling": OWN_2, "joint": OWN_4}
CONFIRMS: Final = WITHDRAWS | {"committee": OWN}
"""who may say that the paper is signed; chair and recorder of every meeting here are among them"""
OF_S1: Final = frozenset({"staff", "principal"})
NAMES: Final = {
    "staff": {"D1"},
    "member": {"D1"},
    "leader": {"D1"},
    "committee": {"D1"},
    "worker": {"D1"},
    "secretary": {"D1"},
    "former": {"D1"},
    "leaver": {"D1"},
    "principal": {"D1"},
    "sibling": {"D2"},
    "joint": {"D4"},
    "township": {"T1"},
    "other_township": {"T2"},
    "bureau": {"B"},
    "officer": {"T1"},
}
"""people whom a reader may read by name: those of the own branch and school, never of what is below; an officer those
whose meetings he records"""
STANDS: Final = {
    "committee": OWN,
    "worker": OWN,
    "secretary": OWN,
    "leader": frozenset({"D1G"}),
    "sibling": OWN_2,
    "joint": OWN_4,
    "principal": frozenset({"S1"}),
    "township": T1 | {"T1G"} | UNDER_T1,
    "officer": T1 | UNDER_T1,
    "other_township": T2 | UNDER_T2,
    "bureau": B | ALL,
    "inspector": B | ALL,
}
"""whose duties a reader may see explained"""
ABOVE: Final = frozenset({"township", "officer", "other_township", "bureau", "inspector"})
"""who sits above schools, and reads what was resolved but not what was said"""
TRAININGS: Final = {
    "member": {"D1"},
    **{each: {"D1", "B"} for each in ("committee", "worker", "secretary")},
    "sibling": {"D1"},
    "township": {"D1"},
    "officer": {"D1"},
    "other_township": {"D3"},
    "bureau": {"D1", "D3", "B"},
    "inspector": {"D1", "D3", "B"},
}
"""who held the trainings of which a reader may know: of what is in reach, of one's own people, one's own"""
RECORDS: Final = {
    **{each: {"D1"} for each in ("committee", "worker", "secretary")},
    "sibling": {"D2"},
    "joint": {"D4"},
    "township": {"T1"},
    "officer": {"T1"},
    "other_township": {"T2"},
    "bureau": {"B"},
}
"""the organisations for which a reader records trainings and study plans"""
SECRETARIES: Final = frozenset({"secretary", "sibling", "joint", "township", "other_township", "bureau"})

FROM_ABOVE: Final = {
    "township": UNDER_T1,
    "officer": UNDER_T1,
    "other_township": UNDER_T2,
    "bureau": ALL,
    "inspector": B | ALL,
}
"""whom a reader looks at from above"""
WITHIN: Final = {"worker": OWN, "secretary": OWN, "sibling": OWN_2, "joint": OWN_4}
"""for whom a reader files 说明"""
OBJECTS: Final = WITHIN | {
    "committee": OWN,
    "leader": frozenset({"D1G"}),
    "principal": frozenset({"S1"}),
}
"""for whom a reader says that a judgement is wrong"""
BRANCH: Final = {"worker": {"D1"}, "secretary": {"D1"}, "sibling": {"D2"}, "joint": {"D4"}}
"""whose members' own 说明, 异议 and 免计 a reader reads; above the branch nobody"""
ANSWERS: Final = {name: bodies for name, bodies in FROM_ABOVE.items() if name != "inspector"}
"""whom a reader answers, and may exempt"""
ANSWERS_PEOPLE: Final = {"secretary": {"D1"}, "sibling": {"D2"}, "joint": {"D4"}}
"""whose members a reader answers"""
OF_LIFE: Final = (OF_MEMBERS, OF_GROUPS)


def may_see(reader: str, what: str, mark: str) -> bool:
    """Whether a reader may open a 说明, an objection or an exemption; D1P: of a member of D1, D1Q: of its secretary."""
    if mark.endswith("Q"):
        return mark.removesuffix("Q") in BRANCH.get(reader, ())
    if mark.endswith("P"):
        branch = mark.removesuffix("P")
        return branch in BRANCH.get(reader, ()) or (reader == "member" and branch == "D1")
    principal = {"principal": frozenset({"S1"})}
    near = {"RSN": WITHIN | principal, "OBJ": OBJECTS, "WAV": WITHIN | principal | {"committee": OWN}}[what]
    return mark in near.get(reader, NONE) or mark in FROM_ABOVE.get(reader, NONE)


def may_remind(reader: str, code: str, body: str, kind: str) -> bool:
    """Whether a reader may note that whoever stayed away from a meeting was reminded."""
    is_own = reader in ANSWERS_PEOPLE and body in WRITES.get(reader, NONE)
    return is_own and kind in OF_LIFE and code != WITHDRAWN


def may_ask(reader: str, place: str, code: str) -> bool:
    """Whether a reader may open the form of a 说明, an objection or an exemption about a body or a person."""
    branch, _, person = code.partition("-")
    if person:
        if place == "waivers":
            return branch in ANSWERS_PEOPLE.get(reader, ())
        return branch in BRANCH.get(reader, ()) or code == READERS.get(reader)
    return code in {"explanations": WITHIN, "objections": OBJECTS, "waivers": ANSWERS}[place].get(
        reader, NONE
    )


EXPORTS: Final = {
    "worker": {"S1"},
    "secretary": {"S1"},
    "sibling": {"S2"},
    "joint": {"S4"},
    "township": {"S1", "S2", "T1"},
    "officer": {"S1", "S2"},
    "other_township": {"S3", "S4", "S5", "T2"},
    "bureau": {"S1", "S2", "S3", "S4", "S5", "B"},
}
"""rows of the district grid that a reader may take out as a file: whose organisation runs them, and who is above them"""


def may_read(reader: str, body: str, kind: str) -> bool:
    """Whether a reader may look at a meeting."""
    return body in READS.get(reader, NONE) or kind in PARTLY.get(reader, {}).get(body, ())


def stands_by_name(reader: str, person: str) -> bool:
    """Whether a reader may see what a person owes: oneself, and whom one's own branch looks after."""
    if person == READERS.get(reader):
        return True
    place = person.partition("-")[0]
    if reader == "leader":
        return person in ("D1-member", "D1-leader")
    if reader in ("committee", "worker", "secretary", "sibling", "joint"):
        return place in WRITES[reader]
    return reader == "township" and place == "T1"


PLANS: Final = {
    **{each: {"D1"} for each in ("member", "leader", "former", "committee", "worker", "secretary")},
    "sibling": {"D2"},
    "joint": {"D4"},
    "township": {"D1", "D2"},
    "officer": {"D1", "D2"},
    "other_township": {"D3", "D4"},
    "bureau": {"D1", "D2", "D3", "D4"},
    "inspector": {"D1", "D2", "D3", "D4"},
}
"""whose study plans a reader may look at: members those of their own branch"""
PICTURED: Final = {
    **{each: {"D1"} for each in ("member", "committee", "worker")},
    "secretary": {"D1", "B"},
    "bureau": {"B"},
}
"""who held the trainings whose pictures a reader may see: those who hold it, and those who were there"""
INVITED: Final = {
    "township": {"T1", "D1", "D2"},
    "officer": {"T1", "D1", "D2"},
    "other_township": {"T2", "D3", "D4"},
    "bureau": {"B", "T1", "D1", "D2", "D3", "D4"},
}
"""whose holders of office a superior may know by name, where it records trainings of its own"""
INVITING: Final = ("/trainings/TR-B", "/trainings/new?body=org:T", "/trainings/new?body=org:B")


def may_open(reader: str, mark: str) -> bool:
    """Whether a reader may open what hangs on a record, such as D1-meeting.assembly, B-training or D1-plan."""
    body, _, kind = mark.partition("-")
    if kind == "training":
        return body in PICTURED.get(reader, NONE)
    if kind == "plan":
        return body in PLANS.get(reader, NONE)
    return reader not in ABOVE and may_read(reader, body, kind)


def allowed(reader: str, mark: str, address: str = "") -> bool:
    """Whether a text with this mark may come before a reader, at an address."""
    name, body, *kind = mark.split("-", 2)
    match name:
        case "M":
            return may_read(reader, *MEETINGS[mark])
        case "AGD":
            return may_read(reader, body, kind[0])
        case "MIN":
            return reader not in ABOVE and may_read(reader, body, kind[0])
        case "NAM" if address.startswith("/reply/"):
            return body == "D1"  # whom the link is for
        case "NAM" | "POS" if reader == "security":
            return True  # names of those who hold accounts
        case "NAM" if (
            reader == "sibling"
            and body == "D1"
            and (address in ("/", "/handover/D2") or address.startswith("/transfers"))
        ):
            return True  # who is being handed over
        case "POS" if address.startswith(INVITING) and body in INVITED.get(reader, NONE):
            return True
        case "NAM" | "POS":
            return body in NAMES.get(reader, NONE)
        case "FIL":
            return may_open(reader, f"{body}-{kind[0]}")
        case "GON":
            return body in WRITES.get(reader, NONE)
        case "PLN":
            return body in PLANS.get(reader, NONE)
        case "DRF":
            return body in WRITES.get(reader, NONE)
        case "CAL" | "N":
            return body in TOLD.get(reader, NONE)
        case (
            "OLD"
        ):  # how a training was called before: for whoever may put it right; who did what: for the audit
            return reader == "audit" or body in RECORDS.get(reader, NONE)
        case "TRN":
            return body in TRAININGS.get(reader, NONE)
    return name in ("RSN", "OBJ", "WAV") and may_see(reader, name, body)


LISTED_OUT: Final = frozenset(
    {"township", "other_township", "bureau", "officer", "joint", "sibling", "secretary", "worker"}
)
"""who takes lists of records of his own out"""
MEETINGS: Final = {code: (body, kind) for code, body, kind in meetings()}
PLACES: Final = {
    "ask": re.compile(r"/(explanations|objections|waivers)/new\?duty=[^&]+&kind=\w+&code=([\w-]+)"),
    "new": re.compile(r"/meetings/new\?body=\w+:(\w+)"),
    "announce": re.compile(r"/meetings/notices/new\?body=\w+:(\w+)"),
    "announced": re.compile(r"/meetings/notices/N-(\w+)-0/?(\w*)"),
    "draft": re.compile(r"/meetings/drafts/draft-(\w+)"),
    "meeting": re.compile(r"/meetings/(M-\w+-\w+)/?(\w*)"),
    "attach": re.compile(r"/attachments/of/meeting/([\w-]+)"),
    "unbound": re.compile(r"/unbound/\w+/(\w+)"),
    "body": re.compile(r"/bodies/\w+/(\w+)"),
    "person": re.compile(r"/duties/[^/]+/person/([\w-]+)"),
    "duty": re.compile(r"/duties/[^/]+/\w+/(\w+)"),
    "export": re.compile(r"/(district)/export"),
    "listed": re.compile(r"/(meetings|trainings|plans|explanations)/export\.xlsx"),
    "console": re.compile(r"/(trail|district|users|offices)\b"),
}


def may_go(reader: str, address: str) -> bool:
    """Whether a page may lead a reader to an address: nobody is offered what he would be refused."""
    for name, place in PLACES.items():
        if found := place.match(address):
            return _may_go(reader, name, *found.groups())
    return True


def _may_go(reader: str, name: str, code: str, deed: str = "") -> bool:
    match name:
        case "meeting":
            body, kind = MEETINGS[code]
            may = {
                "": may_read(reader, body, kind),
                "amend": body in WRITES.get(reader, NONE) and code != WITHDRAWN,
                "confirm": body in CONFIRMS.get(reader, NONE) and code not in {WITHDRAWN, *CONFIRMED},
                "withdraw": body in WITHDRAWS.get(reader, NONE) and code == FRESH,
                "remind": may_remind(reader, code, body, kind),
            }
            return may[deed]
        case "attach":
            return MEETINGS[code][0] in WRITES.get(reader, NONE) and code != WITHDRAWN
        case "ask":
            return may_ask(reader, code, deed)
        case "announced":
            deeds = {"": TOLD, "answer": CALLED}
            return code in deeds.get(deed, WRITES).get(reader, NONE)
        case "new" | "draft" | "announce":
            return code in WRITES.get(reader, NONE)
        case "export":
            return bool(EXPORTS.get(reader))
        case "listed":
            return reader in LISTED_OUT
        case "person":
            return stands_by_name(reader, code)
        case "console":
            return {
                "trail": reader == "audit" or reader in SECRETARIES,
                "district": bool(STANDS.get(reader, NONE) - set(GROUPS)),
            }.get(code, reader == "security")
    is_district = code.isdecimal()
    return reader in ABOVE if is_district else code in STANDS.get(reader, NONE)
