"""Bad packs: every fault is named with file and line and with what to do, and all of them at once."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from hongzhu.policy.loading import find_pack, load_pack
from hongzhu.policy.pack import PackProblems
from tests.policy.small_pack import line_of, problems_of, spoil, write_pack

DUTIES = "obligations-all.toml"
KINDS = "ethics_case、group、org、person、school"


class Fault(NamedTuple):
    """One edit of the good pack, and the message; on the line of the words `at`, or else of the new text."""

    name: str
    file: str
    old: str
    new: str
    message: str
    at: str = ""
    whole: bool = False
    """named at the heading of its block"""


FAULTS = [
    # the grammar of the file
    Fault("unknown key", DUTIES, "settle_days = 90", "settle_day = 90",
          "不认识“settle_day”；请检查拼写，或删去"),
    Fault("unknown section", "pack.toml", "[applies]", "[applys]\na = 1\n[applies]",
          "不认识“applys”；请检查拼写，或删去"),
    Fault("missing key", DUTIES, 'title = "谈心谈话"\n', "",
          "缺少“title”；请补上", at='id = "talk"', whole=True),
    Fault("missing for the shape", DUTIES, "every_months = 36\n", "",
          "缺少“every_months”；请补上", at='id = "term"', whole=True),
    Fault("missing section", "pack.toml", '[applies]\narea = "999999"\nschool_kinds = ["public_primary"]\n', "",
          "缺少“applies”；请补上", at="[pack]", whole=True),
    Fault("wrong enum", DUTIES, 'modality = "must"\nsettled_by = "谈', 'modality = "always"\nsettled_by = "谈',
          "“modality”不能是“always”；可以是：must、general、may"),
    Fault("wrong period", DUTIES, 'period = "quarter"', 'period = "season"',
          "“period”不能是“season”；可以是：week、month、quarter、half、semester、year、schoolyear、biennium、once"),
    Fault("text for a number", DUTIES, "settle_days = 90", 'settle_days = "九十"',
          "“settle_days”写成了“九十”；要写成天数，不加引号，例如 30"),
    Fault("negative days", DUTIES, "within_days = 90", "within_days = -1",
          "“within_days”写成了“-1”；要写成天数，不加引号，例如 30"),
    Fault("bad amount", DUTIES, 'min = "$hours"', 'min = "十六"',
          "“min”写成了“十六”；要写成大于 0 的数，或“$参数名”"),
    Fault("zero", DUTIES, "min = 32", "min = 0",
          "“min”写成了“0”；要写成大于 0 的数，或“$参数名”"),
    Fault("bad id", DUTIES, 'id = "talk"', 'id = "谈话"',
          "“id”写成了“谈话”；只能用小写字母、数字、点、横线和下划线，以字母开头"),
    Fault("empty text", DUTIES, 'title = "换届"', 'title = ""',
          "“title”不能为空；请写上文字"),
    Fault("a list that is none", DUTIES, 'evidence = ["talk"]', 'evidence = "talk"',
          '“evidence”写成了“talk”；要写成方括号里的一列，例如 ["…"]'),
    Fault("an empty list", DUTIES, 'evidence = ["talk"]', "evidence = []",
          "“evidence”不能为空；请写上至少一项"),
    Fault("truth in quotes", "pack.toml", "assumed = true", 'assumed = "yes"',
          "“assumed”写成了“yes”；要写成 true 或 false，不加引号"),
    Fault("a parameter for a parameter", "pack.toml", "value = 16", 'value = "$hours"',
          "“value”写成了“$hours”；这里要直接写数，不能引用参数"),
    Fault("a parameter for months", DUTIES, "every_months = 36", 'every_months = "$hours"',
          "“every_months”写成了“$hours”；这里要直接写数，不能引用参数"),
    Fault("a key above all blocks", "pack.toml", "[pack]\n", 'area = "1"\n\n[pack]\n',
          "“area”不在任何一块里；请移到它所属的方括号标题下面，或删去"),
    Fault("a key above all duties", DUTIES, '[[obligation]]\nid = "assembly"', 'unit = "次"\n\n[[obligation]]\nid = "assembly"',
          "“unit”不在任何一块里；请移到它所属的方括号标题下面，或删去"),
    Fault("a block of another name", DUTIES, '[[obligation]]\nid = "talk"', '[[obligations]]\nid = "talk"',
          "不认识“obligations”；请检查拼写，或删去"),
    Fault("a block within another name", "pack.toml", "[params.hours]", "[Params.hours]",
          "不认识“Params”；请检查拼写，或删去"),
    Fault("one bracket where there should be two", DUTIES, '[[obligation]]\nid = "talk"', '[obligation]\nid = "talk"',
          "“[obligation]”要写成双方括号“[[obligation]]”，这样才能有好几条；请改正"),
    Fault("one duty in one bracket", "duties.toml", "[[duty]]", "[duty]",
          "“[duty]”要写成双方括号“[[duty]]”，这样才能有好几条；请改正"),
    # what a Chinese keyboard types
    Fault("Chinese quotes", DUTIES, 'title = "谈心谈话"', "title = “谈心谈话”",
          '这一行第 9 个字 “ 不是英文符号；请改成英文的 "'),
    Fault("a Chinese quote at the end", DUTIES, 'title = "谈心谈话"', 'title = "谈心谈话”',
          '这一行第 14 个字 ” 不是英文符号；请改成英文的 "'),
    Fault("single Chinese quotes", DUTIES, 'title = "谈心谈话"', "title = ‘谈心谈话’",
          "这一行第 9 个字 ‘ 不是英文符号；请改成英文的 '"),
    Fault("a wide equals sign", DUTIES, 'title = "谈心谈话"', 'title ＝ "谈心谈话"',
          "这一行第 7 个字 ＝ 不是英文符号；请改成英文的 ="),
    Fault("a colon for an equals sign", DUTIES, "settle_days = 90", "settle_days：90",
          "这一行第 12 个字 ： 不是英文符号；请改成英文的 ="),
    Fault("a half-wide colon", DUTIES, "settle_days = 90", "settle_days: 90",
          "这一行第 12 个字 : 不是英文符号；请改成英文的 ="),
    Fault("wide brackets", "pack.toml", "[applies]", "［applies］",
          "这一行第 1 个字 ［ 不是英文符号；请改成英文的 ["),
    Fault("black brackets", "pack.toml", "[applies]", "【applies】",
          "这一行第 1 个字 【 不是英文符号；请改成英文的 ["),
    Fault("a wide closing bracket", "pack.toml", '["public_primary"]', '["public_primary"］',
          "这一行第 33 个字 ］ 不是英文符号；请改成英文的 ]"),
    Fault("a Chinese comma", "pack.toml", "2020-01-01, value = 16", "2020-01-01，value = 16",
          "这一行第 30 个字 ， 不是英文符号；请改成英文的 ,"),
    Fault("a Chinese list", DUTIES, "remind_days = [90, 30]", "remind_days = [90、30]",
          "这一行第 18 个字 、 不是英文符号；请改成英文的 ,"),
    Fault("wide digits", DUTIES, "settle_days = 90", "settle_days = 9０",
          "这一行第 16 个字 ０ 不是英文符号；请改成英文的 0"),
    Fault("a wide dash in a date", "pack.toml", "effective = 2020-01-01", "effective = 2020－01-01",
          "这一行第 17 个字 － 不是英文符号；请改成英文的 -"),
    Fault("a Chinese space", DUTIES, "settle_days = 90", "settle_days\u3000= 90",
          "这一行第 12 个字 空格不是英文的；请改成英文的空格"),
    Fault("a wide mark before a remark", DUTIES, "settle_days = 90", "settle_days = 90 ＃ 天",
          "这一行第 18 个字 ＃ 不是英文符号；请改成英文的 #"),
    Fault("Chinese brackets in a condition", "pack.toml", "any(covered_by, branch)", "any（covered_by, branch)",
          "条件“any（covered_by, branch)”里的 （ 不是英文符号；请改成英文的 ("),
    # slips
    Fault("text without quotes", DUTIES, 'title = "谈心谈话"', "title = 谈心谈话",
          "这一行不合 TOML 的写法（第9个字附近）；文字要加英文引号，例如 title = \"谈心谈话\""),
    Fault("a number with its unit", DUTIES, "settle_days = 90", "settle_days = 90天",
          "这一行不合 TOML 的写法（第17个字附近）；请只写数，不带单位；文字要加英文引号"),
    Fault("a truth with a capital", "pack.toml", "assumed = true", "assumed = True",
          "这一行不合 TOML 的写法（第11个字附近）；请写成 true 或 false，不加引号"),
    Fault("nothing behind the equals sign", DUTIES, "settle_days = 90", "settle_days =",
          "这一行不合 TOML 的写法（第14个字附近）；等号右边没有写；请补上"),
    Fault("a text of lines that never ends", DUTIES, 'quote = "每学年谈心一次"', 'quote = """每学年谈心一次',
          '这一行的 """ 后面没有写完；请补上另一个 """'),
    # days
    Fault("a date with slashes", "pack.toml", "effective = 2020-01-01", "effective = 2020/01/01",
          "这一行不合 TOML 的写法（第17个字附近）；日期要写成 2017-08-29 的样子，不加引号"),
    Fault("a date with dots", "pack.toml", "effective = 2020-01-01", "effective = 2020.1.1",
          "这一行不合 TOML 的写法（第19个字附近）；日期要写成 2017-08-29 的样子，不加引号"),
    Fault("a date in Chinese", "pack.toml", "effective = 2020-01-01", "effective = 2020年1月1日",
          "这一行不合 TOML 的写法（第17个字附近）；日期要写成 2017-08-29 的样子，不加引号"),
    Fault("a date without its zeros", "pack.toml", "effective = 2020-01-01", "effective = 2020-1-1",
          "这一行不合 TOML 的写法（第17个字附近）；日期要写成 2017-08-29 的样子，不加引号"),
    Fault("due before it is in force", DUTIES, "deadline = 2020-12-31", "deadline = 2019-12-31",
          "once：deadline 早于施行日期 2020-01-01，还没有施行就到期了；请核对"),
    Fault("a date in quotes", "pack.toml", "published = 2020-01-01", 'published = "2020-01-01"',
          "“published”要写成日期，例如 2017-08-29（不加引号）"),
    Fault("a deadline that is none", DUTIES, "deadline = 2020-12-31", "deadline = 20201231",
          "“deadline”要写成日期，例如 2017-08-29（不加引号）"),
    Fault("a date with a time", "pack.toml", "effective = 2020-01-01", "effective = 2020-01-01T00:00:00",
          "“effective”要写成日期，例如 2017-08-29（不加引号）"),
    Fault("a day that does not exist", "pack.toml", "effective = 2020-01-01", "effective = 2020-02-30",
          "这一行的日期不存在或写法不对（第13个字附近）；请写成 2017-08-29 的样子"),
    Fault("a month-day that no year has", DUTIES, 'due = "06-30"', 'due = "06-31"',
          "“due”写成了“06-31”；要写成每年都有的月-日，例如 03-31；次年的写 +03-31"),
    Fault("a leap day", "pack.toml", 'starts = "09-01"', 'starts = "02-29"',
          "“starts”写成了“02-29”；要写成每年都有的月-日，例如 09-01"),
    Fault("a calendar of next year", "pack.toml", 'starts = "09-01"', 'starts = "+09-01"',
          "“starts”写成了“+09-01”；要写成每年都有的月-日，例如 09-01"),
    # TOML
    Fault("no closing quote", "pack.toml", 'title = "小镇学校党建办法"', 'title = "小镇学校党建办法',
          "这一行不合 TOML 的写法（第18个字附近）；请看引号、等号和括号"),
    Fault("written twice", DUTIES, 'quote = "每学年谈心一次"', 'clause = "二"\nquote = "每学年谈心一次"',
          "“clause”写了两次；请删去一处"),
    Fault("a section twice", "pack.toml", "[predicates.full]", "[predicates.branch]",
          "“predicates.branch”写了两次；请删去一处", at="title = \"正式党员\"", whole=True),
    # conditions
    Fault("bad expression", DUTIES, 'when = "serving"', 'when = "serving and"',
          "条件“serving and”在“末尾”处应为名称"),
    Fault("unknown name", DUTIES, 'when = "serving"', 'when = "servnig"',
          "talk：没有“servnig”这个条件或属性；请检查拼写，或在 [predicates] 里写明"),
    Fault("a condition of somebody else", DUTIES, 'when = "serving"', 'when = "branch"',
          "talk：“branch”是对党组织说的，这里的主体是人员；请换一个条件"),
    Fault("unknown attribute", "pack.toml", 'is = "status == full"', 'is = "state == full"',
          "人员没有“state”这个属性；可以用：retired、serving、status"),
    Fault("unknown value", "pack.toml", 'is = "status == full"', 'is = "status == member"',
          "“status”没有“member”这个值；可以是：activist、applicant、candidate、full、masses、probationary"),
    Fault("unknown relation", "pack.toml", "count(members, full)", "count(member, full)",
          "党组织没有“member”这种联系；可以用：covers、groups、guided_by、guides、leads、led_by、members、holders.<职务>"),
    Fault("unknown relation of a linked one", "pack.toml", "any(covered_by, branch)", "any(covered_by, any(people))",
          "党组织没有“people”这种联系；可以用：covers、groups、guided_by、guides、leads、led_by、members、holders.<职务>"),
    Fault("period end without periods", DUTIES, 'holds = "covered"', 'holds = "any(covered_by, big)"',
          "setup：按期末判断（at_period_end）只能用在 count、sum 的 when 和 exempt_when 里"),
    # what must exist
    Fault("unknown evidence", DUTIES, 'evidence = ["talk"]', 'evidence = ["chat"]',
          "talk：没有“chat”这种事实；请检查拼写，词汇用 ./run check-pack --words 查看"),
    Fault("unknown trigger", DUTIES, 'trigger = "school.opened"', 'trigger = "school.closed"',
          "opened：没有“school.closed”这种事实；请检查拼写，词汇用 ./run check-pack --words 查看"),
    Fault("unknown parameter", DUTIES, 'min = "$hours"', 'min = "$hour"',
          "hours.member：没有“$hour”这个参数；请在 [params] 里写明"),
    Fault("unknown role", DUTIES, 'while_role = "secretary"', 'while_role = "boss"',
          "training：没有“boss”这个条件或属性；请检查拼写，或在 [predicates] 里写明"),
    Fault("a role of somebody else", DUTIES, 'while_role = "secretary"', 'while_role = "branch"',
          "training：“branch”是对党组织说的，这里的主体是人员；请换一个条件"),
    Fault("period without calendar", DUTIES, 'period = "schoolyear"', 'period = "semester"',
          "talk：周期“semester”没有历法；请在 pack.toml 里加上 [calendar.semester]"),
    Fault("unknown assumption", DUTIES, 'assumed = ["grace_days"]', 'assumed = ["grace"]',
          "assembly：assumed 里的“grace”不是这条义务的项，也不是历法或条件的名称；请检查拼写"),
    Fault("unknown clause", DUTIES, 'clause = "二"', 'clause = "十"',
          "talk：clauses.toml 里没有条款“十”；请检查编号"),
    Fault("unknown parent", "clauses.toml", 'id = "二"', 'id = "二"\nparent = "零"',
          "条款“二”的上级“零”不存在；请检查编号", whole=True),
    Fault("unknown target", "sentences.toml", '["obligation:assembly"]', '["obligation:assemblies"]',
          "没有义务“assemblies”；请检查编号", whole=True),
    Fault("unknown kind of target", "duties.toml", '["obligation:assembly"]', '["assembly"]',
          "“assembly”要写成 obligation:…、procedure:… 或 principle", whole=True),
    Fault("a case of no duty", "cases/all.toml", 'obligation = "assembly"', 'obligation = "assemblies"',
          "没有义务“assemblies”；请检查编号", whole=True),
    # numbers and periods that do not fit together
    Fault("overlapping values", "pack.toml", '{ from = 2020-01-01, value = 16, reference = "三" }',
          "{ from = 2020-01-01, value = 16 }, { from = 2020-01-01, value = 24 }",
          "取值的日期要从早到晚，而且不能重复（前后两段会互相覆盖）"),
    Fault("values out of order", "pack.toml", '{ from = 2020-01-01, value = 16, reference = "三" }',
          "{ from = 2021-01-01, value = 16 }, { from = 2020-01-01, value = 24 }",
          "取值的日期要从早到晚，而且不能重复（前后两段会互相覆盖）"),
    Fault("a window longer than its period", DUTIES, 'to = "+01-01"', 'to = "+04-01"',
          "training：window 要先起后止，而且不长于一年，否则前后两期会重叠", at="window = "),
    Fault("a window that ends first", DUTIES, 'to = "+01-01"', 'to = "02-01"',
          "training：window 要先起后止，而且不长于一年，否则前后两期会重叠", at="window = "),
    Fault("a yearly day in a short period", DUTIES, 'period = "quarter"', 'period = "quarter"\ndue = "03-31"',
          "assembly：due 只能用在按年、按学年的周期里", at='due = "03-31"'),
    # what is said twice, or differently
    Fault("a stack that differs", DUTIES, 'quote = "书记每年学习三十二学时"', 'due = "03-31"\nquote = "书记每年学习三十二学时"',
          "hours.secretary 与 hours.member 合并计算，“due”必须相同", whole=True),
    Fault("a stack of states", DUTIES, 'holds = "covered"', 'holds = "covered"\nstack = "setups"',
          "setup：只有 count、sum 可以合并计算；请删去 stack", at='stack = "setups"'),
]  # fmt: skip


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small")


