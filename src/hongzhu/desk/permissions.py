"""The table of permissions in words: what the page shows is the table the house goes by, nothing else."""

from collections.abc import Collection
from typing import Final, NamedTuple

from hongzhu.orgs.access import permissions

ROLES: Final = {
    "self": "本人",
    "staff": "教职工",
    "member": "党员",
    "group_leader": "党小组组长",
    "committee": "委员",
    "worker": "党务工作者",
    "secretary": "书记、副书记",
    "principal": "校长",
    "officer": "上级工作人员",
    "leading": "领导它的上级",
    "guiding": "指导它的上级",
    "inspector": "督查员",
    "security": "安全管理员",
    "audit": "审计管理员",
}
RESOURCES: Final = {
    "org": "单位",
    "roster": "花名册",
    "correction": "更正申请",
    "transfer": "转接",
    "meeting": "会议",
    "minutes": "记录和名单",
    "announcement": "会议通知",
    "reply": "谁能来",
    "training": "培训",
    "book": "簿册",
    "talk": "谈话",
    "plan": "学习计划",
    "assignment": "上级任务",
    "notice": "提醒和消息",
    "handover": "交接单",
    "justification": "说明",
    "objection": "判断有误",
    "waiver": "免计",
    "reminder": "无故缺席的提醒",
    "standing": "义务",
    "policy": "政策条款",
    "trail": "操作记录",
    "account": "账号",
    "grant": "授权",
}
ACTIONS: Final = {
    "read": "看",
    "count": "只看数",
    "detail": "看详情",
    "reveal": "写明用途看手机",
    "create": "登记",
    "change": "更正",
    "confirm": "确认",
    "withdraw": "撤回",
    "answer": "答复",
    "approve": "批准",
    "decide": "设定",
    "note": "批注",
    "export": "导出",
    "bind": "装订",
    "prepare": "备册",
    "verify": "核对",
}


class Line(NamedTuple):
    """A role and what it may do with each resource, in the order of RESOURCES; empty where nothing."""

    role: str
    cells: list[str]


def lines() -> list[Line]:
    """One line per role that the table names."""
    table = permissions()
    return [
        Line(words, [_words(table[resource].get(role, ())) for resource in RESOURCES])
        for role, words in ROLES.items()
    ]


def _words(actions: Collection[str]) -> str:
    """Whoever sees single rows sees how many there are, too."""
    return "、".join(ACTIONS[each] for each in actions if not (each == "count" and "read" in actions))
