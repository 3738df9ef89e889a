"""Headings and sheet titles are recognised by meaning."""

import pytest

from hongzhu.imports.matching import (
    has_generic_title,
    headings,
    is_ignored,
    match,
    normalise,
    sheet_by_columns,
    sheet_named,
)
from hongzhu.imports.sheets import SHEETS
from tests.imports.books import parsed, person, sheet, table

SPELLINGS = {
    "学校": {
        "学校代码": ["学校代码*", "学校编码", "单位代码", " 学校 代码 ", "代码（必填）"],
        "学校名称": ["学校名称/单位", "单位名称", "学 校 名 称", "校名", "学校名称："],
        "类型": ["学校类型", "类型*", "类　别"],
        "乡镇街道": ["所在乡镇/街道", "乡镇、街道", "所属乡镇"],
        "设立日期": ["设立时间", "成立日期"],
        "规模大": ["规模大 (是/否)", "规模大（是／否）", "是否规模大"],
        "经度": ["经度（°）", "东经"],
        "在校生数": ["在校生人数", "学生数"],
    },
    "党组织": {
        "党组织代码": ["党组织编码", "组织代码", "＊党组织代码"],
        "组织类别": ["组织类型", "类别"],
        "覆盖学校代码": ["覆盖学校代码 (several: 、)", "覆盖学校", "覆盖学校代码（多个用、隔开）"],
        "领导组织代码": ["上级党组织代码", "领导组织"],
        "设支委会": ["设支委会(是/否)", "是否设支委会"],
        "本届起始日期": ["本届开始日期"],
    },
    "人员": {
        "人员编号": ["人员编号*", "*人员编号", "工号", "编号", "1.人员编号"],
        "姓名": ["姓　名", "姓 名", "姓名（必填）", "★姓名", "党员姓名", "姓\n名"],
        "出生日期": ["出生年月", "出生年月日", "出生日期（年/月/日）"],
        "入党日期": ["入党时间", "何时入党", "加入党组织日期"],
        "转正日期": ["转为正式党员日期", "转正时间"],
        "学校代码": ["学校代码", "单位", "学校名称", "学校名称/单位", "工作单位"],
        "党组织代码": ["所在党支部", "党组织代码", "支部代码"],
        "手机": ["联系电话", "手机号", "手机号码", "联系方式"],
        "人员类别": ["政治面貌", "人员类别*"],
        "离退休": ["离退休（是/否）", "是否离退休"],
    },
    "任职": {
        "组织代码": ["组织代码*", "组织代码（党组织或学校）", "任职单位代码", "组织/学校代码"],
        "免职日期": ["离任时间", "免职日期"],
    },
    "会议": {
        "日期": ["会议日期", "召开时间"],
        "开始": ["开始时间"],
        "出席": ["出席人员", "参会人员编号", "出席 (person numbers 、 or 全体)"],
        "主持人编号": ["主持人"],
    },
    "培训": {"参加": ["参训人员", "参加人员"], "学时": ["学时（小时）", "学时数"]},
    "谈心谈话": {"对象编号": ["谈话对象", "对象编号*"], "谈话人编号": ["谈话人"]},
    "换届": {"届期月数": ["届期（月）", "任期月数"], "选举日期": ["换届时间"]},
    "说明": {
        "义务编号": ["义务编号*"],
        "组织代码或人员编号": ["组织代码 or 人员编号", "组织代码/人员编号", "组织代码或人员编号"],
        "期间": ["期间* (2026, 2026Q3, 2026-10, 2026学年)"],
        "认可日期": ["认可日期 (empty = not yet accepted)"],
    },
}
CASES = [
    (title, heading, spelling)
    for title, columns in SPELLINGS.items()
    for heading, spellings in columns.items()
    for spelling in spellings
    # 参会人员编号 stands for what is deliberately unknown
    if spelling != "参会人员编号"
]


@pytest.mark.parametrize(("title", "heading", "spelling"), CASES)
def test_spellings(title: str, heading: str, spelling: str) -> None:
    assert headings(sheet(title))[normalise(spelling)][0].heading == heading


def test_every_canonical_heading_means_itself() -> None:
    for each in SHEETS:
        for column in each.columns:
            assert headings(each)[normalise(column.heading)][0] is column


def test_no_spelling_means_two_columns() -> None:
    for each in SHEETS:
        words = [
            normalise(word)
            for column in each.columns
            for word in dict.fromkeys([column.heading, *column.also.split(), *column.stand_ins.split()])
        ]
        assert len(words) == len(set(words)), (each.title, sorted(w for w in words if words.count(w) > 1))


