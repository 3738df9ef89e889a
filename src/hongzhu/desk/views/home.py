"""Everybody's home: what is owed by the bodies one looks after, what one owes oneself, and by whom one is waited for."""

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from markupsafe import Markup

from hongzhu.desk.above import Above, above
from hongzhu.desk.absences import missed_for, own_missed
from hongzhu.desk.bodies import Body, meeting_kind
from hongzhu.desk.called import Called, called_for
from hongzhu.desk.consoles import CONSOLES
from hongzhu.desk.fed import last_record
from hongzhu.desk.grid import Grid, columns, main_columns
from hongzhu.desk.home import HOW, Owed, owed
from hongzhu.desk.mine import Mine, Seat, mine_of
from hongzhu.desk.own import LAST, own_lines, own_records
from hongzhu.desk.places import district_on, is_empty
from hongzhu.desk.progress import progress
from hongzhu.desk.records import records
from hongzhu.desk.tallies import Tallies, background_on, district_of, tallies_on
from hongzhu.desk.waiting import waiting_for
from hongzhu.desk.words import courtesy
from hongzhu.ledger.explaining import known_of
from hongzhu.ledger.stored import Standing, stored_standing
from hongzhu.obligations.pending import Line, pending_for
from hongzhu.orgs.access import PRINCIPAL, SECRETARY, WORKER, Reader

from .asking import Asked, asks_a_day, page
from .notices import nothing_yet

NEW = "还没有用本系统登记过，以前做过的也可以补记"
TILES = (
    ("meeting.staff-study", "政治学习", "book-open"),
    ("meeting.lecture", "党课", "graduation-cap"),
    ("meeting.theme-day", "主题党日", "footprints"),
    ("meeting.group", "小组会", "users"),
)
"""kind of meeting, name and icon of what stands under 随手记"""
RECORDS = (("training", "培训", "graduation-cap"), ("talk", "谈心谈话", "message-circle"))
"""resource, name and icon of what else is recorded often"""


@asks_a_day
def home(request: HttpRequest, reader: Reader, asked: Asked) -> HttpResponse:
    """The first page after signing in."""
    if reader.duty:
        return page(request, "console", asked, reader=reader, console=CONSOLES[reader.duty])
    if not reader.offices:
        if is_empty():
            return nothing_yet(request)
        return page(request, "no-office", asked, reader=reader)
    mine = mine_of(reader)
    request.seat = Seat(mine.place, mine.is_superior)  # type: ignore[attr-defined]
    behind = background_on(asked.compiled, asked.stamp, asked.on) if mine.is_superior else None
    found = tallies_on(asked.compiled, asked.stamp, asked.on, asked.since, behind) if behind else None
    overview = _above(reader, asked, found) if found is not None else None
    mine = _with_district(mine, asked, found) if found is not None else mine
    wanted = frozenset({*mine.bodies, *mine.people} | ({reader.subject} if reader.subject else set()))
    standings = stored_standing(asked.compiled, asked.on, asked.since, wanted, behind=behind)
    own = _own(reader, mine, standings, asked)
    pending = pending_for(reader, asked.compiled.pack, asked.on)
    todo = owed(asked.compiled.pack, standings, mine.bodies, asked.on, people=mine.people)
    is_new = _is_new(standings, mine)
    called = called_for(reader) if asked.on == asked.today else Called()
    return page(
        request,
        "home",
        asked,
        reader=reader,
        mine=mine,
        owed=todo,
        title=_title(reader, mine, todo, overview, pending.asked),
        line=NEW if is_new else _line(todo) or called.words,
        progress=progress(asked.compiled, standings, mine.bodies, asked.on, people=mine.people),
        missed=missed_for(reader, asked.since, asked.on),
        waiting=waiting_for(mine, pending.awaited, asked.on),
        asked_of_me=pending.asked,
        told=pending.told,
        is_new=is_new,
        called=called,
        may_announce=reader.may("create", "announcement"),
        last=last_record(mine.bodies, standings, asked.on),
        tiles=_tiles(reader, standings, mine),
        above=overview,
        overview=Markup('<a href="{}">学校总览</a>').format(reverse("district")),
        clauses=_clauses(mine),
        HOW=HOW,
        **own,
    )