def line_to_name(fault: Fault, folder: Path, line: int) -> int:
    """Where the fault is to be found."""
    lines = (folder / fault.file).read_text(encoding="utf-8").splitlines()
    if fault.at:
        line = next(number for number, text in enumerate(lines, 1) if fault.at in text)
    while fault.whole and not lines[line - 1].startswith("["):
        line -= 1
    return line


def test_the_good_pack_is_good(pack: Path) -> None:
    assert problems_of(pack) == []
    assert load_pack(pack).obligation("talk").title == "谈心谈话"


@pytest.mark.parametrize("fault", FAULTS, ids=[each.name for each in FAULTS])
def test_a_fault_is_named_with_its_line_and_remedy(pack: Path, fault: Fault) -> None:
    line = spoil(pack, fault.file, fault.old, fault.new)
    found = [(each.file, each.line, each.message) for each in problems_of(pack)]
    assert found == [(fault.file, line_to_name(fault, pack, line), fault.message)]


CRASHES = [
    Fault("a sentence without words", "sentences.toml", 'quote = "每学年谈心一次"\n', "",
          "缺少“quote”；请补上", whole=True),
    Fault("a sentence that leads nowhere", "sentences.toml", 'maps = ["obligation:assembly"]', "",
          "缺少“maps”；请补上", whole=True),
    Fault("a sentence with one place as text", "sentences.toml", '["obligation:assembly"]', '"principle"',
          '“maps”写成了“principle”；要写成方括号里的一列，例如 ["…"]'),
    Fault("an unknown word in a sentence", "sentences.toml", 'quote = "每学年', 'qoute = "x"\nquote = "每学年',
          "不认识“qoute”；请检查拼写，或删去"),
    Fault("a clause without id", "clauses.toml", 'id = "二"\n', "",
          "缺少“id”；请补上", at='number = "二"', whole=True),
    Fault("a clause of no kind", "clauses.toml", 'heading = "第二条"\nkind = "requirement"', 'heading = "第二条"\nkind = "rule"',
          "“kind”不能是“rule”；可以是：requirement、principle、definition、scope", at='kind = "rule"'),
    Fault("a task without id", "duties.toml", 'id = "C1"', "", "缺少“id”；请补上", at="[[duty]]"),
    Fault("a case without a day", "cases/all.toml", "on = 2020-04-30\n", "", "缺少“on”；请补上", at="[[case]]"),
    Fault("a case with a day in quotes", "cases/all.toml", "on = 2020-04-30", 'on = "2020-04-30"',
          "“on”要写成日期，例如 2017-08-29（不加引号）"),
    Fault("a role that never begins", "cases/all.toml", 'role = "branch", from = 2020-01-01', 'role = "branch"',
          "缺少“from”；请补上", at="subject = "),
    Fault("a role that ends before it begins", "cases/all.toml", "from = 2020-01-01 }", "from = 2020-01-01, to = 2020-01-01 }",
          "角色“branch”的 to 不晚于 from；请核对（to 是不再担任的第一天）", whole=True),
    Fault("a fact without day", "cases/all.toml", ", day = 2020-04-02", "", "缺少“day”；请补上", at="fact = "),
    Fault("an expectation of nothing known", "cases/all.toml", "need = 1", "needs = 1",
          "不认识“needs”；请检查拼写，或删去", at="expect = "),
    Fault("a status that does not exist", "cases/all.toml", 'status = "met"', 'status = "done"',
          "“status”不能是“done”；可以是：met、met_late、open、at_risk、grace、overdue、explained、exempt、"
          "not_applicable、unknown", at="expect = "),
]  # fmt: skip


