"""`admins`: the accounts of the three administrators (三员), made and helped on the server itself only.

On the web none of them can set another's password: who could, would be all three.
"""

import argparse
import sys
from typing import Final

from django.utils import timezone

from hongzhu.commands.arguments import Parser

BY: Final = "服务器命令行"
DUTIES: Final = {"system": "系统管理员", "security": "安全管理员", "audit": "审计管理员"}


def main(argv: list[str]) -> int:
    """List the administrators, or do one thing for one of them; 1 when it is refused."""
    options = _parser().parse_args(argv)
    from hongzhu.accounts.refusals import Refused

    try:
        if options.word == "add":
            _add(options)
        elif options.word:
            _help(options)
        else:
            _list()
    except Refused as refused:
        print("\n".join(refused.messages), file=sys.stderr)
        return 1
    return 0


def _parser() -> Parser:
    parser = Parser(
        "admins", "系统、安全、审计三类管理员（三员）的账号：只能在服务器上办理。不带参数时列出。"
    )
    words = parser.add_subparsers(dest="word", metavar="做什么", parser_class=_Word)
    add = words.add_parser("add", help="建一个账号，并印出激活码")
    add.add_argument("login", metavar="用户名")
    add.add_argument(
        "--duty", required=True, choices=list(DUTIES), help="系统 system、安全 security、审计 audit"
    )
    add.add_argument("--name", required=True, help="姓名")
    add.add_argument("--phone", required=True, help="手机号，用来保证三员是不同的人")
    for word, about in (
        ("slip", "重新印一个激活码（忘了密码时）"),
        ("no-authenticator", "解除验证器（手机丢了、备用码也没有时）"),
        ("disable", "停用账号"),
        ("enable", "恢复账号"),
    ):
        one = words.add_parser(word, help=about)
        one.add_argument("login", metavar="用户名")
        if word != "slip":
            one.add_argument("--reason", required=True, help="原因，写进审计记录")
    return parser


class _Word(Parser):
    """The parser of one word: argparse makes it with a `prog` of its own."""

    def __init__(self, *, prog: str, **_: object) -> None:
        super().__init__(prog.removeprefix("./run "), "三员的账号。")


def _list() -> None:
    from hongzhu.accounts.models import User

    found = User.objects.exclude(duty="").order_by("duty", "login")
    for user in found:
        notes = "演示，" if user.is_demo else ""
        print(f"{user.get_duty_display()}\t{user.label}\t{notes}{'在用' if user.is_active else '已停用'}")
    if not found:
        print("还没有管理员。用 ./run admins add --help 看怎么建。")


def _add(options: argparse.Namespace) -> None:
    from hongzhu.accounts import actions

    entry = actions.UserEntry(login=options.login, name=options.name, phone=options.phone, duty=options.duty)
    now = timezone.now()
    (user,) = actions.add_users([entry], by=BY, now=now)
    print(f"{DUTIES[options.duty]}{user.label}的账号建好了。")
    _print_slip(user.login)


def _help(options: argparse.Namespace) -> None:
    from hongzhu.accounts import actions
    from hongzhu.accounts.finding import find_user
    from hongzhu.accounts.refusals import Refused

    user = find_user(options.login)
    if user is None or not user.is_administrator:
        raise Refused(f"没有叫“{options.login}”的管理员。不带参数运行 ./run admins 可以列出全部。")
    if options.word == "slip":
        _print_slip(user.login)
        return
    action = {
        "no-authenticator": actions.remove_authenticator,
        "disable": actions.disable_user,
        "enable": actions.enable_user,
    }[options.word]
    action(user=user, by=BY, now=timezone.now(), reason=options.reason)
    print(f"已办好：{user.label}。")


def _print_slip(login: str) -> None:
    from hongzhu.accounts import actions
    from hongzhu.accounts.models import User
    from hongzhu.accounts.words import when

    slip = actions.make_slip(user=User.objects.get(login=login), by=BY, now=timezone.now())
    print(
        f"用户名：{slip.user.login}\n激活码：{slip.code}\n有效至：{when(slip.expires_at)}，只能用一次\n"
        "请本人打开登录页，点“第一次用，我有激活单”，自己定密码。这个激活码不会再显示。"
    )
