"""Put a backup back: in one transaction, so that either all of it stands or nothing has happened."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from hongzhu.attachments.checking import faults
from hongzhu.audit.actions import By, record
from hongzhu.audit.verifying import Held, Report, verify
from hongzhu.backups.archive import UPLOADS, Backup
from hongzhu.backups.manifest import Manifest
from hongzhu.backups.refusals import Refused
from hongzhu.backups.rows import Row, columns, read_rows
from hongzhu.backups.tables import Migration, Model, check_known, ends, kept_models, numbered_by, our_tables
from hongzhu.ledger import in_force
from hongzhu.ledger.recomputing import recompute
from hongzhu.policy.days import to_day
from hongzhu.search.actions import index_everything

from .building import build
from .making import STREAM, Tell, write_backup

RESTORED: Final = "backup.restored"
HOLDER: Final = "备份清单"
BATCH: Final = 2_000
FRESH: Final = "uploads.restoring"
FORMER: Final = "uploads.former"
PEOPLE_WROTE: Final = ("audit_event", "accounts_user", "ledger_fact")
"""tables in which a row shows that the installation is in use"""
KEYED: Final = ("accounts_authenticator", "accounts_recoverycode", "accounts_trustedbrowser", "accounts_slip")
"""tables whose rows are worth nothing without the key they were made with"""
FUNCTIONS: Final = """
    SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = current_schema()::regnamespace AND l.lanname = 'plpgsql' AND p.proname LIKE ANY(%s)
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"""


@dataclass
class Restored:
    """What was done: the backup, what was kept of the former state, what the checks found."""

    manifest: Manifest
    report: Report = field(default_factory=Report)
    safety: Path | None = None
    migrated: int = 0
    recomputed: int | None = None
    uploads: int = 0
    attachment_faults: tuple[str, ...] = ()


def restore_backup(
    *, backup: Backup, by: By, now: datetime, is_replacing: bool, is_key_lost: bool = False, tell: Tell
) -> Restored:
    """Load a checked backup into this installation, bring it up to this release, verify its chains.

    Raises Refused, and then nothing has changed: where the installation is in use and `is_replacing` is not said.
    `is_key_lost`: authenticators and codes, which need the old key, are left behind.
    """
    found = Restored(backup.manifest)
    uploads = settings.UPLOADS_DIR.resolve()  # it may stand on a disk of its own
    fresh = uploads.with_name(FRESH)
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        with alone():
            if is_in_use():
                if not is_replacing:
                    raise Refused(
                        "这里已经有数据，没有改动它。要用备份换掉现有的数据，加上 --replace：会先给现有的数据另做一份备份。"
                    )
                found.safety = _save_former(now, tell)
            load(backup, tell)
            if is_key_lost:
                _forget_keyed()
            found.migrated = _bring_up_to_date(backup.manifest.migrations)
            found.report = verify(
                Held(each.stream, each.seq, each.hash, HOLDER) for each in backup.manifest.heads
            )
            found.recomputed = _recompute(now)
            index_everything()
            _tell_trail(found, backup.sha256, is_key_lost=is_key_lost, by=by, now=now)
            found.uploads = _unpack_uploads(backup, fresh)
            found.attachment_faults = tuple(faults(now, fresh))
    except Refused:
        if found.safety:
            found.safety.unlink(missing_ok=True)  # nothing was replaced
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    except (OSError, DatabaseError) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise Refused(_words(error)) from error
    _swap(uploads, fresh)
    return found


def _words(error: Exception) -> str:
    said = " ".join(str(error).split())
    if isinstance(error, OperationalError) and ("lock" in said):
        return "红烛还在运行，有人正在写入。请先停止红烛，再恢复。现有的数据没有改动。"
    if isinstance(error, IntegrityError):
        return f"备份里的数据互相对不上，没有恢复（{said}）。请换另一份备份。现有的数据没有改动。"
    return f"没有恢复成（{said}）。请看看磁盘还有没有空间，再试一次。现有的数据没有改动。"


@contextmanager
def alone() -> Iterator[None]:
    """One transaction that nobody else can write into; foreign keys are checked at its end."""
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()  # cannot be done once the transaction has begun
        try:
            with transaction.atomic():
                yield
                connection.check_constraints()
        finally:
            connection.enable_constraint_checking()
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Checked at once, so that no check is left hanging over a table that a migration wants to change.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if tables := our_tables():
            cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, tables))} IN ACCESS EXCLUSIVE MODE NOWAIT")
        yield


def is_in_use() -> bool:
    """Has anybody written into this installation?"""
    tables = {*our_tables()}
    with connection.cursor() as cursor:
        for name in PEOPLE_WROTE:
            if name in tables:
                cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")
                if cursor.fetchone():
                    return True
    root = settings.UPLOADS_DIR
    return root.is_dir() and any(root.iterdir())


def _save_former(now: datetime, tell: Tell) -> Path:
    """Back up what is about to be replaced, within the transaction that replaces it."""
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M%S")
    path: Path = settings.DATA_DIR / f"before-restore-{stamp}.zip"
    return write_backup(path=path, now=now, is_over=False, tell=tell).path


def load(backup: Backup, tell: Tell) -> None:
    """Replace all tables by those of the backup, as its own release had them."""
    migrations = backup.manifest.migrations
    executor = MigrationExecutor(connection)
    check_known(executor.loader, migrations, "这份备份")
    _drop()
    executor = MigrationExecutor(connection)
    state = build(executor, ends(executor.loader, migrations))
    if {*MigrationRecorder(connection).applied_migrations()} != {*migrations}:
        raise Refused("这份备份的版本和本程序的升级步骤对不上。请用做备份的那个版本恢复，再升级。")
    models = {model._meta.db_table: model for model in kept_models(state)}
    if [*models] != [table.name for table in backup.manifest.tables]:
        raise Refused("这份备份里的表和它的版本对不上。请换另一份备份。")
    done = 0
    for model in reversed(models.values()):
        model._base_manager.all().delete()  # what a migration may have put there
    for table in backup.manifest.tables:
        model = models[table.name]
        with backup.part(table.part) as part:
            for rows in _batches(read_rows(part, model)):
                _insert(model, rows)
                done += len(rows)
                tell(done)
        stored = model._base_manager.count()
        if stored != table.rows:
            raise Refused(f"表 {table.name} 恢复了 {stored} 行，清单里是 {table.rows} 行。请换另一份备份。")
        _go_on_counting(model, table.last)
    connection.check_constraints()
    _count_anew()


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    return iter(lambda: list(islice(rows, BATCH)), [])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _drop() -> None:
    tables = our_tables()
    with connection.cursor() as cursor:
        for name in tables:
            is_postgresql = connection.vendor == "postgresql"
            cursor.execute(f"DROP TABLE IF EXISTS {_quoted(name)}{' CASCADE' if is_postgresql else ''}")
        if connection.vendor == "postgresql":
            rooms = sorted({name.partition("_")[0] for name in tables})
            cursor.execute(FUNCTIONS, [[f"{room}\\_%" for room in rooms]])
            for (function,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {function} CASCADE")


def _insert(model: Model, rows: list[Row]) -> None:
    table, names = _quoted(model._meta.db_table), ", ".join(map(_quoted, columns(model)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copying = f"COPY {table} ({names}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(copying) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns(model)))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _go_on_counting(model: Model, last: int | None) -> None:
    """Let the database number new rows from where the old one had come to."""
    column = numbered_by(model)
    if column is None or not last:
        return
    name = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{name}"', column, last])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])


def _count_anew() -> None:
    """PostgreSQL plans by what it counted; tables just filled were never counted."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(map(_quoted, our_tables()))}")


