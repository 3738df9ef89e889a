"""What the first line of a home says: who is greeted, and the one figure that matters today."""

from typing import Final

from hongzhu.obligations.pending import Line
from hongzhu.orgs.access import INSPECTOR, PRINCIPAL, Reader

from .above import Above
from .home import Owed
from .mine import Mine
from .words import courtesy

NEW: Final = "还没有用本系统登记过，以前做过的也可以补记"


def who(reader: Reader, mine: Mine) -> str:
    """王老师, 李校长, 陈园长; an account that is nobody's by its own name."""
    if not reader.person:
        return reader.name
    if not reader.schools({PRINCIPAL}):
        return courtesy(reader.name)
    return courtesy(reader.name, "园长" if mine.is_kindergarten else "校长")


def greeting(reader: Reader, mine: Mine, todo: Owed, overview: Above | None, asked: list[Line]) -> str:
    """The heading."""
    name = who(reader, mine)
    if overview and asked:
        what = "说明" if all(line.is_justification for line in asked) else "说明和异议"
        return f"{name}，有 {len(asked)} 件{what}等您答复"
    if overview:
        late = len(overview.late) + overview.more
        return f"{name}，有 {late} 个单位有过期的事" if late else f"{name}，眼下没有单位有过期的事"
    if not mine.bodies:
        return f"{reader.name}，您好"
    return f"{name}，眼下要办 {todo.now} 件事" if todo.now else f"{name}，眼下没有要办的"


def greeting_of_kindergarten(reader: Reader, mine: Mine, todo: Owed, size: int) -> str:
    """陈园长，12 件事里有 2 件要办."""
    now = {line.duty for line in [*todo.shown, *todo.later] if line.is_now}
    does = f"有 {len(now)} 件要办" if now else "眼下没有要办的"
    return f"{who(reader, mine)}，{size} 件事里{does}"


def second_line(reader: Reader, todo: Owed, overview: Above | None, *, is_new: bool) -> str:
    """What follows the day."""
    if overview and not overview.size:
        return "现在没有归您这里领导或指导的学校"
    if any(office.role == INSPECTOR for office in reader.offices):
        return "您只看，不登记、不修改、不导出"
    if is_new and not overview:
        return NEW
    if todo.late and not overview:
        return f"其中 {todo.late} 件已过期，先办它" if todo.late < todo.now else f"{todo.late} 件都已过期"
    return ""
