"""Workbooks at the limits of what a machine can bear, or far beyond them: what each is, and what is said about it.

Made one by one, in a process of their own: some need more room to be made than they may take to be read.
"""

import bz2
import io
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from os import urandom
from pathlib import Path
from typing import Final

from tests.imports.bad_books import CASES, SHEET, H, R, good, members
from tests.imports.books import book

Build = Callable[[], bytes]
MONSTERS: Final[dict[str, tuple[str, Build]]] = {}
"""name → words that must be said, and how it is made"""
HUGE = "请把要导入的内容复制到一份新的空白工作簿里再导入"
TEXTS = "xl/sharedStrings.xml"


def monster(words: str) -> Callable[[Build], Build]:
    """Enter a monster by the name of its function."""

    def enter(build: Build) -> Build:
        MONSTERS[build.__name__] = words, build
        return build

    return enter


def packed(parts: dict[str, bytes]) -> bytes:
    """Zip fast."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def rewritten(**changes: Callable[[bytes], bytes]) -> bytes:
    """The good workbook with some parts changed."""
    parts = members(good(30))
    names = {"sheet": SHEET, "book": "xl/workbook.xml", "texts": TEXTS, "styles": "xl/styles.xml"}
    for name, change in changes.items():
        parts[names[name]] = change(parts[names[name]])
    return packed(parts)


def before(mark: bytes, xml: bytes) -> Callable[[bytes], bytes]:
    """Put something in front of a tag."""
    return lambda part: part.replace(mark, xml + mark, 1)


def cells(rows: Iterable[int], columns: int, form: bytes) -> bytes:
    """Cells from A on; `form` takes the cell's name."""
    letters = [bytes([65 + index]) for index in range(columns)]
    return b"".join(
        b'<row r="%d">%s</row>'
        % (row, b"".join(form.replace(b"@", b"%s%d" % (each, row)) for each in letters))
        for row in rows
    )


def only(xml: bytes) -> Callable[[bytes], bytes]:
    """Nothing but these rows."""
    return lambda part: re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + xml + b"</sheetData>", part)


def written(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """A sheet whose texts stand in its cells."""
    lines = b"".join(
        b"<row>%s</row>"
        % b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % cell.encode() for cell in row)
        for row in rows
    )
    return rewritten(sheet=only(lines), book=lambda part: part.replace("人员".encode(), title.encode()))


def with_stream(method: int, stream: bytes, said: int) -> bytes:
    """Put a stream in place of the sheet, of which the zip says that it unfolds to so many bytes."""
    found = {name: part for name, part in members(good(30)).items() if name != SHEET}
    entries = [(name, 8, zlib.crc32(part), len(part), _deflated(part)) for name, part in found.items()]
    return _zip([*entries, (SHEET, method, 0, said, stream)])


def _deflated(part: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(part) + packer.flush()


def _zip(entries: Iterable[tuple[str, int, int, int, bytes]]) -> bytes:
    body, directory, count = bytearray(), bytearray(), 0
    for name, method, check, size, data in entries:
        sizes = struct.pack("<III", check, len(data), size)
        at = len(body)
        body += struct.pack("<4sHHHI", b"PK\x03\x04", 20, 0, method, 0) + sizes
        body += struct.pack("<HH", len(name), 0) + name.encode() + data
        directory += struct.pack("<4sHHHHI", b"PK\x01\x02", 20, 20, 0, method, 0) + sizes
        directory += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, at) + name.encode()
        count += 1
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count % 65536, count % 65536, len(directory), len(body), 0
    )
    return bytes(body + directory + end)


