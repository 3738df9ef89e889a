"""`bench import`: a workbook of ten thousand people into a fresh data directory; one JSON line."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from hongzhu.imports.columns import Holds
from hongzhu.imports.sheets import ORGS, PEOPLE, POSTS, SCHOOLS
from hongzhu.imports.template import columns_shown, heading_of

SCHOOL_COUNT = 60
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
Row = dict[str, object]


def main(argv: list[str]) -> int:
    """Print how long the import command takes, what it needs, and how long bare inserts take."""
    parser = ArgumentParser(prog="./run bench import", description="测量导入的速度。")
    parser.add_argument("--people", type=int, default=10_000, help="人数，默认 10000")
    people = parser.parse_args(argv).people
    with tempfile.TemporaryDirectory() as place:
        book = Path(place) / "book.xlsx"
        rows = write_book(book, people)
        empty = Path(place) / "empty.xlsx"
        _command(Path(place), "import", "--template", str(empty))
        _command(Path(place), "import", str(empty))  # creates the database, which is not what is measured
        seconds, cpu, peak = _command(Path(place), "import", str(book))
        again, _cpu, _peak = _command(Path(place), "import", str(book))
        floor = _floor(Path(place) / "floor.sqlite3", rows)
        stored = _stored_people(Path(place) / "data")
    figures = {
        "bench": "import",
        "people": stored,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "peak_mb": round(peak),
        "floor_seconds": round(floor, 3),
        "again_seconds": round(again, 2),
        "schools": SCHOOL_COUNT,
    }
    print(json.dumps(figures, ensure_ascii=False))
    return 0 if stored == people else 1


def write_book(path: Path, people: int) -> list[tuple[object, ...]]:
    """Write the workbook; return the rows of its people."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    found: list[tuple[object, ...]] = []
    for sheet, rows in (
        (SCHOOLS, _schools()),
        (ORGS, _orgs()),
        (PEOPLE, _people(people)),
        (POSTS, _posts(people)),
    ):
        page = book.add_worksheet(sheet.title)
        columns = columns_shown(sheet)
        page.write_row(0, 0, [heading_of(column) for column in columns])
        for number, row in enumerate(rows, 1):
            for index, column in enumerate(columns):
                value: Any = row.get(column.field)
                if value is None:
                    continue
                if column.holds in (Holds.DATE, Holds.BIRTH):
                    page.write_datetime(number, index, value, day)
                else:
                    page.write(number, index, value)
            if sheet is PEOPLE:
                found.append(tuple(row.get(column.field) for column in columns))
    book.close()
    return found


def _schools() -> Iterator[Row]:
    for number in range(SCHOOL_COUNT):
        kind = "公办小学" if number % 3 else "公办幼儿园"
        yield {
            "code": f"S{number:02}",
            "name": f"第{number}学校",
            "kind": kind,
            "township": f"{number % 12}镇",
        }


def _orgs() -> Iterator[Row]:
    founded = date(2000, 7, 1)
    yield {"code": "D", "name": "区教育局党委", "kind": "党委", "founded_on": founded}
    for number in range(SCHOOL_COUNT):
        yield {
            "code": f"D{number:02}",
            "name": f"第{number}学校党支部",
            "kind": "党支部",
            "led_by": "D",
            "covers": f"S{number:02}",
            "founded_on": founded,
            "term_started_on": date(2024, 5, 1),
        }


def _people(count: int) -> Iterator[Row]:
    dice = random.Random(2026)  # noqa: S311 - the same people every time
    for number in range(count):
        place = number % SCHOOL_COUNT
        born = date(1962, 1, 1) + timedelta(days=dice.randrange(14_000))
        joined = born + timedelta(days=9_000 + dice.randrange(1_000))
        is_member = dice.random() < 0.3
        yield {
            "code": f"P{number:05}",
            "name": dice.choice(SURNAMES) + chr(dice.randrange(0x4E00, 0x9FA5)),
            "sex": dice.choice("男女"),
            "nation": "汉族",
            "born_on": born,
            "education": "本科",
            "school": f"S{place:02}",
            "job": "教师",
            "category": "正式党员" if is_member else "群众",
            "org": f"D{place:02}" if is_member else None,
            "joined_on": joined if is_member else None,
            "full_on": joined + timedelta(days=365) if is_member else None,
            "arrived_on": born + timedelta(days=8_500),
            "is_retired": "否",
            "phone": f"139{number:08}",
        }


def _posts(people: int) -> Iterator[Row]:
    posts = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员")
    for number in range(min(people, SCHOOL_COUNT * len(posts))):
        yield {
            "person": f"P{number:05}",
            "body": f"D{number % SCHOOL_COUNT:02}",
            "post": posts[number // SCHOOL_COUNT],
            "from_on": date(2024, 5, 1),
        }


def _command(place: Path, *words: str) -> tuple[float, float, float]:
    """Run one command in a process of its own; return its seconds, CPU seconds and peak memory in MB."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["HONGZHU_DATA"] = str(place / "data")
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
        [sys.executable, "-m", "hongzhu", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"./run {' '.join(words)}: {process.returncode}")
    peak = usage.ru_maxrss / (1024 if sys.platform == "linux" else 2**20)
    return seconds, usage.ru_utime + usage.ru_stime, peak


def _stored_people(data: Path) -> int:
    with sqlite3.connect(data / "db.sqlite3") as connection:
        found: int = connection.execute("SELECT count(*) FROM people_person").fetchone()[0]
    return found


def _floor(path: Path, rows: list[tuple[object, ...]]) -> float:
    """Return the seconds of bare inserts of the same rows into one table with a unique code."""
    columns = [column.field for column in columns_shown(PEOPLE)]
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    names = ", ".join(f'"{name}"' for name in columns)
    connection.execute(f'CREATE TABLE person (id INTEGER PRIMARY KEY, {names}, UNIQUE("code"))')
    marks = ", ".join("?" * len(columns))
    texts = [tuple(str(value) if isinstance(value, date) else value for value in row) for row in rows]
    started = time.perf_counter()
    with connection:
        connection.executemany(f"INSERT INTO person ({names}) VALUES ({marks})", texts)
    seconds = time.perf_counter() - started
    connection.close()
    return seconds
