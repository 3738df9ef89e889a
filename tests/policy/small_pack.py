"""A small good pack with one duty of every shape, written into a folder, and a way to spoil it line by line."""

from datetime import date
from pathlib import Path

from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.loading import load_pack
from hongzhu.policy.pack import Pack, PackProblems, Problem
from hongzhu.policy.rules import Compiled
from hongzhu.policy.vocabulary import ATTRIBUTES, EVIDENCE

PACK = """\
[pack]
id = "small"
title = "小镇学校党建办法"
issuer = "小镇"
published = 2020-01-01
effective = 2020-01-01
schema = 1
version = "1.0.0"
layer = 30

[applies]
area = "999999"
school_kinds = ["public_primary"]

[calendar.schoolyear]
starts = "09-01"
assumed = true

[params.hours]
unit = "学时"
values = [{ from = 2020-01-01, value = 16, reference = "三" }]

[predicates.branch]
of = "org"
title = "党支部"
is = "kind in (branch, joint_branch)"

[predicates.full]
of = "person"
title = "正式党员"
is = "status == full"

[predicates.secretary]
of = "person"
title = "书记"
is = "any(post.secretary)"

[predicates.big]
of = "org"
title = "期末正式党员满七名的支部"
is = "branch and at_period_end(count(members, full) >= 7)"

[predicates.covered]
of = "school"
title = "已有党组织"
is = "any(covered_by, branch)"
"""

DUTIES = """\
[[obligation]]
id = "assembly"
title = "党员大会"
clause = "一"
quote = "每三个月开一次党员大会"
subject = "org"
when = "branch"
shape = "count"
evidence = ["meeting.assembly"]
period = "quarter"
min = 1
modality = "general"
assumed = ["grace_days"]
settled_by = "开一次党员大会并登记。"

[[obligation]]
id = "talk"
title = "谈心谈话"
clause = "二"
quote = "每学年谈心一次"
subject = "person"
when = "serving"
shape = "count"
evidence = ["talk"]
period = "schoolyear"
modality = "must"
settled_by = "谈一次心并登记。"

[[obligation]]
id = "hours.member"
title = "党员学时"
clause = "三"
quote = "党员每年学习十六学时"
subject = "person"
when = "full and not secretary"
shape = "sum"
evidence = ["training.hours"]
period = "year"
min = "$hours"
stack = "hours"
partial = { rule = "prorata", round = "ceil", step = 0.5 }
grace_days = 31
exempt_when = "retired"
modality = "general"
unit = "学时"

[[obligation]]
id = "hours.secretary"
title = "书记学时"
clause = "三"
quote = "书记每年学习三十二学时"
subject = "person"
when = "secretary"
shape = "sum"
evidence = ["training.hours"]
period = "year"
min = 32
stack = "hours"
partial = { rule = "prorata", round = "ceil", step = 0.5 }
grace_days = 31
modality = "must"
unit = "学时"

[[obligation]]
id = "training"
title = "书记培训"
clause = "三"
quote = "书记每年培训一次"
subject = "person"
when = "secretary"
shape = "count"
evidence = ["training.secretary"]
while_role = "secretary"
period = "year"
window = { from = "03-01", to = "+01-01" }
due = "06-30"
modality = "must"

[[obligation]]
id = "term"
title = "换届"
clause = "四"
quote = "按期进行换届"
subject = "org"
shape = "term"
evidence = ["election"]
every_months = 36
remind_days = [90, 30]
modality = "must"

[[obligation]]
id = "setup"
title = "建立党组织"
clause = "四"
quote = "学校都要建立党组织"
subject = "school"
shape = "state"
holds = "covered"
settle_days = 90
modality = "must"

[[obligation]]
id = "opened"
title = "新学校的组建方案"
clause = "四"
quote = "新建学校要有组建方案"
subject = "school"
shape = "respond"
trigger = "school.opened"
evidence = ["setup.plan"]
within_days = 90
modality = "must"

[[obligation]]
id = "decision"
title = "集体决策"
clause = "五"
quote = "大事集体决定"
subject = "decision"
shape = "steps"
steps = ["opinions-heard", "decided"]
modality = "must"

[[obligation]]
id = "once"
title = "一次性的报告"
clause = "五"
quote = "当年年底以前报告一次"
subject = "district"
shape = "count"
evidence = ["meeting.district-topic"]
period = "once"
deadline = 2020-12-31
modality = "must"

[[obligation]]
id = "cover"
title = "党组织覆盖"
clause = "五"
quote = "党组织覆盖率达到九成"
subject = "district"
shape = "share"
among = "school"
holds = "any(covered_by, branch)"
min = 90
deadline = 2021-12-31
modality = "must"
unit = "%"

[[obligation]]
id = "book"
title = "会议记录簿"
clause = "五"
quote = "会议记录簿要齐全"
subject = "org"
shape = "derived"
evidence = ["meeting.assembly", "roster"]
modality = "must"
"""

