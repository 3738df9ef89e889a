"""The district before it is stored: the same everywhere, nothing of a real person, placed by its last day."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hongzhu import demo
from hongzhu.demo.district import District, make_district
from hongzhu.demo.frame import Frame, first_since, open_days
from hongzhu.policy.days import add_months
from tests.demo.days import FRAME

PRINT_DIGEST = """
import django
django.setup()
from hashlib import sha256
from hongzhu import demo
from hongzhu.demo.district import make_district
from tests.demo.days import FRAME
print(sha256(repr(make_district(20, FRAME)).encode()).hexdigest())
"""
OTHER_DAYS = (date(2027, 3, 1), date(2026, 7, 15), date(2028, 2, 29), date(2026, 1, 3), date(2027, 11, 22))


@pytest.fixture(scope="module")
def district() -> District:
    return make_district(60, FRAME)


def test_the_same_whatever_the_order_of_hashes(tmp_path: Path) -> None:
    digests = set()
    for seed in ("1", "2"):
        words = {
            "PYTHONHASHSEED": seed,
            "HONGZHU_DATA": str(tmp_path),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        settings = {"DJANGO_SETTINGS_MODULE": "hongzhu.settings"}
        done = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            env=os.environ | words | settings,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_more_schools_leave_the_first_ones_as_they_are(district: District) -> None:
    few = make_district(20, FRAME)
    assert few.people == district.people[: len(few.people)]
    assert few.posts == district.posts[: len(few.posts)]
    assert few.talks == district.talks[: len(few.talks)] or set(few.talks) <= set(district.talks)
    assert set(few.meetings) <= set(district.meetings)


def test_the_size_that_the_readme_states(district: District) -> None:
    size = (Path(demo.__file__).parent / "README.md").read_text(encoding="utf-8").split("## 有多大")[1]
    kinds = Counter(school.kind for school in district.schools) + Counter(org.kind for org in district.orgs)
    branches = kinds["branch"] + kinds["joint_branch"] + kinds["general_branch"]
    members = [each for each in district.people if each.category in ("full", "probationary")]
    for number, words in (
        (len(district.schools), "{}所学校"),
        (kinds["public_primary"], "公办小学{}"),
        (kinds["public_kindergarten"], "公办幼儿园{}"),
        (kinds["private_kindergarten"], "民办幼儿园{}"),
        (kinds["teaching_point"], "教学点{}"),
        (len(district.orgs), "{}个党组织"),
        (branches, "{}个党支部和党总支"),
        (kinds["party_group"], "{}个党小组"),
        (len(district.people), "{}人"),
        (sum(each.is_retired or each.left_on is None for each in members), "党员{}名"),
        (len(district.meetings), "会议{}次"),
        (len(district.talks), "谈话{}次"),
    ):
        assert words.format(number) in size


def texts(district: District) -> Iterator[str]:
    for _action, entries in district.batches():
        for entry in entries:
            yield from (value for value in vars(entry).values() if isinstance(value, str))


def test_nothing_looks_like_an_identity_or_telephone_number(district: District) -> None:
    numbers = re.compile(r"\d{15}|(?<!\d)1[3-9]\d{9}(?!\d)|\d{3,4}-\d{7,8}")
    assert not [text for text in texts(district) if numbers.search(text)]
    assert not [person for person in district.people if person.phone]


def test_nobody_becomes_a_member_or_teacher_as_a_child(district: District) -> None:
    for person in district.people:
        assert person.born_on is not None
        assert person.arrived_on.year - person.born_on.year >= 18
        assert person.joined_on is None or person.joined_on.year - person.born_on.year >= 18


def test_posts_begin_when_their_holder_is_there(district: District) -> None:
    arrived = {person.code: person.arrived_on for person in district.people}
    assert not [post for post in district.posts if post.from_on < arrived[post.person]]


@pytest.mark.parametrize("on", OTHER_DAYS)
def test_the_gaps_move_with_the_last_day(on: date) -> None:
    frame = Frame(first_since(on), on)
    made = make_district(18, frame)
    for records in (made.meetings, made.talks):
        assert all(frame.since <= each.held_on <= each.entered_on <= on for each in records)
    held = {each.held_on.replace(day=1) for each in made.meetings if _is_committee_of(each, "D001")}
    assert frame.ago(1) not in held
    assert {frame.ago(2), frame.ago(3)} <= held
    midyear = next(post.from_on for post in made.posts if post.person == "P002-07")
    assert (midyear.month, midyear.day) == (7, 1)
    assert add_months(on, -12) < midyear <= on
    closed = next(school.closed_on for school in made.schools if school.closed_on)
    assert closed < on
    assert [each for each in made.meetings if len(each.kinds) > 1]
    assert len(made.justifications) == 4
    assert [each.refused_on for each in made.justifications if each.refused_on] == [
        made.justifications[0].refused_on
    ]


def _is_committee_of(each, body: str) -> bool:
    return each.body == body and "meeting.committee" in each.kinds


def test_every_month_has_open_days() -> None:
    for months in range(12 * 40):
        assert len(open_days(add_months(date(2015, 1, 1), months))) >= 3


@pytest.mark.parametrize("count", [1, 2, 3, 5, 10])
def test_a_few_schools_are_a_district_too(count: int) -> None:
    made = make_district(count, Frame(date(2026, 9, 1), date(2026, 11, 22)))
    assert len(made.schools) == count
    assert made.meetings
