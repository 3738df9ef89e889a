"""What WPS and web pages smuggle into a text goes; what a reader sees stays."""

from hypothesis import given
from hypothesis import strategies as st

from hongzhu.kit.pasted import clean, clean_line


def test_line_ends_blank_lines_and_invisible_marks() -> None:
    pasted = "\ufeff一、学习\r\n\u200b二、讨论\u00a0议题\x0b三、表决  \r\r\r\r四\u2028五\x07\n\n"
    assert clean(pasted) == "一、学习\n二、讨论 议题\n三、表决\n\n四\n五"


def test_indents_and_full_width_spaces_stay() -> None:
    assert clean("　　王建军传达……\n\t（一）") == "　　王建军传达……\n\t（一）"


def test_one_line() -> None:
    assert clean_line(" 二楼\r\n 会议室\u00a0 ") == "二楼 会议室"


@given(st.text(st.characters(codec="utf-8")))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)
