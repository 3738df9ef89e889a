"""The ledger in columns: every shape, in buckets, from files without names; recomputed and counted as in the database.

One batch of random histories under the small pack, which has a duty of every shape, is played for all tests.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from django.db import transaction
from django.test import override_settings

from hongzhu.ledger import columns, parquet, recomputing, tables
from hongzhu.ledger.counting import DONE, count_labels
from hongzhu.ledger.counting import Question as Counting
from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.days import ALL_KNOWN, to_day
from tests.histories import NOW
from tests.ledger.evaluators import agree_on, counted, what_is_known
from tests.ledger.test_parity import TODAY, play
from tests.makers import as_installed
from tests.policy.small_pack import write_pack

SEEDS = list(range(24))
ASKED = [date(2025, 3, 1), date(2026, 3, 31), date(2026, 10, 8)]
SINCE = date(2024, 9, 1)
"""from here on rows are stored"""
MORE = """
[[obligation]]
id = "full"
title = "正式党员占比"
clause = "五"
quote = "党组织覆盖率达到九成"
subject = "org"
when = "branch"
shape = "share"
among = "members"
where = "serving"
holds = "full"
min = "$full"
settle_days = 30
modality = "must"
unit = "%"

[[obligation]]
id = "friday"
title = "周五的政治学习"
clause = "五"
quote = "会议记录簿要齐全"
subject = "school"
shape = "count"
evidence = ["meeting.staff-study"]
period = "week"
weekday = 5
min = 1
modality = "must"
"""
CHANGING = """
[params.full]
unit = "%"
values = [{ from = 2020-01-01, value = 50, reference = "五" }, { from = 2025-07-01, value = 80, reference = "五" }]
"""


@pytest.fixture(scope="module", autouse=True)
def histories(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The small pack in force, and what was said under it; all taken back at the end."""
    pack = write_pack(tmp_path_factory.mktemp("pack"))
    for file, text in (("obligations-all.toml", MORE), ("pack.toml", CHANGING)):
        with (pack / file).open("a", encoding="utf-8") as open_file:
            open_file.write(text)
    with django_db_blocker.unblock(), override_settings(HONGZHU_PACK=str(pack)), transaction.atomic():
        as_installed()
        recompute(now=NOW, today=TODAY)
        play(SEEDS)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def files(db: None, tmp_path: Path) -> Path:
    parquet.export(what_is_known().compiled, tmp_path)
    return tmp_path


@pytest.mark.django_db
def test_every_shape_is_judged_alike() -> None:
    shapes = agree_on(map(to_day, ASKED))
    assert shapes == {"count", "sum", "term", "state", "respond", "steps", "share", "derived"}


@pytest.mark.django_db
def test_recomputing_either_way_changes_nothing() -> None:
    for in_columns in (True, False, True):
        assert recompute(now=NOW, today=TODAY, in_columns=in_columns).total == 0
    rows = tables.fetch("SELECT COUNT(*) FROM ledger_row")[0][0]
    tables.change("DELETE FROM ledger_row WHERE 1 = %s", [(1,)])
    assert recompute(now=NOW, today=TODAY, in_columns=True).added == rows > 0
    assert recompute(now=NOW, today=TODAY, in_columns=False).total == 0


@pytest.mark.django_db
@pytest.mark.parametrize("by_columns", [True, False])
def test_many_facts_are_recomputed_in_columns(by_columns: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong_way(*_words: object) -> None:
        raise AssertionError("judged the other way")

    many = tables.fetch("SELECT COUNT(*) FROM ledger_fact")[0][0] + (not by_columns)
    monkeypatch.setattr(recomputing, "IN_COLUMNS_FROM", {"sqlite": many, "postgresql": many})
    monkeypatch.setattr(recomputing, "evaluate" if by_columns else "evaluate_in_columns", wrong_way)
    assert recompute(now=NOW, today=TODAY).total == 0


def in_parts(files: Path, size: int) -> None:
    """Break the file of facts into files of so many rows: as it stands, also in the midst of a subject."""
    whole = files / "fact.parquet"
    rows = duckdb.sql(f"SELECT COUNT(*) FROM '{whole}'").fetchall()[0][0]
    for part, at in enumerate(range(0, rows, size)):
        some = f"SELECT * FROM '{whole}' LIMIT {size} OFFSET {at}"
        duckdb.sql(f"COPY ({some}) TO '{files}/fact-{part:04}.parquet' (FORMAT parquet)")
    whole.unlink()


@pytest.mark.django_db
def test_buckets_together_are_the_whole(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "BUCKET", 250)
    known = what_is_known()
    in_parts(files, 100)
    with columns.opened(files) as opened:
        buckets = opened.buckets()
        everything = list(opened.fetch("SELECT * FROM ledger_fact"))
        parts = []
        for bucket in buckets:
            opened.show(bucket)
            parts.append(list(opened.fetch("SELECT * FROM ledger_fact")))
    assert len(buckets) > len(everything) // 250 > 2
    assert all(parts)
    assert max(map(len, parts)) < 400
    assert sorted(line for part in parts for line in part) == sorted(everything)
    found = columns.evaluate_files(known.compiled, known.scope, ALL_KNOWN, files)
    assert sorted(found) == sorted(known.by_database(ALL_KNOWN))


@pytest.mark.django_db
@pytest.mark.parametrize("on", ASKED)
def test_labels_are_counted_as_the_standing_has_them(
    on: date, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = files / "short"
    short.mkdir()
    question = Counting(what_is_known().compiled, to_day(SINCE), to_day(on))
    found, expected = count_labels(question, files, short), counted(on, SINCE)
    assert found == expected
    in_parts(files, 300)
    monkeypatch.setattr(columns, "BUCKET", 500)
    assert count_labels(question, files) == expected
    rows = duckdb.sql(f"SELECT obligation, status, COUNT(*) FROM '{short}/*.parquet' GROUP BY ALL").fetchall()
    lacking: Counter[tuple[str, str]] = Counter()
    for entry, number in expected.items():
        if entry.status not in DONE:
            lacking[entry.obligation, entry.status] += number
    assert {(duty, status): number for duty, status, number in rows} == lacking


@pytest.mark.django_db
def test_no_name_leaves(files: Path) -> None:
    names = {code for (code,) in tables.fetch("SELECT code FROM ledger_subject WHERE kind <> 'district'")}
    names |= {source for (source,) in tables.fetch("SELECT source FROM ledger_fact")}
    texts = set()
    for file in files.glob("*.parquet"):
        for line in duckdb.sql(f"SELECT * FROM '{file}'").fetchall():
            texts |= {value for value in line if isinstance(value, str)}
    assert texts
    assert not names & texts


@pytest.mark.django_db
def test_facts_that_no_rule_asks_for_stay(files: Path) -> None:
    kinds = {kind for (kind,) in duckdb.sql(f"SELECT DISTINCT kind FROM '{files}/fact.parquet'").fetchall()}
    known = {kind for (kind,) in tables.fetch("SELECT DISTINCT kind FROM ledger_fact")}
    asked = parquet.kinds_of(what_is_known().compiled.rules)
    assert kinds == known & asked
    assert known - asked
