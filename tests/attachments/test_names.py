"""Names of files: whatever is sent, what is kept is harmless and still to be recognised."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.attachments.names import LONGEST, cleaned, ending_of, named, told_apart


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("会议照片.jpg", "会议照片.jpg"),
        (r"C:\用户\王老师\照片 1.JPG", "照片 1.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("a\x00b.jpg", "ab.jpg"),
        ("会\u202egpj.exe.jpg", "会gpj.exe.jpg"),
        ("a\u200bb.jpg", "ab.jpg"),
        ('a<b>:"|?*.jpg', "a_b______.jpg"),
        ("  a   b .jpg", "a b.jpg"),
        ("CON.jpg", "_CON.jpg"),
        ("...", "附件.jpg"),
        ("", "附件.jpg"),
        (".jpg", "jpg.jpg"),
        ("100%完成.jpg", "100%完成.jpg"),
    ],
)
def test_what_is_kept_of_a_name(sent: str, kept: str) -> None:
    assert named(cleaned(sent), "jpg") == kept


@given(st.text(max_size=400), st.sampled_from(["jpg", "docx"]))
def test_every_name_becomes_harmless(sent: str, ending: str) -> None:
    kept = named(cleaned(sent), ending)
    assert kept.endswith(f".{ending}")
    assert len(kept) <= LONGEST
    assert not set(kept) & set('/\\<>:"|?*\x00')
    assert all(unicodedata.category(mark) not in ("Cc", "Cf", "Cs") for mark in kept)
    assert kept == kept.strip(" .")


@given(st.lists(st.text("ab（2）.", max_size=3), max_size=8))
def test_two_of_one_name_are_told_apart(sent: list[str]) -> None:
    kept: list[str] = []
    for each in sent:
        kept.append(told_apart(named(cleaned(each), "jpg"), kept))
    assert len({each.casefold() for each in kept}) == len(kept)


def test_the_second_says_so() -> None:
    assert told_apart("照片.jpg", ["照片.jpg"]) == "照片（2）.jpg"
    assert told_apart("A.JPG", ["a.jpg"]) == "A（2）.JPG"
    assert len(told_apart("长" * 76 + ".jpg", ["长" * 76 + ".jpg"])) <= LONGEST


@pytest.mark.parametrize(
    ("name", "ending"), [("a.JPG", "jpg"), ("照片11.20", ""), ("a", ""), ("a.7z", "7z"), ("a.", "")]
)
def test_endings(name: str, ending: str) -> None:
    assert ending_of(name) == ending
