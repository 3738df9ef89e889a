"""整套带走: one organisation whole, as a .zip of CSV, JSON and the files themselves, read without this system."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import IO, Any, Final

from django.conf import settings
from django.utils import timezone

from hongzhu.attachments.carried import files
from hongzhu.attachments.shelf import Shelf
from hongzhu.kit.dates import moment
from hongzhu.ledger.stored import NotStored, stamped_pack, stored_days, stored_standing
from hongzhu.orgs.access import Reader
from hongzhu.orgs.carrying import Carried, Column, carried
from hongzhu.orgs.models import PartyOrg
from hongzhu.policy.days import to_date
from hongzhu.policy.vocabulary import STATUSES

from .mine import mine_of, within

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""what a spreadsheet program takes for the beginning of a formula"""
OWN_READ_ME: Final = """{who}自己的信息，{made}从红烛里取出。

怎么看
  表格/   每种一个 .csv，WPS 表格、Excel 双击就能打开；数据/ 是同样的内容，给别的系统读。
  学时按十分之一记：除以十就是学时数。

里面有什么
{list}

哪里不对，请告诉支部书记更正；更正以后原来的记录也留着，写明为什么改。
"""
READ_ME: Final = """{org}的记录，{made}由{who}从红烛里整套带走。

怎么看
  表格/   每种记录一个 .csv，WPS 表格、Excel 双击就能打开；第一行是列名。
  数据/   同样的内容，一种一个 .json，给别的系统读；日期写成 2026-11-20，时间带时区。
  附件/   每个附件一个文件夹，文件夹名是编号，见“表格/附件清单.csv”。
  学时按十分之一记：除以十就是学时数。表和表之间用编号、代码对上：如“到会”里的会议编号就是“会议”里的。

里面有什么
{list}

请注意
  有姓名等个人信息的表，只在本单位用，用完删掉，不要发到群里。
  没有手机号、身份证号，没有谈话内容，没有草稿；撤回的记录也在，写着撤回时间。
"""
DUTY: Final = (
    Column("obligation", "义务编号"), Column("title", "义务"), Column("clause", "条款"), Column("subject", "单位"),
    Column("period", "期间"), Column("need", "应做（十分之一）"), Column("actual", "已做（十分之一）"), Column("due_on", "最晚"),
    Column("status", "状态", dict(STATUSES)),
)  # fmt: skip


def take_out(into: IO[bytes], reader: Reader, org: PartyOrg, now: datetime) -> list[str]:
    """Write the archive; returns what is in it, a line for each table. One table is in memory at a time."""
    here = replace(within(reader, org.pk), person=None, subject=None, code="")
    today = timezone.localdate(now)
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        tables = [*carried(here), *standings(here, today)]
        told = [_write(archive, table) for table in tables]
        told.append(f"附件 {_write_files(archive, here)} 个")
        _explain(archive, READ_ME, told, org=org.name, made=moment(now), who=reader.name)
    return told


def copy_out(into: IO[bytes], reader: Reader, now: datetime) -> list[str]:
    """Write the archive of all that is held of the reader himself; returns what is in it."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        told = [_write(archive, table) for table in carried(reader, "OWN_COPY")]
        _explain(archive, OWN_READ_ME, told, made=moment(now), who=reader.name)
    return told


def _explain(archive: zipfile.ZipFile, text: str, told: Iterable[str], **words: str) -> None:
    lines = "\n".join(f"  {each}" for each in told)
    archive.writestr("请先看这里.txt", "\ufeff" + text.format(list=lines, **words).replace("\n", "\r\n"))


def standings(reader: Reader, today: date) -> Iterator[Carried]:
    """How the organisation, its groups and its schools stand this year; nobody's own."""
    mine = mine_of(reader)
    try:
        compiled, _stamp = stamped_pack()
    except NotStored:
        return
    since = max(stored_days(compiled)[0], date(today.year, 1, 1))
    found = stored_standing(compiled, today, since, frozenset(mine.bodies)) if mine.bodies else []
    rows = (
        (
            each.obligation.id,
            each.obligation.title,
            each.obligation.clause,
            mine.bodies[each.row.subject].name,
            each.row.label,
            each.row.need,
            each.row.total,
            to_date(each.row.due) if each.row.due else None,
            each.status,
        )
        for each in found
    )
    yield Carried("standings", f"{today.year}年办到哪一步", DUTY, rows)


def _write(archive: zipfile.ZipFile, table: Carried) -> str:
    """Both files of a table, from one reading; what it is, in a line."""
    rows = list(table.rows)
    with (
        archive.open(f"表格/{table.title}.csv", "w") as file,
        io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text,
    ):
        sheet = csv.writer(text)
        sheet.writerow(column.title for column in table.columns)
        sheet.writerows(_cells(table.columns, row) for row in rows)
    with archive.open(f"数据/{table.name}.json", "w") as file:
        keys = [column.key for column in table.columns]
        for piece in _json(dict(zip(keys, row, strict=True)) for row in rows):
            file.write(piece.encode())
    return f"{table.title} {len(rows)} 条" + ("（含个人信息）" if table.is_personal else "")


def _cells(columns: Sequence[Column], row: Sequence[Any]) -> list[str]:
    return [_cell(column, value) for column, value in zip(columns, row, strict=True)]


def _cell(column: Column, value: Any) -> str:
    """As people read it; a text that would be taken for a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, str):
        words = str(column.choices.get(value, value))
        return f"'{words}" if words.startswith(FORMULAS) else words
    return str(value)


def _json(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One object on a line, all of them a list."""
    yield "[\n"
    for number, row in enumerate(rows):
        yield (",\n" if number else "") + json.dumps(row, ensure_ascii=False, default=_plain)
    yield "\n]\n"


def _plain(value: Any) -> str:
    assert isinstance(value, date | time)
    return value.isoformat()


def _write_files(archive: zipfile.ZipFile, reader: Reader) -> int:
    """The attachments as they lie there; one that is missing is left out, and its line in the list stays."""
    shelf, count = Shelf(settings.UPLOADS_DIR), 0
    for name, stored in files(reader):
        path = shelf.path(stored)
        if path.exists():
            archive.write(path, f"附件/{name}")
            count += 1
    return count
