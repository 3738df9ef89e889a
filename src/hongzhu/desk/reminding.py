"""提醒: what each school would be told now, merged into one message, and why some are told nothing.

Told is what is late and, beside it, what is nearly due; of people only that somebody is short. Not told is what was
reminded of in the last seven days, and that for which a 说明 waits for an answer.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from hongzhu.kit.dates import short_date
from hongzhu.ledger.gathered import Seated, gathered
from hongzhu.ledger.keeping import kept
from hongzhu.ledger.stored import Standing
from hongzhu.notices.actions import Letter, Told
from hongzhu.notices.quiet import Key, told_lately
from hongzhu.obligations.models import Justification
from hongzhu.obligations.pending import WAITING
from hongzhu.orgs.access import Reader, above_orgs
from hongzhu.orgs.bodies import Body as Addressee
from hongzhu.orgs.bodies import find_bodies
from hongzhu.orgs.cases import cases_of, every_case, kinds
from hongzhu.policy.days import to_day
from hongzhu.policy.period_words import period_words
from hongzhu.policy.rules import Compiled

from .bodies import Body, case_body
from .filters import Filters
from .home import PRIVATE, Lines
from .periods import late_words, left_words
from .places import District, Place, district_on
from .tallies import background_on
from .words import look_of

MOST: Final = 20
"""matters of one message; the rest stands on the home"""
NAMED: Final = 4
"""duties that the text for a chat group names"""
AHEAD: Final = 31
"""days before its last day a matter is mentioned beside what is late; the home may think of it months before"""


@dataclass
class Draft:
    """One addressee: what is late and nearly due; what waits for an answer; since when it is quiet."""

    kind: str
    code: str
    name: str
    late: list[Told] = field(default_factory=list)
    soon: list[Told] = field(default_factory=list)
    plain: set[str] = field(default_factory=set)
    """duties of which something is late, as they are called in a chat group"""
    explained: int = 0
    told_on: date | None = None

    @property
    def address(self) -> str:
        """How the form names it."""
        return f"{self.kind}:{self.code}"

    @property
    def is_to_send(self) -> bool:
        """Something is late of which nobody has been told lately."""
        return bool(self.late)

    @property
    def title(self) -> str:
        """有 1 件事过期了，另有 2 件快到期."""
        more = f"，另有 {len(self.soon)} 件快到期" if self.soon else ""
        return f"有 {len(self.late)} 件事过期了{more}"

    @property
    def about(self) -> str:
        """What it is about, in a line."""
        first = "、".join(each.words for each in self.late[:3])
        more = f"等 {len(self.late)} 件" if len(self.late) > 3 else ""
        return first + more + (f"；另有 {len(self.soon)} 件快到期" if self.soon else "")

    @property
    def why_not(self) -> str:
        """Why nothing is sent."""
        if self.explained:
            return f"已提交说明（{self.explained} 件），等答复，先不发"
        return f"{short_date(self.told_on)}提醒过，同一件事 7 天内不再发" if self.told_on else ""

    @property
    def matters(self) -> list[Told]:
        """In the order of the message."""
        return [*self.late, *self.soon][:MOST]


@dataclass(frozen=True)
class Drafts:
    """Who gets a message, who none and why; both in the order of codes."""

    to_send: list[Draft]
    not_sent: list[Draft]
    chat: str

    @property
    def late(self) -> int:
        """Matters that are late, of all who get one."""
        return sum(len(draft.late) for draft in self.to_send)


def drafts(
    reader: Reader, compiled: Compiled, stamp: str, on: date, since: date, filters: Filters | None = None
) -> Drafts:
    """Of everybody below the reader, or of the schools asked for. Some ten queries, however many schools."""
    district = district_on(on, reader, with_people=False)
    own = {org.code for org in above_orgs(reader, "notice", "create")}  # nobody reminds himself
    found = _addressees(district, own, filters)
    subjects = {subject for _draft, bodies in found for subject in bodies}
    by_subject = {subject: draft for draft, bodies in found for subject in bodies}
    bodies = _bodies(found, reader)
    waiting = _explained(reader, subjects)
    quiet = told_lately(subjects, on)
    lines = _late_or_near(_gathered(compiled, stamp, on, since), subjects, on)
    for told, each in _told(compiled, lines, bodies, _called(found), on):
        draft = by_subject[told.key.subject]
        if told.key in quiet:
            draft.told_on = max(draft.told_on or date.min, quiet[told.key])
        elif (each.row.subject, told.key.obligation, told.key.period) in waiting:
            draft.explained += told.is_late
        else:
            (draft.late if told.is_late else draft.soon).append(told)
            if told.is_late and told.key.obligation:
                period = period_words(each.obligation.period, told.key.period, on.year)
                draft.plain.add(f"{period}{each.obligation.title}")
    every = sorted((draft for draft, _bodies in found), key=lambda draft: draft.code)
    to_send = [draft for draft in every if draft.is_to_send]
    not_sent = [draft for draft in every if not draft.is_to_send and draft.why_not]
    return Drafts(to_send, not_sent, _chat(to_send, on))


def letters(found: Iterable[Draft], chosen: Iterable[str], words: str) -> list[Letter]:
    """The messages to those chosen."""
    wanted = set(chosen)
    some = [draft for draft in found if draft.address in wanted]
    by_code: dict[str, Addressee] = find_bodies(draft.code for draft in some)
    return [
        Letter(to=by_code[draft.code], title=draft.title, matters=draft.matters, words=words)
        for draft in some
    ]


def _addressees(
    district: District, own: set[str], filters: Filters | None
) -> list[tuple[Draft, dict[int, Body]]]:
    """Each organisation with its groups, its cases and the schools it covers first; a school that none covers alone."""
    found: dict[str, tuple[Draft, dict[int, Body]]] = {}

    def add(place: Place) -> dict[int, Body]:
        draft = Draft(place.kind, place.code, place.name)
        return found.setdefault(place.code, (draft, {}))[1]

    for place in [*district.schools, *district.others]:
        if place.is_gone or place.code in own or (filters and not filters.takes(place)):
            continue
        orgs = [each for each in place.near if not each.is_gone and each.code not in own]
        for each in orgs or [place]:
            add(each).update(_own_bodies(each))
        if orgs and place.kind == "school":
            add(orgs[0]).update(_own_bodies(place, only=("school",)))
    return list(found.values())


def _own_bodies(place: Place, only: tuple[str, ...] = ()) -> dict[int, Body]:
    return {
        subject: Body(subject, kind, code, place.bodies[subject])
        for subject, (kind, code) in place.paths.items()
        if not only or kind in only
    }


def _bodies(found: list[tuple[Draft, dict[int, Body]]], reader: Reader) -> dict[int, Body]:
    """By subject; cases called by what they are about."""
    bodies = {subject: body for _draft, some in found for subject, body in some.items()}
    owned = [each for each in every_case() if each.subject in bodies] if kinds() else []
    cases = cases_of(reader, owned)
    return bodies | {
        each.subject: case_body(each, cases[each.subject]) for each in owned if each.subject in cases
    }


def _explained(reader: Reader, subjects: set[int]) -> set[tuple[int, str, str]]:
    rows = Justification.objects.visible_to(reader).filter(WAITING, subject__in=subjects)
    return set(rows.values_list("subject", "obligation", "period"))


def _gathered(compiled: Compiled, stamp: str, on: date, since: date) -> list[Seated]:
    """Everybody's, kept while the ledger stands as it did."""
    key = ("gathered", compiled.pack.digest, compiled.window, on, since)
    behind = background_on(compiled, stamp, on)
    return kept(stamp, key, lambda: gathered(compiled, on, since, behind).lines)


