"""Books as PDF, opened again: what stands on which page, that it fits A4, that nothing moves or runs."""

from dataclasses import replace

from hongzhu.paper.book import Field
from hongzhu.paper.pdf import pages_of_entries, write_pdf, write_pictures
from tests.paper.making import AMENDED, book, entry, listed
from tests.paper.reading import pages, placed, sizes

A4, ON_ITS_SIDE = (210, 297), (297, 210)
BINDING_EDGE = 28
LONG = Field(
    label="会议记录", lines=("大家讨论了三点意见，逐条记在这里。" * 20,) * 12, is_prose=True, room=60
)


def long_entry(number: int = 2):
    return replace(entry(number), fields=(*entry().fields[:3], LONG))


def test_each_entry_begins_on_a_page_of_its_own_with_its_number() -> None:
    read = pages(write_pdf([book(entry(1), entry(2), entry(3))]).content)
    assert len(read) == 5  # a cover, three entries, a last page
    assert "党员大会记录簿" in read[0]
    assert "第 1 页" not in read[0]
    for number in (1, 2, 3):
        assert f"第{number}次会上说的话。" in read[number]
        assert f"党员大会记录簿 2026 · 第 {number} 页" in read[number]
    assert "链头 abc" in read[4]
    assert "页" not in read[4].replace("末页", "")


def test_later_entries_do_not_move_earlier_ones() -> None:
    before = pages(write_pdf([book(entry(1), long_entry(), closing=())]).content)
    after = pages(write_pdf([book(entry(1), long_entry(), entry(3), closing=())]).content)
    assert after[: len(before)] == before


def test_a_long_entry_goes_on_under_its_title() -> None:
    made = book(entry(1), long_entry(), entry(3))
    counts = pages_of_entries(made)
    assert counts[0] == counts[2] == 1
    assert counts[1] > 1
    read = pages(write_pdf([made]).content)
    assert "支部党员大会记录（续）" not in read[2]
    assert "支部党员大会记录（续）" in read[3]
    assert f"第 {counts[1] + 2} 页" in read[2 + counts[1]]


def test_fixed_numbers_stay_even_where_an_entry_has_become_longer() -> None:
    made = book(
        replace(long_entry(), first=12, last=12), replace(entry(3), first=13, last=13), has_cover=False
    )
    read = pages(write_pdf([made]).content)
    assert "第 12 页" in read[0]
    assert "第 12 页（续 1）" in read[1]
    assert "第 13 页" in next(page for page in read if "第3次会上" in page)


def test_everything_fits_a4_beside_the_binding_edge() -> None:
    unbroken = replace(entry(2), fields=(Field(label="附件", lines=("a" * 400 + "，" + "很" * 400,)),))
    content = write_pdf([book(entry(1), long_entry(), unbroken, entry(4, amendments=(AMENDED,)))]).content
    assert set(sizes(content)) == {A4}
    for number in range(1, len(sizes(content))):
        for piece in placed(content, number):
            assert BINDING_EDGE - 0.5 <= piece.left <= 190, piece
            assert 8 <= piece.foot <= 280, piece
    pieces = [
        piece
        for piece in placed(content, 1 + 1 + pages_of_entries(book(long_entry()))[0])
        if "aaa" in piece.words
    ]
    assert len(pieces) > 4, "a word of four hundred letters is broken"


def test_a_roster_lies_on_its_side_and_repeats_its_head() -> None:
    content = write_pdf([listed([f"人{number}" for number in range(90)])]).content
    read = pages(content)
    assert set(sizes(content)) == {ON_ITS_SIDE}
    assert len(read) > 2
    assert all("姓名" in page for page in read)


def test_several_books_each_count_from_one() -> None:
    other = book(entry(7), title="党课记录簿")
    read = pages(write_pdf([book(entry(1), entry(2)), other]).content)
    assert "党课记录簿 2026 · 第 1 页" in next(page for page in read if "第7次会上" in page)


def test_both_texts_of_an_amendment_and_every_mark_are_printed() -> None:
    made = entry(
        1, amendments=(AMENDED,), marks=("补记：3月10日开的会，晚 5 天登记", "已撤回"), foot="见后面"
    )
    read = pages(write_pdf([book(made)]).content)[1]
    for words in (
        "补记：3月10日开的会，晚 5 天登记",
        "已撤回",
        "见后面",
        "一楼",
        "二楼会议室",
        "原因：记错了",
    ):
        assert words in read


def test_blank_stays_blank() -> None:
    bare = replace(entry(1), fields=(Field(label="列席"), Field(label="会议记录", is_prose=True, room=60)))
    read = pages(write_pdf([book(bare)]).content)[1]
    assert "列席\n会议记录\n主持人签字" in read


def test_what_people_typed_is_text_and_no_markup() -> None:
    typed = '#panic("x") *粗* _斜_ $x$ `code` <label> @ref // 注 [a] \\ "引号" https://例子'
    made = replace(entry(1, marks=(typed,)), fields=(Field(label=typed[:8], lines=(typed,)),))
    read = pages(write_pdf([book(made, owner=typed, title=typed[:11])]).content)[1]
    assert read.count(typed) >= 2


def test_the_same_book_gives_the_same_bytes() -> None:
    made = book(entry(1), entry(2, amendments=(AMENDED,)))
    assert write_pdf([made]).content == write_pdf([made]).content


def test_pages_can_be_looked_at() -> None:
    found = write_pictures([book(entry(1))], ppi=20)
    assert len(found) == 3
    assert all(each.startswith(b"\x89PNG") for each in found)
