"""Bound pages stay where they are; what comes later is put after them, and says where it belongs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hongzhu.audit.models import Event
from hongzhu.books.actions import bind_new_pages
from hongzhu.books.models import BoundEntry
from hongzhu.ledger.entries import Refused
from hongzhu.meetings.actions import amend_meeting, entry_of, withdraw_meeting
from hongzhu.paper.book import Book
from hongzhu.paper.pdf import write_pdf
from tests.books.making import asked, bind, kind, made, make_assembly, make_place, printed
from tests.makers import BY, NOW, make_meeting, make_org
from tests.paper.reading import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(db: None) -> None:
    make_place()


def numbered(book: Book | None) -> list[tuple[str, int]]:
    """(number of the record, its first page)."""
    assert book is not None
    return [(entry.about.split(" · ")[0].removeprefix("编号 "), entry.first) for entry in book.entries]


def test_as_long_as_nothing_is_bound_a_book_runs_by_day() -> None:
    make_assembly("M2", 6)
    make_assembly("M1", 3)
    assert numbered(made()) == [("M1", 0), ("M2", 0)]


def test_the_first_binding_has_a_cover_and_numbers_from_one() -> None:
    make_assembly("M1", 3)
    make_assembly("M2", 6)
    book = printed(bind())
    assert numbered(book) == [("M1", 1), ("M2", 2)]
    assert book is not None
    assert book.has_cover


def test_only_new_pages_are_printed_then_and_go_on_counting() -> None:
    make_assembly("M1", 3, minutes="很长的话。" * 1500)
    bind()
    make_assembly("M2", 6)
    again = printed(bind())
    assert again is not None
    first = again.entries[0].first
    assert first > 2
    assert numbered(again) == [("M2", first)]
    assert not again.has_cover
    assert numbered(made()) == [("M1", 1), ("M2", first)]
    read = pages(write_pdf([again]).content)
    assert f"第 {first} 页" in read[0]


def test_a_late_record_comes_after_the_bound_pages_and_says_where_it_belongs() -> None:
    make_assembly("M1", 3)
    make_assembly("M3", 9)
    bind()
    make_assembly("M0", 1)
    make_assembly("M2", 6)
    expected = [("M1", 1), ("M3", 2), ("M0", 3), ("M2", 0)]
    assert numbered(made()) == expected
    marks = {entry.about: entry.marks for entry in made().entries}
    assert marks["编号 M0"] == ("补入：按日期应在第 1 页之前，簿册已经装订，补在后面",)
    assert marks["编号 M2"] == ("补入：按日期应在第 1 页之后，簿册已经装订，补在后面",)
    assert marks["编号 M1"] == ()
    bound = printed(bind())
    assert numbered(bound) == [("M0", 3), ("M2", 4)]
    assert bound is not None
    assert bound.entries[1].marks == marks["编号 M2"], "it says the same when it is printed again"


def test_an_amendment_gets_a_page_of_its_own_and_the_printed_page_stays() -> None:
    meeting = make_assembly("M1", 3, place="一楼")
    make_assembly("M2", 6)
    first = bind()
    amend_meeting(meeting, replace(entry_of(meeting), place="二楼"), reason="记错了", by=BY, now=NOW)
    whole = made()
    assert [(entry.about, entry.first) for entry in whole.entries] == [
        ("编号 M1", 1),
        ("编号 M2", 2),
        ("编号 M1 · 第 2 稿", 3),
    ]
    old, _other, new = whole.entries
    assert {field.label: field.lines for field in old.fields}["地点"] == ("一楼",)
    assert old.foot == "本页所记后来有更正或撤回，见后面补印的页"
    assert new.marks == ("第 1 页所记的更正",)
    assert [change.label for change in new.amendments[0].changes] == ["地点"]
    assert numbered(printed(bind())) == [("M1", 3)]
    again = printed(first)
    assert again is not None
    assert {field.label: field.lines for field in again.entries[0].fields}["地点"] == ("一楼",)


def test_a_withdrawal_after_printing_gets_a_page_of_its_own() -> None:
    meeting = make_assembly("M1", 3)
    bind()
    withdraw_meeting(meeting, reason="记重了", by=BY, now=NOW)
    old, new = made().entries
    assert old.marks == ()
    assert new.marks[0] == "第 1 页所记已经撤回"
    assert new.marks[1].startswith("已撤回")


def test_a_record_that_has_left_the_book_leaves_its_page() -> None:
    meeting = make_assembly("M1", 3)
    make_assembly("M2", 6)
    bind()
    then = replace(entry_of(meeting), kinds=("meeting.committee",))
    amend_meeting(meeting, then, reason="会议类型错了", by=BY, now=NOW)
    gone, other = made().entries
    assert (gone.first, other.first) == (1, 2)
    assert "移到了别的簿册" in gone.marks[0]


def test_nothing_new_is_refused_and_binding_is_told_to_the_trail() -> None:
    make_assembly("M1", 3)
    make_meeting("M9", "D1", "meeting.committee", chair="P1")
    binding = bind()
    event = Event.objects.get(verb="binding.printed")
    assert (event.stream, event.object) == ("org:D1", f"binding:{binding.pk}")
    assert BoundEntry.objects.everything("test").count() == 2
    with pytest.raises(Refused, match="没有新的页要打印"):
        bind(NOW + timedelta(hours=1))


def test_a_binding_of_one_book_leaves_the_others() -> None:
    make_assembly("M1", 3)
    make_meeting("M9", "D1", "meeting.committee", chair="P1")
    binding = bind_new_pages(asked(), [kind("committee")], by=BY, now=NOW)
    assert printed(binding, "assembly") is None
    assert numbered(printed(binding, "committee")) == [("M9", 1)]


def test_pages_of_another_year_or_organisation_are_not_in_the_way() -> None:
    make_assembly("M1", 3)
    make_meeting("M0", "D1", held_on=date(2025, 3, 10), chair="P1")
    make_org("D2", name="别的支部")
    make_meeting("M5", "D2")
    for other in (asked(year=2025), asked(org="D2")):
        bind_new_pages(other, [kind()], by=BY, now=NOW)
    assert numbered(made()) == [("M1", 0)]
    assert numbered(printed(bind())) == [("M1", 1)]
