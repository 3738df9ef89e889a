"""Whole installations for tests: a data directory and a database of their own, used through the commands."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parents[1]


class Installation:
    """One installation. `server`: the DATABASE_URL of a PostgreSQL in which it makes a database; empty for SQLite.

    `like`: one on the same kind of database, nobody at work in it, of which it is a copy.
    """

    def __init__(self, data: Path, server: str = "", like: "Installation | None" = None) -> None:
        self.data = data
        self.server = server
        self.url = ""
        if server:
            self.name = f"hongzhu_{uuid4().hex}"
            self.url = urlunsplit(urlsplit(server)._replace(path=f"/{self.name}"))
            template = f" TEMPLATE {like.name}" if like else ""
            self._tell_server(f"CREATE DATABASE {self.name}{template}")
        if like:
            shutil.copytree(like.data, data, dirs_exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        """What its commands see."""
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"HONGZHU_DATA": str(self.data), "PYTHONUTF8": "1"}
        return environment | ({"DATABASE_URL": self.url} if self.url else {})

    @property
    def key(self) -> Path:
        """Where its key is."""
        return self.data / "secret-key"

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start python with these words."""
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, code: int = 0) -> str:
        """Run one command and return what it printed, errors last. Fails unless it ends with this code."""
        return self.python("-m", "hongzhu", *words, code=code)

    def python(self, *words: str, code: int = 0) -> str:
        """Run python with these words and return what it printed."""
        process = self.start(*words)
        out, err = process.communicate()
        assert process.returncode == code, f"{words} ended with {process.returncode}\n{out}{err}"
        return out + err

    def ask(self, source: str) -> Any:
        """Run some lines of Python in it, Django set up; returns what they leave in `answer`."""
        lines = ["import os, json, django", "os.environ['DJANGO_SETTINGS_MODULE'] = 'hongzhu.settings'"]
        lines += ["django.setup()", source, "print(json.dumps(answer, ensure_ascii=False))"]
        return json.loads(self.python("-c", "\n".join(lines)))

    def wipe(self) -> None:
        """Lose everything."""
        shutil.rmtree(self.data, ignore_errors=True)
        if self.server:
            self.close()
            self._tell_server(f"CREATE DATABASE {self.name}")

    def close(self) -> None:
        """Take the database away from the server."""
        if self.server:
            self._tell_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _tell_server(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)
