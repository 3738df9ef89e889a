"""保存后自动完成: what the sheet would feed, whether a vote may be held, how late it is, in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from hongzhu.kit.dates import short_date
from hongzhu.ledger.feeding import feed_words
from hongzhu.meetings.actions import MeetingEntry
from hongzhu.meetings.feeding import preview
from hongzhu.meetings.forms import MeetingForm, is_writing
from hongzhu.meetings.kinds import usual_rule
from hongzhu.meetings.models import Meeting
from hongzhu.meetings.recalling import number_in_year, of_body
from hongzhu.meetings.voting_words import Guard, guard, voters
from hongzhu.meetings.words import hours_words, kinds_words, late_words
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import Body
from hongzhu.people.doors import Asker
from hongzhu.policy.voting import rules

Said = tuple[str, str]
NOT_YET: Final = "填好日期和会议类型，这里会写明记到哪里。"
TO_MEND: Final = "有地方要先改，改好了这里会写明记到哪里："


@dataclass(kw_only=True)
class Panel:
    """The right-hand side of the sheet, and what stands before the vote."""

    late: list[str] = field(default_factory=list)
    feeds: list[Said] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    guard: list[Guard] = field(default_factory=list)
    clock: str = ""
    previewed: bool = False


def before_saving(form: MeetingForm) -> Panel:
    """The panel of a sheet that has not been computed."""
    return Panel(guard=_guard(form), clock=_clock(form), notes=[NOT_YET])


def computed(form: MeetingForm, body: Body, asker: Asker, replacing: Meeting | None = None) -> Panel:
    """The panel of a checked sheet: the very action, done and taken back."""
    is_right = is_writing(form)
    found = Panel(guard=_guard(form), clock=_clock(form), previewed=True)
    if not is_right:
        words = [str(words) for name in form.errors for words in form.errors[name]]
        found.notes = [TO_MEND + "；".join(words)]
        return found
    entry = form.entry(code=replacing.code if replacing else "", body=body.code)
    found.late = late_words(entry.held_on, asker.today)
    found.notes = list(_doubts(entry, body, asker.reader, replacing))
    told = preview(entry, by=asker.by, now=asker.now, replacing=replacing)
    if told.problems:
        found.notes += [TO_MEND + "；".join(each.message for each in told.problems)]
        return found
    found.feeds = [*_own(entry, body, asker.reader, replacing), *map(feed_words, told.feeds)]
    return found


def _own(entry: MeetingEntry, body: Body, reader: Reader, replacing: Meeting | None) -> Iterator[Said]:
    """What follows from the sheet itself."""
    number = number_in_year(reader, body, entry.kinds[0], entry.held_on, replacing)
    label = Meeting.Kind(entry.kinds[0]).label
    yield "入簿", f"{label} {entry.held_on.year} 年第 {number} 次"
    if entry.hours and isinstance(entry.present, tuple):
        yield "学时", f"到会 {len(entry.present)} 人各记 {hours_words(entry.hours)} 学时"
    to_do = sum(bool(each.owner or each.due_on) for each in entry.resolutions)
    if to_do:
        yield "要办的", f"{to_do} 项决议有人办，下次开会会列出来"
    if entry.closes:
        yield "办完的", f"上次定的 {len(entry.closes)} 项记为办完"


def _doubts(entry: MeetingEntry, body: Body, reader: Reader, replacing: Meeting | None) -> Iterator[str]:
    """What may be a slip, though it is allowed."""
    same = Meeting.objects.visible_to(reader, "create").filter(of_body(body), held_on=entry.held_on)
    same = same.filter(kinds__kind__in=entry.kinds, withdrawn_at__isnull=True).distinct()
    if replacing is not None:
        same = same.exclude(pk=replacing.pk)
    for code in same.values_list("code", flat=True)[:3]:
        yield f"{short_date(entry.held_on)}已经记过一次{kinds_words(entry.kinds)}（{code}），请看看是不是同一次。"


def _guard(form: MeetingForm) -> list[Guard]:
    """One for what the meeting usually decides, one for each special matter that somebody has chosen."""
    chosen = [form[f"r{number}-matter"].value() for number in form.rows]
    found = {rule.id: rule for rule in [usual_rule(form.choices.kinds)] if rule}
    found |= {matter: rules()[matter] for matter in chosen if matter in dict(form.choices.matters)}
    marks = form["who"].value() or {}
    return [guard(rule, voters(rule, form.choices.expected, marks)) for rule in found.values()]


def _clock(form: MeetingForm) -> str:
    tenths = form.clock_hours()
    if tenths is None:
        return "填了开始和结束，这里会算出多长时间。"
    return f"从开始到结束是 {hours_words(tenths)} 小时。打勾才计学时。"
