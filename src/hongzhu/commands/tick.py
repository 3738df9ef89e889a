"""`tick`: what has its time: weekly digests, e-mails that wait. Once, or as long as the server that started it runs."""

import logging
import os
import time
from typing import Final

from django.db import connections
from django.utils import timezone

from hongzhu.commands.arguments import Parser

EVERY: Final = 300
"""seconds from one time to the next"""
LOOK: Final = 1
"""seconds between two looks whether the server is still there"""


_log = logging.getLogger(__name__)


def main(argv: list[str]) -> int:
    """Do what is due and print what that was; with --while PID again and again until that process is gone."""
    parser = Parser("tick", "做到点该做的事：每周提要，待寄的邮件。")
    parser.add_argument("--while", dest="server", type=int, default=0, help="每5分钟一次，直到这个进程结束")
    options = parser.parse_args(argv)
    if not options.server:
        print(_words(*_tick()))
        return 0
    while _is_there(options.server):
        try:
            _tick()
        except Exception:  # whatever it is, the server goes on and the next time may be better
            _log.exception("到点该做的事没有做成，5分钟后再试")
        connections.close_all()
        for _ in range(EVERY // LOOK):
            if not _is_there(options.server):
                return 0
            time.sleep(LOOK)
    return 0


def _tick() -> tuple[int, int, int, int]:
    from hongzhu.desk.digests import send_digests  # not before there are models
    from hongzhu.notices.actions import post_mails

    digests = send_digests(now=timezone.now())
    return digests, *post_mails(now=timezone.now())


def _words(digests: int, sent: int, again: int, failed: int) -> str:
    return f"每周提要 {digests} 份；邮件寄出 {sent} 封，下次再寄 {again} 封，没寄成 {failed} 封。"


def _is_there(server: int) -> bool:
    """The process that started this one is its parent as long as it lives."""
    return os.getppid() == server
