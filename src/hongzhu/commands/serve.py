"""`run`: demo data on first start, then the web server; where other machines reach it, only without demo accounts."""

import os
import socket
import subprocess
import sys

from django.conf import settings
from django.db import connections

from hongzhu.commands.arguments import Parser
from hongzhu.commands.binding import is_this_machine, refusals

HOST = "127.0.0.1"
WORKERS = 2
THREADS = 4  # of each worker


def main(argv: list[str]) -> int:
    """Serve the site until interrupted; 1 when the port is taken, or the address is not for this installation."""
    parser = Parser("run", "准备数据库和演示数据，并在本机启动网页。")
    port = os.environ.get("PORT", "8000")
    parser.add_argument("--port", type=int, default=port, help="端口，默认 8000 或环境变量 PORT")
    parser.add_argument("--host", default=HOST, help="监听的地址，默认只有本机能连")
    parser.add_argument("--no-demo", action="store_true", help="不生成演示数据")
    parser.add_argument(
        "--no-tick", action="store_true", help="不做到点该做的事（每周提要、寄邮件），另有定时器做"
    )
    options = parser.parse_args(argv)
    if _is_taken(options.host, options.port):
        print(f"端口 {options.port} 已被占用；请换一个：PORT=8001 ./run", file=sys.stderr)
        return 1
    from hongzhu.accounts.finding import has_demo_users

    reasons = refusals(options.host, has_demo=has_demo_users(), is_https=settings.IS_HTTPS)
    if reasons:
        print("\n".join([f"没有启动（监听 {options.host}）：", *reasons]), file=sys.stderr)
        return 1
    if not options.no_demo and is_this_machine(options.host):
        from hongzhu.commands import demo

        if code := demo.main(["--if-empty"]):
            return code
    demo_words = _demo_words() if has_demo_users() else ""
    connections.close_all()
    print(f"红烛已启动：http://{options.host}:{options.port}（按 Ctrl+C 停止）", flush=True)
    if demo_words:
        print(demo_words, flush=True)
    if not options.no_tick:
        _start_ticking()
    server = ["-m", "granian", "--interface", "wsgi", "--host", options.host, "--port", str(options.port)]
    server += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    server += ["--log-level", "warning", "hongzhu.wsgi:application"]
    os.execv(sys.executable, [sys.executable, *server])  # noqa: S606 - our own interpreter, fixed words
    return 0


def _start_ticking() -> None:
    """What has its time is done beside the server: by a process that ends with it, for this one becomes the server."""
    words = [sys.executable, "-m", "hongzhu", "tick", "--while", str(os.getpid())]
    subprocess.Popen(words, stdin=subprocess.DEVNULL)  # noqa: S603 - our own interpreter, fixed words


def _demo_words() -> str:
    from hongzhu.accounts.actions import DEMO_PASSWORD
    from hongzhu.accounts.models import User

    logins = User.objects.filter(is_demo=True).order_by("pk").values_list("login", flat=True)
    return f"演示账号：{'、'.join(logins)}\n演示密码（都一样）：{DEMO_PASSWORD}"


def _is_taken(host: str, port: int) -> bool:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return False
    with socket.socket(found[0][0]) as probe:
        return probe.connect_ex(found[0][4]) == 0
