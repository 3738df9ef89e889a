"""A small book."""

from typing import Any

from hongzhu.paper.book import Amendment, Book, Change, Column, Entry, Field, Table


def entry(number: int = 1, **words: Any) -> Entry:
    """One meeting."""
    fields = (
        Field(label="时间", lines=("2026年3月10日 星期二 15:30—17:00",), is_half=True),
        Field(label="地点", lines=("二楼会议室",), is_half=True),
        Field(label="列席"),
        Field(label="会议记录", lines=(f"第{number}次会上说的话。",), is_prose=True, room=60),
    )
    made: dict[str, Any] = {
        "title": "支部党员大会记录",
        "about": f"编号 M{number}",
        "fields": fields,
        "signatures": (("主持人", "王建军　2026年3月12日"), ("记录人", "")),
    }
    return Entry(**made | words)


def book(*entries: Entry, **words: Any) -> Book:
    """Of these entries."""
    made: dict[str, Any] = {
        "title": "党员大会记录簿",
        "owner": "某支部",
        "year": "2026",
        "closing": ("链头 abc",),
    }
    return Book(entries=entries, **made | words)


def listed(names: list[str], heading: str = "姓名") -> Book:
    """A table of names and nothing else."""
    table = Table(
        title="名册", about="", columns=(Column(heading=heading),), rows=tuple((each,) for each in names)
    )
    return Book(title="花名册", owner="某支部", year="2026", table=table, has_cover=False)


AMENDED = Amendment(
    about="第 1 稿（已确认）于2026年3月20日由王建军更正，原因：记错了",
    changes=(Change(label="地点", was=("一楼",), became=("二楼会议室",)),),
)