def _forget_keyed() -> None:
    with connection.cursor() as cursor:
        for name in {*KEYED} & {*our_tables()}:
            cursor.execute(f"DELETE FROM {name}")


def _bring_up_to_date(migrations: tuple[Migration, ...]) -> int:
    """Apply what later releases brought; returns how many steps that were."""
    call_command("migrate", verbosity=0, interactive=False)
    return len(MigrationRecorder(connection).applied_migrations()) - len(migrations)


def _recompute(now: datetime) -> int | None:
    """Judge everything anew where this release ships another pack; how many rows differed."""
    if in_force.stored_state() is None or in_force.stored()[1] is not None:
        return None
    return recompute(now=now, today=to_day(timezone.localdate(now))).total


def _tell_trail(found: Restored, sha256: str, *, is_key_lost: bool, by: By, now: datetime) -> None:
    said: dict[str, Any] = {
        "made_at": found.manifest.made_at,
        "sha256": sha256,
        "rows": found.manifest.rows,
        "safety": found.safety.name if found.safety else "",
        "is_key_lost": is_key_lost,
    }
    record(stream=STREAM, verb=RESTORED, object=f"backup:{found.manifest.id}", payload=said, by=by, now=now)


def _unpack_uploads(backup: Backup, fresh: Path) -> int:
    for name in backup.uploads:
        path = fresh / name.removeprefix(UPLOADS)
        path.parent.mkdir(parents=True, exist_ok=True)
        with backup.part(name) as part, path.open("xb") as file:
            shutil.copyfileobj(part, file)
    return len(backup.uploads)


def _swap(uploads: Path, fresh: Path) -> None:
    """Let the unpacked uploads take the place of the former ones, which stand in the safety backup."""
    former = uploads.with_name(FORMER)
    shutil.rmtree(former, ignore_errors=True)
    if uploads.exists():
        uploads.rename(former)
    if fresh.exists():
        fresh.rename(uploads)
    shutil.rmtree(former, ignore_errors=True)