@pytest.mark.parametrize("fault", CRASHES, ids=[each.name for each in CRASHES])
def test_the_other_files_are_held_to_their_grammar_too(pack: Path, fault: Fault) -> None:
    test_a_fault_is_named_with_its_line_and_remedy(pack, fault)


def test_a_circle_of_conditions_is_named_at_each_of_its_links(pack: Path) -> None:
    spoil(pack, "pack.toml", 'is = "status == full"', 'is = "status == full and not secretary"')
    spoil(pack, "pack.toml", 'is = "any(post.secretary)"', 'is = "full or any(post.secretary)"')
    found = [(each.line, each.message) for each in problems_of(pack)]
    assert found == [
        (line_of(pack, "pack.toml", "not secretary"), "“full”绕了一圈又用到自己；请改掉其中一环"),
        (line_of(pack, "pack.toml", "full or"), "“secretary”绕了一圈又用到自己；请改掉其中一环"),
    ]


def test_a_condition_that_names_itself(pack: Path) -> None:
    line = spoil(pack, "pack.toml", 'is = "status == full"', 'is = "not full"')
    assert [(each.line, each.message) for each in problems_of(pack)] == [
        (line, "“full”绕了一圈又用到自己；请改掉其中一环")
    ]


def test_a_case_with_evidence_that_does_not_exist(pack: Path) -> None:
    spoil(pack, "cases/all.toml", 'kind = "meeting.assembly"', 'kind = "meeting.assmbly"')
    assert [str(each) for each in problems_of(pack)] == [
        "cases/all.toml:1 没有“meeting.assmbly”这种事实；请检查拼写，词汇用 ./run check-pack --words 查看"
    ]