def _own(reader: Reader, mine: Mine, standings: list[Standing], asked: Asked) -> dict[str, object]:
    """One's own lines; the records behind them where the home has nothing else to show."""
    if reader.subject is None or reader.person is None:
        return {"own": [], "own_records": [], "own_count": 0}
    lines = own_lines(standings, reader.subject, reader.code, asked.on)
    if mine.bodies:
        return {"own": lines, "own_records": [], "own_count": 0}
    facts = known_of([reader.subject], asked.on).facts.get(reader.subject, [])
    found = own_records(facts, records(reader, (fact.source for fact in facts)), asked.on)
    missed = own_missed(reader, date(asked.on.year, 1, 1))
    rows = sorted([*found, *missed], key=lambda line: -line.on)
    return {"own": lines, "own_records": rows[:LAST], "own_count": len(found)}


def _above(reader: Reader, asked: Asked, found: Tallies) -> Above:
    """The schools in reach, from the lines of the district grid."""
    places = district_on(asked.on, reader, with_people=False)
    every = columns(asked.compiled, asked.on)
    shown = main_columns(every)
    grid = Grid(shown, [each for each in every if each not in shown], found, asked.words)
    return above(grid.lines(places.lines))


def _with_district(mine: Mine, asked: Asked, found: Tallies) -> Mine:
    """The district's own duties stand on the home of the committee that records for it."""
    place = district_of(asked.compiled, found)
    if place is None or not mine.root:
        return mine
    (subject,) = place.bodies
    body = Body(subject, "district", place.code, place.name, mine.root)
    return replace(mine, bodies=mine.bodies | {subject: body})


def _title(reader: Reader, mine: Mine, todo: Owed, overview: Above | None, asked: list[Line]) -> str:
    is_principal = reader.schools({PRINCIPAL}) and not reader.orgs({SECRETARY, WORKER})
    who = courtesy(reader.name, "校长" if is_principal else "老师") if reader.person else reader.name
    if overview and asked:
        what = "说明" if all(line.is_justification for line in asked) else "说明和异议"
        return f"{who}，有 {len(asked)} 件{what}等您答复"
    if overview:
        late = len(overview.late) + overview.more
        return f"{who}，有 {late} 个单位有过期的事" if late else f"{who}，眼下没有单位有过期的事"
    if not mine.bodies:
        return f"{reader.name}，您好"
    return f"{who}，眼下要办 {todo.now} 件事" if todo.now else f"{who}，眼下没有要办的"


def _line(todo: Owed) -> str:
    if todo.late:
        return f"其中 {todo.late} 件已过期，先办它" if todo.late < todo.now else f"{todo.late} 件都已过期"
    return ""


def _clauses(mine: Mine) -> Markup:
    """The way to the page that goes through every clause."""
    body = next((body for body in mine.bodies.values() if body.kind in ("org", "school")), None)
    if body is None:
        return Markup("")
    return Markup('<a href="{}">按条款看</a>').format(reverse("body", args=[body.kind, body.code]))


def _is_new(standings: list[Standing], mine: Mine) -> bool:
    """Nothing has been recorded here yet: what was done before is not known."""
    own = [each for each in standings if each.row.subject in mine.bodies and each.rule.recordable]
    return bool(own) and all(each.used is None for each in own)


def _tiles(reader: Reader, standings: list[Standing], mine: Mine) -> list[tuple[str, str, str]]:
    """(words, address, icon) of what is recorded often; only what the bodies owe and this reader may record."""
    first = next((body for body in mine.bodies.values() if body.records_as), None)
    if first is None:
        return []
    hosts: dict[str, str] = {}
    for each in standings:
        body = mine.bodies.get(each.row.subject)
        if body and body.records_as:
            hosts.setdefault(meeting_kind(each.obligation), body.records_as)
    tiles = [("开会", f"{reverse('meeting_new')}?body={first.records_as}", "calendar-check")]
    for kind, words, icon in TILES:
        if kind in hosts:
            tiles.append((words, f"{reverse('meeting_new')}?body={hosts[kind]}&kind={kind}", icon))
    org = next((body for body in mine.bodies.values() if body.kind == "org" and body.records_as), None)
    for resource, words, icon in RECORDS:
        if org and reader.may("create", resource):
            tiles.append((words, f"{reverse(resource + '_new')}?body={org.records_as}", icon))
    return tiles
