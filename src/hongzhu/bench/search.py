"""`bench search`: words looked up among many records as a reader's page asks for them, beside reading every text."""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hongzhu.search.models import SearchText

WORKER: Final = "HONGZHU_BENCH_SEARCH"
RECORDS: Final = 100_000
TIMES: Final = 5
SHOWN: Final = 20
SYLLABLES: Final = (
    *("学习", "党费", "会议", "教育", "管理", "师德", "组织", "生活", "批评", "计划", "公开", "民主", "评议"),
    *("发展", "党员", "书记", "支部", "校务", "安全", "课堂", "图书", "家长", "培训", "通知", "讨论", "研究"),
)
RARE: Final = ("周䶮", "廉政责任书", "图书角")
ASKED: Final = (*RARE, "党费", "组织生活", "民主评议党员", "师德 家长", "学")


def main(argv: list[str]) -> int:
    """Print one JSON line. Measures in a process of its own on a fresh SQLite database, or on the one of DATABASE_URL."""
    parser = argparse.ArgumentParser(prog="./run bench search", description="在很多条记录里查找。")
    parser.add_argument("--records", type=int, default=RECORDS, help="多少条记录，默认 100000")
    records = parser.parse_args(argv).records
    if os.environ.get(WORKER):
        print(json.dumps(measure(records), ensure_ascii=False))
        return 0
    with tempfile.TemporaryDirectory() as place:
        environment = os.environ | {"HONGZHU_DATA": place, WORKER: "1"}
        command = [sys.executable, "-m", "hongzhu", "bench", "search", "--records", str(records)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
        if done.returncode:
            return 1
        figures = json.loads(done.stdout)
        database = Path(place) / "db.sqlite3"
        if database.exists():
            figures["megabytes"] = round(database.stat().st_size / 2**20)
    print(json.dumps(figures, ensure_ascii=False))
    return 0


def measure(records: int) -> dict[str, object]:
    """Milliseconds of each question: counted, and its first page read; beside it the same without an index."""
    from hongzhu.search.matching import matching
    from hongzhu.search.models import SearchText
    from hongzhu.search.pairs import words_of

    def without_index(words: list[str]) -> "QuerySet[SearchText]":
        rows = SearchText.objects.all()
        for word in words:
            rows = rows.filter(text__contains=word)
        return rows

    started = time.perf_counter()
    _fill(records)
    filled = time.perf_counter() - started
    questions: dict[str, dict[str, float]] = {}
    every = []
    for question in ASKED:
        words = words_of(question)
        times = [_ms(matching(words), matching(words, is_frequent=True)) for _ in range(TIMES)]
        found, floor = matching(words).count(), without_index(words)
        assert found == floor.count(), question
        questions[question] = {
            "found": found,
            "ms": round(statistics.median(times), 1),
            "floor_ms": round(_ms(floor), 1),
        }
        every += times
    return {
        "bench": "search",
        "records": records,
        "fill_seconds": round(filled, 1),
        "p50_ms": round(statistics.median(every), 1),
        "p95_ms": round(statistics.quantiles(every, n=20)[-1], 1),
        "questions": questions,
    }


def _fill(records: int) -> None:
    from django.db import connection, transaction

    from hongzhu.search.actions import rows_of
    from hongzhu.search.models import SearchText
    from hongzhu.search.records import Text

    dice = random.Random(7)  # noqa: S311 - the same each time, no secret
    SearchText.objects.all().delete()

    def text(key: int) -> Text:
        words = "".join(dice.choices(SYLLABLES, k=60)) + "。"
        words += dice.choice(RARE) if key % 500 == 0 else ""
        day = date(2020, 1, 1) + timedelta(days=key % 2500)
        return Text(key, day, "支部党员大会 某小学党支部", words)

    with transaction.atomic():
        for start in range(0, records, 5000):
            some = range(start, min(start + 5000, records))
            SearchText.objects.bulk_create(rows_of("bench", map(text, some)))
    if connection.vendor == "postgresql":  # what its own housekeeping does a minute after so many rows
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE search_searchtext")


def _ms(rows: "QuerySet[SearchText]", often: "QuerySet[SearchText] | None" = None) -> float:
    """Count them as far as the page does, and read its lines; `often`: the way for words that stand in many."""
    started = time.perf_counter()
    from hongzhu.desk.searching import MOST

    is_many = len(rows.order_by().values_list("kind", flat=True)[: MOST + 1]) > MOST
    list((often if is_many and often is not None else rows).order_by("-dated_on", "-pk")[:SHOWN])
    return (time.perf_counter() - started) * 1000
