"""How standings are put to a reader: few words, each with its mark, and no person ever made out by a number."""

from collections.abc import Iterable
from typing import Protocol

from hongzhu.policy.pack import Obligation, Pack
from hongzhu.policy.rules import COUNTED, Rule

FEWEST = 5
"""of a sensitive duty, people below this number are not counted out above the branch"""

LOOKS = {
    "late": "过期",
    "soon": "临近",
    "blank": "未登记",
    "open": "进行中",
    "done": "已完成",
    "excused": "已说明",
    "free": "免计",
    "before": "未登记",
    "ask": "待区确认",
    "none": "不适用",
}
"""look → word, the most pressing first: a cell shows the first that occurs in it"""

_LOOK_OF = {
    "overdue": "late",
    "grace": "soon",
    "at_risk": "soon",
    "open": "open",
    "met": "done",
    "met_late": "done",
    "explained": "excused",
    "exempt": "free",
}

ASSUMED = {
    "min": "次数",
    "period": "周期",
    "grace_days": "宽限天数",
    "partial": "不足一期怎么算",
    "when": "谁有这项义务",
    "exempt": "哪些可以批准免计",
    "exempt_when": "哪些人免计",
    "settle_days": "办理天数",
    "within_days": "办理天数",
    "every_months": "届期",
    "remind_days": "提醒天数",
    "owner": "由谁组织",
    "window": "起止日期",
    "due": "期限",
    "holds": "怎样算做到",
    "steps": "步骤",
    "biennium": "从哪年起算",
}
"""fields of an obligation that the text leaves open, as the district calls them"""


class Judged(Protocol):
    """What a look is told by: a line of reading or of stored standing."""

    @property
    def rule(self) -> Rule: ...
    @property
    def obligation(self) -> Obligation: ...
    @property
    def status(self) -> str: ...
    @property
    def used(self) -> int | None: ...


def look_of(line: Judged, day: int) -> str:
    """The look of one line. Never late while the district has not confirmed what the text leaves open.

    `before`: nothing is recorded because the organisation began to use the system only later; that is history.
    `blank`: it has not begun, or what is missing can still be entered.
    """
    if not line.obligation.confirmed:
        return "ask"
    if line.status != "unknown":
        return _LOOK_OF[line.status]
    has_begun = line.used is not None and line.used <= day
    return "before" if has_begun and line.rule.shape in COUNTED else "blank"


def foremost(looks: Iterable[str]) -> str:
    """The most pressing look; `none` where there is none."""
    found = set(looks)
    return next((look for look in LOOKS if look in found), "none")


def percent(tenths: int) -> str:
    """12.5%: a share is kept in tenths of a per cent."""
    return f"{tenths / 10:g}%"


def is_sensitive(duty: Obligation) -> bool:
    """Talks, dues, absences, hardship: what the pack keeps within limits."""
    return bool(duty.privacy)


def people(number: int, *, sensitive: bool) -> str:
    """How many people, as far as that may be told."""
    return f"少于{FEWEST}人" if sensitive and number < FEWEST else f"{number}人"


def clause_label(pack: Pack, key: str) -> str:
    """第9条 for a numbered task of a section; 三1 (as everywhere) for what stands directly under a heading."""
    parents = {clause.id: clause.parent for clause in pack.clauses}
    number = next(clause.number for clause in pack.clauses if clause.id == key)
    return f"第{number}条" if number.isdecimal() and parents.get(parents[key]) else key


def assumed(fields: Iterable[str]) -> str:
    """What the text does not state and the district has set."""
    return "、".join(dict.fromkeys(ASSUMED.get(name, name) for name in fields))


SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "长孙",
    "宇文",
    "司徒",
    "夏侯",
)
"""surnames of two characters"""


def courtesy(name: str, title: str = "老师") -> str:
    """王老师 for 王建军; empty for no name."""
    surname = next((each for each in SURNAMES if name.startswith(each)), name[:1])
    return f"{surname}{title}" if surname else ""
