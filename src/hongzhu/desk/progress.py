"""How far the year is: a row for each duty with periods, people as totals. Plain functions over standings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from hongzhu.ledger.stored import Standing
from hongzhu.policy.days import to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.pack import Obligation
from hongzhu.policy.rules import COUNTED, Compiled, Rule
from hongzhu.policy.vocabulary import PERIODS

from .bodies import Body, duty_address
from .periods import cell_words, operative
from .words import foremost, look_of

DONE = ("done", "excused", "free")


@dataclass(frozen=True)
class ProgressRow:
    """One duty: its value in words, and either the looks of its periods or a share of people."""

    title: str
    href: str
    value: str
    about: str
    looks: tuple[str, ...] = ()
    part: int = 0
    whole: int = 0


@dataclass
class _Tally:
    rule: Rule
    duty: Obligation
    body: Body
    owners: set[str] = field(default_factory=set)
    rows: list[Standing] = field(default_factory=list)


def progress(
    compiled: Compiled,
    standings: Iterable[Standing],
    bodies: Mapping[int, Body],
    today: date,
    *,
    people: Mapping[int, Body] | None = None,
) -> list[ProgressRow]:
    """Duties that the district has confirmed and that somebody can record, in the order of the document."""
    own: dict[tuple[str, str], _Tally] = {}
    theirs: dict[str, _Tally] = {}
    for each in standings:
        rule, duty = each.rule, each.obligation
        if rule.shape not in COUNTED or not rule.recordable or not duty.confirmed:
            continue
        if body := bodies.get(each.row.subject):
            place = "" if body.kind == "group" else body.code
            tally = own.setdefault((duty.id, place), _Tally(rule, duty, body))
        elif people and (body := people.get(each.row.subject)):
            tally = theirs.setdefault(duty.id, _Tally(rule, duty, body))
        else:
            continue
        tally.rows.append(each)
        tally.owners.add(body.name)
    order = {each.id: number for number, each in enumerate(compiled.pack.obligations)}
    several = {kind for kind in ("org", "school") if sum(body.kind == kind for body in bodies.values()) > 1}
    host = next((body.code for body in bodies.values() if body.kind == "org"), "")
    rows = [(order[key[0]], _row(tally, today, several, host)) for key, tally in own.items()]
    rows.sort(key=lambda pair: pair[0])
    last = [(order[key], _row_of_people(tally, today)) for key, tally in theirs.items()]
    last.sort(key=lambda pair: pair[0])
    return [row for _place, row in (*rows, *last) if row is not None]


def _row(tally: _Tally, today: date, several: set[str], host: str) -> ProgressRow | None:
    day, duty = to_day(today), tally.duty
    slots = [slot for slot in tally.rule.slots if slot.label.startswith(str(today.year))]
    by_period: dict[int, list[Standing]] = {}
    for each in tally.rows:
        by_period.setdefault(each.row.period, []).append(each)
    looks, need, total = [], 0, 0
    missing, freed = [], []
    for slot in slots:
        some = by_period.get(slot.start, [])
        look = (
            foremost(look_of(each, day) for each in some) if some else "open" if slot.start > day else "none"
        )
        if look == "open" and slot.start <= day:
            look = "soon"
        looks.append(look)
        counted = [each for each in some if look_of(each, day) not in ("free", "excused", "before", "blank")]
        need += sum(each.row.need for each in counted)
        total += sum(min(each.row.need, each.row.total) for each in counted)
        if look == "late":
            missing.append(cell_words(duty.period, slot.label))
        elif look in ("free", "excused"):
            freed.append(cell_words(duty.period, slot.label))
    if not need:
        return None
    about = [tally.body.name] if tally.body.kind in several else []
    if len(tally.owners) > 1:
        about.append(f"{len(tally.owners)} 个小组")
    about.append(_often(duty))
    if missing:
        about.append("缺" + "、".join(missing))
    if freed:
        about.append("、".join(freed) + "免计")
    href = duty_address(duty, tally.body.kind, tally.body.code)
    if len(tally.owners) > 1 and host:
        href = reverse("body", args=["org", host])
    value = f"{amount(total)} / {amount(need)} {duty.unit}"
    return ProgressRow(duty.title, href, value, "，".join(about), tuple(looks))


def _row_of_people(tally: _Tally, today: date) -> ProgressRow | None:
    """Of everyone who owes it in the period of the day, how many have done it."""
    day, duty = to_day(today), tally.duty
    spans = {slot.start: slot for slot in tally.rule.slots}
    current = [
        each for each in tally.rows if spans[each.row.period].start <= day < spans[each.row.period].end
    ]
    owing = [each for each in current if look_of(each, day) not in ("free", "before", "blank")]
    if not owing:
        return None
    done = sum(look_of(each, day) in DONE for each in owing)
    href = duty_address(duty, tally.body.kind, tally.body.code)
    about = operative(duty.quote)
    return ProgressRow(duty.title, href, f"{done} / {len(owing)} 人", about, part=done, whole=len(owing))


def _often(duty: Obligation) -> str:
    """每月1次."""
    least = duty.min if isinstance(duty.min, str) else f"{duty.min:g}"
    return f"{PERIODS.get(duty.period, '')}{least}{duty.unit}"
