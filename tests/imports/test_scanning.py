"""What the XML of sheets is looked over for before the reader sees it."""

import io
import random
import re

import pytest
from python_calamine import CalamineWorkbook

from hongzhu.imports import guarding, importing, rows, scanning
from hongzhu.imports.problems import Report, Unreadable
from hongzhu.imports.scanning import hidden_rows, tidied
from hongzhu.imports.workbook import parse_workbook
from tests.imports.bad_books import SHEET, good, members, rewritten, zipped
from tests.imports.books import book, person, read, table
from tests.imports.test_importing import imported, problems

SHARED = "xl/sharedStrings.xml"


def refused(build) -> str:
    with pytest.raises(Unreadable) as caught:
        read(build())
    return str(caught.value.problem)


def inserted(xml: bytes, before: bytes = b"</sheetData>"):
    return rewritten(lambda part: part.replace(before, xml + before, 1))


def scattered(seed: int) -> bytes:
    """Return a sheet's XML whose cells and rows say where they stand only now and then, with gaps either way."""
    dice = random.Random(seed)
    prefix = dice.choice([b"", b"x:"])
    row, lines, value = 0, [], 0
    for _ in range(dice.randint(1, 8)):
        row += dice.randint(1, 3)
        says = dice.random() < 0.4
        head = b' r="%d"' % row if says else b""
        column, cells = 0, []
        for _ in range(dice.randint(0, 6)):
            column += dice.randint(0, 3)
            value += 1
            quote = dice.choice([b'"', b"'"])
            place = b" r=%s%c%d%s" % (quote, 65 + column, row, quote) if says and dice.random() < 0.4 else b""
            column += 1
            style = dice.choice([b"", b' s="1"', b" s='1'", b' x=">"'])
            if dice.random() < 0.3:
                cells.append(b"<%sc%s%s/>" % (prefix, style, place))
            else:
                cells.append(
                    b"<%sc%s%s><%sv>%d</%sv></%sc>" % (prefix, style, place, prefix, value, prefix, prefix)
                )
        lines.append(b"<%srow%s>%s</%srow>" % (prefix, head, b"".join(cells), prefix))
    if dice.random() < 0.5:
        lines.insert(dice.randrange(len(lines) + 1), b"<%srow/>" % prefix)
    return b"".join(lines)


@pytest.mark.parametrize("seed", range(60))
def test_cells_are_counted_as_the_reader_counts(seed: int) -> None:
    """What our own count writes into the cells, the reader without it would have found."""
    rows = scattered(seed)

    def change(part: bytes) -> bytes:
        part = part.replace(b"<worksheet ", b'<worksheet xmlns:x="x" ', 1)
        return re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows + b"</sheetData>", part)

    content = rewritten(change)()
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    left = [""] * theirs.start[1] if theirs.start else []
    found = [[*left, *row] for row in theirs.iter_rows()]
    for row in found:
        while row and row[-1] == "":
            row.pop()
    assert read(content).sheets[0].rows == found


def test_a_placed_sheet_is_left_as_it_is() -> None:
    part = members(good())[SHEET]
    assert tidied(part, "人员") is part


@pytest.mark.parametrize(
    "xml",
    [
        b"<row>" + b"<c/>" * 900_000 + b"</row>",
        b"".join(b"<row>" + b"<c/>" * 300 + b"<c><v>1</v></c></row>" for _ in range(20))
        + b"<row><c><v>1</v></c></row>" * 100_000,
        b"<row><c x=\" r='A1'\"/>" + b"<c/>" * 300 + b"<c><v>1</v></c></row>" + b"<row><c/></row>" * 100_000,
        b'<row r="1"><c r="ZZZZ1"><v>1</v></c><c><v>1</v></c></row>',
        b'<row r="1"><c r="A1" x="><v>1</v></c><c><v>1</v></c></row>',
    ],
    ids=["many", "wide and high", "in disguise", "nowhere", "never closed"],
)
def test_cells_that_would_make_the_reader_abort(xml: bytes) -> None:
    said = refused(rewritten(lambda part: re.sub(rb"(<sheetData>).*(</)", rb"\1" + xml + rb"\2", part)))
    assert "太大" in said or "损坏" in said


def test_texts_shown_by_many_cells() -> None:
    """A text stands in the file once, the reader makes it anew for every cell."""
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (n, n, 9) for n in range(40, 3040))
    parts = members(good())
    texts = parts[SHARED].count(b"<si>")
    parts[SHARED] = parts[SHARED].replace(b"</sst>", b"<si><t>" + b"x" * 30_000 + b"</t></si></sst>")
    longest = b"<v>%d</v>" % texts

    def with_cells(xml: bytes) -> bytes:
        return zipped(parts | {SHEET: parts[SHEET].replace(b"</sheetData>", xml + b"</sheetData>")})

    few = cells.replace(b"<v>9</v>", longest, 20).replace(b"<v>9</v>", b"<v>0</v>")
    assert len(read(with_cells(few)).sheets[0].rows) == 3039
    all_of_them = cells.replace(b"<v>9</v>", longest)
    assert refused(lambda: with_cells(all_of_them)).startswith("文字太多，所有格子合起来有 85 MB；请分成几个")
    hidden = all_of_them.replace(longest, b"<v>&#%d;</v>" % (48 + texts))
    assert refused(lambda: with_cells(hidden)).startswith("文字太多")


