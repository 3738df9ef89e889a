"""Books as DOCX, to be edited in WPS: fonts that office computers have, A4, a binding edge of 28 mm."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .book import Amendment, Book, Entry, Field, Table

BODY, HEAD, TITLE = "仿宋", "黑体", "方正小标宋简体"
LEFT, RIGHT, TOP, BOTTOM = 28, 20, 22, 20
LABEL, TEXT = 24, 57
"""mm; two pairs make the width of a page"""
WIDTH: Final = 297 - 2 * 15
"""mm of a page on its side"""
CONTROLS: Final = {
    each: f"〔U+{each:04X}〕" for each in (*range(9), 11, 12, *range(14, ord(" ")), 0xFFFE, 0xFFFF)
}
"""characters that no XML may hold"""


def write_docx(books: Sequence[Book]) -> bytes:
    """One document; each book is a section with page numbers of its own."""
    document = Document()
    _set_style(document)
    for index, book in enumerate(books):
        section = document.sections[0] if index == 0 else document.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, book, on_its_side=book.table is not None)
        _write(document, book)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _write(document: Any, book: Book) -> None:
    if book.has_cover:
        _cover(document, book)
    for index, entry in enumerate(book.entries):
        _entry(document, entry, breaks=index > 0 or book.has_cover)
    if book.table:
        _listed(document, book.table, breaks=book.has_cover)
    if book.closing:
        _heading(document, f"{book.title} 末页", 18, breaks=True)
        for words in book.closing:
            _paragraph(document, words)
        _paragraph(document, "核对人签字：　　　　　　　　　　　　日期：")


def _cover(document: Any, book: Book) -> None:
    for words, font, size, before in (
        (book.title, TITLE, 34, 180),
        (f"{book.year} 年", BODY, 22, 40),
        (book.owner, BODY, 15, 200),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = Pt(before)
        _run(paragraph, words, font, size)


def _entry(document: Any, entry: Entry, *, breaks: bool) -> None:
    _heading(document, entry.title, 18, breaks=breaks)
    if entry.about:
        _paragraph(document, entry.about, size=10).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words in (*entry.marks, *([entry.foot] if entry.foot else [])):
        _paragraph(document, f"【{words}】", size=10.5).alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = list(_rows(entry.fields))
    table = document.add_table(rows=0, cols=4)
    table.style, table.autofit = "Table Grid", False
    for row in rows:
        cells = table.add_row().cells
        if len(row) == 1:
            cells[1].merge(cells[3])
        for place, field in enumerate(row):
            _fill(cells[2 * place], [field.label], font=HEAD)
            _fill(cells[2 * place + 1], field.lines, indented=field.is_prose)
        if row[0].fits_its_room:
            table.rows[-1].height, table.rows[-1].height_rule = Mm(row[0].room), WD_ROW_HEIGHT_RULE.AT_LEAST
    _set_widths(table, (LABEL, TEXT, LABEL, TEXT))
    if entry.signatures:
        words = "　　　　".join(f"{title}签字：{name or '　　　　　　'}" for title, name in entry.signatures)
        _paragraph(document, words).paragraph_format.space_before = Pt(12)
    for each in entry.amendments:
        _amendment(document, each)


def _rows(fields: Iterable[Field]) -> Iterable[tuple[Field, ...]]:
    """Fields by rows of the form."""
    waiting: Field | None = None
    for field in fields:
        if waiting and field.is_half:
            yield waiting, field
            waiting = None
            continue
        if waiting:
            yield (waiting,)
            waiting = None
        if field.is_half:
            waiting = field
        else:
            yield (field,)
    if waiting:
        yield (waiting,)


def _amendment(document: Any, amendment: Amendment) -> None:
    _paragraph(document, f"更正　{amendment.about}", size=10.5).paragraph_format.space_before = Pt(9)
    rows = [(change.label, "\n".join(change.was), "\n".join(change.became)) for change in amendment.changes]
    _grid(document, (("栏目", 24), ("原来", 69), ("更正为", 69)), rows, size=10)


def _listed(document: Any, table: Table, *, breaks: bool) -> None:
    _heading(document, table.title, 15, breaks=breaks)
    _paragraph(document, table.about, size=10).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    whole = sum(column.share for column in table.columns)
    columns = [(column.heading, WIDTH * column.share / whole) for column in table.columns]
    _grid(document, columns, table.rows, size=9)


def _grid(
    document: Any, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str]], *, size: float
) -> None:
    """A table whose first row repeats on every page."""
    table = document.add_table(rows=1, cols=len(columns))
    table.style, table.autofit = "Table Grid", False
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    for cell, (heading, _width) in zip(head.cells, columns, strict=True):
        _fill(cell, [heading], font=HEAD, size=size)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _fill(cell, words.split("\n") if words else (), size=size)
    _set_widths(table, [width for _heading, width in columns])


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="false"))


def _fill(
    cell: Any, lines: Iterable[str], *, font: str = BODY, size: float = 12, indented: bool = False
) -> None:
    paragraph = cell.paragraphs[0]
    for index, line in enumerate(lines):
        if index:
            paragraph = cell.add_paragraph()
        if indented:
            paragraph.paragraph_format.first_line_indent = Pt(2 * size)
        _run(paragraph, line, font, size)


def _heading(document: Any, words: str, size: float, *, breaks: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.page_break_before = breaks
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, words, TITLE, size)


def _paragraph(document: Any, words: str, *, size: float = 12) -> Any:
    paragraph = document.add_paragraph()
    _run(paragraph, words, BODY, size)
    return paragraph


def _run(paragraph: Any, words: str, font: str, size: float) -> None:
    run = paragraph.add_run(words.translate(CONTROLS))
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _set_style(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = BODY, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    style.paragraph_format.space_after = Pt(2)


def _set_page(section: Any, book: Book, *, on_its_side: bool) -> None:
    """A4 with the binding edge, which is the upper one where the page lies on its side; footer; numbers from 1."""
    section.orientation = WD_ORIENT.LANDSCAPE if on_its_side else WD_ORIENT.PORTRAIT
    sides = (Mm(297), Mm(210)) if on_its_side else (Mm(210), Mm(297))
    section.page_width, section.page_height = sides
    section.left_margin, section.right_margin = (Mm(15), Mm(15)) if on_its_side else (Mm(LEFT), Mm(RIGHT))
    section.top_margin, section.bottom_margin = Mm(LEFT if on_its_side else TOP), Mm(BOTTOM)
    section.different_first_page_header_footer = book.has_cover
    section.footer.is_linked_to_previous = False
    first = next((entry.first for entry in book.entries if entry.first), 1)
    section._sectPr.append(_element("w:pgNumType", start=str(first - 1 if book.has_cover else first)))
    paragraph = section.footer.paragraphs[0]
    _run(paragraph, f"{book.owner}　　{book.name} · 第 ", BODY, 9)
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            text = OxmlElement("w:instrText")
            text.text = "PAGE"
            run._r.append(text)
    _run(paragraph, " 页", BODY, 9)


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
