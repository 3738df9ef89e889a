"""Files that are not what they seem: a clear message, nothing read, no memory eaten."""

import bz2
import io
import lzma
import re
import struct
import tracemalloc
import zipfile
import zlib
from datetime import date

import pytest

from hongzhu.imports import guarding, scanning
from hongzhu.imports.problems import Report, Unreadable
from hongzhu.imports.reading import read_book
from hongzhu.imports.workbook import parse_workbook
from tests.imports.bad_books import SHEET, members, zipped
from tests.imports.books import book, changed, person, read, table

GOOD = book({"人员": table(*(person(f"P{n}") for n in range(30)))})


def message(content: bytes) -> str:
    """Return why a file cannot be read."""
    with pytest.raises(Unreadable) as caught:
        read(content)
    return str(caught.value.problem)


def with_sheet(change) -> bytes:
    """Rewrite the XML of the only sheet."""
    return changed(GOOD, lambda name, part: change(part) if name == SHEET else part)


def test_damaged_part() -> None:
    at = GOOD.index(SHEET.encode()) + len(SHEET) + 40
    assert message(GOOD[:at] + bytes(60) + GOOD[at + 60 :]).startswith("文件已损坏或不完整")


def test_zip_bomb_by_size() -> None:
    assert "太大" in message(with_sheet(lambda part: part + b" " * (guarding.MAX_UNFOLDED + 1)))


def test_zip_bomb_by_ratio() -> None:
    assert "压缩得不合常理" in message(with_sheet(lambda part: part + b" " * (20 * 2**20)))


def test_zip_bomb_outside_the_sheets_is_never_unfolded() -> None:
    bomb = io.BytesIO(GOOD)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(80 * 2**20))
    assert len(read(bomb.getvalue()).sheets[0].rows) == 31


def lying(method: int, stream: bytes) -> bytes:
    """Put a stream in place of the sheet, of which the directory says that it unfolds to five thousand bytes."""
    parts = members(GOOD)
    name = SHEET.encode()
    content = zipped({each: part for each, part in parts.items() if each != SHEET})
    at, count = content.index(b"PK\x01\x02"), len(parts)
    ends = content[content.index(b"PK\x05\x06") :]
    sizes = struct.pack("<III", 0, len(stream), 5000)
    first = struct.pack("<4sHHHI", b"PK\x03\x04", 20, 0, method, 0) + sizes
    first += struct.pack("<HH", len(name), 0) + name + stream
    entry = struct.pack("<4sHHHHI", b"PK\x01\x02", 20, 20, 0, method, 0) + sizes
    entry += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, at) + name
    directory = content[at : -len(ends)] + entry
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), at + len(first), 0)
    return content[:at] + first + directory + end


