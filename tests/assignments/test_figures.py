"""What need not be asked is found by what it is called, and nothing else is taken for it."""

import pytest

from hongzhu.assignments.figures import figure_called, figures, held_of, items_of
from hongzhu.orgs.models import PartyOrg
from tests.assignments.makers import make_offices
from tests.makers import NOW, make_meeting


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("党员人数", "people.members"),
        ("本支部现有党员人数：", "people.members"),
        ("支部名称", "org.name"),
        ("支委会次数", "meetings.committee"),
        ("今年党课次数", "meetings.lecture"),
        ("明年打算发展党员人数", ""),
        ("去年党课次数", ""),
        ("接收预备党员人数", ""),
        ("困难党员人数", ""),
    ],
)
def test_only_what_is_called_so_is_held(words: str, key: str) -> None:
    found = figure_called(words)
    assert (found.key if found else "") == key


def test_every_name_leads_to_its_own_figure() -> None:
    for each in figures().values():
        assert {figure_called(name) for name in (each.title, *each.names)} == {each}


def test_a_line_is_one_thing_unless_every_part_is_held() -> None:
    text = "1. 支部名称、书记、党员人数\n（2）发展计划和经费\n\n三、明年打算发展几人；\n党员人数"
    found = [(item.title, item.figure) for item in items_of(text)]
    assert found == [
        ("党组织名称", "org.name"),
        ("书记", "people.secretary"),
        ("党员人数", "people.members"),
        ("（2）发展计划和经费", ""),
        ("明年打算发展几人", ""),
    ]


@pytest.mark.django_db
def test_each_is_told_by_the_room_that_has_it(django_assert_max_num_queries) -> None:
    make_offices()
    make_meeting("M1", "D1", "meeting.lecture")
    make_meeting("M2", "D1", "meeting.lecture")
    keys = dict(PartyOrg.objects.everything("test").values_list("code", "pk"))
    with django_assert_max_num_queries(2 * len(figures())):
        held = held_of(figures(), [keys["D1"], keys["D2"]], NOW.date())
    told = {key: [values.get(keys[code], "") for code in ("D1", "D2")] for key, values in held.items()}
    assert told["org.name"] == ["第1小学党支部", "第2小学党支部"]
    assert told["org.schools"] == ["S1小学", "S2小学"]
    assert told["people.secretary"] == ["书记1", "书记2"]
    assert told["people.members"] == ["3人", "1人"]
    assert told["people.staff"] == ["3人", "1人"]
    assert told["people.activists"] == ["0人", "0人"]
    assert told["meetings.lecture"] == ["2次", "0次"]
