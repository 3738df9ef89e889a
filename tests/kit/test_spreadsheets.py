"""Lists that go out: the first lines say what they are; what looks like a formula is a text; what is personal says so."""

from io import BytesIO

from python_calamine import CalamineWorkbook

from hongzhu.kit.spreadsheets import PERSONAL, Listing, sent, written


def rows_of(listing: Listing) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(written(listing))).get_sheet_by_index(0).to_python()


def listing(**words: object) -> Listing:
    line = ["=1+1", "http://x", "007\x01"]
    given = {
        "title": "名单",
        "name": "表",
        "about": "全部",
        "mark": "王老师于今天导出",
        "lines": [line],
    } | words
    return Listing(heads=[("甲", 8), ("乙", 8), ("丙", 8)], **given)


def test_a_list_says_what_it_is_and_every_cell_is_a_text() -> None:
    found = rows_of(listing())
    assert [row[0] for row in found[:3]] == ["名单", "全部", "王老师于今天导出"]
    assert found[3:] == [["甲", "乙", "丙"], ["=1+1", "http://x", "007"]]


def test_what_is_personal_says_so() -> None:
    assert PERSONAL in str(rows_of(listing(is_personal=True))[2][0])
    assert PERSONAL not in str(rows_of(listing())[2][0])


def test_it_is_handed_over_under_its_name() -> None:
    assert sent(b"x", "会议 记录")["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E4%BC%9A%E8%AE%AE%20%E8%AE%B0%E5%BD%95.xlsx"
    )
