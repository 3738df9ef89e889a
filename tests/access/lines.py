"""The lines themselves, asked without a page: what every reader gets. Written down by hand."""

from collections.abc import Iterable, Iterator
from typing import Final

from tests.access.asked import SOURCES, Asking, Codes, Table, Wanted
from tests.access.calls import CALLS_OTHERWISE, OF_CALLS
from tests.access.expected import ABOVE, READS, WITHDRAWS, WRITES, may_read
from tests.access.files import LINES_OF_FILES
from tests.access.rooms import rooms
from tests.access.world import (
    DUTIES,
    FRESH,
    MORE,
    ORGS,
    READERS,
    SCHOOLS,
    TO_SIGN,
    WITHDRAWN,
    meetings,
    present_at,
)


def people(*orgs: str, schools: bool = False) -> Codes:
    """Everyone of these branches; of the schools they cover, too."""
    who = ("secretary", "committee", "worker", "member", "former", "leaver", "leader")
    found = {f"{org}-{each}" for org in orgs for each in who}
    return frozenset(
        found | {f"S{org[1]}-{each}" for org in orgs for each in ("staff", "principal") if schools}
    )


def held(reader: str) -> Codes:
    """Meetings a reader may look at."""
    return frozenset(code for code, body, kind in meetings() if may_read(reader, body, kind))


def held_by(bodies: Iterable[str]) -> Codes:
    """Meetings of these bodies."""
    return frozenset(code for code, body, _kind in meetings() if body in bodies)


def standing(bodies: Iterable[str]) -> list[str]:
    """Meetings of these bodies that were not taken back, with their kinds."""
    return [f"{code}>{kind}" for code, body, kind in meetings() if body in bodies and code != WITHDRAWN]


def there(codes: Iterable[str]) -> Codes:
    """Who stands in the attendance of these meetings."""
    of = {code: (body, kind) for code, body, kind in meetings()}
    return frozenset(
        f"{code}>{person}"
        for code in codes
        for person in (
            *present_at(code, *of[code]),
            *([] if of[code][0] == "S5" else [f"D{of[code][0][1]}-former"]),
        )
    )


S5: Final = frozenset({"S5-staff", "S5-teacher"})
POSTS_1: Final = frozenset(
    {
        "D1-secretary>D1",
        "D1-committee>D1",
        "D1-worker>D1",
        "D1-former>D1",
        "D1-leader>D1G",
        "T1-worker>D1",
        "D1-member>D1",
    }
)
POSTS_2: Final = frozenset(
    {"D2-secretary>D2", "D2-committee>D2", "D2-worker>D2", "D2-former>D2", "D2-leader>D2G", "D2-member>D2"}
)
POSTS_3: Final = frozenset(
    {"D3-secretary>D3", "D3-committee>D3", "D3-worker>D3", "D3-former>D3", "D3-member>D3"}
)
POSTS_4: Final = frozenset(
    {"D4-secretary>D4", "D4-committee>D4", "D4-worker>D4", "D4-former>D4", "D4-member>D4"}
)
POSTS_T1: Final = frozenset({"T1-secretary>T1", "T1-worker>T1"})
AT_SCHOOLS: Final = {each: (f"S{each}-principal>S{each}", f"D{each}-member>S{each}") for each in "1234"}
TALKS: Final = {"1": ("D1-secretary>D1-member", "D1-secretary>S1-staff")} | {
    each: (f"D{each}-secretary>D{each}-member",) for each in "234"
}
ATTENDED_1: Final = ("TR-D1>D1-member", "TR-B>D1-secretary")
ABOVE_OTHERS: Final = ("leading", "guiding")
RECORDS: Final = ("M-D1-0 minutes 到会2 缺席1 chair", "M-S1-0 minutes 到会2 缺席1")
OF_D1: Final = ("committee", "worker", "secretary")
OWN: Final = ("D1", "D1G", "S1")
OWN_2: Final = ("D2", "D2G", "S2")
BELOW_T1: Final = (*OWN, *OWN_2)
BELOW_T2: Final = ("D3", "S3", "D4", "S4", "S5")
BELOW_B: Final = (*BELOW_T1, *BELOW_T2)


def each_of(readers: Iterable[str], codes: Iterable[str]) -> dict[str, Iterable[str]]:
    """The same for several."""
    return dict.fromkeys(readers, tuple(codes))


