"""What people hand in by mistake, as real files: each is either understood, or refused with what to do next.

Used by test_bad_books.py, and by `./run torture workbooks`, which imports every one by a process of its own.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from tests.imports.books import Rows, book, changed

H = ["人员编号", "姓名", "人员类别", "到岗日期"]
R = ["P1", "周玉兰", "群众", "2020-09-01"]
SHEET = "xl/worksheets/sheet1.xml"
SAVE_AS = "请用 WPS 或 Excel 打开，另存为“.xlsx”后再导入"
SAVE_AGAIN = "请重新下载或重新拷贝这个文件；能打开的话，另存一份后再导入"
COPY_OVER = "请把要导入的内容复制到一份新的空白工作簿里再导入"
FIND_TABLE = "请找到原来的表格文件，用 WPS 或 Excel 另存为“.xlsx”后再导入"
TAKE_OUT = "请先解压，再导入里面的“.xlsx”文件"
COPY_INTO = "请把表格复制到“.xlsx”工作簿里再导入"
KEEP_ZEROS = "Excel 会丢掉数字前面的 0，请先把这一列设成文本格式再填写"
TEXT_COLUMN = "请把这一列设成文本格式后重新填写"
WRITE_DATE = "请写成 2026-11-20 的样子"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


class Case(NamedTuple):
    """One file and what is said about it: problems (then nothing is stored), or notices and how many people come in."""

    name: str
    build: Callable[[], bytes]
    problems: Sequence[str] = ()
    notices: Sequence[str] = ()
    people: int = 0


def rows(*lines: Sequence[object], title: str = "人员", **options: object) -> Callable[[], bytes]:
    """A workbook of one sheet."""
    return partial(book, {title: lines}, **options)


def sheets(**lines: Rows) -> Callable[[], bytes]:
    """A workbook of several sheets."""
    return partial(book, lines)


def good(count: int = 3) -> bytes:
    """A workbook with nothing wrong in it."""
    return book({"人员": [H, *([f"P{number}", *R[1:]] for number in range(count))]})


def members(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def rewritten(change: Callable[[bytes], bytes], name: str = SHEET) -> Callable[[], bytes]:
    """The good workbook with one part changed."""
    return lambda: changed(good(), lambda each, part: change(part) if each == name else part)


def replacing(old: bytes, new: bytes, name: str = SHEET) -> Callable[[], bytes]:
    """The good workbook with some bytes of a part, which must be there, replaced."""

    def change(part: bytes) -> bytes:
        assert old in part, (old, part)
        return part.replace(old, new, 1)

    return rewritten(change, name)


def locked() -> bytes:
    """Every part of the zip marked as encrypted, in the directory and before the part itself."""
    content = bytearray(good())
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(re.escape(mark), bytes(content)):
            content[found.start() + place] |= 1
    return bytes(content)


def with_twin() -> bytes:
    """A second part of the same name at the end of the zip."""
    buffer = io.BytesIO(good())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(SHEET.upper(), b"<worksheet/>")
    return buffer.getvalue()


def placeless(part: bytes) -> bytes:
    """No cell says where it stands, as some programs write."""
    return re.sub(rb' r="[A-Z]*\d+"', b"", part)


def missing(*names: str, row: int = 3) -> list[str]:
    """What is said of empty required cells."""
    letters = {"姓名": "B", "人员类别": "C", "到岗日期": "D"}
    return [f"人员!{letters[name]}{row} 没有填{name}；请补上，或删掉这一行" for name in names]


CSV = "人员编号,姓名,人员类别,到岗日期\r\nP1,周玉兰,群众,2020-09-01\r\n"
TEXT = (f"这是文本文件（例如 .csv），不是 .xlsx 工作簿；{SAVE_AS}",)
OLD = (f"这是旧格式（.xls、.et）的文件，只改名字不行；{SAVE_AS}",)
WEB = (f"这是网页或 XML 文件，不是 .xlsx 工作簿；{SAVE_AS}",)
PACKED = (f"这是压缩包，不是 .xlsx 工作簿；{TAKE_OUT}",)
PICTURE = (f"这是图片，不是 .xlsx 工作簿；{FIND_TABLE}",)
BROKEN = (f"文件已损坏或不完整，里面的内容读不出来；{SAVE_AGAIN}",)
UNREADABLE = (f"文件内容已损坏，读不出来；{SAVE_AGAIN}",)
STRANGE = (f"文件内容不是正常的工作簿；{COPY_OVER}",)
MIXED_UP = (f"文件里的工作表名称乱了；{SAVE_AGAIN}",)

# Saved as something else, or renamed.
OTHER_KINDS = [
    Case("empty", bytes, ["文件是空的；请重新保存后再导入"]),
    Case("csv in GBK", partial(CSV.encode, "gbk"), TEXT),
    Case("csv in UTF-8", partial(CSV.encode, "utf-8-sig"), TEXT),
    Case("text of Excel, UTF-16", partial(CSV.replace(",", "\t").encode, "utf-16"), TEXT),
    Case("a text of one line", partial("党员花名册".encode, "gbk"), TEXT),
    Case("old xls", lambda: OLE + "Workbook".encode("utf-16-le"), OLD),
    Case("xls of Excel 4", lambda: b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(200), OLD),
    Case("with a password", lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
         ["文件加了密码；请在 WPS 或 Excel 里去掉密码，保存后再导入"]),
    Case("with restricted rights", lambda: OLE + "DRMEncryptedDataSpace".encode("utf-16-le"),
         ["文件设了权限限制；请在 WPS 或 Excel 里去掉权限限制，保存后再导入"]),
    Case("parts with a password", locked, ["文件加了密码；请在 WPS 或 Excel 里去掉密码，保存后再导入"]),
    Case("old Word", lambda: OLE + "WordDocument".encode("utf-16-le"), [f"这是 Word 文档，不是工作簿；{COPY_INTO}"]),
    Case("Word", lambda: zipped({"word/document.xml": b"<a/>"}), [f"这是 Word 文档，不是工作簿；{COPY_INTO}"]),
    Case("slides", lambda: zipped({"ppt/presentation.xml": b"<a/>"}), [f"这是演示文稿，不是工作簿；{COPY_INTO}"]),
    Case("ods", lambda: zipped({"mimetype": b"x", "content.xml": b"<a/>"}),
         [f"这是别的表格格式（.xlsb 或 .ods），不是 .xlsx；{SAVE_AS}"]),
    Case("a zip of workbooks", lambda: zipped({"材料/党员名册.xlsx": good()}),
         [f"这是压缩包，里面另有表格文件；{TAKE_OUT}"]),
    Case("any zip", lambda: zipped({"a.txt": b"x"}), [f"文件里没有工作簿；{SAVE_AS}"]),
    Case("an empty zip", lambda: zipped({}), [f"文件里没有工作簿；{SAVE_AS}"]),
    Case("rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(range(256)), PACKED),
    Case("7z", lambda: b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(range(256)), PACKED),
    Case("pdf", lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", [f"这是 PDF 文件，不是 .xlsx 工作簿；{FIND_TABLE}"]),
    Case("photograph", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)), PICTURE),
    Case("picture", lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", PICTURE),
    Case("web page", lambda: b"\xef\xbb\xbf <HTML><table><tr><td>1</td></tr></table>", WEB),
    Case("xml of Excel 2003", lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', WEB),
    Case("web archive", lambda: b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", WEB),
    Case("anything else", lambda: bytes([1, 2, 3, 255, 254]) * 50,
         [f"这不是 .xlsx 工作簿，或者文件开头已损坏；{SAVE_AS}"]),
]  # fmt: skip

# Copied halfway, pulled out too early, opened with something else, or made on purpose.
DAMAGED = [
    Case("nothing but zeros", lambda: bytes(5000), [f"文件开头全是空白，多半没有拷完；{SAVE_AGAIN}"]),
    Case("cut off at the end", lambda: good()[:-300], BROKEN),
    Case("half of it", lambda: good()[: len(good()) // 2], BROKEN),
    Case("only the beginning", lambda: good()[:40], BROKEN),
    Case("without its list of parts", lambda: good()[:-22], BROKEN),
    Case("something in front", lambda: b"\x01\x02" + good(), [f"这不是 .xlsx 工作簿，或者文件开头已损坏；{SAVE_AS}"]),
    Case("something behind", lambda: good() + b"junk" * 500, people=3),
    Case("xml cut off", rewritten(lambda part: part[: len(part) // 2]), UNREADABLE),
    Case("a sheet of nonsense", rewritten(lambda part: b"\x00\xff" * 500), STRANGE),
    Case("a sheet's part is missing", lambda: zipped({n: p for n, p in members(good()).items() if n != SHEET}),
         [f"工作表“人员”的内容不在文件里；{SAVE_AGAIN}"]),
    Case("texts are missing", lambda: zipped({n: p for n, p in members(good()).items() if "shared" not in n}), UNREADABLE),
    Case("the list of sheets is missing", lambda: zipped({n: p for n, p in members(good()).items() if "rels" not in n}),
         UNREADABLE),
    Case("a text that is not there", replacing(b"<v>5</v>", b"<v>555</v>"), UNREADABLE),
    Case("xml in UTF-16", rewritten(lambda part: part.decode().replace("UTF-8", "UTF-16").encode("utf-16")), STRANGE),
    Case("xml entities", rewritten(lambda part: b'<!DOCTYPE a [<!ENTITY b "ha">]>' + part), STRANGE),
    Case("two parts of one name", with_twin, [f"文件里有两份同名的内容，分不清用哪一份；{SAVE_AGAIN}"]),
    Case("an unusual way of packing", lambda: zipped(members(good()), zipfile.ZIP_LZMA),
         [f"文件用了不常见的压缩方式；{SAVE_AS}"]),
    Case("not packed at all", lambda: zipped(members(good()), zipfile.ZIP_STORED), people=3),
    Case("thousands of parts", lambda: zipped(members(good()) | {f"x{n}": b"" for n in range(2100)}),
         [f"文件里装了 2000 个以上的部件，不是正常的工作簿；{COPY_OVER}"]),
    Case("a part outside", lambda: zipped(members(good()) | {"../../evil.xml": b"x"}), people=3),
    Case("content types of something else", replacing(b"sheet.main+xml", b"other+xml", "[Content_Types].xml"), people=3),
    Case("two sheets of one part", replacing(b"</sheets>", '<sheet name="学校" sheetId="9" r:id="rId1"/></sheets>'.encode(),
         "xl/workbook.xml"), MIXED_UP),
    Case("two sheets of one name", lambda: changed(book({"人员": [H, R], "乙": []}),
         lambda _name, part: part.replace("乙".encode(), "人员".encode())), MIXED_UP),
    Case("a title of a thousand letters", replacing("人员".encode(), ("人员（" + "长" * 1000 + "）").encode(), "xl/workbook.xml"),
         MIXED_UP),
    Case("more sheets than anybody has", lambda: book({f"表{number}": [] for number in range(260)}),
         [f"有 260 张工作表，太多；{COPY_OVER}"]),
    Case("cells that do not say where they stand", rewritten(placeless), people=3),
    Case("defects in such cells", rewritten(lambda part: placeless(part).replace(
         b"</row></sheetData>", b'</row><row/><row><c t="str"><v>P9</v></c><c t="e"><v>#N/A</v></c><c><f>A1</f></c></row>'
         b"</sheetData>")),
         ["人员!B6 这一格显示的是公式错误；请改正公式，或直接填写内容",
          "人员!C6 这一格的公式没有保存结果；请用 WPS 或 Excel 打开文件，保存一次后再导入",
          "人员!D6 没有填到岗日期；请补上，或删掉这一行"]),
    Case("counts that cannot be", replacing(b' count="', b' count="4294967290" x="', "xl/sharedStrings.xml"), people=3),
]  # fmt: skip

# Sheets and headings.
HEADINGS = [
    Case("no sheet has a known name", rows(H, R, title="春晖小学"),
         ["春晖小学：工作表的名称认不出，列名是“人员”表的；请把工作表改名为“人员”"]),
    Case("a sheet for every school", partial(book, {"一小": [H, R], "二小": [H, R]}),
         ["一小：工作表的名称认不出，列名是“人员”表的；请把这些表合并成一张，命名为“人员”",
          "二小：工作表的名称认不出，列名是“人员”表的；请把这些表合并成一张，命名为“人员”"]),
    Case("nothing known at all", rows(["甲", "乙"], [1, 2], title="一览"),
         ["没有认出可以导入的工作表；请把工作表命名为：学校、党组织、人员、任职、会议、培训、谈心谈话、换届、说明"]),
    Case("a sheet without name", rows(H, R, title="Sheet1"),
         notices=["Sheet1：这张表没有起名，按列名当作“人员”导入"], people=1),
    Case("people on the sheet of schools", sheets(学校=[H, R]),
         ["学校：这张表的列名是“人员”表的，不是“学校”表的；请把工作表改名为“人员”，或改正列名"]),
    Case("a sheet twice, by a space", partial(book, {"人员": [H, R], "人员 ": [H, R]}),
         ["人员 ：“人员”和“人员 ”都是人员表；请合并成一张，或把不导入的那张改名"]),
    Case("a sheet twice, a copy", partial(book, {"人员": [H, R], "人员 (2)": [H, R]}),
         ["人员 (2)：“人员”和“人员 (2)”都是人员表；请合并成一张，或把不导入的那张改名"]),
    Case("a title above", rows(["春晖小学党员花名册"], ["填报单位：春晖小学", None, None, "2026年11月"], H, R,
         merges=[("人员", "A1:D1")]), people=1),
    Case("a crowded line above", rows(["学校名称", "春晖小学", "联系电话", "123"], H, R),
         notices=["人员：第 1 行在列名以上，没有导入"], people=1),
    Case("better headings below the rows", rows([*H[:3], "到"], R, H, ["P2", *R[1:]]),
         ["人员!3 第 1 行和第 3 行都像标题行；请只留一行列名，写全，放在所有内容的上面"],
         ["人员：第 1、2 行在列名以上，没有导入"]),
    Case("headings in two rows, joined", rows(["人员编号", "姓名", "党员情况", None, "到岗日期"],
         [None, None, "人员类别", "入党日期", None], ["P1", "周玉兰", "群众", None, "2020-09-01"],
         merges=[("人员", cells) for cells in ("A1:A2", "B1:B2", "C1:D1", "E1:E2")]), people=1),
    Case("headings in two rows, apart", rows(["人员编号", "姓名", "情况", "到岗日期"], [None, None, "人员类别", None], R),
         ["人员!C2 列名“人员类别”和第 1 行的列名不在同一行；请把列名写在同一行，或把上下两格合并"],
         ["人员：有 1 列认不出，没有导入：C列“情况”"]),
    Case("two headings for one column", rows([*H, "姓　名"], [*R, "周玉兰"]),
         ["人员!E1 “姓 名”和B列“姓名”都是“姓名”；请只留一列，或把另一列改成别的列名"]),
    Case("no headings", rows(R, R), ["人员：没有找到标题行；请在第一行写上列名，至少要有：人员编号、姓名、人员类别、到岗日期"]),
    Case("headings from top to bottom", rows(*zip(H, R, strict=True)),
         ["人员：没有找到标题行；请在第一行写上列名，至少要有：人员编号、姓名、人员类别、到岗日期"]),
    Case("a required column is missing", rows(H[:3], R[:3]),
         ["人员!1 缺少必填的列“到岗日期”；请补上这一列，列名写在标题行"]),
    Case("sixteen thousand columns", rows(H + [f"列{number}" for number in range(16_380)], R),
         notices=["人员：有 16380 列认不出，没有导入：" + "、".join(
             f"{letters}列“列{number}”" for number, letters in enumerate("EFGHIJKLMNOPQRSTUVWX")) + "等"], people=1),
    Case("headings alone", rows(H)),
]  # fmt: skip

NOT_TAKEN = "行是合计、附注或重复的列名，没有导入"
CHOICES = "请填：正式党员、预备党员、发展对象、入党积极分子、入党申请人、群众"
# Rows and cells.
CONTENT = [
    Case("totals and notes under the table", rows(H, R, ["合计", "1人", 1], [], ["注：人员类别请按下拉填写。"],
         ["填表人：周玉兰", None, "审核人：罗勇", "2026.11.20"]), notices=[f"人员：第 3、5、6 {NOT_TAKEN}"], people=1),
    Case("the headings on every page", rows(H, R, H, ["P2", *R[1:]]), notices=[f"人员：第 3 {NOT_TAKEN}"], people=2),
    Case("somebody whose note begins like a note", rows(["备注", *H], ["注：外出", *R[:3], None]),
         ["人员!E2 没有填到岗日期；请补上，或删掉这一行"], ["人员：有 1 列认不出，没有导入：A列“备注”"]),
    Case("numbers written in advance", rows(["序号", *H], [1, *R], [2], [3]),
         notices=["人员：有 1 列认不出，没有导入：A列“序号”"], people=1),
    Case("a row half empty", rows(H, R, ["P2"]), missing("姓名", "人员类别", "到岗日期")),
    Case("hidden rows", replacing(b'<row r="3"', b'<row r="3" hidden="1"'),
         notices=["人员：第 3 行在表里是隐藏的，也算在内；不要的请删掉"], people=3),
    Case("dates of every sort", rows(H, *([f"P{number}", *R[1:3], day] for number, day in enumerate(
         [date(2020, 9, 1), 44075, 20200901, "44075", "2020.9.1", "２０２０／９／１", "2020年9月1日", "2020-09-01 00:00:00",
          "\u200e2020-09-01", "2020/9/1 星期二"]))), people=10),
    Case("dates that are none", rows(H, *([f"P{number}", *R[1:3], day] for number, day in enumerate(
         ["20.9.1", "九月一日", "9月1日", "2020年9月", 2020.09, "2020-02-30", "至今", "9/1/2020", True, 0, -1,
          "2020.9.1、2日"]))),
         [f"人员!D2 “20.9.1”的年份不是四位数；{WRITE_DATE}",
          f"人员!D3 “九月一日”只有月和日，缺少年份；{WRITE_DATE}",
          f"人员!D4 “9月1日”只有月和日，缺少年份；{WRITE_DATE}",
          "人员!D5 “2020年9月”只有年和月，缺少日；请补上是几日，例如 2026-11-20",
          "人员!D6 “2020.09”只有年和月，缺少日；请补上是几日，例如 2026-11-20",
          "人员!D7 “2020-02-30”这一天不存在（2020年没有2月30日）；请核对日期",
          "人员!D8 “至今”不是日期；请留空；必须填的，请核实后填写",
          f"人员!D9 “9/1/2020”认不出是哪一天；{WRITE_DATE}",
          f"人员!D10 “True”不是日期；{WRITE_DATE}",
          f"人员!D11 “0”认不出是哪一天；{WRITE_DATE}",
          f"人员!D12 “-1”认不出是哪一天；{WRITE_DATE}",
          f"人员!D13 “2020.9.1、2日”认不出是哪一天；{WRITE_DATE}"]),
    Case("telephones as numbers", rows([*H, "手机"], [*R, 13_800_000_000]), people=1),
    Case("digits lost to the power of ten", rows([*H, "手机"], ["1.38E+10", *R[1:], "1.38E+10"]),
         [f"人员!{cell} “1.38E+10”是科学计数法，末尾几位已经丢了；{TEXT_COLUMN}" for cell in ("A2", "E2")]),
    Case("digits lost beyond the fifteenth", rows(H, [1e17, *R[1:]]),
         [f"人员!A2 “100000000000000000”太长，Excel 存成数字后末尾几位已经不准；{TEXT_COLUMN}"]),
    Case("zeros lost in a reference", sheets(人员=[[*H, "学校代码"], [*R, "001"]],
         学校=[["学校代码", "学校名称", "类型", "乡镇街道"], [1, "春晖小学", "公办小学", "云溪镇"]]),
         [f"人员!E2 找不到学校“001”，只有“1”，差在前面的 0；请改成“1”；{KEEP_ZEROS}"]),
    Case("zeros lost in a code", rows(H, [1, *R[1:]], ["001", *R[1:]]),
         [f"人员!A2 “1”和“001”只差前面的 0；请改成一样的代码；{KEEP_ZEROS}；确实是两个的，请换一个代码",
          f"人员!A3 “001”和“1”只差前面的 0；请改成一样的代码；{KEEP_ZEROS}；确实是两个的，请换一个代码"]),
    Case("identity numbers for codes", rows(H, ["11010119900307889X", *R[1:]]),
         ["人员!A2 人员编号不能用身份证号：编号大家都看得到；请另编一个编号"]),
    Case("an error as text", rows(H, ["P1", "#N/A", *R[2:]]), ["人员!B2 这一格显示的是公式错误；请改正公式，或直接填写内容"]),
    Case("letters nobody sees", rows(H, ["P\u200b1", "周\x07玉兰", "群\ufeff众", "2020-09-01"]), people=1),
    Case("a cell with a book in it", rows(H, R, ["P2", "周" * 200, *R[2:]]),
         ["人员!B3 有 200 个字，太长；请缩短到 50 个字以内"]),
    Case("the same person twice", rows(H, R, [*R[:3], "2021-09-01"]),
         ["人员!A3 和第 2 行是同一条记录，内容却不一样；请只留正确的一行"]),
    Case("columns mixed up", rows([H[1], H[0], H[3], H[2]], R),
         [f"人员!C2 “群众”认不出是哪一天；{WRITE_DATE}", f"人员!D2 “2020-09-01”不在可选范围内；{CHOICES}"]),
    Case("merged cells among the rows", rows(H, R, ["P2", *R[1:]], merges=[("人员", "C2:C3")]),
         ["人员!C2:C3 这几格合并在了一起，看不出内容属于哪一格；请取消合并，逐格填写"]),
    Case("superiors in a circle", sheets(党组织=[["党组织代码", "党组织名称", "组织类别", "成立日期", "领导组织代码"],
         ["D1", "甲", "党委", "2000-01-01", "D2"], ["D2", "乙", "党委", "2000-01-01", "D1"]]),
         ["党组织!E2 “D1”的上级绕了一圈又回到它自己；请改正领导组织代码或指导组织代码",
          "党组织!E3 “D2”的上级绕了一圈又回到它自己；请改正领导组织代码或指导组织代码"]),
]  # fmt: skip

CASES = [*OTHER_KINDS, *DAMAGED, *HEADINGS, *CONTENT]