def test_a_text_longer_than_a_cell() -> None:
    cell = b'<row r="40"><c r="A40" t="inlineStr"><is><t>' + b"x" * 300_001 + b"</t></is></c></row>"
    assert refused(inserted(cell)).startswith("文件里有一格文字长得放不下；请打开文件找到这一格")
    runs = b"<r><t>" + b"x" * 20_000 + b"</t></r>"
    report = Report()
    parse_workbook(inserted(cell.replace(b"<t>" + b"x" * 300_001 + b"</t>", runs * 2))(), report)
    assert str(report.problems[0]) == "人员!A40 有 40000 个字，一格放不下这么多；请核对这一格，把内容分开填写"


def test_more_merged_blocks_than_anybody_makes() -> None:
    blocks = b'<mergeCell ref="A50:B50"/>' * 20_001
    said = refused(inserted(b"<mergeCells>" + blocks + b"</mergeCells>", b"</worksheet>"))
    assert said.startswith("工作表“人员”里合并的格子太多；请取消合并，逐格填写，或者把要导入的内容")


@pytest.mark.parametrize("cell", [b'<c r="D%d" t="e"><v>#N/A</v></c>', b'<c r="D%d"><f>A1</f></c>'])
def test_more_broken_formulas_than_can_be_named(monkeypatch: pytest.MonkeyPatch, cell: bytes) -> None:
    rows = b"".join(b'<row r="%d">%s</row>' % (n, cell % n) for n in range(40, 60))
    assert len(read(inserted(rows)()).sheets[0].defects) == 20
    monkeypatch.setattr(scanning, "MAX_DEFECTS", 19)
    assert refused(inserted(rows)).startswith("工作表“人员”里有 19 格以上的公式出错或没有结果；请用 WPS")


def test_an_outline_as_big_as_a_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of names for formulas, as old workbooks gather them: read as a whole, they take ten times their room."""
    monkeypatch.setattr(guarding, "MAX_OUTLINE", 100)
    assert refused(good).startswith("文件里除了表格，还有太多别的内容；请把要导入的内容复制到")


def test_hidden_rows() -> None:
    part = (
        b'<row r="2" spans="1:4" hidden="1"/><row hidden=\'true\' r=\'5\'><c/></row><row r="7" hidden="0"/>'
    )
    assert hidden_rows(part) == {2, 5}
    assert hidden_rows(b'<x:row r="3" hidden="1">') == {3}


def test_too_many_codes_in_cells_that_hold_several(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = {"会议编号": "M1", "组织代码": "D1", "类型": "党课", "日期": "2026-11-20"}
    content = book({"会议": table(*(meeting | {"出席": f"P{n}、P{n + 1}"} for n in range(10)))})
    monkeypatch.setattr(rows, "MOST_CODES", 11)
    report = Report()
    assert len(parse_workbook(content, report)[0].lines) == 6
    assert [str(problem) for problem in report.problems] == [
        "会议!8 到这一行为止已有 11 个编号，太多；请分成几个工作簿，一个一个导入"
    ]


@pytest.mark.django_db
def test_of_a_big_workbook_problems_are_told_in_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells first, then sheet by sheet: nobody waits for thousands of good rows to be stored and undone."""
    early = person("P1", 离岗日期="2000-01-01")
    lost = {
        "人员编号": "P1",
        "组织代码": "D1",
        "职务": "书记",
        "任职日期": "2024-01-01",
        "免职日期": "2023-01-01",
    }
    branch = {
        "党组织代码": "D1",
        "党组织名称": "甲",
        "组织类别": "党支部",
        "成立日期": "2000-01-01",
        "撤销日期": "1999-01-01",
    }
    content = book({"党组织": table(branch), "人员": table(early), "任职": table(lost)})
    assert [each.partition(" ")[0] for each in problems(imported(content))] == ["党组织!E2", "人员!E2"]
    monkeypatch.setattr(importing, "MANY", 2)
    outcome = imported(content)
    assert [each.partition(" ")[0] for each in problems(outcome)] == ["党组织!E2"]
    assert [str(each) for each in outcome.report.notices] == [
        "内容很多，先列出这些；改好再导入时，会接着核对其余的"
    ]
    spoilt = book({"党组织": table(branch), "人员": table(early | {"到岗日期": "x"}), "任职": table(lost)})
    assert [each.partition(" ")[0] for each in problems(imported(spoilt))] == ["人员!D2"]