THEIR_MEMBERS: Final = {"secretary": ("D1-member",), "sibling": ("D2-member",), "joint": ("D4-member",)}
"""whose 说明 a secretary answers"""
OFFERED: Final = tuple(
    f"{each} {code}" for each in ("explain", "object") for code in ("D1", "S1", "D1-member")
)
NO_GROUPS: Final = {
    reader: tuple(body for body in bodies if not body.endswith("G"))
    for reader, bodies in WRITES.items()
    if reader != "leader"
}
PEOPLE_1: Final = ("D1-member", "D1-secretary")
SUBJECTS: Final = ("org D1", "school S1", "group D1G", "person D1-member", "person D1-secretary")
LINES: Final[dict[tuple[str, str], Wanted]] = {
    ("offices", ""): {
        "staff": ("staff@S1",),
        "member": ("member@D1", "member@D1G", "staff@S1"),
        "leader": ("member@D1", "member@D1G", "staff@S1", "group_leader@D1G"),
        "committee": ("member@D1", "staff@S1", "committee@D1"),
        "worker": ("member@D1", "staff@S1", "worker@D1"),
        "secretary": ("member@D1", "staff@S1", "secretary@D1"),
        "sibling": ("member@D2", "staff@S2", "secretary@D2"),
        "joint": ("member@D4", "staff@S4", "secretary@D4"),
        "principal": ("staff@S1", "principal@S1"),
        "township": ("member@T1", "secretary@T1"),
        "other_township": ("member@T2", "secretary@T2"),
        "bureau": ("member@B", "secretary@B"),
        "officer": ("officer@T1",),
        "inspector": ("inspector@B",),
        "former": ("member@D1", "staff@S1"),
        "double": ("member@T1", "worker@T1", "worker@D1", "inspector@B"),
        "deputy": ("officer@D2",),
    },
    ("roles", ""): {
        "staff": ("self", "staff"),
        "member": ("self", "member", "staff"),
        "leader": ("self", "member", "staff", "group_leader"),
        "committee": ("self", "member", "staff", "committee"),
        "worker": ("self", "member", "staff", "worker", *ABOVE_OTHERS),
        **each_of(("secretary", "sibling", "joint"), ("self", "member", "staff", "secretary", *ABOVE_OTHERS)),
        "principal": ("self", "staff", "principal"),
        **each_of(("township", "other_township", "bureau"), ("self", "member", "secretary", *ABOVE_OTHERS)),
        "officer": ("officer", *ABOVE_OTHERS),
        "inspector": ("inspector",),
        "former": ("self", "member", "staff"),
        "leaver": ("self",),
        "double": ("self", "member", "worker", "inspector", *ABOVE_OTHERS),
        "deputy": ("officer", *ABOVE_OTHERS),
        **{duty: (duty,) for duty in DUTIES},
    },
    ("org", "read"): {
        "staff": ("S1",),
        "principal": ("S1",),
        "former": ("D1", "S1"),
        **each_of(("member", "leader", *OF_D1), OWN),
        "sibling": OWN_2,
        "joint": ("D4", "S4"),
        "township": ("T1", "T1G", *BELOW_T1),
        "officer": ("T1", *BELOW_T1),
        "other_township": ("T2", *BELOW_T2),
        **each_of(("bureau", "inspector"), ("B", *BELOW_B)),
        "double": ("T1", "T1G", "B", *BELOW_B),
        "deputy": ("D2", "S2"),
    },
    ("org", "change"): {
        **each_of(("worker", "secretary"), OWN),
        "sibling": OWN_2,
        "joint": ("D4", "S4"),
        "township": ("T1", "T1G"),
        "other_township": ("T2",),
        "bureau": ("B",),
        "double": ("T1", "T1G", *OWN),
    },
    ("person", "read"): {
        "staff": ("S1-staff",),
        "principal": ("S1-principal",),
        "leaver": ("D1-leaver",),
        **each_of(("member", "leader", "former"), people("D1")),
        **each_of(OF_D1, people("D1", schools=True)),
        "sibling": people("D2", schools=True),
        "joint": people("D4", schools=True),
        "township": ("T1-secretary", "T1-worker"),
        "other_township": ("T2-secretary",),
        "bureau": ("B-secretary",),
        "double": {"T1-secretary", "T1-worker", *people("D1", schools=True)},
    },
    ("person", "count"): {
        **each_of((*OF_D1, "principal"), people("D1", schools=True)),
        "sibling": people("D2", schools=True),
        "joint": people("D4", schools=True),
        "township": {"T1-secretary", "T1-worker", *people("D1", "D2", schools=True)},
        "officer": people("D1", "D2", schools=True),
        "other_township": {"T2-secretary", *people("D3", "D4", schools=True), *S5},
        **each_of(("bureau", "inspector"), {"B-secretary", *people(*ORGS, schools=True), *S5}),
        "double": {"B-secretary", "T1-secretary", "T1-worker", *people(*ORGS, schools=True), *S5},
    },
    ("person", "create"): {
        **each_of(("worker", "secretary"), people("D1", schools=True)),
        "sibling": people("D2", schools=True),
        "joint": people("D4", schools=True),
        "township": ("T1-secretary", "T1-worker"),
        "other_township": ("T2-secretary",),
        "bureau": ("B-secretary",),
        "double": {"T1-secretary", "T1-worker", *people("D1", schools=True)},
    },
    ("post", "read"): {
        **each_of(("staff", "principal"), AT_SCHOOLS["1"]),
        "former": {*POSTS_1 - {"D1-leader>D1G"}, *AT_SCHOOLS["1"]},
        **each_of(("member", "leader", *OF_D1), {*POSTS_1, *AT_SCHOOLS["1"]}),
        "sibling": {*POSTS_2, *AT_SCHOOLS["2"]},
        "joint": {*POSTS_4, *AT_SCHOOLS["4"]},
        **each_of(
            ("township", "officer"), {*POSTS_T1, *POSTS_1, *POSTS_2, *AT_SCHOOLS["1"], *AT_SCHOOLS["2"]}
        ),
        "other_township": {"T2-secretary>T2", *POSTS_3, *POSTS_4, *AT_SCHOOLS["3"], *AT_SCHOOLS["4"]},
        **each_of(
            ("bureau", "inspector"),
            {"B-secretary>B", *POSTS_1, *POSTS_2, *POSTS_3, *POSTS_4, *sum(AT_SCHOOLS.values(), ())},
        ),
        "double": {
            *("B-secretary>B", *POSTS_T1, *POSTS_1, *POSTS_2, *POSTS_3, *POSTS_4),
            *sum(AT_SCHOOLS.values(), ()),
        },
        "deputy": {*POSTS_2 - {"D2-leader>D2G"}, *AT_SCHOOLS["2"]},
    },
    ("justification", "read"): {
        "member": ("D1-member",),
        **each_of(("worker", "secretary"), (*OWN, *PEOPLE_1)),
        "principal": ("S1",),
        "sibling": (*OWN_2, "D2-member"),
        "joint": ("D4", "S4", "D4-member"),
        **each_of(("township", "officer"), BELOW_T1),
        "other_township": BELOW_T2,
        **each_of(("bureau", "inspector"), BELOW_B),
        "double": (*BELOW_B, *PEOPLE_1),
    },
    ("justification", "create"): {
        "member": ("D1-member",),
        **each_of(("worker", "secretary", "double"), (*OWN, *PEOPLE_1)),
        "sibling": (*OWN_2, "D2-member"),
        "joint": ("D4", "S4", "D4-member"),
    },
    ("justification", "answer"): {
        **THEIR_MEMBERS,
        **each_of(("township", "officer"), BELOW_T1),
        "other_township": BELOW_T2,
        "bureau": BELOW_B,
        "double": OWN_2,
    },
    ("subject", "create"): {
        "member": ("person D1-member",),
        **each_of(("worker", "double"), SUBJECTS),
        "secretary": SUBJECTS,
    },
    ("subject", "answer"): {
        **each_of(("township", "officer", "bureau"), ("org D1", "school S1", "group D1G")),
        "secretary": ("person D1-member",),
    },
    ("offers", ""): {
        "member": ("explain D1-member", "object D1-member"),
        "committee": ("object D1", "object S1"),
        "principal": ("object S1",),
        **each_of(("worker", "double"), OFFERED),
        "secretary": (*OFFERED, "waive D1-member"),
        **each_of(("township", "officer", "bureau"), ("waive D1", "waive S1")),
    },
    ("decision", "read"): each_of(
        [each for each in (*READERS, *MORE) if each not in ("nobody", "expired", "")], ("meeting.lecture",)
    ),
    ("decision", "change"): {"bureau": ("meeting.lecture",)},
    ("decides", ""): {"bureau": ("decides",)},
    ("meeting", "read"): {
        **{reader: held(reader) for reader in (*READS, "staff", "member", "leader", "former")},
        "double": held_by(BELOW_B),
        "deputy": held_by(("D2", "S2")),
    },
    ("meeting", "minutes"): {
        **{
            reader: held(reader)
            for reader in (*READS, "staff", "member", "leader", "former")
            if reader not in ABOVE
        },
        "double": held_by(OWN),
        "deputy": held_by(("D2", "S2")),
    },
    ("meeting", "change"): {
        **{reader: held_by(bodies) for reader, bodies in WRITES.items()},
        "double": held_by(OWN),
        "deputy": held_by(("D2", "S2")),
    },
    ("meeting", "confirm"): {
        **{reader: held_by(bodies) for reader, bodies in WRITES.items() if reader != "leader"},
        "double": held_by(OWN),
        "deputy": held_by(("D2", "S2")),
    },
    ("meeting", "withdraw"): {
        **{reader: held_by(bodies) for reader, bodies in WITHDRAWS.items()},
        "double": held_by(OWN),
        "deputy": held_by(("D2", "S2")),
    },
    ("kind", "read"): {
        **{reader: held(reader) for reader in (*READS, "staff", "member", "leader", "former")},
        "double": held_by(BELOW_B),
        "deputy": held_by(("D2", "S2")),
    },
    ("attendance", "read"): {
        **{reader: there(held(reader)) for reader in READS if reader not in ABOVE},
        **{reader: there(held(reader)) for reader in ("staff", "leader", "former")},
        "former": {*there(held("former")), *(each for each in there(held_by(OWN)) if "-former" in each)},
        "member": {*there(held("member")), "M-D1-1>D1-member"},
        "double": there(held_by(OWN)),
        "deputy": there(held_by(("D2", "S2"))),
    },
    ("attendance", "change"): {
        **{reader: there(held_by(bodies)) for reader, bodies in WRITES.items()},
        "double": there(held_by(OWN)),
        "deputy": there(held_by(("D2", "S2"))),
    },
    ("draft", "read"): {
        **{
            reader: [f"draft-{body}" for body in bodies if len(body) > 1 and body[0] != "T"]
            for reader, bodies in WRITES.items()
        },
        "double": [f"draft-{body}" for body in OWN],
        "deputy": ["draft-D2", "draft-S2"],
    },
    **OF_CALLS,
    ("training", "read"): {
        "member": ("TR-D1",),
        **each_of(OF_D1, ("TR-D1", "TR-B")),
        **each_of(("sibling", "township", "officer"), ("TR-D1",)),
        "other_township": ("TR-D3",),
        **each_of(("bureau", "inspector", "double"), ("TR-D1", "TR-D3", "TR-B")),
        "deputy": (),
    },
    ("training", "count"): {
        **each_of(("township", "officer"), ("TR-D1",)),
        "other_township": ("TR-D3",),
        "bureau": ("TR-D1", "TR-D3"),
        "inspector": ("TR-D1", "TR-D3", "TR-B"),
        "double": ("TR-D3", "TR-B"),  # whoever looks after D1 does not oversee it
    },
    ("training", "create"): {**each_of((*OF_D1, "double"), ("TR-D1",)), "bureau": ("TR-B",)},
    ("attendee", "read"): {
        "member": ATTENDED_1[:1],
        **each_of((*OF_D1, "double"), ATTENDED_1),
        "bureau": ATTENDED_1[1:],  # who holds an office, at a training of its own
        "sibling": ("TR-D1>D2-member",),
    },
    ("talk", "read"): {
        "staff": (TALKS["1"][1],),
        "member": (TALKS["1"][0],),
        **each_of(("worker", "secretary", "double"), TALKS["1"]),
        "sibling": TALKS["2"],
        "joint": TALKS["4"],
    },
    ("talk", "count"): {
        **each_of(("worker", "secretary"), TALKS["1"]),
        "sibling": TALKS["2"],
        "joint": TALKS["4"],
        **each_of(("township", "officer"), TALKS["1"] + TALKS["2"]),
        "other_township": TALKS["3"] + TALKS["4"],
        **each_of(("bureau", "inspector", "double"), sum(TALKS.values(), ())),
    },
    ("talk", "create"): {"secretary": TALKS["1"], "sibling": TALKS["2"], "joint": TALKS["4"]},
    ("plan", "read"): {
        **each_of(("member", "leader", "former", *OF_D1), ("D1",)),
        "sibling": ("D2",),
        "joint": ("D4",),
        **each_of(("township", "officer"), ("D1", "D2")),
        "other_township": ("D3", "D4"),
        **each_of(("bureau", "inspector", "double"), ORGS),
        "deputy": ("D2",),
    },
    ("plan", "withdraw"): {
        **each_of(("worker", "secretary", "double"), ("D1",)),
        "sibling": ("D2",),
        "joint": ("D4",),
        "deputy": ("D2",),
    },
    **LINES_OF_FILES,
    ("standing by name", ""): {
        "staff": ("S1-staff",),
        "principal": ("S1-principal",),
        "leaver": ("D1-leaver",),
        "member": ("D1-member",),
        "former": ("D1-former",),
        "leader": ("D1-member", "D1-leader"),
        **each_of(OF_D1, people("D1", schools=True)),
        "sibling": people("D2", schools=True),
        "joint": people("D4", schools=True),
        "township": ("T1-secretary", "T1-worker"),
        "other_township": ("T2-secretary",),
        "bureau": ("B-secretary",),
        "double": {"T1-secretary", "T1-worker", *people("D1", schools=True)},
    },
    ("own orgs", ""): {
        "member": ("D1", "D1G"),
        "leader": ("D1", "D1G"),
        "former": ("D1",),
        **each_of(OF_D1, ("D1", "D1G of D1")),
        "sibling": ("D2", "D2G of D2"),
        "joint": ("D4",),
        "township": ("T1", "T1G of T1"),
        "other_township": ("T2",),
        "officer": ("T1",),
        **each_of(("bureau", "inspector"), ("B",)),
        "double": ("T1", "T1G of T1", "D1", "D1G of D1", "B"),
        "deputy": ("D2",),
    },
    ("own schools", ""): {
        **each_of(("staff", "member", "leader", "former"), ("S1",)),
        "principal": ("S1 run",),
        **each_of((*OF_D1, "double"), ("S1 covered",)),
        "sibling": ("S2 covered",),
        "joint": ("S4 covered",),
    },
    ("own reasons", ""): {
        "member": ("D1-member",),
        **each_of(("worker", "double"), OWN),
        "secretary": (*OWN, "D1-secretary"),
        "principal": ("S1",),
        "sibling": OWN_2,
        "joint": ("D4", "S4"),
    },
    ("own meetings", ""): {
        **each_of(("worker", "secretary", "double"), standing(OWN)),
        "principal": standing(("S1",)),
        "sibling": standing(OWN_2),
        "joint": standing(("D4", "S4")),
    },
    ("to sign", ""): TO_SIGN,
    ("half signed", ""): each_of(("worker", "secretary", "double"), ("M-D1-0", "M-D1G-0")),
    ("record", ""): {
        "staff": (RECORDS[1],),
        "principal": (RECORDS[1],),
        **each_of(("member", "leader", "former", *OF_D1), RECORDS),
        **each_of(("township", "officer"), ("M-D1-0 chair", "M-S1-0")),
        "other_township": ("M-D3-0",),
        **each_of(("bureau", "inspector"), ("M-D1-0 chair", "M-S1-0", "M-D3-0")),
        "double": (*RECORDS, "M-D3-0"),
    },
    ("records", ""): {
        "member": ("meeting:M-D1-0", "training:TR-D1", "plan:D1:2026"),
        **each_of(("leader", "former"), ("meeting:M-D1-0", "plan:D1:2026")),
        **each_of(
            OF_D1,
            ("meeting:M-D1-0", "meeting:M-D1-1", "training:TR-D1", "plan:D1:2026"),
        ),
        **each_of(
            ("township", "officer"),
            ("meeting:M-D1-0", "meeting:M-D1-1", "training:TR-D1", "plan:D1:2026", "plan:D2:2026"),
        ),
        "sibling": ("training:TR-D1", "plan:D2:2026"),
        **each_of(("joint",), ("plan:D4:2026",)),
        "deputy": ("plan:D2:2026",),
        "other_township": ("meeting:M-D3-0", "training:TR-D3", "plan:D3:2026", "plan:D4:2026"),
        **each_of(("bureau", "inspector", "double"), (*SOURCES, *(f"plan:{org}:2026" for org in ORGS))),
    },
    ("recording trainings", ""): NO_GROUPS | {"double": ("T1", "D1", "S1"), "deputy": ("D2", "S2")},
    ("recording plans", ""): {
        reader: [body for body in bodies if body[0] != "S"]
        for reader, bodies in (NO_GROUPS | {"double": ("T1", "D1"), "deputy": ("D2",)}).items()
    },
    ("recording talks", ""): {"secretary": ("D1",), "sibling": ("D2",), "joint": ("D4",)}
    | {"township": ("T1",), "other_township": ("T2",), "bureau": ("B",)},
    ("schools counting talks", ""): {
        **each_of(("township", "officer"), ("S1", "S2")),
        "other_township": ("S3", "S4", "S5"),
        **each_of(("bureau", "inspector"), SCHOOLS),
        "double": SCHOOLS[1:],  # whoever looks after D1 does not oversee it
    },
    ("own absences", ""): {"former": ("M-D1-0", "M-D1G-0", FRESH)},
    ("to remind of", ""): {
        "secretary": ("M-D1-0", "M-D1G-0", FRESH),
        "sibling": ("M-D2-0", "M-D2G-0"),
        "joint": ("M-D4-0",),
    },
    ("reminder", "read"): {"secretary": (FRESH,)},
    ("recording", ""): {**WRITES, "double": ("T1", "T1G", *OWN), "deputy": ("D2", "S2")},
}
"""(what is asked, action) → reader → the codes; nothing for whoever is not named"""

