"""One school or organisation: its duties clause by clause, why each is not done, and its people only as numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from hongzhu.ledger.explaining import explanations
from hongzhu.ledger.stored import Standing
from hongzhu.policy.days import iso, to_day
from hongzhu.policy.explaining import Explanation, amount
from hongzhu.policy.pack import Obligation, Pack
from hongzhu.policy.vocabulary import STATUSES

from .clauses import COUNTED_LOOKS, Head
from .places import Place
from .words import LOOKS, assumed, foremost, is_sensitive, look_of, people, percent

EXPLAINED = ("late", "soon", "blank", "open", "excused")
"""looks of what is not done: each is shown with its reasons"""


@dataclass(frozen=True)
class Item:
    """One period of a duty."""

    look: str
    tag: str
    period: str
    amounts: str
    due: str
    steps: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    settle: str = ""


@dataclass
class Duty:
    """One duty of one subject over its periods; for people: how many of them."""

    title: str
    owner: str
    quotes: tuple[str, ...]
    assumed: str
    is_asked: bool
    """the district has still to confirm how much or how often"""
    pressing: list[Item] = field(default_factory=list)
    settled: list[Item] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    """(look, words): people who are late or soon will be"""
    is_of_people: bool = False


@dataclass
class Section:
    """A clause and the duties that come from it."""

    head: Head
    duties: list[Duty]


def sections(
    place: Place, standings: list[Standing], heads: list[Head], on: date, pack: Pack
) -> list[Section]:
    """The page of a place from the standings of all its subjects."""
    found: dict[str, list[Duty]] = {}
    bodies = list(place.bodies)
    lines = [each for each in standings if each.row.subject in place.bodies and each.rule.recordable]
    lines.sort(key=lambda each: (bodies.index(each.row.subject), each.row.rule, each.row.period))
    for clause, duty in _duties(place, lines, on, pack):
        found.setdefault(clause, []).append(duty)
    of_people = [each for each in standings if each.row.subject in place.people]
    for clause, duty in _duties_of_people(of_people, to_day(on)):
        found.setdefault(clause, []).append(duty)
    return [Section(head, found[head.clause]) for head in heads if head.clause in found]


def _duties(place: Place, lines: list[Standing], on: date, pack: Pack) -> list[tuple[str, Duty]]:
    day = to_day(on)
    found: dict[tuple[str, int], Duty] = {}
    clauses: dict[tuple[str, int], str] = {}
    for line, reason in zip(lines, explanations(lines, on, pack=pack), strict=True):
        each = line.obligation
        key = (each.id, line.row.subject)
        if key not in found:
            owner = place.bodies[line.row.subject] if len(place.bodies) > 1 else ""
            found[key], clauses[key] = _duty(each, owner), each.clause
        look = look_of(line, day)
        if look in EXPLAINED:
            found[key].pressing.append(_item(line, look, day, reason))
        elif look == "before":
            found[key].before.append(line.row.label)
        else:
            found[key].settled.append(_item(line, look, day, None))
    order = list(LOOKS)
    for duty in found.values():
        duty.pressing.sort(key=lambda item: order.index(item.look))
    return [(clauses[key], duty) for key, duty in found.items()]


def _duty(each: Obligation, owner: str) -> Duty:
    return Duty(each.title, owner, (each.quote,), assumed(each.assumptions), not each.confirmed)


def _item(line: Standing, look: str, day: int, reason: Explanation | None) -> Item:
    row, rule = line.row, line.rule
    # The first step says clause and quote; the page says them once, above all periods.
    return Item(
        look=look,
        tag=_tag(line, look, day),
        period=f"{row.label}起的一届" if rule.shape == "term" and row.label else row.label,
        amounts="" if rule.shape == "term" else _amounts(line),
        due=iso(row.due) if row.due and (rule.shape != "state" or reason) else "",
        steps=reason.steps[1:] if reason else (),
        counted=reason.counted if reason else (),
        not_counted=reason.not_counted if reason else (),
        settle=reason.settle if reason else "",
    )


def _amounts(line: Standing) -> str:
    match line.rule.shape:
        case "state":
            return "已做到" if line.row.total else "还没有做到"
        case "share":
            return f"现在{percent(line.row.total)}，应有{percent(line.row.need)}"
        case "derived":
            return "已形成" if line.row.total else "还没有登记"
    if not line.obligation.confirmed:
        return f"已登记{amount(line.row.total)}{line.obligation.unit}"
    return f"已有{amount(line.row.total)}，应有{amount(line.row.need)}{line.obligation.unit}"


def _tag(line: Standing, look: str, day: int) -> str:
    match line.status if look != "ask" else "":
        case "overdue":
            return f"过期{day - line.row.overdue + 1}天"
        case "at_risk":
            return f"还有{line.row.due - day}天" if line.row.due > day else "今天到期"
        case "":
            return LOOKS["ask"]
        case status:
            return STATUSES[status]


def _duties_of_people(standings: Iterable[Standing], day: int) -> list[tuple[str, Duty]]:
    """One duty per rule: a person is counted once, whichever of a rule's obligations it is under."""
    looks: dict[int, dict[int, set[str]]] = {}
    rules = {}
    for each in standings:
        rules[each.rule.number] = each.rule
        looks.setdefault(each.rule.number, {}).setdefault(each.row.subject, set()).add(look_of(each, day))
    found = []
    for number, rule in rules.items():
        duty = Duty(
            title="、".join(each.title for each in rule.obligations),
            owner="",
            quotes=tuple(dict.fromkeys(each.quote for each in rule.obligations)),
            assumed=assumed(name for each in rule.obligations for name in each.assumptions),
            is_asked=not any(each.confirmed for each in rule.obligations),
            is_of_people=True,
        )
        sensitive = any(is_sensitive(each) for each in rule.obligations)
        leading = [foremost(some) for some in looks[number].values()]
        for look in COUNTED_LOOKS:
            if count := leading.count(look):
                duty.numbers.append((look, f"{LOOKS[look]}{people(count, sensitive=sensitive)}"))
        found.append((rule.obligations[0].clause, duty))
    return found
