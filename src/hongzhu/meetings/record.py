"""One meeting as a page shows it: in words, in the order of a minute book."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from hongzhu.audit.models import Version
from hongzhu.kit.dates import date_words, day_words
from hongzhu.orgs.access import Reader
from hongzhu.people.models import Person

from .actions import ResolutionEntry
from .models import AgendaItem, Attendance, Meeting, MeetingKind, Resolution, Signature
from .signed import is_enough
from .voting_words import Voters, result
from .words import hours_words, kinds_words, late_words

State = Attendance.State
FIELDS: Final = {
    "kinds": "会议类型",
    "held_on": "日期",
    "starts_at": "开始",
    "ends_at": "结束",
    "place": "地点",
    "chair": "主持人",
    "recorder": "记录人",
    "present": "到会",
    "on_leave": "请假",
    "absent": "缺席",
    "agenda": "议程",
    "minutes": "会议记录",
    "resolutions": "决议",
    "hours": "学时",
}
"""field of an earlier version → what a reader calls it"""
OF_PEOPLE: Final = frozenset({"chair", "recorder", "present", "on_leave", "absent"})


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A resolution in words."""

    words: str
    vote: str
    to_do: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A line for a signature; blank until it is given."""

    title: str
    name: str
    when: str


@dataclass(frozen=True, kw_only=True)
class Amended:
    """An earlier version: why, when and by whom it was changed, and what it said."""

    number: int
    when: str
    by: str
    reason: str
    was: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Record:
    """A whole meeting."""

    title: str
    body: str
    facts: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]
    agenda: tuple[str, ...]
    minutes: tuple[str, ...]
    decided: tuple[Decided, ...]
    signatures: tuple[Signed, ...]
    signed_kinds: frozenset[str]
    amended: tuple[Amended, ...]
    late: tuple[str, ...]
    is_withdrawn: bool

    @property
    def is_confirmed(self) -> bool:
        """The version that stands is signed."""
        return is_enough(self.signed_kinds)


def record_of(reader: Reader, meeting: Meeting, *, sees_minutes: bool) -> Record:
    """Read one meeting for a reader; the number of queries does not depend on how many were there.

    Without the minutes: that it was held, the agenda, what was resolved, how many were there.
    """
    body = meeting.org or meeting.school
    assert body is not None
    kinds = MeetingKind.objects.visible_to(reader).filter(meeting=meeting).order_by("pk")
    named = list(_named(reader, meeting)) if sees_minutes else []
    agenda = AgendaItem.objects.visible_to(reader).filter(meeting=meeting).order_by("place")
    resolved = Resolution.objects.visible_to(reader).filter(meeting=meeting).order_by("place")
    signed = Signature.objects.visible_to(reader).filter(meeting=meeting, version=meeting.version)
    signatures = {each.kind: each for each in signed.select_related("person")}
    return Record(
        title=kinds_words(kinds.values_list("kind", flat=True)),
        body=body.name,
        facts=tuple(_facts(meeting, named, sees_minutes=sees_minutes)),
        names=tuple((label, names) for label, names, _count in named),
        agenda=tuple(agenda.values_list("words", flat=True)),
        minutes=tuple(line for line in meeting.minutes.splitlines() if line.strip()) if sees_minutes else (),
        decided=tuple(_decided(row, sees_minutes=sees_minutes) for row in resolved.select_related("owner")),
        signatures=tuple(_signed(meeting, signatures, sees_minutes=sees_minutes)),
        signed_kinds=frozenset(signatures),
        amended=tuple(_amended(reader, meeting)) if sees_minutes and meeting.version > 1 else (),
        late=tuple(late_words(meeting.held_on, meeting.entered_on)) if meeting.entered_on else (),
        is_withdrawn=meeting.withdrawn_at is not None,
    )


def _named(reader: Reader, meeting: Meeting) -> Iterator[tuple[str, str, int]]:
    """(state, names, how many) of those the minutes name."""
    rows = Attendance.objects.visible_to(reader).filter(meeting=meeting).order_by("pk")
    found = list(rows.values_list("state", "person__name"))
    for state, label in ((State.PRESENT, "到会"), (State.ON_LEAVE, "请假"), (State.ABSENT, "缺席")):
        names = [name for each, name in found if each == state]
        if state == State.PRESENT and meeting.is_everyone:
            yield label, "全体，除了下面写明的", 0
        elif names:
            yield label, "、".join(names), len(names)


def _facts(
    meeting: Meeting, named: Sequence[tuple[str, str, int]], *, sees_minutes: bool
) -> Iterator[tuple[str, str]]:
    times = " 至 ".join(f"{each:%H:%M}" for each in (meeting.starts_at, meeting.ends_at) if each)
    yield "时间", f"{day_words(meeting.held_on)} {times}".strip()
    yield "地点", meeting.place
    if sees_minutes:
        yield "主持人", meeting.chair.name if meeting.chair else ""
        yield "记录人", meeting.recorder.name if meeting.recorder else ""
    if named:
        counts = {label: count for label, _names, count in named}
        expected = sum(counts.values())
        parts = [f"应到 {expected} 人", f"实到 {counts.get('到会', 0)} 人"] if not meeting.is_everyone else []
        parts += [f"{label} {counts[label]} 人" for label in ("请假", "缺席") if label in counts]
        yield "人数", "，".join(parts) or "全体到会"
    if meeting.hours:
        yield "学时", hours_words(meeting.hours)


def _decided(row: Resolution, *, sees_minutes: bool) -> Decided:
    to_do = [f"{row.owner.name}办"] if row.owner and sees_minutes else []
    to_do += [f"{date_words(row.due_on)}前办完"] if row.due_on else []
    if row.closed_on:
        to_do.append(f"{date_words(row.closed_on)}办完")
    return Decided(
        words=row.words,
        vote="；".join(vote_words(row)),
        to_do="，".join(to_do),
        is_open=bool(row.owner_id or row.due_on) and row.closed_on is None,
    )


def vote_words(row: Resolution | ResolutionEntry) -> Iterator[str]:
    """The votes that were counted; what was left blank is not spoken of."""
    if row.entitled is not None and row.present is not None:
        yield f"有表决权 {row.entitled} 人，到会 {row.present} 人"
    counts = (("赞成", row.in_favour), ("反对", row.against), ("弃权", row.abstained))
    said = [f"{label} {count}" for label, count in counts if count is not None]
    if row.written:
        said.append(f"其中书面赞成 {row.written}")
    if said:
        yield ("全票通过：" if row.is_unanimous else "") + "，".join(said)
    if row.entitled is not None and row.present is not None and row.in_favour is not None:
        yield result(row.matter, Voters(row.entitled, row.present), row.in_favour, row.written or 0)


def _signed(meeting: Meeting, given: dict[str, Signature], *, sees_minutes: bool) -> Iterator[Signed]:
    paper = given.get(Signature.Kind.PAPER)
    people = {Signature.Kind.CHAIR: meeting.chair, Signature.Kind.RECORDER: meeting.recorder}
    for kind, person in people.items():
        signature = given.get(kind)
        name = person.name if person and sees_minutes and (signature or paper) else ""
        when = date_words(signature.signed_on) if signature else ""
        if paper and not signature:
            when = f"纸质已签，{date_words(paper.signed_on)}"
        yield Signed(title=Signature.Kind(kind).label, name=name, when=when)


def _amended(reader: Reader, meeting: Meeting) -> Iterator[Amended]:
    """Earlier versions, the latest first; people by the names they have now."""
    versions = list(
        Version.objects.filter(object=f"meeting:{meeting.code}").select_related("event").order_by("-version")
    )
    codes = {code for each in versions for code in _codes(each.was or {})}
    names = dict(Person.objects.visible_to(reader).filter(code__in=codes).values_list("code", "name"))
    for each in versions:
        at = timezone.localtime(each.event.at)
        yield Amended(
            number=each.number,
            when=f"{date_words(at.date())} {at:%H:%M}",
            by=each.event.actor_label,
            reason=each.reason,
            was=tuple(_version_words(each.was or {}, names)),
        )


def _codes(was: dict[str, Any]) -> Iterator[str]:
    for name in OF_PEOPLE & was.keys():
        yield from map(str, [was[name]] if isinstance(was[name], str) else was[name])


def _version_words(was: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, label in FIELDS.items():
        value = was.get(name)
        if value in (None, "", []):
            continue
        values = value if isinstance(value, list) else [value]
        if name in OF_PEOPLE:
            yield label, "、".join(names.get(str(each), str(each)) for each in values)
        elif name == "kinds":
            yield label, kinds_words(values)
        elif name == "hours":
            yield label, hours_words(int(value))
        else:
            yield (
                label,
                "\n".join(str(each["words"]) if isinstance(each, dict) else str(each) for each in values),
            )
