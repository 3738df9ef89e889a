"""The template: what it shows, and that it can be filled and imported."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
import python_calamine

from hongzhu.imports.importing import import_workbook
from hongzhu.imports.matching import headings, is_ignored, normalise
from hongzhu.imports.outcome import told
from hongzhu.imports.sheets import SHEETS
from hongzhu.imports.template import columns_shown, heading_of, note_of, template
from hongzhu.orgs.models import School
from tests.imports.books import book
from tests.imports.test_importing import NOW

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def content() -> bytes:
    return template()


@pytest.fixture(scope="module")
def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def page(parts: dict[str, str], title: str) -> ElementTree.Element:
    """Return the XML of a sheet; the explanations are sheet 1."""
    number = [each.title for each in SHEETS].index(title) + 2
    return ElementTree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"])


def test_nine_sheets_and_an_explanation(content: bytes) -> None:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert workbook.sheet_names == ["填写说明", *(each.title for each in SHEETS)]
    assert is_ignored("填写说明")
    for each in SHEETS:
        rows = workbook.get_sheet_by_name(each.title).to_python()
        assert len(rows) == 1
        assert rows[0] == [heading_of(column) for column in columns_shown(each)]
        assert all(normalise(heading) in headings(each) for heading in rows[0])


def test_headings_are_the_contracts(content: bytes) -> None:
    assert [heading_of(column) for column in columns_shown(SHEETS[1])] == [
        "党组织代码*", "党组织名称*", "组织类别*", "领导组织代码", "指导组织代码", "覆盖学校代码", "成立日期*", "撤销日期",
        "本届起始日期", "设支委会",
    ]  # fmt: skip


def test_drop_downs(parts: dict[str, str]) -> None:
    for each in SHEETS:
        lists = {
            validation.get("sqref"): validation
            for validation in page(parts, each.title).iter(f"{MAIN}dataValidation")
        }
        for index, column in enumerate(columns_shown(each)):
            cells = f"{chr(65 + index)}2:{chr(65 + index)}5001"
            if column.choices:
                shown = lists[cells].findtext(f"{MAIN}formula1")
                assert shown == '"' + ",".join(column.choices) + '"'
                assert len(shown) < 256
            assert (cells in lists) == (bool(column.choices) or column.holds in ("yesno", "attendance"))
    kinds = next(each for each in page(parts, "会议").iter(f"{MAIN}dataValidation") if "党课" in each[0].text)
    assert kinds.get("errorStyle") == "information"


def test_notes_on_every_heading(parts: dict[str, str]) -> None:
    for number, each in enumerate(SHEETS, 1):
        notes = ElementTree.fromstring(parts[f"xl/comments{number}.xml"])
        texts = ["".join(note.itertext()) for note in notes.iter(f"{MAIN}comment")]
        assert texts == [note_of(column) for column in columns_shown(each)]


def test_headings_stay_in_sight_and_columns_have_formats(parts: dict[str, str]) -> None:
    formats = re.findall(r'<numFmt numFmtId="\d+" formatCode="([^"]+)"', parts["xl/styles.xml"])
    assert "yyyy-mm-dd" in formats
    for each in SHEETS:
        pane = page(parts, each.title).find(f".//{MAIN}pane")
        assert pane is not None
        assert pane.get("state") == "frozen"
        assert pane.get("ySplit") == "1"


@pytest.mark.django_db
def test_as_it_is_there_is_nothing_to_do(content: bytes) -> None:
    outcome = import_workbook(content, by="导入", now=NOW)
    assert outcome.report.count == 0
    assert outcome.report.notices == []
    assert told(outcome).startswith("工作簿里还没有填内容")


@pytest.mark.django_db
def test_filled_with_its_own_examples() -> None:
    """The examples of the explanation, as one district."""
    sheets = {
        each.title: [
            [heading_of(column) for column in columns_shown(each)],
            [column.example or None for column in columns_shown(each)],
        ]
        for each in SHEETS
    }
    orgs, people = sheets["党组织"], sheets["人员"]
    orgs += [[code, code, "党委", None, None, None, "1990-01-01"] for code in ("D900", "D800")]
    orgs.append(["D001-1", "第一党小组", "党小组", "D001", None, None, "2010-01-01"])
    people += [[code, "罗勇", *people[1][2:]] for code in ("P0002", "P0007")]
    outcome = import_workbook(book(sheets), by="导入", now=NOW)
    assert [str(problem) for problem in outcome.report.problems] == []
    assert School.objects.everything("test").get().name == "云溪镇春晖小学"
    assert [count.created for count in outcome.counts] == [1, 4, 3, 1, 1, 1, 1, 1, 1]
