"""Make a backup while others go on writing: one moment of the database, then the uploads."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from hongzhu import __version__
from hongzhu.attachments.shelf import UNFINISHED
from hongzhu.audit.actions import By, record
from hongzhu.backups import archive, keys
from hongzhu.backups.manifest import Head, Manifest, Table
from hongzhu.backups.refusals import Refused
from hongzhu.backups.rows import attributes, check_forms, columns, line
from hongzhu.backups.tables import LEFT_OUT, Model, applied, kept_models, numbered_by, state_at

STREAM: Final = "system"
"""the chain that tells of backups and restores"""
MADE: Final = "backup.made"
CHUNK: Final = 2_000
TRIES: Final = 5
"""how often telling the audit trail is tried, ten seconds each"""
FLUSH: Final = 1 << 18
Tell = Callable[[int], None]
"""called now and then with the number of rows done"""
README: Final = """红烛备份 / Hongzhu backup

恢复：./run restore 这个文件。密钥不在这个文件里，要另外拿来（--keys 密钥文件）。
manifest.json   清单：版本、时间、各表行数、各部件的 SHA-256、审计链的链头
tables/*.jsonl  每张表一个文件，UTF-8；第一行是列名，以后每行一条记录（JSON 数组），时间是 UTC
uploads/        上传的文件，原样
ZIP 的注释里是前面全部字节的 SHA-256，以及用密钥做的封印。

Restore: ./run restore FILE. The key is not in this file (--keys KEYFILE). Each table is a file of JSON lines, the
first of them the names of its columns; times are UTC. The comment of the ZIP holds the SHA-256 of every byte before
it and a digest keyed with the installation's key.
"""


@dataclass(frozen=True)
class Made:
    """A backup that was written, read back and found whole; is_told: the audit trail says so, too."""

    path: Path
    manifest: Manifest
    size: int
    sha256: str
    uploads: int
    is_told: bool = False


def make_backup(*, path: Path, by: By, now: datetime, is_over: bool = False, tell: Tell) -> Made:
    """Write a backup and record it. Raises Refused; an unfinished file never bears the name.

    `is_over`: a file of that name is replaced.
    """
    made = write_backup(path=path, now=now, is_over=is_over, tell=tell)
    loader = MigrationLoader(connection)
    if any(node not in loader.applied_migrations for node in loader.graph.leaf_nodes()):
        return made  # of a release whose tables this one cannot write
    said = {
        "file": path.name,
        "sha256": made.sha256,
        "rows": made.manifest.rows,
        "uploads": made.uploads,
        "size": made.size,
    }
    about = f"backup:{made.manifest.id}"
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                record(stream=STREAM, verb=MADE, object=about, payload=said, by=by, now=now)
        except OperationalError:  # SQLite lets a hurried writer wait in vain; the file is there all the same
            continue
        return replace(made, is_told=True)
    return made


def write_backup(*, path: Path, now: datetime, is_over: bool, tell: Tell) -> Made:
    """Write a backup, read it back, give it its name."""
    if path.is_dir():
        raise Refused(f"{path} 是一个文件夹。请写出备份文件的名字，例如 {path / 'hongzhu.zip'}。")
    if path.exists() and not is_over:
        raise Refused(f"{path} 已经存在，没有改动它。请换一个文件名；要盖掉它，加上 --force。")
    try:
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise Refused(f"写不进 {path.parent}（{error.strerror}）。请核对文件夹和权限。") from None
    draft = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            _write(file, now, tell)
            sha256 = archive.put_seal(file, settings.SECRET_KEY)
            file.flush()
            os.fsync(file.fileno())
        with archive.opened(draft, settings.SECRET_KEY) as backup:
            manifest, uploads = backup.manifest, len(backup.uploads)
        draft.replace(path)
        _keep_name(path.parent)
    except OSError as error:
        raise Refused(
            f"备份没有做成（{error.strerror or error}）。请看看 {path.parent} 所在的磁盘还有没有空间，再做一次。"
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return Made(path, manifest, path.stat().st_size, sha256, uploads)


def _keep_name(folder: Path) -> None:
    """Have the disk keep a new name, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write(file: BinaryIO, now: datetime, tell: Tell) -> None:
    stamp = timezone.localtime(now).timetuple()
    with archive.Writing(file, (stamp[0], stamp[1], stamp[2], stamp[3], stamp[4], stamp[5])) as writing:
        with writing.part(archive.README) as part:
            part.write(README.encode())
        with snapshot():
            loader = MigrationLoader(connection)
            migrations = applied(loader)
            state = state_at(loader, migrations)
            heads = _heads(state)
            tables = _write_tables(writing, kept_models(state), tell)
        _write_uploads(writing)  # after the rows: what a row names is there before the row is
        backup_id = secrets.token_hex(8)
        manifest = Manifest(
            id=backup_id,
            version=__version__,
            made_at=now,
            engine=connection.vendor,
            key_check=keys.key_check(settings.SECRET_KEY, backup_id),
            migrations=tuple(migrations),
            tables=tuple(tables),
            parts=tuple(writing.parts),
            heads=tuple(heads),
            left_out=tuple(sorted(LEFT_OUT)),
        )
        writing.close(manifest)


@contextmanager
def snapshot() -> Iterator[None]:
    """All that is read within is of one moment, and nobody who writes is held up.

    Within a transaction nothing is done: its owner sees to it.
    """
    if connection.in_atomic_block:
        yield
        return
    wrapper: Any = connection
    if connection.vendor == "sqlite":
        wrapper.ensure_connection()
        mode = wrapper.transaction_mode
        wrapper.transaction_mode = "DEFERRED"  # reads without the lock of a writer
        try:
            with transaction.atomic():
                yield
        finally:
            wrapper.transaction_mode = mode
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _heads(state: Any) -> list[Head]:
    """The last event of each chain; the first thing read, for it fixes the moment."""
    rows = state.apps.get_model("audit", "Head")._base_manager.filter(seq__gt=0).order_by("stream")
    return [
        Head(stream=stream, seq=seq, hash=digest)
        for stream, seq, digest in rows.values_list("stream", "seq", "hash")
    ]


def _write_tables(writing: archive.Writing, models: list[Model], tell: Tell) -> list[Table]:
    found: list[Table] = []
    done = 0
    for number, model in enumerate(models, 1):
        check_forms(model)
        name = model._meta.db_table
        place = f"{archive.TABLES}{number:03}-{name}.jsonl"
        last = _last_number(model)
        rows = 0
        with writing.part(place) as part:
            waiting = bytearray(line(columns(model)))
            for row in model._base_manager.order_by("pk").values_list(*attributes(model)).iterator(CHUNK):
                waiting += line(row)
                rows += 1
                if len(waiting) > FLUSH:
                    part.write(bytes(waiting))
                    waiting.clear()
                    tell(done + rows)
            part.write(bytes(waiting))
        done += rows
        found.append(Table(name=name, part=place, rows=rows, last=last))
    tell(done)
    return found


def _last_number(model: Model) -> int | None:
    """The last number the database gave to a row of its own accord, so that none is given twice."""
    column = numbered_by(model)
    if column is None:
        return None
    name = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{name}"', column])
            (sequence,) = cursor.fetchone()
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0


def _write_uploads(writing: archive.Writing) -> None:
    root = settings.UPLOADS_DIR
    for path in sorted(root.rglob("*")):
        if path.suffix == UNFINISHED or (path.is_dir() and not path.is_symlink()):
            continue
        name = archive.UPLOADS + path.relative_to(root).as_posix()
        if path.is_symlink() or not path.is_file() or not archive.is_safe_upload(name):
            raise Refused(
                f"上传目录里的 {path} 不是普通文件，或者名字里有不能用的符号。请移走或改名后再备份。"
            )
        with path.open("rb") as source, writing.part(name, is_packed=False) as part:
            while block := source.read(archive.BLOCK):
                part.write(block)
