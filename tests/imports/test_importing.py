"""Whole workbooks into the database: all or nothing, twice is once, every problem at its cell."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.imports.importing import import_workbook
from hongzhu.imports.outcome import Outcome, told
from hongzhu.ledger.models import Fact, Link, Subject
from hongzhu.orgs.models import Coverage, Election, OrgEdge, PartyOrg, School
from hongzhu.people.models import Appointment, Person
from tests.imports.books import book, person, table

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)

SCHOOLS = [
    {"学校代码": "S1", "学校名称": "春晖小学", "类型": "公办小学", "乡镇街道": "云溪镇", "规模大": "是"},
    {"学校代码": "S2", "学校名称": "晨曦幼儿园", "类型": "民办幼儿园", "乡镇街道": "云溪镇", "在校生数": 120},
]
GROUP = {"党组织代码": "D1-1", "党组织名称": "第一党小组", "组织类别": "党小组", "领导组织代码": "D1"}
BRANCH = {"党组织代码": "D1", "党组织名称": "春晖小学党支部", "组织类别": "党支部", "领导组织代码": "D9"}
BUREAU = {"党组织代码": "D9", "党组织名称": "区教育局党委", "组织类别": "党委", "成立日期": "1990-01-01"}
TOWNSHIP = {"党组织代码": "D8", "党组织名称": "云溪镇党委", "组织类别": "党委", "成立日期": "1990-01-01"}
ORGS = [
    GROUP | {"成立日期": "2012-03-01"},
    BRANCH
    | {
        "指导组织代码": "D8",
        "覆盖学校代码": "S1、S2",
        "成立日期": "2010-07-01",
        "本届起始日期": "2024-05-10",
    },
    BUREAU,
    TOWNSHIP,
]
PEOPLE = [
    person(
        "P1", 学校代码="S1", 党组织代码="D1", 党小组代码="D1-1", 人员类别="正式党员", 入党日期="2009.6.30"
    ),
    person("P2", 姓名="罗　勇", 学校代码="S1", 出生日期="1985.07", 手机=13800000000),
]
POSTS = [
    {"人员编号": "P1", "组织代码": "D1", "职务": "书记", "任职日期": date(2024, 5, 10), "产生方式": "选举"},
    {"人员编号": "P2", "组织代码": "S1", "职务": "校长", "任职日期": date(2020, 9, 1)},
]
ELECTIONS = [{"组织代码": "D1", "选举日期": "2024-05-10", "届期月数": 36}]


def district(**sheets: list) -> bytes:
    """Write a small district; a sheet given by name replaces the standard one."""
    standard = {"学校": SCHOOLS, "党组织": ORGS, "人员": PEOPLE, "任职": POSTS, "换届": ELECTIONS}
    return book({title: table(*rows) for title, rows in (standard | sheets).items() if rows})


def imported(content: bytes, **options: object) -> Outcome:
    return import_workbook(content, by="导入", now=NOW, **options)


def problems(outcome: Outcome) -> list[str]:
    return [str(problem) for problem in outcome.report.in_reading_order(outcome.titles)]


def stored_rows() -> int:
    models = (School, PartyOrg, OrgEdge, Coverage, Election, Person, Appointment, Subject, Fact, Link)
    return sum(
        model.objects.everything("test").count()
        if hasattr(model.objects, "everything")
        else model.objects.count()
        for model in models
    )


@pytest.fixture
def _district(db) -> None:
    assert imported(district()).changes


@pytest.mark.django_db
def test_a_small_district_comes_in() -> None:
    outcome = imported(district())
    assert problems(outcome) == []
    assert told(outcome).splitlines() == [
        "学校：新增 2",
        "党组织：新增 4",
        "人员：新增 2",
        "任职：新增 2",
        "换届：新增 1",
        "导入完成。可以用 ./run standing 查看各项义务的情况。",
    ]
    assert School.objects.everything("test").get(code="S1").is_large is True
    assert School.objects.everything("test").get(code="S2").pupils == 120
    branch = PartyOrg.objects.everything("test").get(code="D1")
    assert sorted(
        Coverage.objects.everything("test").filter(org=branch).values_list("school__code", flat=True)
    ) == ["S1", "S2"]
    assert sorted(
        OrgEdge.objects.everything("test").filter(org=branch).values_list("superior__code", "line")
    ) == [("D8", "guide"), ("D9", "lead")]
    lo = Person.objects.everything("test").get(code="P2")
    assert (lo.name, lo.born_on, lo.phone, lo.saved_by) == ("罗勇", date(1985, 7, 1), "13800000000", "导入")
    assert lo.saved_at == NOW
    assert Appointment.objects.everything("test").get(person=lo).school.code == "S1"


@pytest.mark.usefixtures("_district")
def test_twice_is_once() -> None:
    before = stored_rows()
    outcome = imported(district())
    assert [(count.created, count.updated) for count in outcome.counts] == [(0, 0)] * 5
    assert "没有变化" in told(outcome)
    assert stored_rows() == before


@pytest.mark.usefixtures("_district")
def test_a_changed_row_updates_and_nothing_is_deleted() -> None:
    outcome = imported(district(人员=[PEOPLE[1] | {"手机": None, "姓名": "罗永"}], 任职=[], 换届=[]))
    assert str(outcome.counts[-1]) == "人员：更新 1"
    lo = Person.objects.everything("test").get(code="P2")
    assert (lo.name, lo.phone) == ("罗永", "")
    assert Person.objects.everything("test").count() == 2


@pytest.mark.usefixtures("_district")
def test_an_absent_column_leaves_the_value_alone_an_empty_cell_clears_it() -> None:
    slim = {key: PEOPLE[0][key] for key in ("人员编号", "姓名", "人员类别", "到岗日期")}
    assert imported(book({"人员": table(slim)})).changes == 0
    assert imported(book({"人员": table(slim | {"党小组代码": None, "手机": "1"})})).changes == 1
    changed = Person.objects.everything("test").get(code="P1")
    assert (changed.group, changed.org.code, changed.phone) == (None, "D1", "1")
    slim_org = {key: ORGS[1][key] for key in ("党组织代码", "党组织名称", "组织类别", "成立日期")}
    assert imported(book({"党组织": table(slim_org)})).changes == 0
    assert imported(book({"党组织": table(slim_org | {"指导组织代码": None})})).changes == 1
    assert OrgEdge.objects.everything("test").get(org__code="D1").superior.code == "D9"
    slim_post = {key: POSTS[0][key] for key in ("人员编号", "组织代码", "职务", "任职日期")}
    assert imported(book({"任职": table(slim_post)})).changes == 0
    assert imported(book({"换届": table({"组织代码": "D1", "选举日期": "2024-05-10"})})).changes == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("newly_installed")
def test_all_or_nothing() -> None:
    bad = {"人员编号": "P3", "组织代码": "D1", "职务": "书记", "任职日期": "2024-05-10"}
    outcome = imported(district(任职=[*POSTS, bad]))
    assert problems(outcome) == ["任职!A4 找不到人员“P3”；请改正，或先在“人员”表里登记"]
    assert "什么也没有导入" in told(outcome)
    assert stored_rows() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("newly_installed")
def test_dry_run_writes_nothing() -> None:
    outcome = imported(district(), is_dry_run=True)
    assert outcome.changes == 11
    assert "还没有写入" in told(outcome)
    assert stored_rows() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("newly_installed")
def test_problems_of_all_sheets_and_all_stages_are_told_at_once() -> None:
    outcome = imported(
        district(
            学校=[*SCHOOLS, SCHOOLS[0] | {"学校代码": "S3", "类型": "大学"}],
            党组织=[*ORGS, ORGS[1] | {"党组织代码": "D2", "领导组织代码": "D7", "覆盖学校代码": "S3"}],
            人员=[
                person("P1", 离岗日期="2019-01-01"),
                person("P2", 学校代码="S3"),
                person("P3", 到岗日期="2020-02-30"),
                person("P4", 离岗日期="2018-01-01"),
            ],
        )
    )
    assert problems(outcome) == [
        "学校!C4 “大学”不在可选范围内；请填：公办小学、公办幼儿园、民办幼儿园、教学点",
        "党组织!D6 找不到党组织“D7”；请改正，或先在“党组织”表里登记",
        "人员!E2 离岗日期2019-01-01早于到岗日期2020-09-01；请核对这两个日期",
        "人员!D4 “2020-02-30”这一天不存在（2020年没有2月30日）；请核对日期",
        "人员!E5 离岗日期2018-01-01早于到岗日期2020-09-01；请核对这两个日期",
    ]
    assert stored_rows() == 0


@pytest.mark.django_db
def test_the_same_code_twice() -> None:
    twice = imported(book({"人员": table(person("P1"), person("P1"))}))
    assert not problems(twice)
    assert str(twice.report.notices[0]) == "人员：第 3 行和前面的行完全一样，只导入一次"
    assert Person.objects.everything("test").count() == 1
    differing = imported(book({"人员": table(person("P1"), person("P1", 姓名="李明"))}))
    assert problems(differing) == ["人员!A3 和第 2 行是同一条记录，内容却不一样；请只留正确的一行"]


@pytest.mark.usefixtures("_district")
def test_references_by_full_name() -> None:
    rows = [
        {"编号": "P5", "姓名": "高峰", "政治面貌": "群众", "到校日期": "2020-09-01", "工作单位": "春晖小学"}
    ]
    assert not problems(imported(book({"花名册": table(*rows)})))
    assert Person.objects.everything("test").get(code="P5").school.code == "S1"


@pytest.mark.usefixtures("_district")
def test_references_of_the_wrong_kind_and_names_of_people() -> None:
    outcome = imported(
        book(
            {
                "人员": table(person("P6", 姓名="高峰", 党组织代码="D1-1", 学校代码="D1")),
                "任职": table(POSTS[0] | {"人员编号": "高峰"}, POSTS[0] | {"组织代码": "X"}),
            }
        )
    )
    assert problems(outcome) == [
        "人员!E2 “D1-1”是党小组，这里要填党组织；请改填党组织的代码",
        "人员!F2 “D1”是党组织，这里要填学校；请改填学校的代码",
        "任职!A2 “高峰”是姓名，不是人员编号；请改填编号 P6",
        "任职!B3 找不到党组织或学校“X”；请改正，或先在“党组织”表或“学校”表里登记",
    ]


@pytest.mark.usefixtures("_district")
def test_ambiguous_name() -> None:
    twin = SCHOOLS[0] | {"学校代码": "S7"}
    rows = [person("P5", 学校名称="春晖小学")]
    outcome = imported(book({"学校": table(twin), "人员": table(*rows)}))
    assert problems(outcome) == ["人员!E2 有几个学校都叫“春晖小学”；请改填代码（S1、S7）中的一个"]


@pytest.mark.django_db
@pytest.mark.usefixtures("newly_installed")
def test_a_loop_of_superiors_is_found() -> None:
    loop = [ORGS[2] | {"领导组织代码": "D8"}, ORGS[3] | {"领导组织代码": "D9"}]
    outcome = imported(district(党组织=loop, 人员=[], 任职=[], 换届=[], 学校=[]))
    assert "绕了一圈" in problems(outcome)[0]
    assert stored_rows() == 0


@pytest.mark.django_db
def test_identity_number_is_refused() -> None:
    # The sample number printed in GB 11643 itself.
    outcome = imported(book({"人员": table(person("11010519491231002X"))}))
    assert problems(outcome) == ["人员!A2 人员编号不能用身份证号：编号大家都看得到；请另编一个编号"]


@pytest.mark.django_db
def test_more_problems_than_anyone_reads() -> None:
    outcome = imported(book({"人员": table(*(person(f"P{n}", 性别="？") for n in range(3000)))}))
    lines = told(outcome).splitlines()
    assert lines[199].startswith("人员!E201 ")
    assert lines[200] == "……还有 2800 处没有列出"
    assert "有 3000 处要改" in told(outcome)


@pytest.mark.django_db
def test_workbook_without_known_sheets_and_without_content() -> None:
    assert "没有认出可以导入的工作表" in told(imported(book({"工资": [["姓名", "工资"], ["甲", 1]]})))
    empty = imported(book({"人员": table(person())[:1]}))
    assert empty.report.count == 0
    assert "还没有填内容" in told(empty)


@pytest.mark.django_db
def test_unknown_and_doubled_sheets() -> None:
    content = book({"人员": table(person("P1")), "工资": [["x"]], "花名册": table(person("P2"))})
    outcome = imported(content)
    assert problems(outcome) == ["花名册：“人员”和“花名册”都是人员表；请合并成一张，或把不导入的那张改名"]
    assert str(outcome.report.notices[0]) == "工作表“工资”不是导入用的表，没有导入"


@pytest.mark.django_db
def test_sheet_without_a_name() -> None:
    outcome = imported(book({"Sheet1": table(person("P1")), "Sheet2": []}))
    assert [str(notice) for notice in outcome.report.notices] == [
        "Sheet1：这张表没有起名，按列名当作“人员”导入"
    ]
    assert Person.objects.everything("test").count() == 1


@pytest.mark.django_db
def test_no_query_per_row() -> None:
    asked = []
    for first, last in ((1, 100), (101, 600)):
        content = district(人员=[person(f"P{n}", 学校代码="S1", 党组织代码="D1") for n in range(first, last)])
        with CaptureQueriesContext(connection) as queries:
            assert not problems(imported(content))
        asked.append(len(queries))
    few, many = asked
    assert many <= few + 20  # five times the rows: a few more batches
    assert few <= 160
