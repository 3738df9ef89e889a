"""Spreadsheets drop the zeros in front of a number: nobody becomes a second person by that."""

import pytest

from hongzhu.people.models import Person
from tests.imports.bad_books import KEEP_ZEROS, TEXT_COLUMN
from tests.imports.books import book, person, table
from tests.imports.test_importing import imported, problems

pytestmark = pytest.mark.django_db


def people(*codes: object) -> bytes:
    return book({"人员": table(*(person() | {"人员编号": code} for code in codes))})


def stored() -> set[str]:
    return set(Person.objects.everything("test").values_list("code", flat=True))


@pytest.fixture(autouse=True)
def _stored() -> None:
    assert imported(people("0012", "7", "A01")).changes == 3


def test_a_new_code_that_lost_its_zeros() -> None:
    assert problems(imported(people(12))) == [
        f"人员!A2 “12”和“0012”只差前面的 0；请改成一样的代码；{KEEP_ZEROS}；确实是两个的，请换一个代码"
    ]
    assert [each.partition("；")[0] for each in problems(imported(people("07")))] == [
        "人员!A2 “07”和“7”只差前面的 0"
    ]
    assert stored() == {"0012", "7", "A01"}


def test_other_codes_are_just_other_codes() -> None:
    assert problems(imported(people("A1", 120, 712, "0"))) == []


def test_what_is_stored_is_known_again() -> None:
    """Also where both are there from times when nobody asked."""
    Person.objects.everything("test").filter(code="A01").update(code="12")
    again = imported(people("0012", 7, 12))
    assert problems(again) == []
    assert stored() == {"0012", "7", "12"}


def test_a_reference_that_lost_its_zeros() -> None:
    talk = {"日期": "2026-03-18", "谈话人编号": 7, "对象编号": 12}
    assert problems(imported(book({"谈心谈话": table(talk)}))) == [
        f"谈心谈话!C2 找不到人员“12”，只有“0012”，差在前面的 0；请改成“0012”；{KEEP_ZEROS}"
    ]
    lost = problems(imported(book({"谈心谈话": table(talk | {"对象编号": 13})})))
    assert lost == ["谈心谈话!C2 找不到人员“13”；请改正，或先在“人员”表里登记"]


def test_digits_that_are_gone() -> None:
    assert problems(imported(people("1.2E+12"))) == [
        f"人员!A2 “1.2E+12”是科学计数法，末尾几位已经丢了；{TEXT_COLUMN}"
    ]
