"""What the three administrators (三员) find on their home: their own work, and no business."""

from typing import Final, NamedTuple


class Console(NamedTuple):
    """What an administrator is told on the home page."""

    title: str
    about: str
    verb: str = ""
    href: str = ""
    hint: str = ""
    command: str = ""


CONSOLES: Final = {
    "system": Console(
        "系统管理",
        "您管备份、恢复和升级。这些在服务器上用命令做，网页上没有学校和党组织的内容。",
        command="./run backup 备份文件",
        hint="做一次备份：",
    ),
    "security": Console(
        "用户和口令",
        "您管谁能登录：建账号、发重置单、停用和启用；账号是谁的、有什么授权，在“职权”里。",
        verb="管理用户",
        href="/users",
    ),
    "audit": Console(
        "操作记录",
        "您看谁在什么时候做了什么，核对记录链有没有断。",
        verb="看操作记录",
        href="/trail",
        command="./run verify",
        hint="核对整条记录链：",
    ),
}
"""what the three administrators do, by duty"""