def test_no_title_means_two_sheets() -> None:
    words = [normalise(word) for each in SHEETS for word in [each.title, *each.also.split()]]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("学校", "学校"),
        (" 学校信息 ", "学校"),
        ("1.学校", "学校"),
        ("党 组 织", "党组织"),
        ("党员教职工名册", "人员"),
        ("人员（2026年）", "人员"),
        ("谈话", "谈心谈话"),
        ("换届选举", "换届"),
        ("说明", "说明"),
    ],
)
def test_sheet_titles(title: str, meant: str) -> None:
    found = sheet_named(title)
    assert found
    assert found.title == meant


def test_titles_that_mean_no_sheet() -> None:
    assert sheet_named("工资表") is None
    assert is_ignored("填写说明")
    assert not is_ignored("说明")
    assert has_generic_title("Sheet1")
    assert has_generic_title("工作表 2")
    assert not has_generic_title("工资表")


def test_any_order_and_title_rows_above() -> None:
    headings_row = ["手机", "到岗日期", "姓　名", "人员类别（必填）", "人员编号*"]
    rows = [
        ["春晖小学党员教职工名册"],
        [],
        ["填报单位：春晖小学", None, "2026年11月"],
        headings_row,
        ["13800000000", "2020-09-01", "周玉兰", "群众", "P1"],
    ]
    found, report = parsed("人员", rows)
    assert not report.problems
    assert found.lines[0].number == 5
    assert found.lines[0].values["code"] == "P1"
    assert found.letters["code"] == "E"


def test_two_columns_for_one_heading() -> None:
    _found, report = parsed("人员", table(person(手机="1", 联系电话="2")))
    assert [str(problem) for problem in report.problems] == [
        "人员!F1 “联系电话”和E列“手机”都是“手机”；请只留一列，或把另一列改成别的列名"
    ]


def test_missing_required_column() -> None:
    _found, report = parsed("人员", [["人员编号", "姓名", "到岗日期"], ["P1", "周玉兰", "2020-09-01"]])
    assert [str(problem) for problem in report.problems] == [
        "人员!1 缺少必填的列“人员类别”；请补上这一列，列名写在标题行"
    ]


def test_unknown_columns_are_told_not_refused() -> None:
    found, report = parsed("人员", table(person(备注="x", 身份证号="y")))
    assert not report.problems
    assert [str(notice) for notice in report.notices] == [
        "人员：“身份证号”没有导入：本系统不收身份证号，建议从表里删掉",
        "人员：有 1 列认不出，没有导入：E列“备注”",
    ]
    assert found.lines


def test_column_without_heading_is_told() -> None:
    _found, report = parsed("人员", [*table(person())[:1], [*table(person())[1], None, "谁写的"]])
    assert [str(notice) for notice in report.notices] == ["人员：有 1 列认不出，没有导入：F列（没有列名）"]


def test_name_column_beside_code_column_is_told() -> None:
    found, report = parsed("人员", table(person(学校名称="春晖小学", 学校代码="S1")))
    assert found.lines[0].values["school"] == "S1"
    assert "“学校名称”" in str(report.notices[0])


def test_merged_heading_rows() -> None:
    rows = [
        ["人员编号", "姓名", "党员情况", None, "到岗日期"],
        [None, None, "人员类别", "入党日期", None],
        ["P1", "周玉兰", "正式党员", "2009-06-30", "2020-09-01"],
    ]
    merges = [("人员", "A1:A2"), ("人员", "B1:B2"), ("人员", "C1:D1"), ("人员", "E1:E2")]
    found, report = parsed("人员", rows, merges=merges)
    assert not report.problems
    assert [line.number for line in found.lines] == [3]
    assert found.lines[0].values["category"] == "full"
    assert found.letters["arrived_on"] == "E"


def test_no_heading_row() -> None:
    _found, report = parsed("人员", [["P1", "周玉兰", "群众", "2020-09-01"]])
    assert "没有找到标题行" in str(report.problems[0])


def test_sheet_without_a_name_is_known_by_its_columns() -> None:
    rows = [["选举日期", "组织代码"], ["2024-05-10", "D1"]]
    assert sheet_by_columns(rows, []) is sheet("换届")
    assert sheet_by_columns([["甲", "乙"]], []) is None


def test_heading_matching_ignores_far_rows() -> None:
    rows = [["x"]] * 30 + [["人员编号", "姓名", "人员类别", "到岗日期"]]
    assert match(sheet("人员"), "人员", rows, []).problems


def test_headings_with_line_breaks_and_a_crowd_of_them() -> None:
    extra = {f"未知\n第{number}列": "x" for number in range(30)}
    _found, report = parsed("人员", table(person(**extra)))
    text = str(report.notices[0])
    assert text.startswith("人员：有 30 列认不出，没有导入：E列“未知 第0列”、")
    assert text.endswith("X列“未知 第19列”等")
