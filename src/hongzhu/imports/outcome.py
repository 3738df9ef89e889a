"""What a reader is told after an import, in plain Chinese."""

from dataclasses import dataclass, field
from typing import Final

from .columns import Sheet
from .problems import Report

PRINTED: Final = 200
"""So many problems are printed; the others are counted."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of one sheet were new, changed, equal."""

    sheet: Sheet
    created: int
    updated: int
    unchanged: int

    def __str__(self) -> str:
        parts = (("新增", self.created), ("更新", self.updated), ("没有变化", self.unchanged))
        said = "，".join(f"{word} {number}" for word, number in parts if number)
        return f"{self.sheet.title}：{said or '没有内容'}"


@dataclass(slots=True)
class Outcome:
    """The end of an import; `titles` are the sheets read, as the file names them."""

    report: Report
    titles: list[str]
    is_dry_run: bool
    counts: list[Count] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many records are new or changed."""
        return sum(count.created + count.updated for count in self.counts)


def told(outcome: Outcome) -> str:
    """Return the whole message, several lines."""
    report = outcome.report
    lines = [_line(problem) for problem in report.in_reading_order(outcome.titles)[:PRINTED]]
    if report.count > PRINTED:
        lines.append(f"……还有 {report.count - PRINTED} 处没有列出")
    if report.count:
        lines += ["", f"有 {report.count} 处要改，什么也没有导入。请在工作簿里改好，保存后再导入一次。"]
    else:
        lines += [str(count) for count in outcome.counts]
        lines.append(_closing(outcome))
    if report.notices:
        lines += ["", "请留意：", *(f"- {_line(notice)}" for notice in report.notices)]
    return "\n".join(lines)


def _line(said: object) -> str:
    """Return one printable line: titles and headings of a file may hold anything."""
    return "".join(letter if letter.isprintable() else " " for letter in str(said))


def _closing(outcome: Outcome) -> str:
    if not outcome.counts:
        return "工作簿里还没有填内容，没有要导入的。请把内容填在各张表的标题行下面，再导入一次。"
    if not outcome.changes:
        return "工作簿里的内容和系统里的一样，没有变化。"
    if outcome.is_dry_run:
        return "检查通过，还没有写入。去掉 --dry-run 再运行一次，就会导入。"
    return "导入完成。可以用 ./run standing 查看各项义务的情况。"
