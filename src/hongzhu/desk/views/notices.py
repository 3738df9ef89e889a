"""Pages with one message, with the way back home."""

from django.http import HttpRequest, HttpResponse

from hongzhu.kit.frame import Frame
from hongzhu.kit.notice import notice

COMMANDS_WHEN_EMPTY = (
    ("./run demo", "先看看样子：生成一个虚构的演示区县。"),
    (
        "./run import 我区.xlsx",
        "用自己的数据：导入工作簿。空白工作簿用 ./run import --template 空表.xlsx 生成。",
    ),
)


def nothing_yet(request: HttpRequest) -> HttpResponse:
    """An empty database: the two commands that fill it."""
    about = "还没有登记任何学校和党组织。在程序所在的目录里运行下面两条命令中的一条，再刷新本页："
    return say(request, "还没有数据", about, commands=COMMANDS_WHEN_EMPTY)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in plain words."""
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return say(request, "没有这一页", said or "地址可能写错了，或者这一页已经不在了。", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500 in plain words; nothing is asked of the database."""
    request.frame = Frame()  # type: ignore[attr-defined]
    about = "程序出错了，数据没有改动。请运行 ./run doctor 体检；还不行，请把运行窗口里的文字发给维护的人。"
    return say(request, "出错了", about, status=500)


def say(
    request: HttpRequest,
    title: str,
    about: str,
    *,
    commands: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Say one thing and lead home."""
    return notice(request, title, about, status, commands=commands)
