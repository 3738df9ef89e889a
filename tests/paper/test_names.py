"""Names with rare characters go out and come back the same, through all three formats. All 20,000: `./run torture names`."""

import os
import random
from io import BytesIO

from docx import Document
from python_calamine import CalamineWorkbook

from hongzhu.paper.docx import write_docx
from hongzhu.paper.fonts import covered, files
from hongzhu.paper.pdf import write_pdf
from hongzhu.paper.xlsx import write_xlsx
from tests.paper.making import listed
from tests.paper.reading import pages, restored

COUNT = int(os.environ.get("HONGZHU_NAMES", "300"))
BLOCKS = (range(0x4E00, 0x9FA6), range(0x3400, 0x4DB6), range(0x20000, 0x2A6D7), range(0x2A700, 0x2EBE0))
"""the old block and extensions A, B, C to F"""
SURNAMES = "王李张刘陈周吴欧单解曾仇任区盖"


def names(count: int) -> list[str]:
    """Surname and one or two characters: common ones, rare ones, and some that no font has."""
    dice = random.Random(20261122)
    known = sorted(covered(files()) & {number for block in BLOCKS for number in block})
    rare = [number for number in known if number >= 0x20000]
    found = []
    for _ in range(count):
        pool = dice.choice((known, known, rare, BLOCKS[2]))
        found.append(
            dice.choice(SURNAMES) + "".join(chr(dice.choice(pool)) for _ in range(dice.choice((1, 2))))
        )
    return found


def test_names_come_back_from_a_workbook() -> None:
    wanted = names(COUNT)
    found = CalamineWorkbook.from_filelike(BytesIO(write_xlsx([listed(wanted)]))).get_sheet_by_index(0)
    assert [str(row[0]) for row in found.to_python(skip_empty_area=False)[3:]] == wanted


def test_names_come_back_from_a_document() -> None:
    wanted = names(COUNT)
    table = Document(BytesIO(write_docx([listed(wanted)]))).tables[0]
    texts = [
        "".join(node.text or "" for node in row.iter() if node.tag.endswith("}t"))
        for row in table._tbl.tr_lst
    ]
    assert texts[1:] == wanted


def test_names_come_back_from_the_text_of_a_pdf() -> None:
    wanted = names(COUNT)
    printed = write_pdf([listed(wanted)])
    lines = [line.strip() for page in pages(printed.content) for line in page.splitlines()]
    frame = {"名册", "姓名", ""}
    found = [restored(line) for line in lines if line not in frame and "第 " not in line]
    last = next((number for number, line in enumerate(found) if "末页" in line), len(found))
    assert found[:last] == wanted
    known = covered(files())
    assert set(printed.missing) == {each for name in wanted for each in name if ord(each) not in known}
