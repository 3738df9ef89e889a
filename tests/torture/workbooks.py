"""`./run torture workbooks`: ten thousand changed workbooks, every sort of bad one and every monster.

The changed ones are judged as in the tests, a few hundred in each process. Every bad one is handed to `./run import` as
a person would: the words are what they must be, nothing is stored, and neither time nor memory is beyond the bounds.
Time is that of the processor, because others may be at work on it; the wall clock's is printed beside it.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.imports.bad_books import CASES
from tests.installations import ROOT, Installation
from tests.torture.monsters import MONSTERS

MOST_SECONDS: Final = 5.0
MOST_MEGABYTES: Final = 300
BATCH: Final = 500
PATIENCE: Final = 120
"""seconds after which an import is stopped"""
DIGEST: Final = "from tests.digests import digest_of_everything; answer = digest_of_everything()"


@dataclass
class Cost:
    """What something took: seconds on the clock, seconds of processor, megabytes at most."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    of: str = ""

    def __str__(self) -> str:
        return f"{self.cpu:.2f} 秒（钟表 {self.seconds:.2f} 秒）{self.peak:.0f} MB {self.of}"


@dataclass
class Found:
    """Faults, and the worst of both costs."""

    faults: list[str] = field(default_factory=list)
    slowest: Cost = field(default_factory=Cost)
    biggest: Cost = field(default_factory=Cost)

    def weigh(self, cost: Cost) -> None:
        """Remember the worst; beyond the bounds it is a fault."""
        self.slowest = max(self.slowest, cost, key=lambda each: each.cpu)
        self.biggest = max(self.biggest, cost, key=lambda each: each.peak)
        if cost.cpu > MOST_SECONDS or cost.peak > MOST_MEGABYTES:
            self.faults.append(f"beyond the bounds: {cost}")