def test_one_id_for_two(pack: Path) -> None:
    """The first keeps it; whoever pointed at the renamed one is named as well."""
    duty = spoil(pack, DUTIES, 'id = "talk"', 'id = "assembly"')
    clause = spoil(pack, "clauses.toml", 'id = "二"', 'id = "一"')
    found = [str(each) for each in problems_of(pack)]
    assert f"{DUTIES}:{duty} assembly：编号重复；请换一个" in found
    assert f"clauses.toml:{clause - 1} 条款“一”的编号重复；请换一个" in found
    assert len(found) == 5


def test_an_attribute_is_no_circle(pack: Path) -> None:
    spoil(
        pack,
        "pack.toml",
        "[predicates.full]",
        '[predicates.retired]\nof = "person"\ntitle = "离退休"\nis = "retired == yes"\n\n[predicates.full]',
    )
    assert [each.message for each in problems_of(pack)] == [
        "“retired”是人员的属性，不能再作条件的名称；请换一个"
    ]


def test_a_folder_without_pack(tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path)
    assert str(found) == f"{tmp_path}:1 这里没有 pack.toml；请给出政策包所在的文件夹"


@pytest.mark.parametrize(
    ("tail", "message"),
    [
        ('[[duty]]\nid = "C2"\nmaps = ["principle"', "文件到末尾还没有写完；请看最后的引号和括号是否成对"),
        ('[[duty]]\nid = "C2', "文件到末尾还没有写完；请看最后的引号和括号是否成对"),
        ('id = "C2"', "“id”写了两次；请删去一处"),
    ],
)
def test_a_fault_at_the_end_of_a_file(pack: Path, tail: str, message: str) -> None:
    path = pack / "duties.toml"
    path.write_text(path.read_text(encoding="utf-8") + tail, encoding="utf-8")
    last = len(path.read_text(encoding="utf-8").splitlines())
    assert [str(each) for each in problems_of(pack)] == [f"duties.toml:{last} {message}"]