CLAUSES = "".join(
    f"""[[clause]]
id = "{number}"
number = "{number}"
heading = "第{number}条"
kind = "requirement"
summary = "摘要。"

"""
    for number in "一二三四五"
)

SENTENCES = """\
[[sentence]]
clause = "一"
quote = "每三个月开一次党员大会"
maps = ["obligation:assembly"]

[[sentence]]
clause = "二"
quote = "每学年谈心一次"
maps = ["obligation:talk", "principle"]

[[sentence]]
clause = "三"
quote = "党员每年学习十六学时"
maps = ["obligation:hours.member", "obligation:hours.secretary", "obligation:training"]

[[sentence]]
clause = "四"
quote = "按期进行换届"
maps = ["obligation:term", "obligation:setup", "obligation:opened"]

[[sentence]]
clause = "五"
quote = "大事集体决定"
maps = ["obligation:decision", "obligation:once", "obligation:cover", "obligation:book", "procedure:decisions"]
"""

TASKS = """\
[[duty]]
id = "C1"
maps = ["obligation:assembly"]
"""

CASES = """\
[[case]]
name = "季度内开过一次"
obligation = "assembly"
on = 2020-04-30
period = "2020Q2"
subject = { roles = [{ role = "branch", from = 2020-01-01 }] }
fact = [{ kind = "meeting.assembly", day = 2020-04-02 }]
expect = { status = "met", need = 1, actual = 1 }
"""

SOURCE = """\
一、每三个月开一次党员大会。二、每学年谈心一次。
三、党员每年学习十六学时，书记每年学习
三十二学时。书记每年培训一次。
四、按期进行换届。学校都要建立党组织。新建学校要有组建方案。五、大事集体决定，当年年底以前报告一次。党组织覆盖率达到九成，会议记录簿要齐全。
"""

FILES = {
    "pack.toml": PACK,
    "obligations-all.toml": DUTIES,
    "clauses.toml": CLAUSES,
    "sentences.toml": SENTENCES,
    "duties.toml": TASKS,
    "cases/all.toml": CASES,
}


def write_pack(folder: Path, *, cases: bool = True) -> Path:
    """Write the good pack; returns its folder."""
    (folder / "cases").mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        if cases or not name.startswith("cases/"):
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def spoil(folder: Path, file: str, old: str, new: str) -> int:
    """Replace one text that occurs once; the line on which the new one stands."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} has {text.count(old)} times {old!r}"
    before, after = text.split(old)
    (folder / file).write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def line_of(folder: Path, file: str, words: str, nth: int = 1) -> int:
    """The line on which words stand for the nth time."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1) if words in line][nth - 1]


def problems_of(folder: Path) -> list[Problem]:
    """What loading finds wrong; nothing if it loads."""
    try:
        load_pack(folder)
    except PackProblems as error:
        return error.problems
    return []


def compiled(pack: Pack, start: int, end: int, **words) -> Compiled:
    """Compile for the years [start, end), as if rooms recorded everything."""
    every = {f"{kind}.{name}" for kind in ATTRIBUTES for name in ATTRIBUTES[kind]}
    given = {"recordable_facts": set(EVIDENCE), "recordable_attributes": every} | words
    return compile_pack(pack, (date(start, 1, 1), date(end, 1, 1)), **given)
