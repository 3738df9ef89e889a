"""Files that are not what they seem: a clear message, nothing read, no memory eaten."""

import io
import random
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from hongzhu.imports import guarding
from hongzhu.imports.problems import Report, Unreadable
from hongzhu.imports.reading import read_book
from hongzhu.imports.workbook import parse_workbook
from tests.imports.books import book, changed, person, read, table

GOOD = book({"人员": table(*(person(f"P{n}") for n in range(30)))})
SHEET = "xl/worksheets/sheet1.xml"


def message(content: bytes) -> str:
    """Return why a file cannot be read."""
    with pytest.raises(Unreadable) as caught:
        read(content)
    return str(caught.value.problem)


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def with_sheet(change) -> bytes:
    """Rewrite the XML of the only sheet."""
    return changed(GOOD, lambda name, part: change(part) if name == SHEET else part)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        ("编号,姓名\nP1,周玉兰".encode("gbk"), "这是文本文件（例如 .csv）"),
        ("\ufeff编号,姓名\nP1,周玉兰".encode(), "这是文本文件（例如 .csv）"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "这是网页或 XML 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "这是旧格式（.xls）"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "文件加了密码",
        ),
        (b"%PDF-1.7\x00\x01" + bytes(range(256)), "这不是 .xlsx 工作簿"),
        (b"\x89PNG\r\n\x1a\n\x00", "这不是 .xlsx 工作簿"),
        (zipped(**{"word/document.xml": b"<a/>"}), "这是 Word 文档"),
        (zipped(**{"content.xml": b"<a/>", "mimetype": b"x"}), "这是别的表格格式"),
        (zipped(**{"xl/workbook.bin": b"x"}), "这是别的表格格式"),
        (zipped(**{"readme.txt": b"x"}), "文件里没有工作簿"),
        (zipped(**{"xl/workbook.xml": b"<workbook>"}), "文件内容已损坏"),
        (
            zipped(**{"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
            "文件内容不是正常的工作簿",
        ),
        (GOOD[:-300], "文件已损坏或不完整"),
        (GOOD[: len(GOOD) // 2], "文件已损坏或不完整"),
        (GOOD[:40], "文件已损坏或不完整"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_of_other_kinds(content: bytes, words: str) -> None:
    said = message(content)
    assert said.startswith(words)
    assert "；请" in said


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


def test_zip_that_lies_about_its_sizes() -> None:
    """The directory says a few bytes, the stream gives more: never unfolded beyond what was said."""
    honest = with_sheet(lambda part: part + b" " * (4 * 2**20))
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert message(honest.replace(size, (1000).to_bytes(4, "little"))).startswith("文件")


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
    monkeypatch.setattr(guarding, "MAX_VALUES", 100)
    assert message(GOOD) == "内容太多，大约有 124 格；请分成几个工作簿，一个一个导入"


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


@pytest.mark.parametrize("attribute", [b"uniqueCount", b"count"])
def test_forged_counts(attribute: bytes) -> None:
    huge = attribute + b'="4294967290"'
    forged = changed(GOOD, lambda _name, part: re.sub(attribute + rb'="\d+"', huge, part))
    assert "前后矛盾" in message(forged)


def test_missing_parts() -> None:
    def without(gone: str) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                if name != gone:
                    new.writestr(name, old.read(name))
        return buffer.getvalue()

    assert "损坏" in message(without("xl/_rels/workbook.xml.rels"))
    report = Report()
    parse_workbook(without(SHEET), report)
    assert report.count == 1
    assert "损坏" in message(without("xl/sharedStrings.xml"))


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


def mutated(content: bytes, seed: int) -> bytes:
    """Return the workbook with something broken: bytes of the file, or the XML of one part."""
    dice = random.Random(seed)
    if dice.random() < 0.3:
        broken = bytearray(content)
        for _ in range(dice.randint(1, 20)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        return bytes(broken[: dice.randint(1, len(broken))] if dice.random() < 0.3 else broken)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        chosen = dice.choice([name for name in archive.namelist() if name.startswith("xl/")])
    return changed(content, lambda name, part: _mutated_xml(part, dice) if name == chosen else part)


def _mutated_xml(part: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 5)):
        start = dice.randrange(len(part))
        end = min(len(part), start + dice.randint(0, 40))
        filling = dice.choice(
            [
                b"",
                part[end : end + 30],
                b'"',
                b"<",
                b"99999999999",
                bytes([dice.randrange(256)]),
                b'<c r="A1"><v>1e999</v></c>',
                b'<mergeCell ref="A1:XFD1048576"/>',
            ]
        )
        part = part[:start] + filling + part[end:]
    if dice.random() < 0.5:
        numbers = list(re.finditer(rb"\d+", part))
        if numbers:
            chosen = dice.choice(numbers)
            huge = dice.choice([b"0", b"-1", b"1048577", b"4294967296", b"18446744073709551616", b"NaN"])
            part = part[: chosen.start()] + huge + part[chosen.end() :]
    return part


def survive(seeds: range) -> None:
    """Read mutated workbooks under a memory limit; every one must give rows or a problem."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    for seed in seeds:
        print(seed, flush=True)
        parse_workbook(mutated(GOOD, seed), Report())


def test_three_hundred_mutations(tmp_path: Path) -> None:
    """In a process of its own, because what a parser does worst is to abort."""
    code = "from tests.imports.test_bad_files import survive; survive(range(300))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, f"seed {done.stdout.split()[-1]}\n{done.stderr[-2000:]}"


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
