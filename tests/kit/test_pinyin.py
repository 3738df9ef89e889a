"""Names are found by how they sound, with every reading of a surname."""

import pytest

from hongzhu.kit.pinyin import readings, sounds_like


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zhouyulan", "周玉兰"),
        ("zyl", "周玉兰"),
        ("ZYL", "周玉兰"),
        ("zhou yl", "周玉兰"),
        ("zhouyul", "周玉兰"),
        ("yulan", "周玉兰"),
        ("y", "周玉兰"),
        ("shan", "单田芳"),
        ("dantf", "单田芳"),
        ("xie", "解海"),
        ("jiehai", "解海"),
        ("zeng", "曾晓"),
        ("cengxiao", "曾晓"),
        ("qiu", "仇英"),
        ("ou", "区大"),
        ("zha", "查英"),
        ("piao", "朴正"),
        ("zhai", "翟丽"),
        ("ge", "盖宽"),
        ("yuchi", "尉迟恭"),
        ("moqi", "万俟雅"),
        ("lv", "吕布"),
        ("lü", "吕布"),
        ("lu", "吕布"),
        ("nvwa", "女娲"),
    ],
)
def test_a_name_is_found(typed: str, name: str) -> None:
    assert sounds_like(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zhoulan", "周玉兰"),
        ("zly", "周玉兰"),
        ("zylx", "周玉兰"),
        ("", "周玉兰"),
        ("123", "周玉兰"),
        ("z" * 41, "周"),
    ],
)
def test_another_is_not(typed: str, name: str) -> None:
    assert not sounds_like(typed, name)


def test_what_has_no_reading_reads_as_itself_or_not_at_all() -> None:
    assert readings("·") == ()
    assert sounds_like("alim", "阿里木") is True
    assert sounds_like("a", "A班") is True
