"""What is owed: one line for each thing to do, the latest first, with the one button that settles it.

Plain functions over standings; nothing here asks the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from hongzhu.ledger.stored import Standing
from hongzhu.notices.quiet import Key
from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.pack import Obligation, Pack
from hongzhu.policy.period_words import period_words
from hongzhu.policy.rules import COUNTED

from .bodies import Body, duty_address, record_address
from .periods import day_words, late_words, left_words, operative
from .words import clause_label, look_of, percent

MOST: Final = 10
"""lines a home shows at once"""
NEAR: Final = 7
"""days before its last day a case is to be done now"""
LONGEST: Final = 26
"""characters of a quotation in a line"""
TO_DO: Final = ("late", "soon", "open")
"""looks of what is still to do"""
PRIVATE: Final = ("absence.unexcused",)
"""triggers of which the secretary alone is told, by a line of his own (absences.py)"""
HOW: Final = "查看怎么办"


@dataclass(frozen=True)
class OwedLine:
    """One thing to do; `is_now`: late, nearly due, or due within this month."""

    look: str
    tag: str
    title: str
    about: str
    verb: str
    href: str
    why: str
    is_now: bool
    is_late: bool
    due: int
    overdue: int
    duty: str
    key: Key
    """under which a message speaks of it"""


@dataclass(frozen=True)
class Owed:
    """What a home shows at once, what it keeps folded, and the titles of what the district has still to confirm."""

    shown: list[OwedLine]
    later: list[OwedLine]
    asked: list[OwedLine]

    @property
    def late(self) -> int:
        """How many are late; those are shown first."""
        return sum(line.is_late for line in [*self.shown, *self.later])

    @property
    def now(self) -> int:
        """How many are to be done now, also those that found no room."""
        return sum(line.is_now for line in [*self.shown, *self.later])


def owed(
    pack: Pack,
    standings: Iterable[Standing],
    bodies: Mapping[int, Body],
    today: date,
    *,
    people: Mapping[int, Body] | None = None,
) -> Owed:
    """Sort what is not done. `bodies`: by subject; `people`: subjects of persons → the body that looks after them."""
    maker = Lines(pack, today, bodies)
    lines: list[OwedLine] = []
    asked: list[OwedLine] = []
    short: dict[tuple[str, str, int], list[Standing]] = {}
    for each in standings:
        if not _is_to_do(each):
            continue
        subject = each.row.subject
        if subject in bodies:
            (lines if each.obligation.confirmed else asked).append(maker.line(each, bodies[subject]))
        elif people and subject in people:
            short.setdefault((each.obligation.id, each.row.label, people[subject].subject), []).append(each)
    for (_duty, _label, host), some in short.items():
        (lines if some[0].obligation.confirmed else asked).append(maker.line_of_people(some, bodies[host]))
    lines.sort(key=_turn)
    asked.sort(key=_turn)
    now = [line for line in lines if line.is_now]
    shown = now[:MOST]
    return Owed(shown, now[MOST:] + [line for line in lines if not line.is_now], asked)


def _turn(line: OwedLine) -> tuple[bool, int, str, str]:
    return (not line.is_late, line.overdue if line.is_late else line.due, line.title, line.why)


def _is_to_do(each: Standing) -> bool:
    """Not done, and recordable: what nobody can record yet stands on no home."""
    if each.obligation.trigger in PRIVATE:
        return False
    return each.rule.recordable and each.status in ("overdue", "grace", "at_risk", "open")


class Lines:
    """Makes lines as of a day."""

    def __init__(self, pack: Pack, today: date, bodies: Mapping[int, Body]) -> None:
        self.pack = pack
        self.today = today
        self.day = to_day(today)
        kinds = [body.kind for body in bodies.values() if not body.is_case]
        self.several = {kind for kind in kinds if kind == "group" or kinds.count(kind) > 1}

    def line(self, each: Standing, body: Body) -> OwedLine:
        last = to_date(each.row.due) if each.row.due < self.day else None
        href = record_address(body, each.obligation, last)
        is_late = look_of(each, self.day) == "late"
        if body.is_case:
            return self._made([each], body, body.name, href, body.verb)
        verb = ("补记" if last else "记录") if href else HOW
        return self._made([each], body, self._title(each, is_late), href, verb)

    def line_of_people(self, some: list[Standing], body: Body) -> OwedLine:
        """One line for everyone who is short of the same duty in the same period."""
        title = f"{self._period(some[0])}{some[0].obligation.title}，还差 {len({each.row.subject for each in some})} 人"
        return self._made(some, body, title, "", HOW)

    def _made(self, some: list[Standing], body: Body, title: str, href: str, verb: str) -> OwedLine:
        each = max(some, key=lambda one: (look_of(one, self.day) == "late", -one.row.due))
        duty, row = each.obligation, each.row
        started = to_date(row.period).year if each.rule.shape in COUNTED else self.today.year
        why = duty_address(duty, body.kind, body.code, started if started < self.today.year else 0)
        is_late = duty.confirmed and each.status == "overdue"
        month = (self.today.year, self.today.month)
        due = to_date(row.due)
        is_near = body.is_case and row.due - self.day <= NEAR
        is_now = each.status in ("overdue", "grace", "at_risk") or is_near or (due.year, due.month) == month
        return OwedLine(
            look="late" if is_late else "soon" if is_now else "open",
            tag=self._tag(each, is_late),
            title=title,
            about=self._about(duty, body, row.total if len(some) == 1 else 0),
            verb=verb,
            href=href or why,
            why=why,
            is_now=is_now,
            is_late=is_late,
            due=row.due,
            overdue=row.overdue,
            duty=duty.id,
            key=Key(body.subject) if body.is_case else Key(body.subject, duty.id, row.label),
        )

    def _tag(self, each: Standing, is_late: bool) -> str:
        row = each.row
        if is_late:
            return late_words(row.overdue, self.day)
        if each.status == "grace":
            return f"宽限剩 {row.overdue - self.day} 天"
        return left_words(row.due, self.day) if row.due >= self.day else "待区确认"

    def _title(self, each: Standing, is_late: bool) -> str:
        duty, row = each.obligation, each.row
        if each.rule.shape == "term":
            return f"{duty.title}：本届到{day_words(row.due, self.today)}届满"
        if each.rule.shape == "share":
            return f"{duty.title}：现在 {percent(row.total)}，应有 {percent(row.need)}"
        if each.rule.shape not in COUNTED:
            return f"{duty.title}：还没有做到"
        period = self._period(each)
        short = row.need - row.total
        if each.rule.is_sum or duty.unit != "次" or (short != 10 and not row.total):
            return f"{period}{duty.title}，还差{amount(short)}{duty.unit}"
        if row.total:
            return f"{period}第 {amount(row.total + 10)} 次{duty.title}"
        return f"{period}{duty.title}还没有记录" if is_late else f"{period}{duty.title}"

    def _period(self, each: Standing) -> str:
        return period_words(each.obligation.period, each.row.label, self.today.year)

    def _about(self, duty: Obligation, body: Body, total: int) -> str:
        if body.is_case:
            return f"{body.about} · {clause_label(self.pack, duty.clause)}"
        parts = [body.name] if body.kind in self.several else []
        parts += [operative(duty.quote, LONGEST), clause_label(self.pack, duty.clause)]
        if total:
            parts.append(f"已记 {amount(total)} {duty.unit}")
        return " · ".join(parts)
