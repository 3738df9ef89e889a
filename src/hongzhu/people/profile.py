"""What the page of a person says, as far as the reader may know: the row of the roster, the way it came about, who sees what."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from django.db.models import QuerySet

from hongzhu.kit.dates import date_words, moment
from hongzhu.ledger.amending import earlier_versions
from hongzhu.orgs.access import Reader, granted
from hongzhu.policy.days import FOREVER, to_date, to_day

from .models import Appointment, Person, Placement
from .revealed import revealed

Category = Person.Category
LATEST: Final = 10
"""how many of those who had a number shown are named"""
COLUMNS: Final = (
    ("本人", ("self",)),
    ("书记、党务工作者", ("secretary", "worker")),
    ("委员", ("committee",)),
    ("党小组组长、党员", ("group_leader", "member")),
    ("上级党组织", ("leading", "guiding")),
)
"""who is told apart, and his roles"""
ROWS: Final = (
    ("姓名、类别、党小组、职务", "read"),
    ("出生、学历、岗位、入党和转正日期", "detail"),
    ("转入转出的经过", "detail"),
    ("学时", "detail"),
    ("手机、身份证号", "reveal"),
)
"""what is told apart, and the action of the table of permissions that shows it"""


class Cell(NamedTuple):
    """Whether somebody sees something."""

    words: str
    is_seen: bool


def who_sees() -> list[tuple[str, list[Cell]]]:
    """谁能看到: as the table of permissions has it."""
    return [(title, [_cell(action, roles) for _name, roles in COLUMNS]) for title, action in ROWS]


def _cell(action: str, roles: tuple[str, ...]) -> Cell:
    if "self" in roles:
        return Cell("能看", True)
    if granted("roster", action) & frozenset(roles):
        return Cell("写明用途才显示" if action == "reveal" else "能看", True)
    if action == "read" and granted("roster", "count") & frozenset(roles):
        return Cell("只见人数", False)
    return Cell("看不到", False)


class Stage(NamedTuple):
    """One step of somebody's way, the last first."""

    day: int
    when: str
    title: str
    about: str


def stages(person: Person, places: Sequence[Placement] = ()) -> list[Stage]:
    """到岗, 入党, 转正, 转入, 离退休, 离开, the last first; `places`: where he was before."""
    found = [_stage(person.arrived_on, "到岗", _place(places[0] if places else person))]
    found += [_stage(each.starts_on, "转入", _place(each)) for each in places[1:]]
    if places and person.moved_on:
        found.append(_stage(person.moved_on, "转入", _place(person)))
    if person.category in (Category.FULL, Category.PROBATIONARY) and person.joined_on:
        found.append(_stage(person.joined_on, "接收为预备党员", ""))
    if person.category == Category.FULL and person.full_on:
        found.append(_stage(person.full_on, "转为正式党员", "党龄从这一天算起"))
    if person.left_on:
        words = ("离退休", "党组织关系留下") if person.is_retired else ("离开", "不再列入花名册")
        found.append(_stage(person.left_on, *words))
    if person.gone_on:
        found.append(_stage(person.gone_on, "离开", "不再列入花名册"))
    return sorted(found, key=lambda stage: -stage.day)


def _stage(day: date, title: str, about: str) -> Stage:
    return Stage(to_day(day), date_words(day), title, about)


def _place(place: Person | Placement) -> str:
    return "，".join(each.name for each in (place.school, place.org) if each is not None)


def facts(person: Person, today: date) -> list[tuple[str, str]]:
    """(name, value) of what is filled in."""
    day = to_day(today)
    given = (
        ("人员编号", person.code),
        ("性别", person.sex),
        ("民族", person.nation),
        ("出生", f"{person.born_on.year}年{person.born_on.month}月" if person.born_on else ""),
        ("学历", person.education),
        ("学校", person.school.name if person.school else ""),
        ("岗位", person.job),
        ("党组织", person.org.name if person.org else ""),
        ("党小组", person.group.name if person.group else ""),
        ("入党", _words(person.joined_on)),
        ("转正", _words(person.full_on)),
        ("党龄", _years(person, day)),
        ("到岗", _words(person.arrived_on)),
        ("离退休" if person.is_retired else "离岗", _words(person.left_on)),
    )
    return [(name, value) for name, value in given if value]


def _words(day: date | None) -> str:
    return date_words(day) if day else ""


def _years(person: Person, day: int) -> str:
    """Full years since the day of full membership."""
    if person.full_on is None or person.status_on(day) != Category.FULL:
        return ""
    on = to_date(day)
    years = on.year - person.full_on.year - ((on.month, on.day) < (person.full_on.month, person.full_on.day))
    return f"{years} 年"


def heading(person: Person, posts: list[Appointment], day: int) -> str:
    """正式党员 · 书记 · 第一党小组."""
    status = person.status_on(day)
    words = [Category(status).label] if status else []
    words += dict.fromkeys(Appointment.Post(post.post).label for post in posts)
    words += [person.group.name] if person.group else []
    return " · ".join(words)


def held(posts: QuerySet[Appointment], day: int) -> list[tuple[str, str, str, bool]]:
    """(post, where, from when until when, whether it is held now), the latest first."""
    rows = []
    for post in posts.order_by("-starts_on", "pk"):
        body, (_start, end) = post.org or post.school, post.span
        until = "至今" if end >= FOREVER else f"至{date_words(to_date(end))}"
        words = f"{date_words(post.starts_on)}{until}"
        is_held = to_day(post.starts_on) <= day < end
        rows.append((Appointment.Post(post.post).label, body.name if body else "", words, is_held))
    return rows


def amended(person: Person) -> list[tuple[str, str, str]]:
    """(when, by whom, why) of each change of the row; what stood there before stays in the trail."""
    return [(moment(each.at), each.by, each.reason) for each in earlier_versions(f"person:{person.code}")]


def shown_to(person: Person) -> list[tuple[str, str]]:
    """(when, who saw which number, and what for) lately."""
    found = revealed(person.code, LATEST)
    return [(moment(each.at), f"{each.by}看了{each.number}：{each.purpose}") for each in found]


def may_know(reader: Reader, person: Person) -> bool:
    """Whether the reader sees more than name, status, group and posts: his own row, or the branch he looks after."""
    return (
        person.pk == reader.person
        or Person.objects.visible_to(reader, "detail").filter(pk=person.pk).exists()
    )