def _late_or_near(lines: list[Seated], subjects: set[int], on: date) -> list[Seated]:
    """What may be told of these, the longest late first."""
    day = to_day(on)

    def is_told(each: Standing) -> bool:
        is_near = each.status == "grace" or (each.status == "at_risk" and each.row.due - day <= AHEAD)
        is_pressing = look_of(each, day) == "late" or is_near
        is_ours = (
            each.rule.recordable and each.obligation.confirmed and each.obligation.trigger not in PRIVATE
        )
        return is_pressing and is_ours

    found = [each for each in lines if each.home in subjects and is_told(each.standing)]
    return sorted(found, key=lambda each: (each.standing.row.overdue, each.standing.row.due))


def _called(found: list[tuple[Draft, dict[int, Body]]]) -> dict[int, str]:
    """How a body is called in front of what it owes, where its addressee has several of its kind."""
    called: dict[int, str] = {}
    for _draft, bodies in found:
        kinds = [body.kind for body in bodies.values()]
        called |= {
            subject: f"{body.name}：" for subject, body in bodies.items() if kinds.count(body.kind) > 1
        }
    return called


def _told(
    compiled: Compiled, lines: list[Seated], bodies: dict[int, Body], called: dict[int, str], on: date
) -> Iterable[tuple[Told, Standing]]:
    """What is to be said of each; what several people of one place lack is said once."""
    maker, of_people = Lines(compiled.pack, on, bodies), dict[Key, Standing]()
    for each, home in lines:
        if each.rule.subject == "person":
            of_people.setdefault(Key(home, each.obligation.id, each.row.label), each)
            continue
        line = maker.line(each, bodies[home])
        words = line.title if bodies[home].is_case else called.get(home, "") + line.title
        yield Told(key=line.key, words=words, tag=line.tag, is_late=line.is_late), each
    for key, each in of_people.items():
        yield _of_people(key, each, called.get(key.subject, ""), on), each


def _of_people(key: Key, each: Standing, called: str, today: date) -> Told:
    """Never how many: of a small branch that would tell who."""
    duty, row, day = each.obligation, each.row, to_day(today)
    is_late = look_of(each, day) == "late"
    left = left_words(row.due, day) if row.due >= day else "宽限中"
    words = f"{called}{period_words(duty.period, row.label, today.year)}{duty.title}，有人还没有做到"
    return Told(key=key, words=words, tag=late_words(row.overdue, day) if is_late else left, is_late=is_late)


def _chat(found: list[Draft], today: date) -> str:
    """For a chat group: neither a school nor a person is named."""
    counts: dict[str, int] = defaultdict(int)
    for draft in found:
        for words in draft.plain:
            counts[words] += 1
    if not counts:
        return ""
    most = sorted(counts, key=lambda words: (-counts[words], words))[:NAMED]
    return "\n".join(
        [
            "各校书记、党务老师好：",
            f"到{short_date(today)}，{'、'.join(most)}等，有的单位还没记。做过了的请抽空记一笔，约1分钟，不用照片，不用另报。",
            "自己单位还有哪几件，登录红烛首页就能看到。",
            "有特殊情况的，请在系统里提交说明。",
        ]
    )
