"""Rare characters of names: printed as they are, or as their number; never nothing."""

import shutil

from hongzhu.paper.fonts import SHIPPED, covered, files, missing, substitute, twins
from hongzhu.paper.pdf import write_pdf
from tests.paper.making import book, entry
from tests.paper.reading import pages

RARE = "喆玥䶮𠅤𬭎𫍯㛃煊堃犇骉鱻嫑淼㐂䒟𣲗𬴃𨱏𬘡𬸪"
IN_NO_FONT = "𠮷"


def test_the_shipped_fonts_have_every_character_of_the_old_block_and_its_first_extension() -> None:
    known = covered(files())
    assert known.issuperset(range(0x4E00, 0xA000))
    assert known.issuperset(range(0x3400, 0x4DC0))
    assert known.issuperset(map(ord, RARE))


def test_rare_names_are_printed_as_they_are() -> None:
    printed = write_pdf([book(entry(1, about=RARE))])
    assert printed.missing == ()
    assert RARE in pages(printed.content)[1]


def test_what_no_font_has_is_printed_by_its_number_and_reported() -> None:
    printed = write_pdf([book(entry(1, about=f"吴{IN_NO_FONT}"))])
    read = pages(printed.content)
    assert printed.missing == (IN_NO_FONT,)
    assert "吴〔U+20BB7〕" in read[1]
    assert "字库里没有的字 1 个，印成 〔U+20BB7〕" in read[-1]


def test_selectors_of_variants_are_no_characters_of_their_own() -> None:
    assert missing(["葛\U000e0100", "a\tb\nc"], files()) == ()
    assert missing(["\x07"], files()) == ("\x07",)
    assert substitute("\x07") == "〔U+0007〕"


def test_characters_of_one_shape_can_be_told_apart_when_copied() -> None:
    assert twins(["刘瑨曾𤨁"]) == ("𤨁",)
    assert twins(["刘瑨"]) == twins(["曾𤨁"]) == ()
    read = pages(write_pdf([book(entry(1, about="刘瑨"), entry(2, about="曾𤨁"))]).content)
    assert "刘瑨" in read[1]
    assert "曾𤨁" in read[2]


def test_fonts_of_the_installation_come_on_top(tmp_path) -> None:
    shutil.copy(SHIPPED / "NotoSansSC-Regular.otf", tmp_path / "own.otf")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "readme.txt").write_text("x")
    assert [path.name for path in files(tmp_path)][-2:] == ["broken.ttf", "own.otf"]
    assert covered(files(tmp_path)) == covered(files())
    assert write_pdf([book(entry(1))], more_fonts=tmp_path).content
    assert files(tmp_path / "none") == files()
