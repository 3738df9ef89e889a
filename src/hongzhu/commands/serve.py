"""`run`: demo data on first start, then the web server on this machine only."""

import os
import socket
import sys

from django.db import connections

from hongzhu.commands.arguments import Parser

# There is no sign-in yet, so nothing but this machine may reach the pages.
HOST = "127.0.0.1"
WORKERS = 2
THREADS = 4  # of each worker


def main(argv: list[str]) -> int:
    """Serve the site until interrupted; 1 when the port is taken."""
    parser = Parser("run", "准备数据库和演示数据，并在本机启动网页。")
    port = os.environ.get("PORT", "8000")
    parser.add_argument("--port", type=int, default=port, help="端口，默认 8000 或环境变量 PORT")
    parser.add_argument("--no-demo", action="store_true", help="不生成演示数据")
    options = parser.parse_args(argv)
    if _is_taken(options.port):
        print(f"端口 {options.port} 已被占用；请换一个：PORT=8001 ./run", file=sys.stderr)
        return 1
    if not options.no_demo:
        from hongzhu.commands import demo

        if code := demo.main(["--if-empty"]):
            return code
    connections.close_all()
    print(f"红烛已启动：http://{HOST}:{options.port}（按 Ctrl+C 停止）", flush=True)
    server = ["-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(options.port)]
    server += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    server += ["--log-level", "warning", "hongzhu.wsgi:application"]
    os.execv(sys.executable, [sys.executable, *server])  # noqa: S606 - our own interpreter, fixed words
    return 0


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