def test_a_file_in_another_encoding(pack: Path) -> None:
    text = (pack / "clauses.toml").read_text(encoding="utf-8")
    at = text[: text.index("第三条")].count("\n") + 1
    (pack / "clauses.toml").write_bytes(
        text.replace("第三条", "\0").encode().replace(b"\0", "第三条".encode("gbk"))
    )
    assert [str(each) for each in problems_of(pack)] == [
        f"clauses.toml:{at} 这一行不是 UTF-8 文字；请用 UTF-8 编码另存这个文件"
    ]


@pytest.mark.parametrize("name", ["pack.toml", "obligations-all.toml", "clauses.toml", "cases/all.toml"])
@pytest.mark.parametrize(
    "save",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace(" = ", "\t=\t").replace("\nid", "\n\tid").encode(),
        lambda text: text.rstrip("\n").encode(),
    ],
    ids=["mark in front", "lines of Windows", "tabs", "no last line"],
)
def test_what_editors_do_to_a_file_does_not_matter(
    pack: Path, name: str, save: Callable[[str], bytes]
) -> None:
    """Nor does it move the lines that are named."""
    path = pack / name
    path.write_bytes(save(path.read_text(encoding="utf-8")))
    assert problems_of(pack) == []
    text = path.read_bytes()
    path.write_bytes(text.replace("三".encode(), "三\u2028".encode(), 1) + b"\n[[nonsense]]\nx = 1\n")
    (found,) = problems_of(pack)
    assert found.message == "不认识“nonsense”；请检查拼写，或删去"
    assert found.line == path.read_bytes().split(b"\n").index(b"[[nonsense]]") + 1


