"""What the environment may say, and what the settings make of it."""

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hongzhu.settings import postgresql, read_secret_key, sqlite


def test_a_postgresql_url_is_taken_apart() -> None:
    database = postgresql("postgresql://li%40bureau:a%2Fb@db.example:5433/dangjian?sslmode=require")
    assert database["USER"] == "li@bureau"
    assert database["PASSWORD"] == "a/b"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", "5433", "dangjian")
    assert database["OPTIONS"]["sslmode"] == "require"


def test_a_socket_directory_may_be_the_host() -> None:
    assert postgresql("postgresql://postgres@/hongzhu?host=/run/pg")["HOST"] == "/run/pg"


def test_another_kind_of_server_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="只支持 postgresql"):
        postgresql("mysql://localhost/x")


def test_the_secret_key_is_private_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret-key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: read_secret_key(path), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret-key"]


def test_every_pragma_of_ours_takes_effect(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "db.sqlite3") as connection:
        for statement in sqlite(tmp_path)["OPTIONS"]["init_command"].split(";"):
            name, value = statement.removeprefix("PRAGMA ").split("=")
            connection.execute(statement)
            words = {"WAL": "wal", "FULL": 2, "ON": 1, "MEMORY": 2}
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            assert str(found) == str(words.get(value, value)), name


def test_an_unusable_data_directory_is_named_in_chinese(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "hongzhu", "doctor"],
        env={**os.environ, "HONGZHU_DATA": str(blocked / "data")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "请检查权限，或用 HONGZHU_DATA 指定数据目录" in done.stderr