OTHERWISE: Final[tuple[tuple[str, str, dict[str, Table], Wanted], ...]] = (
    (
        "org",
        "read",
        {"org": {"leading": ("read",)}},
        {
            "bureau": ("D4", "S4"),
            **each_of(("township", "officer"), BELOW_T1),
            "other_township": ("D3", "S3"),
            "double": OWN_2,
        },
    ),
    (
        "org",
        "read",
        {"org": {"guiding": ("read",)}},
        {"bureau": (*BELOW_T1, "D3", "S3", "S5"), "other_township": ("D4", "S4", "S5")},
    ),
    (
        "org",
        "read",
        {"org": {"inspector": ("read",)}},
        {"inspector": ("B", *BELOW_B), "double": ("B", *OWN_2, *BELOW_T2)},
    ),
    (
        "person",
        "read",
        {"roster": {"self": ("read",)}},
        {reader: (person,) for reader, person in (READERS | MORE).items() if person},
    ),
    ("person", "read", {"roster": {}}, {}),
    (
        "attendance",
        "read",
        {"minutes": {"self": ("read",)}},
        {
            reader: [each for each in there(held_by(BELOW_B)) if each.endswith(f">{person}")]
            for reader, person in (READERS | MORE).items()
            if person
        },
    ),
    ("attendance", "read", {"minutes": {}}, {}),
    *CALLS_OTHERWISE,
    (
        "attendee",
        "read",
        {"roster": {}, "training": {"self": ("read",)}},
        {"member": ("TR-D1>D1-member",), "secretary": ("TR-B>D1-secretary",)},
    ),
    ("attendee", "read", {"roster": {}, "training": {}}, {}),
    (
        "attachment",
        "read",
        {"training": {"self": ("read",)}, "minutes": {}, "plan": {}},
        {"member": ("FIL-D1-training.pdf",), "secretary": ("FIL-B-training.pdf",)},
    ),
    ("attachment", "read", {"training": {}, "minutes": {}, "plan": {}}, {}),
    (
        "justification",
        "read",
        {"justification": {"secretary": ("read",)}},
        {
            "secretary": (*OWN, *PEOPLE_1),
            "sibling": (*OWN_2, "D2-member"),
            "joint": ("D4", "S4", "D4-member"),
        },
    ),
    ("decides", "", {"policy": {"leading": ("decide",)}}, {}),
    (
        "decides",
        "",
        {"policy": {"inspector": ("decide",)}},
        {"inspector": ("decides",), "double": ("decides",)},
    ),
    ("talk", "read", {"talk": {}}, {}),
    (
        "standing by name",
        "",
        {"standing": {"self": ("read",)}},
        {reader: (person,) for reader, person in (READERS | MORE).items() if person},
    ),
    ("standing by name", "", {"standing": {}}, {}),
)
"""what the same lines are where the table says something else: (what is asked, action, the rows that differ, wanted)"""


def asking(reader: str) -> Iterator[Asking]:
    """Every line as one reader."""
    of_rooms = {key: rows for room in rooms() for key, rows in room.LINES.items()}
    for (name, action), wanted in (LINES | of_rooms).items():
        yield Asking(reader, name, action, frozenset(wanted.get(reader, ())))
    for name, action, table, wanted in OTHERWISE:
        yield Asking(reader, name, action, frozenset(wanted.get(reader, ())), table)
