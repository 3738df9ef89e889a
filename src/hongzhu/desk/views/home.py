"""Everybody's home: what is owed by the bodies one looks after, what one owes oneself, and by whom one is waited for."""

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from markupsafe import Markup

from hongzhu.desk.about_me import facts_of, me, study_of
from hongzhu.desk.above import Above, above
from hongzhu.desk.absences import missed_for, own_missed
from hongzhu.desk.bodies import Body, meeting_kind
from hongzhu.desk.bound import bound
from hongzhu.desk.called import Called, called_for
from hongzhu.desk.consoles import CONSOLES
from hongzhu.desk.fed import last_record
from hongzhu.desk.greeting import greeting, greeting_of_kindergarten, second_line
from hongzhu.desk.grid import Grid, columns, main_columns
from hongzhu.desk.handover import offered
from hongzhu.desk.home import HOW, Owed, owed
from hongzhu.desk.mine import Mine, Seat, mine_of
from hongzhu.desk.own import LAST, own_lines
from hongzhu.desk.places import district_on, is_empty
from hongzhu.desk.progress import progress
from hongzhu.desk.tallies import Tallies, background_on, district_of, tallies_on
from hongzhu.desk.to_sign import to_sign
from hongzhu.desk.waiting import waiting_for
from hongzhu.ledger.keeping import HOMES, kept
from hongzhu.ledger.stored import Standing, stored_standing
from hongzhu.obligations.pending import pending_for
from hongzhu.orgs.access import INSPECTOR, Reader
from hongzhu.orgs.cases import parts_on_home
from hongzhu.people.recorded import recorded

from .asking import Asked, asks_a_day, page
from .notices import nothing_yet

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
    request.seat = Seat(mine.place, mine.is_superior, mine.is_kindergarten)  # type: ignore[attr-defined]
    days = (asked.today, asked.on, asked.since)
    context = kept(asked.stamp, (reader.user, *days), lambda: _context(reader, mine, asked), shelf=HOMES)
    return page(request, "kindergarten" if mine.is_kindergarten else "home", asked, **context)


def _context(reader: Reader, mine: Mine, asked: Asked) -> dict[str, object]:
    """What the home says: the records, the reader and the days decide it alone."""
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
    context: dict[str, object] = {
        "reader": reader,
        "mine": mine,
        "owed": todo,
        "title": greeting(reader, mine, todo, overview, pending.asked),
        "line": second_line(reader, todo, overview, is_new=is_new) or called.words,
        "progress": progress(asked.compiled, standings, mine.bodies, asked.on, people=mine.people),
        "missed": missed_for(reader, asked.since, asked.on),
        "to_sign": to_sign(reader, asked.on),
        "waiting": waiting_for(reader, mine, pending.awaited, asked.on),
        "asked_of_me": pending.asked,
        "told": pending.told,
        "is_new": is_new,
        "called": called,
        "parts": [*offered(reader, asked.on), *parts_on_home(reader, asked.on)]
        if asked.on == asked.today
        else [],
        "may_announce": reader.may("create", "announcement"),
        "last": last_record(mine.bodies, standings, asked.on),
        "tiles": _tiles(reader, standings, mine),
        "above": overview,
        "is_inspector": bool(reader.orgs({INSPECTOR})),
        "overview": Markup('<a href="{}">学校总览</a>').format(reverse("district")),
        "clauses": _clauses(mine),
        "unbound": _unbound(mine),
        "HOW": HOW,
    }
    context |= own
    if mine.is_kindergarten:
        context |= _of_kindergarten(reader, mine, standings, todo, asked)
    return context


def _own(reader: Reader, mine: Mine, standings: list[Standing], asked: Asked) -> dict[str, object]:
    """One's own lines; the records behind them where the home has nothing else to show."""
    nothing: dict[str, object] = {"own": [], "own_records": [], "own_count": 0, "about_me": [], "study": None}
    if reader.subject is None:
        return nothing
    lines = own_lines(standings, reader.subject, reader.code, asked.on)
    if mine.bodies:
        return nothing | {"own": lines}
    person = me(reader)
    if person is None:
        return nothing
    found = recorded(reader, reader.subject, asked.on)
    missed = own_missed(reader, date(asked.on.year, 1, 1))
    rows = sorted([*found, *missed], key=lambda line: -line.on)
    return {
        "own": lines,
        "own_records": rows[:LAST],
        "own_count": len(found),
        "about_me": facts_of(person),
        "study": study_of(reader, person, asked.on),
    }


def _of_kindergarten(
    reader: Reader, mine: Mine, standings: list[Standing], todo: Owed, asked: Asked
) -> dict[str, object]:
    """What binds it, and of that what need not be looked at now."""
    binding = bound(asked.compiled.pack, standings, mine.bodies, mine.people, asked.on)
    now = {line.duty for line in [*todo.shown, *todo.later] if line.is_now}
    return {
        "title": greeting_of_kindergarten(reader, mine, todo, len(binding)),
        "quiet": [
            (each.title, each.href, each.look, each.tag, each.about)
            for each in binding
            if each.duty not in now
        ],
    }


def _above(reader: Reader, asked: Asked, found: Tallies) -> Above:
    """The schools in reach, from the lines of the district grid."""
    places = district_on(asked.on, reader, with_people=False)
    every = columns(asked.compiled, asked.on)
    shown = main_columns(every)
    grid = Grid(shown, [each for each in every if each not in shown], found, asked.words)
    return above(grid, places.lines)


def _with_district(mine: Mine, asked: Asked, found: Tallies) -> Mine:
    """The district's own duties stand on the home of the committee that records for it."""
    place = district_of(asked.compiled, found)
    if place is None or not mine.root:
        return mine
    (subject,) = place.bodies
    body = Body(subject, "district", place.code, place.name, mine.root)
    return replace(mine, bodies=mine.bodies | {subject: body})


def _clauses(mine: Mine) -> Markup:
    """The way to the page that goes through every clause."""
    body = next((body for body in mine.bodies.values() if body.kind in ("org", "school")), None)
    if body is None:
        return Markup("")
    return Markup('<a href="{}">按条款看</a>').format(reverse("body", args=[body.kind, body.code]))


def _unbound(mine: Mine) -> str:
    """The page that says what need not be done: of the school, with its organisation, where there is one."""
    found = sorted(mine.bodies.values(), key=lambda body: body.kind != "school")
    body = next((body for body in found if body.kind in ("org", "school")), None)
    return reverse("unbound", args=[body.kind, body.code]) if body else ""


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