def test_a_file_in_UTF_16(pack: Path) -> None:
    path = pack / "pack.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert [str(each) for each in problems_of(pack)] == [
        "pack.toml:1 这一行不是 UTF-8 文字；请用 UTF-8 编码另存这个文件"
    ]


def test_parameters_in_a_circle(pack: Path) -> None:
    """They hold numbers only, so that none can lean on another; both are told where to write one."""
    first = spoil(pack, "pack.toml", "value = 16", 'value = "$more"')
    more = '[params.more]\nunit = "学时"\nvalues = [{ from = 2020-01-01, value = "$hours" }]\n\n[predicates.branch]'
    second = spoil(pack, "pack.toml", "[predicates.branch]", more) + 2
    assert [str(each) for each in problems_of(pack)] == [
        f"pack.toml:{first} “value”写成了“$more”；这里要直接写数，不能引用参数",
        f"pack.toml:{second} “value”写成了“$hours”；这里要直接写数，不能引用参数",
    ]


def test_an_empty_file_lacks_everything_once(pack: Path) -> None:
    (pack / "pack.toml").write_text("", encoding="utf-8")
    assert [str(each) for each in problems_of(pack)] == ["pack.toml:1 缺少“pack、applies”；请补上"]


def test_all_faults_are_reported_at_once(pack: Path) -> None:
    """Faults of one kind in several files, in the order of files and lines."""
    spoil(pack, "pack.toml", 'of = "school"', 'of = "schule"')
    spoil(pack, "obligations-all.toml", "settle_days = 90", "settle_day = 90")
    spoil(pack, "obligations-all.toml", "every_months = 36\n", "")
    spoil(pack, "clauses.toml", 'id = "二"\n', "")
    spoil(pack, "cases/all.toml", "on = 2020-04-30\n", "")
    found = problems_of(pack)
    assert [each.file for each in found] == [
        "cases/all.toml", "clauses.toml", "obligations-all.toml", "obligations-all.toml", "pack.toml"
    ]  # fmt: skip
    assert found == sorted(found, key=lambda each: (each.file, each.line))