def deflated(megabytes: int) -> bytes:
    """Return so many zeros as a stream; its blocks repeat, so that it is made in no time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def lzma_stream(megabytes: int) -> bytes:
    choice = {"id": lzma.FILTER_LZMA1, "preset": 0}
    packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=[choice])
    stream = b"".join(packer.compress(bytes(2**20)) for _ in range(megabytes)) + packer.flush()
    # As a zip says it: version, length and contents of what the unpacker must know, its dictionary's size last.
    return b"\x09\x04\x05\x00\x5d" + (2**18).to_bytes(4, "little") + stream


@pytest.mark.parametrize(
    ("method", "stream", "words"),
    [
        (zipfile.ZIP_DEFLATED, deflated(2_000), "文件已损坏或不完整"),
        (zipfile.ZIP_BZIP2, bz2.compress(bytes(64 * 2**20)), "文件用了不常见的压缩方式"),
        (zipfile.ZIP_LZMA, lzma_stream(64), "文件用了不常见的压缩方式"),
    ],
    ids=["two gigabytes", "bz2", "lzma"],
)
def test_zip_that_lies_about_its_sizes(method: int, stream: bytes, words: str) -> None:
    """Never unfolded beyond what the directory says."""
    content = lying(method, stream)
    tracemalloc.start()
    try:
        assert message(content).startswith(words)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < len(stream) + 4 * 2**20


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c><c r="B2"><v>1</v></c></row>',
        b"<row r='1048576'><c r = 'xfd1048576'><v>1</v></c></row>",
        b'<row r="99999999999999"><c r="ZZZZZZ99999999999999"><v>1</v></c></row>',
        b'<row r="900000"><c><v>1</v></c></row><row r="2"><c r="ZZ2"><v>1</v></c></row>',
    ],
)
def test_cells_far_away(cell: bytes) -> None:
    said = message(with_sheet(lambda part: part.replace(b"</sheetData>", cell + b"</sheetData>")))
    assert "太大" in said or "损坏" in said


def test_far_away_empty_cells_do_not_matter() -> None:
    far = b'<row r="1048576" s="1"><c r="XFD1048576" s="1"/><c r="A1" s="1"></c></row></sheetData>'
    assert len(read(with_sheet(lambda part: part.replace(b"</sheetData>", far))).sheets[0].rows) == 31


def test_too_much_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "MAX_VALUES", 100)
    assert message(GOOD) == "内容太多，超过 100 格；请分成几个工作簿，一个一个导入"


def test_far_more_problems_than_rows_worth_reading() -> None:
    report = Report()
    content = book({"人员": table(*(person(f"P{n}", 性别="？") for n in range(6000)))})
    parse_workbook(content, report)
    assert 5000 <= report.count <= 5010
    assert "以后没有再检查" in str(report.notices[0])


def test_thirty_thousand_blank_rows() -> None:
    rows = b"".join(
        b'<row r="%d">%s</row>' % (n, b"".join(b'<c r="%c%d" s="1"/>' % (65 + c, n) for c in range(17)))
        for n in range(40, 30_040)
    )
    report = Report()
    parsed = parse_workbook(
        with_sheet(lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>")), report
    )
    assert len(parsed[0].lines) == 30
    assert not report.problems


@pytest.mark.parametrize("said", [b"4294967290", b"+4294967290", b"-1", b"", b"9" * 30])
def test_forged_counts_are_not_believed(said: bytes) -> None:
    """The reader would reserve memory by them. A long sheet of few different words rightly has a high count."""
    counts = re.compile(rb'(\s(?:uniqueCount|count))="\d+"')
    forged = changed(GOOD, lambda _name, part: counts.sub(rb'\1="' + said + b'"', part))
    assert forged != GOOD
    assert len(read(forged).sheets[0].rows) == 31
    alike = book({"人员": table(*[person()] * 3000)})
    assert len(read(alike).sheets[0].rows) == 3001


def test_error_cells_and_formulas_without_result() -> None:
    rows = table(person("P1", 手机="x", 岗位="y"))
    content = book({"人员": rows})

    def change(name: str, part: bytes) -> bytes:
        if name != SHEET:
            return part
        part = re.sub(rb'<c r="E2"[^>]*>.*?</c>', b'<c r="E2" t="e"><f>NA()</f><v>#N/A</v></c>', part)
        part = re.sub(rb'<c r="F2"[^>]*>.*?</c>', b'<c r="F2"><f>A1&amp;B1</f></c>', part)
        return re.sub(rb'<c r="B2"[^>]*>.*?</c>', b'<c r="B2" t="str"><f>"a"</f><v>Zhou</v></c>', part)

    report = Report()
    parsed = parse_workbook(changed(content, change), report)
    assert [str(problem) for problem in report.problems] == [
        "人员!E2 这一格显示的是公式错误；请改正公式，或直接填写内容",
        "人员!F2 这一格的公式没有保存结果；请用 WPS 或 Excel 打开文件，保存一次后再导入",
    ]
    assert parsed[0].lines[0].values["name"] == "Zhou"


def test_formula_with_an_empty_result_is_an_empty_cell() -> None:
    report = Report()
    cell = b'<c r="E2" t="str"><f>""</f><v></v></c>'
    content = changed(
        book({"人员": table(person("P1", 手机="x"))}),
        lambda name, part: re.sub(rb'<c r="E2"[^>]*>.*?</c>', cell, part) if name == SHEET else part,
    )
    assert parse_workbook(content, report)[0].lines[0].values["phone"] is None
    assert not report.problems


def test_merged_data_cells() -> None:
    report = Report()
    rows = table(person("P1", 岗位="教师"), person("P2"))
    parse_workbook(book({"人员": rows}, merges=[("人员", "E2:E3")]), report)
    assert [str(problem) for problem in report.problems] == [
        "人员!E2:E3 这几格合并在了一起，看不出内容属于哪一格；请取消合并，逐格填写"
    ]


def test_wanted_sheets_only() -> None:
    content = book({"人员": table(person("P1")), "工资": [["x"]]})
    found = read_book(content, is_wanted=lambda title: title == "人员")
    assert [sheet.title for sheet in found.sheets] == ["人员"]
    assert found.skipped == ["工资"]


def test_prefixed_names_and_absolute_targets() -> None:
    """As some exporters write: every element with a prefix, targets from the root."""

    def change(name: str, part: bytes) -> bytes:
        if name.endswith("workbook.xml.rels"):
            return part.replace(b'Target="worksheets', b'Target="/xl/worksheets')
        if name.startswith("xl/") and name.endswith(".xml") and "theme" not in name:
            part = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", part)
            return part.replace(b"xmlns=", b"xmlns:x=")
        return part

    report = Report()
    found = parse_workbook(changed(GOOD, change), report)
    assert not report.problems
    assert len(found[0].lines) == 30
    assert found[0].lines[0].values["name"] == "周玉兰"


def test_inline_strings() -> None:
    def change(name: str, part: bytes) -> bytes:
        if name != SHEET:
            return part
        inline = '<c r="B2" t="inlineStr"><is><r><t>罗</t></r><r><t>勇</t></r></is></c>'.encode()
        return re.sub(rb'<c r="B2"[^>]*>.*?</c>', inline, part)

    assert parse_workbook(changed(GOOD, change), Report())[0].lines[0].values["name"] == "罗勇"


def test_calendar_of_old_macs() -> None:
    report = Report()
    rows = table(person("P1"), person("P2", 到岗日期=42247.0))
    content = book({"人员": rows}, date_1904=True, default_date_format="yyyy-mm-dd")
    days = [line.values["arrived_on"] for line in parse_workbook(content, report)[0].lines]
    assert days == [date(2020, 9, 1), date(2019, 9, 1)]