def ten_gigabytes() -> bytes:
    """A stream of zeros; its blocks repeat, so that it is made in no time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * 10_240 + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


@monster("文件已损坏或不完整")
def ten_gigabytes_that_say_five_thousand_bytes() -> bytes:
    return with_stream(8, ten_gigabytes(), 5000)


@monster("文件展开后有 4096 MB")
def ten_gigabytes_that_say_four() -> bytes:
    return with_stream(8, ten_gigabytes(), 2**32 - 1)


@monster("文件用了不常见的压缩方式")
def two_gigabytes_in_six_kilobytes() -> bytes:
    packer = bz2.BZ2Compressor(9)
    stream = b"".join(packer.compress(bytes(2**20)) for _ in range(2048)) + packer.flush()
    return with_stream(12, stream, 5000)


@monster("文件里装了 2000 个以上的部件")
def four_hundred_thousand_parts() -> bytes:
    return _zip([("a", 0, 0, 0, b"")] * 400_000)


@monster("导入完成")
def a_bomb_beside_the_sheets() -> bytes:
    parts = members(good(30))
    entries = [(name, 8, zlib.crc32(part), len(part), _deflated(part)) for name, part in parts.items()]
    return _zip([*entries, ("xl/media/image1.png", 8, 0, 2**32 - 1, ten_gigabytes())])


@monster("文件有 200 MB，太大")
def two_hundred_megabytes() -> bytes:
    return b"PK\x03\x04" + urandom(2**20) * 200


@monster("没有变化 30")
def a_photograph_of_thirty_megabytes() -> bytes:
    return packed(members(good(30)) | {"xl/media/image1.png": urandom(30 * 2**20)})


@monster("文字太多，所有格子合起来有")
def one_long_text_in_every_cell() -> bytes:
    text = b"<sst xmlns='x'><si><t>" + b"x" * 200_000 + b"</t></si></sst>"
    xml = cells(range(40, 90_000), 1, b'<c r="@" t="s"><v>0</v></c>')
    return rewritten(texts=lambda _part: text, sheet=before(b"</sheetData>", xml))


@monster("内容太多，超过 800000 格")
def millions_of_empty_texts() -> bytes:
    return rewritten(texts=before(b"</sst>", b"<si/>" * 7_000_000))


@monster("人员!A40 有 12000000 个字")
def a_cell_of_twelve_million_letters() -> bytes:
    runs = ("<r><t>" + "长" * 60_000 + "</t></r>").encode() * 200
    row = b'<row r="40"><c r="A40" t="inlineStr"><is>' + runs + b"</is></c></row>"
    return rewritten(sheet=before(b"</sheetData>", row))


@monster("文件里有一格文字长得放不下")
def a_cell_of_three_million_codes() -> bytes:
    rows = [["会议编号", "组织代码", "类型", "日期", "出席"], ["M1", "D1", "党课", "2026-11-20"]]
    return written("会议", [rows[0], [*rows[1], "、".join(f"P{number}" for number in range(3_000_000))]])


@monster("找不到人员")
def millions_of_codes_in_a_thousand_cells() -> bytes:
    rows = [["会议编号", "组织代码", "类型", "日期", "出席"]]
    for number in range(1000):
        codes = "、".join(str(number * 4000 + each) for each in range(3600))
        rows.append([f"M{number}", "D1", "党课", "2026-11-20", codes])
    return written("会议", rows)


@monster("合并的格子太多")
def a_million_merged_blocks() -> bytes:
    blocks = b'<mergeCell ref="A1:SF20"/>' * 1_200_000
    return rewritten(sheet=before(b"</worksheet>", b"<mergeCells>" + blocks + b"</mergeCells>"))


@monster("格以上的公式出错或没有结果")
def formulas_without_results() -> bytes:
    return rewritten(sheet=before(b"</sheetData>", cells(range(40, 90_000), 10, b'<c r="@"><f>A1</f></c>')))


@monster("格以上的公式出错或没有结果")
def errors_everywhere() -> bytes:
    form = b'<c r="@" t="e"><v>#N/A</v></c>'
    return rewritten(sheet=before(b"</sheetData>", cells(range(40, 60_000), 12, form)))


@monster("文件里除了表格，还有太多别的内容")
def half_a_million_names() -> bytes:
    names = b"".join(b'<definedName name="n%d">%d</definedName>' % (n, n * n) for n in range(500_000))
    return rewritten(book=before(b"</workbook>", names))


@monster("没有变化 30")
def sixty_thousand_names() -> bytes:
    names = b"".join(
        b'<definedName name="n%d">Sheet1!$A$1:$B$%d</definedName>' % (n, n) for n in range(60_000)
    )
    return rewritten(book=before(b"</workbook>", b"<definedNames>" + names + b"</definedNames>"))


@monster("没有变化 30")
def three_hundred_thousand_styles() -> bytes:
    style = b'<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    return rewritten(styles=before(b"</cellXfs>", style * 300_000))


@monster("文件里的工作表名称乱了")
def one_part_under_two_thousand_titles() -> bytes:
    titles = b"".join(b'<sheet name="t%d" sheetId="2" r:id="rId1"/>' % number for number in range(2000))
    xml = cells(range(40, 60_000), 1, b'<c r="@"><v>1</v></c>')
    return rewritten(book=before(b"</sheets>", titles), sheet=before(b"</sheetData>", xml))


@monster("有 1900 张工作表，太多")
def nineteen_hundred_sheets() -> bytes:
    return book({f"表{number}": [["a", "b"], ["c", "d"]] for number in range(1900)})


@monster("格，太大")
def three_million_cells_without_a_place() -> bytes:
    row = b"<row>" + b"<c/>" * 3_000_000 + b"<c><v>1</v></c></row>"
    return rewritten(sheet=only(row + b"<row><c><v>1</v></c></row>" * 600_000))


@monster("太大")
def a_value_in_row_one_million() -> bytes:
    row = b'<row r="1000000"><c r="A1000000"><v>1</v></c></row>'
    return rewritten(sheet=before(b"</sheetData>", row))


@monster("人员!B600000 没有填姓名")
def a_value_in_row_six_hundred_thousand() -> bytes:
    row = b'<row r="600000"><c r="A600000"><v>1</v></c></row>'
    return rewritten(sheet=before(b"</sheetData>", row))


@monster("没有变化 30")
def a_million_blank_rows() -> bytes:
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % number for number in range(40, 1_048_577))
    return rewritten(sheet=before(b"</sheetData>", rows))


@monster("没有变化 30")
def thirty_thousand_blank_rows() -> bytes:
    return rewritten(sheet=before(b"</sheetData>", cells(range(40, 30_040), 17, b'<c r="@" s="1"/>')))


@monster("没有变化 30")
def blank_cells_to_row_ninety_thousand() -> bytes:
    return rewritten(sheet=before(b"</sheetData>", cells(range(40, 90_000), 17, b'<c r="@" s="1"/>')))


@monster("有 16380 列认不出")
def sixteen_thousand_columns() -> bytes:
    return book({"人员": [H + [f"列{number}" for number in range(16_380)], *[["x"] * 16_384] * 5]})


@monster("没有变化 30")
def tags_two_hundred_thousand_deep() -> bytes:
    return rewritten(sheet=before(b"</worksheet>", b"<a>" * 200_000 + b"</a>" * 200_000))


@monster("文件内容已损坏")
def tags_that_never_end() -> bytes:
    return rewritten(sheet=before(b"</sheetData>", b"<c r='A1'><f>" * 300_000 + b"<row " * 300_000))


@monster("没有找到标题行")
def headings_of_brackets() -> bytes:
    form = b'<c r="@" t="inlineStr"><is><t>' + b"(" * 60_000 + b"</t></is></c>"
    return rewritten(sheet=only(cells(range(1, 21), 25, form)))


@monster("问题太多")
def seven_hundred_thousand_numbers() -> bytes:
    form = b'<c r="@"><v>7</v></c>'
    return rewritten(sheet=before(b"</sheetData>", cells(range(40, 45_000), 17, form)))


@monster("问题太多")
def columns_mixed_up_fifty_thousand_times() -> bytes:
    return book({"人员": [H, *([f"{n}", f"周{n}", f"2020-09-{n % 28}", "群众"] for n in range(50_000))]})


@monster("后面的代码没有再检查")
def fifty_thousand_references_to_nothing() -> bytes:
    return book({"人员": [[*H, "学校代码"], *([f"P{n}", *R[1:], f"S{n}"] for n in range(50_000))]})


@monster("人员!D50002 “2020-02-30”这一天不存在")
def one_wrong_day_among_fifty_thousand_people() -> bytes:
    people = ([f"P{n}", f"周{n}", *R[2:]] for n in range(50_000))
    return book({"人员": [H, *people, ["PX", "周", "群众", "2020-02-30"]]})


@monster("人员!E50002 离岗日期")
def one_leaver_before_he_came_among_fifty_thousand() -> bytes:
    people = ([f"P{n}", f"周{n}", *R[2:], None] for n in range(50_000))
    return book({"人员": [[*H, "离岗日期"], *people, ["PX", "周", "群众", "2020-09-01", "2010-01-01"]]})


ORGS: Final = ["党组织代码", "党组织名称", "组织类别", "领导组织代码", "成立日期"]


@monster("上面有 100 个以上的党组织")
def a_tower_of_three_thousand_committees() -> bytes:
    return book({"党组织": [ORGS, *([f"D{n}", f"n{n}", "党委", f"D{n + 1}", "2000-01-01"] for n in range(3000)),
                         ["D3000", "x", "党委", None, "2000-01-01"]]})  # fmt: skip


@monster("的上级绕了一圈又回到它自己")
def fifteen_hundred_circles() -> bytes:
    return book(
        {"党组织": [ORGS, *([f"D{n}", f"n{n}", "党委", f"D{n ^ 1}", "2000-01-01"] for n in range(3000))]}
    )


@monster("上面有 100 个以上的党组织")
def a_circle_of_three_thousand() -> bytes:
    rows = ([f"D{n}", f"n{n}", "党委", f"D{(n + 1) % 3000}", "2000-01-01"] for n in range(3000))
    return book({"党组织": [ORGS, *rows]})


def main(argv: list[str]) -> int:
    """Write one monster, or one of the bad books, into a file."""
    name, path = argv
    builds = {case.name: case.build for case in CASES} | {
        each: build for each, (_words, build) in MONSTERS.items()
    }
    Path(path).write_bytes(builds[name]())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