def test_faults_of_sense_are_reported_at_once(pack: Path) -> None:
    spoil(pack, "pack.toml", 'is = "status == full"', 'is = "status == whole"')
    spoil(pack, "obligations-all.toml", 'when = "serving"', 'when = "servnig"')
    spoil(pack, "obligations-all.toml", 'period = "schoolyear"', 'period = "biennium"')
    spoil(pack, "obligations-all.toml", 'evidence = ["election"]', 'evidence = ["vote"]')
    spoil(pack, "sentences.toml", '["obligation:assembly"]', '["obligation:x"]')
    assert len(problems_of(pack)) == 5


def test_a_broken_file_does_not_hide_the_others(pack: Path) -> None:
    spoil(pack, "pack.toml", 'id = "small"', 'id = "small')
    spoil(pack, "obligations-all.toml", "settle_days = 90", "settle_day = 90")
    assert [each.file for each in problems_of(pack)] == ["obligations-all.toml", "pack.toml"]


def test_the_exception_says_it_all(pack: Path) -> None:
    spoil(pack, "obligations-all.toml", "settle_days = 90", "settle_day = 90")
    with pytest.raises(
        PackProblems, match=r"^obligations-all.toml:\d+ 不认识“settle_day”；请检查拼写，或删去$"
    ):
        load_pack(pack)


def test_packs_are_found_by_folder_file_or_name(pack: Path) -> None:
    assert find_pack(str(pack)) == find_pack(str(pack / "pack.toml")) == pack
    assert find_pack("dongchang-2017").is_dir()
    assert not find_pack("no-such-pack").exists()
