"""The command line, speaking Chinese: argparse with our words for usage and errors."""

import argparse
from datetime import date
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose help and errors are Chinese; wrong use exits with 2."""

    def __init__(self, command: str, about: str) -> None:
        super().__init__(prog=f"./run {command}", description=about, add_help=False)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def format_help(self) -> str:
        """Return the help text with a Chinese heading."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call and leave with 2."""
        for english, chinese in _ERRORS:
            message = message.replace(english, chinese)
        self.exit(2, f"用法有误：{message}\n用 {self.prog} --help 查看说明。\n")


_ERRORS = (
    ("the following arguments are required:", "缺少参数"),
    ("unrecognized arguments:", "不认识的参数"),
    ("expected one argument", "后面要跟一个值"),
    ("expected at least one argument", "后面至少要跟一个值"),
    ("invalid choice:", "不可用的值"),
    ("invalid int value:", "不是整数："),
    ("(choose from", "（可选"),
    ("not allowed with argument", "不能同时使用"),
    ("argument ", "参数 "),
)


YEARS = range(1900, 2200)
"""calendars are worked out a few years around a day; beyond year 1 and 9999 there are none"""


def day(text: str) -> date:
    """Read a date such as 2026-11-20 from the command line."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-11-20 的样子") from None
    if found.year not in YEARS:
        raise argparse.ArgumentTypeError(f"“{text}”太远了，请写{YEARS[0]}年到{YEARS[-1]}年之间的日期")
    return found
