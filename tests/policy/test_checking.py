"""check-pack: quotes held against the source character by character, worked examples, the command's exit codes."""

from hashlib import sha256
from pathlib import Path

import pytest

from hongzhu.commands.check_pack import main
from hongzhu.policy.checking import check_pack, squeeze
from hongzhu.policy.loading import SHIPPED
from tests.policy.small_pack import SOURCE, line_of, spoil, write_pack

DUTIES = "obligations-all.toml"
HEAD = "党员每年学习十六学时"
SENTENCE = "党员每年学习十六学时，书记每年学习三十二学时。"
"""the source prints it on two lines"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The small pack, with one mapped sentence that carries its fingerprint."""
    folder = write_pack(tmp_path / "small", cases=False)
    mark = sha256(SENTENCE.encode()).hexdigest()[:16]
    spoil(
        folder,
        "sentences.toml",
        f'quote = "{HEAD}"',
        f'quote = "{HEAD}"\nlength = {len(SENTENCE)}\nsha256 = "{mark}"',
    )
    return folder


def found_in(folder: Path, source: str | None) -> list[str]:
    return [str(each) for each in check_pack(folder, source)[1]]


def test_quotes_stand_in_the_source(pack: Path) -> None:
    assert found_in(pack, SOURCE) == []
    assert found_in(pack, None) == []


def test_white_space_does_not_matter(pack: Path) -> None:
    assert found_in(pack, "　\n".join(squeeze(SOURCE))) == []


def test_a_falsified_quote_is_named_with_the_place(pack: Path) -> None:
    found = found_in(pack, SOURCE.replace("每学年谈心一次", "每学年谈心二次"))
    line = line_of(pack, DUTIES, "每学年谈心一次")
    where = line_of(pack, "sentences.toml", "每学年谈心一次") - 2
    hint = "从第6个字起不同，原文此处是“每学年谈心二次。三、党”"
    assert found == [
        f"{DUTIES}:{line} talk：原文里找不到引文“每学年谈心一次”；{hint}",
        f"sentences.toml:{where} 原文里找不到“每学年谈心一次”；{hint}",
    ]


def test_a_quote_that_differs_at_its_first_character(pack: Path) -> None:
    (found, _sentence) = found_in(pack, SOURCE.replace("按期进行换届", "准期进行换届"))
    assert found.endswith("term：原文里找不到引文“按期进行换届”；原文此处是“四、准期进行换届”")


def test_a_quote_that_is_nowhere(pack: Path) -> None:
    spoil(pack, DUTIES, 'quote = "每学年谈心一次"', 'quote = "完全另外一句"')
    assert found_in(pack, SOURCE) == [
        f"{DUTIES}:{line_of(pack, DUTIES, '完全另外一句')} talk：原文里找不到引文“完全另外一句”；请对照原文逐字核对"
    ]


def test_every_further_quote_is_checked_on_its_own_line(pack: Path) -> None:
    spoil(
        pack,
        DUTIES,
        'quote = "每学年谈心一次"',
        'quote = "每学年谈心一次"\nquotes = ["大事集体决定", "小事不定"]',
    )
    (found,) = found_in(pack, SOURCE)
    assert found.startswith(f"{DUTIES}:{line_of(pack, DUTIES, '小事不定')} talk：原文里找不到引文“小事不定”")


def test_two_duties_with_one_quote_are_each_named_on_their_own_line(pack: Path) -> None:
    spoil(pack, DUTIES, 'quote = "书记每年培训一次"', 'quote = "每学年谈心一次"')
    lines = [line_of(pack, DUTIES, "每学年谈心一次", nth) for nth in (1, 2)]
    found = check_pack(pack, SOURCE.replace("每学年谈心一次", "每学期谈心一次"))[1]
    assert [(each.line, each.message.partition("：")[0]) for each in found if each.file == DUTIES] == [
        (lines[0], "talk"),
        (lines[1], "training"),
    ]


