"""Books for WPS, opened again."""

from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from python_calamine import CalamineWorkbook

from hongzhu.paper.book import Field
from hongzhu.paper.docx import write_docx
from hongzhu.paper.xlsx import MOST_IN_A_CELL, write_xlsx
from tests.paper.making import AMENDED, book, entry, listed


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    found = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: found.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in found.sheet_names
    }


def test_a_document_holds_what_the_book_says() -> None:
    made = entry(1, amendments=(AMENDED,), marks=("补记：晚 5 天登记",))
    document = Document(BytesIO(write_docx([book(made, entry(2)), listed(["周䶮", "吴𠮷"])])))
    first = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert first[0] == ["时间", "2026年3月10日 星期二 15:30—17:00", "地点", "二楼会议室"]
    assert first[1][1] == ""
    assert [cell.text for cell in document.tables[1].rows[1].cells] == ["地点", "一楼", "二楼会议室"]
    assert [row.cells[0].text for row in document.tables[-1].rows] == ["姓名", "周䶮", "吴𠮷"]
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for each in ("党员大会记录簿", "补记：晚 5 天登记", "主持人签字：王建军", "原因：记错了", "链头 abc"):
        assert each in words


def test_its_pages_are_a4_with_a_binding_edge() -> None:
    document = Document(BytesIO(write_docx([book(entry(1)), listed(["王"])])))
    upright, lying = document.sections
    assert (round(upright.page_width.mm), round(upright.page_height.mm)) == (210, 297)
    assert round(upright.left_margin.mm) == 28
    assert lying.orientation == WD_ORIENT.LANDSCAPE
    assert (round(lying.page_width.mm), round(lying.top_margin.mm)) == (297, 28)
    assert "党员大会记录簿 2026 · 第 " in upright.footer.paragraphs[0].text


def test_characters_that_no_xml_may_hold_are_told() -> None:
    document = Document(BytesIO(write_docx([book(entry(1, about="铃\x07\ufffe"))])))
    assert "铃〔U+0007〕〔U+FFFE〕" in [paragraph.text for paragraph in document.paragraphs]


def test_a_workbook_has_a_sheet_for_each_book_and_a_row_for_each_entry() -> None:
    found = sheets(
        write_xlsx([book(entry(1, first=3, last=4), entry(2, amendments=(AMENDED,))), listed(["周䶮"])])
    )
    assert list(found) == ["党员大会记录簿", "花名册"]
    head, first, second = found["党员大会记录簿"][2:5]
    assert head[:4] == ["页", "会议", "编号", "说明"]
    told = dict(zip(head, first, strict=True))
    assert (told["页"], told["地点"], told["列席"]) == ("3-4", "二楼会议室", "")
    assert "原来“一楼”，更正为“二楼会议室”" in str(second[-1])
    assert found["花名册"][3][0] == "周䶮"


def test_no_cell_is_a_formula_and_nothing_is_cut_off() -> None:
    said = '=HYPERLINK("x")' + "长" * (2 * MOST_IN_A_CELL)
    made = entry(
        1,
        about="=1+1",
        fields=(Field(label="会议记录", lines=(said,)), Field(label="网址", lines=("http://x",))),
    )
    rows = sheets(write_xlsx([book(made)]))["党员大会记录簿"]
    head = rows[2]
    assert rows[3][2] == "=1+1"
    column = head.index("会议记录")
    assert "".join(str(row[column]) for row in rows[3:6]) == said
    assert rows[3][head.index("网址")] == "http://x"
