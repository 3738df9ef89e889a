"""`bench books`: five hundred pages of a branch's minutes as PDF, beside the floor: as many empty pages."""

import argparse
import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import typst

from hongzhu.paper.book import Book, Entry, Field
from hongzhu.paper.docx import write_docx
from hongzhu.paper.pdf import write_pdf
from hongzhu.paper.xlsx import write_xlsx

PAGES: Final = 500
TIMES: Final = 3
NAMES: Final = (
    *("王建军", "李秀英", "赵国强", "张敏", "刘洋", "陈丽华", "孙志远"),
    *("周䶮", "欧阳玥", "吴喆", "郑红梅", "冯海燕", "林静", "何文斌"),
)
SAID: Final = "传达上级文件精神，结合本校实际讨论了三点意见，会上有两位同志发言，记录如下。"


def main(argv: list[str]) -> int:
    """Print one JSON line: seconds of the first and of the fastest run; nothing is read from the database."""
    parser = argparse.ArgumentParser(
        prog="./run bench books", description="把会议记录排成 PDF，同时写 DOCX 和 XLSX"
    )
    parser.add_argument("--pages", type=int, default=PAGES, help="多少页，默认 500")
    pages = parser.parse_args(argv).pages
    book = Book(title="党员大会记录簿", owner="某支部", year="2026", entries=tuple(map(_entry, range(pages))))
    runs = [_seconds(lambda: write_pdf([book])) for _ in range(TIMES)]
    told = {
        "bench": "books",
        "pages": pages + 1,
        "pdf_first_s": runs[0],
        "pdf_s": min(runs),
        "docx_s": _seconds(lambda: write_docx([book])),
        "xlsx_s": _seconds(lambda: write_xlsx([book])),
        "floor_s": _seconds(lambda: typst.compile(b"#pagebreak()\n" * pages, ignore_system_fonts=True)),
    }
    print(json.dumps(told))
    return 0


def _entry(number: int) -> Entry:
    """A page that is like no other."""
    day = date(2026, 1, 1) + timedelta(days=number)
    names = NAMES[number % len(NAMES) :] + NAMES[: number % len(NAMES)]
    return Entry(
        title="支部党员大会记录",
        about=f"编号 D001-2026-{number:03}",
        fields=(
            Field(label="时间", lines=(f"{day:%Y-%m-%d} 15:30 至 17:00",), is_half=True),
            Field(label="地点", lines=(f"{number % 9}号会议室",), is_half=True),
            Field(label="主持人", lines=(names[0],), is_half=True),
            Field(label="记录人", lines=(names[1],), is_half=True),
            Field(label="到会", lines=("、".join(names),)),
            Field(label="议程", lines=(f"1．学习第 {number} 号文件", "2．讨论接收预备党员")),
            Field(
                label="会议记录", lines=tuple(f"{name}：{SAID}" for name in names[:6]), is_prose=True, room=64
            ),
            Field(label="决议", lines=(f"同意。应到 {len(names)} 人，赞成 {len(names)}。",)),
        ),
        signatures=(("主持人", names[0]), ("记录人", "")),
    )


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return round(time.perf_counter() - started, 3)