@pytest.mark.parametrize("place", range(len(HEAD), len(SENTENCE)))
def test_one_falsified_character_names_the_sentence(pack: Path, place: int) -> None:
    """Also behind its quoted head, where no quote reaches."""
    text = squeeze(SOURCE)
    at = text.index(SENTENCE) + place
    falsified = SENTENCE[:place] + "假" + SENTENCE[place + 1 :]
    found = found_in(pack, text[:at] + "假" + text[at + 1 :])
    line = line_of(pack, "sentences.toml", HEAD) - 2
    assert f"sentences.toml:{line} 这一句与制包时的原文有出入，请逐字核对：“{falsified}”" in found


def test_a_duty_to_which_no_sentence_leads(pack: Path) -> None:
    spoil(pack, "sentences.toml", '"obligation:talk", "principle"', '"principle"')
    line = line_of(pack, DUTIES, 'id = "talk"') - 1
    assert found_in(pack, None) == [f"{DUTIES}:{line} talk：sentences.toml 里没有一句话指向这条义务"]


@pytest.fixture
def with_cases(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small")


def test_duties_need_cases(with_cases: Path) -> None:
    found = found_in(with_cases, None)
    assert f"{DUTIES}:1 assembly：只有 1 个例子；至少写 3 个" in found
    assert not [each for each in found if " setup：" in each or " book：" in each], "states need none"


def test_a_case_that_is_not_met(with_cases: Path) -> None:
    spoil(with_cases, "cases/all.toml", 'status = "met", need = 1', 'status = "open", need = 2')
    assert found_in(with_cases, None)[0] == (
        "cases/all.toml:1 例子“季度内开过一次”不符：status 应为 open，算出 met；need 应为 2，算出 1.0"
    )


def test_a_case_of_an_unknown_role(with_cases: Path) -> None:
    spoil(with_cases, "cases/all.toml", 'role = "branch"', 'role = "brunch"')
    assert found_in(with_cases, None)[0] == (
        "cases/all.toml:1 例子“季度内开过一次”写得不全或写错了：没有“brunch”这个角色"
    )


def test_the_command_is_content(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "原文.txt"
    source.write_text(SOURCE, encoding="utf-8-sig")
    assert main([str(pack)]) == 0
    assert "引文没有核对（加 --source）" in capsys.readouterr().out
    assert main([str(pack), "--source", str(source)]) == 0
    assert capsys.readouterr().out == (
        "small 1.0.0：5 个条款节点，12 条义务（本区设定 1 项），5 句已对应，0 个例子全部符合；引文已与原文逐字核对。\n"
    )


def test_the_command_lists_problems(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "原文.txt"
    source.write_text(SOURCE.replace("每三个月", "每四个月"), encoding="utf-8")
    assert main([str(pack / "pack.toml"), "--source", str(source)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 3
    assert printed[-1] == "共 2 处问题。"
    spoil(pack, DUTIES, "settle_days = 90", "settle_day = 90")
    assert main([str(pack)]) == 1
    assert "不认识“settle_day”" in capsys.readouterr().out


def test_the_command_used_wrongly(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "没有")]) == 2
    assert main([str(pack), "--source", str(tmp_path / "没有.txt")]) == 2
    assert "请核对文件名、所在的文件夹和权限" in capsys.readouterr().err
    (tmp_path / "国标.txt").write_bytes(SOURCE.encode("gbk"))
    assert main([str(pack), "--source", str(tmp_path / "国标.txt")]) == 2
    assert "不是 UTF-8 文本，请用记事本打开，另存为 UTF-8" in capsys.readouterr().err
    for argv in ([], [str(pack), "--nonsense"]):
        with pytest.raises(SystemExit) as caught:
            main(argv)
        assert caught.value.code == 2


def test_the_shipped_pack_against_its_document(capsys: pytest.CaptureFixture[str]) -> None:
    seed = sorted((Path(__file__).resolve().parents[3] / "shared/seed").glob("*.txt"))
    if not seed:
        pytest.skip("原文不在，跳过与原文的对照")
    assert main([str(SHIPPED / "dongchang-2017"), "--source", str(seed[0])]) == 0
    text = seed[0].read_text(encoding="utf-8")
    _pack, found = check_pack(SHIPPED / "dongchang-2017", text.replace("每月至少组织2次", "每月至少组织3次"))
    assert {each.file for each in found} == {"obligations-education.toml", "sentences.toml"}
    assert all("每月至少组织3次" in each.message or "逐字核对" in each.message for each in found)
