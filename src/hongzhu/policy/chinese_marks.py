"""Marks that a Chinese keyboard types in place of those that TOML and conditions know."""

from typing import Final

MARKS: Final = {
    **dict.fromkeys("“”„＂", '"'),
    **dict.fromkeys("‘’＇", "'"),
    **dict.fromkeys("＝：:", "="),
    **dict.fromkeys("［【〔", "["),
    **dict.fromkeys("］】〕", "]"),
    **dict.fromkeys("，、；;", ","),
    **dict.fromkeys("－—–", "-"),
    **dict.fromkeys("。．", "."),
    **dict.fromkeys("\u3000\u00a0", " "),
    **{wide: chr(ord(wide) - 0xFEE0) for wide in "０１２３４５６７８９｛｝（）＃＜＞！＄＿"},
}
"""typed → meant; colons and semicolons are never right where these are looked for"""


def first_mark(line: str) -> tuple[int, str] | None:
    """The first such mark outside of quoted text: (place, mark). In a text left open: its last Chinese quote."""
    at, quote, opened = 0, "", 0
    while at < len(line):
        letter = line[at]
        if quote:
            if letter == "\\" and quote == '"':
                at += 1
            elif letter == quote:
                quote = ""
        elif letter in "\"'":
            quote, opened = letter, at
        elif letter == "#":
            return None
        elif letter in MARKS:
            return at, letter
        at += 1
    if quote:
        closing = [place for place in range(opened, len(line)) if MARKS.get(line[place]) == quote]
        return (closing[-1], line[closing[-1]]) if closing else None
    return None


def advice(mark: str) -> str:
    """What is wrong with a mark, and what to type for it."""
    meant = MARKS[mark]
    if meant == " ":
        return "空格不是英文的；请改成英文的空格"
    return f"{mark} 不是英文符号；请改成英文的 {meant}"
