"""./run import: what it prints, what it stores, and its exit codes."""

from pathlib import Path

import pytest

from hongzhu.commands.import_book import main
from hongzhu.people.models import Person
from tests.imports.books import book, person, table


@pytest.mark.django_db
def test_a_good_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(book({"人员": table(person("P1"), person("P2"))}))
    assert main([str(path), "--dry-run"]) == 0
    assert "检查通过，还没有写入" in capsys.readouterr().out
    assert not Person.objects.everything("test").exists()
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.startswith("人员：新增 2\n导入完成。")
    assert Person.objects.everything("test").count() == 2


@pytest.mark.django_db
def test_a_workbook_with_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(book({"人员": table(person("P1"), person("P2", 到岗日期="2026-02-30"))}))
    assert main([str(path)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "人员!D3 “2026-02-30”这一天不存在（2026年没有2月30日）；请核对日期"
    assert printed[2] == "有 1 处要改，什么也没有导入。请在工作簿里改好，保存后再导入一次。"
    assert not Person.objects.everything("test").exists()


@pytest.mark.django_db
def test_a_file_that_is_no_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("编号,姓名\n")
    assert main([str(path)]) == 1
    assert capsys.readouterr().out.startswith("这是文本文件（例如 .csv），不是 .xlsx 工作簿；请用 WPS")


@pytest.mark.django_db
def test_what_lies_beside_an_open_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("~$名册.xlsx", ".~名册.xlsx"):
        path = tmp_path / name
        path.write_bytes(b"\x05admin")
        assert main([str(path)]) == 1
        assert capsys.readouterr().out.startswith(
            "这是 WPS 或 Excel 打开工作簿时留下的临时文件；请导入“名册.xlsx”这样不带“~$”“.~”的文件"
        )


@pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read though it may be"
)
@pytest.mark.django_db
def test_a_disk_that_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/proc/self/mem"]) == 2
    assert "磁盘或 U 盘可能有问题；请拷贝到这台电脑上再导入" in capsys.readouterr().err


def test_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "没有.xlsx")]) == 2
    assert main([str(tmp_path)]) == 2
    assert main(["--template", str(tmp_path / "没有" / "x.xlsx")]) == 2
    for argv in ([], ["a.xlsx", "--template", "b.xlsx"], ["--nonsense"]):
        with pytest.raises(SystemExit) as caught:
            main(argv)
        assert caught.value.code == 2
    assert "用法有误" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_template_is_written_and_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "空白.xlsx"
    assert main(["--template", str(path)]) == 0
    assert "空白工作簿已写到" in capsys.readouterr().out
    assert main([str(path)]) == 0
    assert "还没有填内容" in capsys.readouterr().out
