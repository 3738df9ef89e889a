"""The second document in a small story worked out by hand: shares and caps day by day, a few duties, the command."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from hongzhu.commands.standing import main
from hongzhu.ledger.posting import LinkRow, Posting, posting
from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.days import FOREVER, to_day
from tests.ledger.evaluators import agree_on
from tests.ledger.places import LONG_AGO, NOW, fact_rows, label, lines, record
from tests.packs.yunling import AREA, SECOND

TODAY = to_day(NOW.date())
EFFECTIVE = date(2024, 3, 1)
# What belongs to whom: body, school, from, until.
COVERED = [
    ("X", "A", EFFECTIVE, None),
    ("J", "E", EFFECTIVE, None),  # a private kindergarten: it counts for the cap, not for the share
    ("J", "B", date(2024, 6, 1), None),
    ("J", "C", date(2024, 6, 1), date(2025, 4, 1)),
    ("X", "C", date(2025, 4, 1), None),
    ("J", "D", date(2024, 9, 1), None),
    ("J", "F", date(2025, 10, 1), None),
]
SCHOOLS = {
    "A": ("public_primary", None, date(2025, 7, 1)),
    "B": ("public_primary", None, None),
    "C": ("public_kindergarten", None, None),
    "D": ("public_primary", None, None),
    "E": ("private_kindergarten", None, None),
    "F": ("public_kindergarten", date(2025, 1, 15), None),
    "G": ("public_primary", date(2026, 2, 1), None),
    "P": ("teaching_point", None, None),
}


def span(since: date | None, until: date | None) -> tuple[int, int]:
    return to_day(since) if since else LONG_AGO, to_day(until) if until else FOREVER


@pytest.fixture
def ids(db: None, settings: Any) -> dict[str, int]:
    """Eight schools, the bodies X, J (joint), K and their superior T; subject ids by code."""
    settings.HONGZHU_PACK = str(SECOND)
    recompute(now=NOW, today=TODAY)
    with posting(now=NOW) as p:
        found = {code: p.subject("school", code) for code in SCHOOLS}
        for code, (kind, since, until) in SCHOOLS.items():
            p.attribute(found[code], "kind", [(kind, 1, FOREVER)])
            p.exists(found[code], *span(since, until))
        for code, kind in {"T": "work_committee", "X": "branch", "J": "joint_branch", "K": "branch"}.items():
            found[code] = p.subject("org", code)
            p.attribute(found[code], "kind", [(kind, 1, FOREVER)])
            p.exists(found[code], LONG_AGO, FOREVER)
        for number, (body, school, since, until) in enumerate(COVERED):
            row = LinkRow("covers", found[body], found[school], *span(since, until))
            p.links(f"covers:{number}", [row])
        leads(p, found)
        found["all"] = p.subject("district", AREA)
    return found


def leads(p: Posting, ids: dict[str, int]) -> None:
    """X has a secretary from the first day, J from May 2025; K is led by T from August 2025 and has none."""
    since = {"X": EFFECTIVE, "J": EFFECTIVE, "K": date(2025, 8, 1)}
    for code, day in since.items():
        p.links(f"led:{code}", [LinkRow("led_by", ids[code], ids["T"], to_day(day), FOREVER)])
    for number, (code, day) in enumerate({"X": EFFECTIVE, "J": date(2025, 5, 1)}.items()):
        person = p.subject("person", f"P{number}")
        p.exists(person, LONG_AGO, FOREVER)
        ids[f"P{number}"] = person
        p.links(f"post:{code}", [LinkRow("post.secretary", person, ids[code], to_day(day), FOREVER)])


def share(on: date, duty: str, subject: int) -> tuple[float, str]:
    """Per cent and status."""
    (line,) = lines(on, duty, subject)
    return line.row.total / 10, line.status


def test_the_coverage_share_day_by_day(ids: dict[str, int]) -> None:
    """Of the public schools and kindergartens that exist on the day; 95 % are asked by the end of 2025."""
    for on, expected in {
        EFFECTIVE: (25.0, "open"),  # A of A, B, C, D
        date(2024, 5, 31): (25.0, "open"),
        date(2024, 6, 1): (75.0, "open"),  # B and C join the joint branch
        date(2024, 9, 1): (100.0, "met"),  # and D
        date(2025, 1, 14): (100.0, "met"),
        date(2025, 1, 15): (80.0, "open"),  # F opens, without any
        date(2025, 4, 1): (80.0, "open"),  # C moves from J to X
        date(2025, 7, 1): (75.0, "open"),  # A is closed: B, C, D of B, C, D, F
        date(2025, 10, 1): (100.0, "met"),  # F joins
        date(2026, 1, 31): (100.0, "met"),
        date(2026, 2, 1): (80.0, "overdue"),  # G opens after the deadline
    }.items():
        assert share(on, "cover.share", ids["all"]) == expected, on
    agree_on([to_day(day) for day in (EFFECTIVE, date(2025, 7, 1), date(2026, 2, 1))])
    assert recompute(now=NOW, today=TODAY).total == 0


def test_the_share_of_bodies_with_a_secretary(ids: dict[str, int]) -> None:
    """80 % are asked at once."""
    for on, expected in {
        EFFECTIVE: (50.0, "overdue"),
        date(2025, 4, 30): (50.0, "overdue"),
        date(2025, 5, 1): (100.0, "met"),
        date(2025, 8, 1): (66.6, "overdue"),
    }.items():
        assert share(on, "secretary.share", ids["T"]) == expected, on
    assert not lines(EFFECTIVE, "secretary.share", ids["X"]), "only of a township's body"


def test_the_cap_on_joint_branches_day_by_day(ids: dict[str, int]) -> None:
    """Four schools are allowed, three from 2025 on; what is above has sixty days."""
    covered = {
        date(2024, 12, 31): "",  # B, C, D, E: four of four
        date(2025, 1, 1): "open",  # four of three
        date(2025, 3, 1): "open",  # the sixtieth day
        date(2025, 3, 2): "overdue",
        date(2025, 3, 31): "overdue",
        date(2025, 4, 1): "",  # C has left: B, D, E
        date(2025, 9, 30): "",
        date(2025, 10, 1): "open",  # F has joined
        date(2025, 11, 29): "open",
        date(2025, 11, 30): "overdue",
    }
    for on, expected in covered.items():
        assert label(on, "joint.cap", ids["J"], "") == expected, on
        assert not lines(on, "joint.cap", ids["X"])


def test_duties_by_kind_of_school(ids: dict[str, int]) -> None:
    """Only teaching points study weekly on any day; only private kindergartens hold the congress."""
    on = date(2026, 11, 22)
    owed = {code: {each.obligation.id for each in lines(on, subject=ids[code])} for code in SCHOOLS}
    assert {code for code in SCHOOLS if "study.point" in owed[code]} == {"P"}
    assert {code for code in SCHOOLS if "private.report" in owed[code]} == {"E"}
    assert not any("study.friday" in some for some in owed.values()), "nobody has thirty on the staff"


def test_thirty_on_the_staff_and_a_friday(ids: dict[str, int]) -> None:
    """The week of 9 November 2026 with thirty, the thirtieth from that Thursday: four of seven days."""
    thursday, friday = date(2026, 11, 12), date(2026, 11, 13)
    with posting(now=NOW) as p:
        for number in range(30):
            person = p.subject("person", f"W{number}")
            since = to_day(thursday) if number == 29 else LONG_AGO
            p.exists(person, since, FOREVER)
            p.attribute(person, "serving", [("yes", since, FOREVER)])
            p.links(f"person:W{number}", [LinkRow("school", person, ids["B"], since, FOREVER)])
        p.facts("record:1", fact_rows([("record", ids["B"], EFFECTIVE)]))
    assert label(friday, "study.friday", ids["B"], "2026-W45") == ""
    assert label(friday, "study.friday", ids["B"], "2026-W46") == "at_risk"
    record("meeting:thursday", ("meeting.staff-study", ids["B"], thursday))
    assert label(friday, "study.friday", ids["B"], "2026-W46") == "at_risk", "it was a Thursday"
    assert label(friday + timedelta(10), "study.friday", ids["B"], "2026-W46") == "grace"
    assert label(friday + timedelta(11), "study.friday", ids["B"], "2026-W46") == "overdue"
    record("meeting:friday", ("meeting.staff-study", ids["B"], friday))
    assert label(friday, "study.friday", ids["B"], "2026-W46") == "met"


def test_the_command_prints_this_document(ids: dict[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--on", "2026-02-01", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {(row["pack"], row["layer"]) for row in rows} == {("yunling-2024", 30)}
    assert all(not row["assumed"] and row["confirmed"] for row in rows if row["obligation"] == "cover.share")
    (found,) = [row for row in rows if (row["obligation"], row["subject_code"]) == ("cover.share", AREA)]
    assert (found["clause"], found["need"], found["actual"]) == ("二（四）", 95, 80)
    assert (found["status"], found["due_on"]) == ("overdue", "2025-12-31")
    assert main(["--on", "2026-02-01"]) == 0
    assert "公办学校党组织覆盖率" in capsys.readouterr().out
