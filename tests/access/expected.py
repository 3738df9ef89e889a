"""What the matrix says, written down by hand and not derived from the code: body by body, class by class."""

from typing import Final

from tests.access.world import BODIES

OWN: Final = frozenset({"D1", "D1G", "S1"})
TWO: Final = OWN | {"D2", "D2G", "S2"}
THREE: Final = TWO | {"D3", "S3"}
ALL: Final = frozenset(BODIES)
NONE: Final[frozenset[str]] = frozenset()

READS: Final = {
    "committee": OWN,
    "worker": OWN,
    "secretary": OWN,
    "sibling": frozenset({"D2", "D2G", "S2"}),
    "joint": frozenset({"D4", "S4"}),
    "principal": frozenset({"S1"}),
    "township": TWO,
    "officer": TWO,
    "other_township": frozenset({"D3", "S3"}),
    "bureau": ALL,
    "inspector": ALL,
}
"""whose meetings a reader may look at, all kinds of them"""
PARTLY: Final = {
    "staff": {"S1": "meeting.staff-study"},
    "principal": {},
    "member": {"D1": "meeting.assembly", "D1G": "meeting.group", "S1": "meeting.staff-study"},
    "leader": {"D1": "meeting.assembly", "D1G": "meeting.group", "S1": "meeting.staff-study"},
    "former": {"D1": "meeting.assembly", "S1": "meeting.staff-study"},
    "leaver": {"D1": "meeting.assembly", "S1": "meeting.staff-study"},
    "committee": {},
}
"""only this kind of them: what everybody there attends"""
WRITES: Final = {
    "committee": OWN,
    "worker": OWN,
    "secretary": OWN,
    "sibling": READS["sibling"],
    "joint": READS["joint"],
    "leader": frozenset({"D1G"}),
    "officer": NONE,
    "township": NONE,
}
"""for whom a reader records meetings (besides the superior's own organisation, which has none here)"""
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
}
"""people whom a reader may read by name: those of the own branch and school, never of what is below"""
STANDS: Final = {
    "committee": OWN,
    "worker": OWN,
    "secretary": OWN,
    "leader": frozenset({"D1G"}),
    "sibling": READS["sibling"],
    "joint": READS["joint"],
    "principal": frozenset({"S1"}),
    "township": TWO,
    "officer": TWO,
    "other_township": READS["other_township"],
    "bureau": ALL,
    "inspector": ALL,
}
"""whose duties a reader may see explained"""


MEMBERS: Final = ("member", "leader", "former", "leaver")
PLANS: Final = {
    **{
        reader: bodies & {"D1", "D2", "D3", "D4"} for reader, bodies in READS.items() if reader != "principal"
    },
    **{reader: frozenset({"D1"}) for reader in MEMBERS},
}
"""whose study plans a reader may look at: the members of a branch those of their own"""
TRAININGS: Final = {
    **{reader: bodies - OWN if reader in MEMBERS else bodies for reader, bodies in PLANS.items()},
    "member": frozenset({"D1", "T1"}),
    "committee": frozenset({"D1", "T1"}),
    "worker": frozenset({"D1", "T1"}),
    "secretary": frozenset({"D1", "T1"}),
    "sibling": frozenset({"D2", "T1"}),
    "township": frozenset({"D1", "D2", "T1"}),
    "officer": frozenset({"D1", "D2", "T1"}),
}
"""whose trainings a reader may look at: what is in reach, what one's own people or oneself attended"""
TRAINS: Final = {
    "committee": frozenset({"D1", "S1"}),
    "worker": frozenset({"D1", "S1"}),
    "secretary": frozenset({"D1", "S1"}),
    "sibling": frozenset({"D2", "S2"}),
    "joint": frozenset({"D4", "S4"}),
    "township": frozenset({"T1"}),
    "officer": frozenset({"T1"}),
    "other_township": frozenset({"T2"}),
    "bureau": frozenset({"B"}),
}
"""for whom a reader records trainings; of these the organisations for study plans, too"""
TALKS: Final = {"worker": {"D1"}, "secretary": {"D1"}, "staff": {"D1"}, "sibling": {"D2"}, "joint": {"D4"}}
"""of which talks of a secretary with somebody of the staff a reader may know"""
TALKED: Final = {
    "secretary": {"D1"},
    "sibling": {"D2"},
    "joint": {"D4"},
    "township": {"T1"},
    "other_township": {"T2"},
    "bureau": {"B"},
}
"""for whom a reader records talks"""
HOLDERS: Final = {"township": {"D1", "D2"}, "officer": {"D1", "D2", "T1"}, "other_township": {"D3"}}
"""whose holders of office a superior sees by name, where it records its own trainings"""
AT_TRAININGS: Final = ("/trainings/T-T1", "/trainings/new?body=org:T", "/trainings/new?body=org:B")


def may_read(reader: str, body: str, kind: str) -> bool:
    """Whether a reader may look at a meeting."""
    return body in READS.get(reader, NONE) or PARTLY.get(reader, {}).get(body) == kind


def allowed(reader: str, mark: str, address: str = "") -> bool:
    """Whether a text with this mark may come before a reader, at this address."""
    name, body, *kind = mark.split("-", 2)
    if name == "AGD":
        return may_read(reader, body, kind[0])
    if name == "MIN":
        above = {"township", "officer", "other_township", "bureau", "inspector"}
        return reader not in above and (body in READS.get(reader, NONE) or body in PARTLY.get(reader, {}))
    if name in ("NAM", "POS") and reader == "security":
        return True  # names of those who hold accounts
    if name == "POS" and address.startswith(AT_TRAININGS):
        held = ALL if reader == "bureau" else HOLDERS.get(reader, NONE)
        return body in held or body in NAMES.get(reader, NONE)
    if name in ("NAM", "POS"):
        return body in NAMES.get(reader, NONE)
    if name == "TRN":
        return body in TRAININGS.get(reader, NONE)
    if name == "PLN":
        return body in PLANS.get(reader, NONE)
    if name == "DRF":
        return body in WRITES.get(reader, NONE)
    return name == "RSN" and body in READS.get(reader, NONE)