def measured(here: Installation, name: str, *words: str, patience: float) -> tuple[int, str, str, Cost]:
    """Run python with these words; its exit code, what it printed on either stream, and what it took.

    After so many seconds of `patience` it is stopped.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=here.environment, stdout=out, stderr=err
        )
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            if time.perf_counter() - started > patience:
                process.kill()
            time.sleep(0.02)
        _pid, status, usage = ended
        process.returncode = os.waitstatus_to_exitcode(status)
        cost = Cost(
            time.perf_counter() - started, usage.ru_utime + usage.ru_stime, _megabytes(usage.ru_maxrss), name
        )
        out.seek(0)
        err.seek(0)
        return process.returncode, out.read().decode(), err.read().decode(errors="replace"), cost


def _megabytes(peak: int) -> float:
    """What Linux counts in kilobytes and others in bytes."""
    return peak / (1024 if sys.platform == "linux" else 2**20)


def import_bad_books(here: Installation, place: Path, found: Found) -> int:
    """Hand every bad workbook to the command; says how many."""
    wanted = wanted_words()
    refused = [name for name, (code, _words) in wanted.items() if code]
    before = here.ask(DIGEST)
    for name in [*refused, *(name for name in wanted if name not in refused)]:
        code, words = wanted[name]
        path = place / "book.xlsx"
        here.python("-m", "tests.torture.monsters", name, str(path))
        ended, out, err, cost = measured(here, name, "-m", "hongzhu", "import", str(path), patience=PATIENCE)
        if ended != code or err or any(each not in out for each in words):
            found.faults.append(f"{name}: {ended} instead of {code}, {words}\n{out[:600]}\n{err[-600:]}")
        found.weigh(cost)
        if name == refused[-1] and here.ask(DIGEST) != before:
            found.faults.append("something was stored, though every workbook was refused")
    return len(wanted)


def wanted_words() -> dict[str, tuple[int, list[str]]]:
    """Every bad workbook by name: the exit code, and words that must be among those printed."""
    words: dict[str, tuple[int, list[str]]] = {}
    for case in CASES:
        said = [_printable(each) for each in (*case.problems, *case.notices)]
        words[case.name] = (1, [*said, "什么也没有导入"]) if case.problems else (0, said)
    # Those that come in do so after those cases, all with the same thirty people.
    for name, (said, _build) in MONSTERS.items():
        good = said in ("导入完成", "没有变化 30")
        words[name] = (0, [said]) if good else (1, [said, "什么也没有导入"])
    return words


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def mutate(here: Installation, first: int, count: int, found: Found) -> None:
    """Judge so many mutants, some hundred in each process."""
    for start in range(first, first + count, BATCH):
        end = min(start + BATCH, first + count)
        words = ("-m", "tests.torture.workbooks", "--seeds", str(start), str(end))
        code, out, err, cost = measured(here, f"种子 {start}–{end - 1}", *words, patience=PATIENCE * BATCH)
        lines = out.splitlines()
        if code not in (0, 1) or not lines or not lines[-1].startswith("{"):
            seeds = [line for line in lines if re.fullmatch(r"\d+", line)]
            found.faults.append(f"seed {seeds[-1] if seeds else start}: ended with {code}\n{err[-1500:]}")
            continue
        ended = json.loads(lines[-1])
        found.faults += ended["faults"]
        seed, seconds = ended["slowest"]
        found.weigh(Cost(seconds, seconds, cost.peak, f"种子 {seed}"))
        print(f"  {end - first} 个", file=sys.stderr, flush=True)


def judge_seeds(first: int, end: int) -> int:
    """Judge the mutants of these seeds; prints each seed before, and what was found last."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hongzhu.settings")
    django.setup()
    from django.db import transaction

    from tests.conftest import put_in_force
    from tests.digests import digest_of_everything
    from tests.imports.books import book
    from tests.imports.judging import brought_in, faults_of
    from tests.imports.mutating import BASE, mutant

    faults: list[str] = []
    slowest = (first, 0.0)
    with transaction.atomic():
        put_in_force()
        for is_stored in (False, True):
            if is_stored:
                brought_in(book(BASE))
            before = digest_of_everything()
            for seed in [seed for seed in range(first, end) if seed // 4 % 2 == is_stored]:
                print(seed, flush=True)
                made = mutant(seed)
                started = time.process_time()
                with transaction.atomic():
                    for fault in faults_of(made, is_stored=is_stored, twice=False):
                        faults.append(f"seed {seed} {made.done} {made.place}: {fault}")
                    transaction.set_rollback(True)
                slowest = max(slowest, (seed, time.process_time() - started), key=lambda each: each[1])
            if digest_of_everything() != before:
                faults.append(f"seeds {first} to {end}: something stayed behind")
        transaction.set_rollback(True)
    print(json.dumps({"faults": faults, "slowest": slowest}, ensure_ascii=False))
    return 1 if faults else 0


def main(argv: list[str]) -> int:
    """Run once on the database of the environment; 1 if anything ended otherwise than it must, or beyond the bounds."""
    parser = ArgumentParser(prog="./run torture workbooks", description=__doc__)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seeds", type=int, nargs=2)
    options = parser.parse_args(argv)
    if options.seeds:
        return judge_seeds(*options.seeds)
    books, mutants = Found(), Found()
    with tempfile.TemporaryDirectory() as place:
        here = Installation(Path(place) / "data", os.environ.get("DATABASE_URL", ""))
        try:
            here.run("standing")  # makes the database, which no import should be blamed for
            mutate(
                here, options.first, options.mutations, mutants
            )  # leaves nothing behind, the others thirty people
            count = import_bad_books(here, Path(place), books)
        finally:
            here.close()
    faults = [*books.faults, *mutants.faults]
    print(
        f"{'PostgreSQL' if here.server else 'SQLite'}：{count} 个坏工作簿，{options.mutations} 次改动，{len(faults)} 处不对。"
    )
    for name, found in (("坏工作簿", books), ("改动", mutants)):
        print(f"  {name}最慢：{found.slowest}\n  {name}最大：{found.biggest}")
    for fault in faults[:20]:
        print(f"  {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
