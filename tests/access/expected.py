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

ABOVE: Final = {
    "township": TWO,
    "officer": TWO,
    "other_township": READS["other_township"],
    "bureau": ALL,
    "inspector": ALL,
}
"""whom a reader looks at from above"""
WITHIN: Final = {
    "worker": OWN,
    "secretary": OWN,
    "sibling": READS["sibling"],
    "joint": READS["joint"],
}
"""for whom a reader files 说明"""
OBJECTS: Final = WITHIN | {
    "committee": OWN,
    "leader": frozenset({"D1G"}),
    "principal": frozenset({"S1"}),
}
"""for whom a reader says that a judgement is wrong"""
BRANCH: Final = {
    "worker": {"D1"},
    "secretary": {"D1"},
    "sibling": {"D2"},
    "joint": {"D4"},
}
"""whose members' own 异议 and 免计 a reader reads; above the branch nobody"""
ANSWERS: Final = {name: bodies for name, bodies in ABOVE.items() if name != "inspector"}
"""whom a reader answers, and may exempt"""
ANSWERS_PEOPLE: Final = {"secretary": {"D1"}, "sibling": {"D2"}, "joint": {"D4"}}
"""whose members a reader answers"""


def may_see(reader: str, what: str, mark: str) -> bool:
    """Whether a reader may open a 说明, an objection or an exemption; D1P: that of a member of D1."""
    if mark.endswith("P"):
        branch = mark.removesuffix("P")
        return branch in BRANCH.get(reader, ()) or (reader == "member" and branch == "D1")
    near = {"RSN": WITHIN, "OBJ": OBJECTS, "WAV": WITHIN | {"committee": OWN}}[what]
    return mark in near.get(reader, NONE) or mark in ABOVE.get(reader, NONE)


def may_read(reader: str, body: str, kind: str) -> bool:
    """Whether a reader may look at a meeting."""
    return body in READS.get(reader, NONE) or PARTLY.get(reader, {}).get(body) == kind


def allowed(reader: str, mark: str) -> bool:
    """Whether a text with this mark may come before a reader."""
    name, body, *kind = mark.split("-", 2)
    if name == "AGD":
        return may_read(reader, body, kind[0])
    if name == "MIN":
        above = {"township", "officer", "other_township", "bureau", "inspector"}
        return reader not in above and (body in READS.get(reader, NONE) or body in PARTLY.get(reader, {}))
    if name == "NAM" and reader == "security":
        return True  # names of those who hold accounts
    if name == "NAM":
        return body in NAMES.get(reader, NONE)
    if name == "DRF":
        return body in WRITES.get(reader, NONE)
    return name in ("RSN", "OBJ", "WAV") and may_see(reader, name, body)
