"""What is wrong with the entries of meetings, each in a sentence that says what to do."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from hongzhu.ledger.saving import TENTHS_OF_A_DAY, Checks
from hongzhu.meetings.models import Attendance, Meeting, Resolution
from hongzhu.orgs.bodies import Body
from hongzhu.orgs.models import PartyOrg

from .details import Details, Referred, paired
from .entries import AgendaEntry, MeetingEntry, ResolutionEntry
from .votes import check_votes


@dataclass
class Known:
    """All that is stored and that the entries of one call speak of."""

    bodies: dict[str, Body]
    referred: Referred
    stored: dict[str, Meeting]
    details: Details


def check_meetings(entries: Sequence[MeetingEntry], known: Known) -> None:
    """Raise Refusals with everything that is wrong. Nothing has been written yet."""
    checks = Checks()
    points = _points(entries)
    checks.distinct(entries, lambda entry: entry.code, "会议编号", "code")
    for index, entry in enumerate(entries):
        _check_head(checks, index, entry, known)
        _check_attendance(checks, index, entry, known.referred.people)
        _check_lines(checks, index, entry, known.referred)
        check_votes(checks, index, entry)
        _check_stored(checks, index, entry, known)
        if entry.closes:
            _check_points(checks, index, entry, points, known.bodies.get(entry.body))
    checks.settle()


def _check_head(checks: Checks, index: int, entry: MeetingEntry, known: Known) -> None:
    people = known.referred.people
    checks.code(index, entry.code)
    checks.fits(index, entry, Meeting)
    checks.known(index, "body", entry.body, known.bodies, "党组织表或学校表")
    if not entry.kinds:
        checks.refuse(index, "kinds", "请填会议类型；几种会合并召开的，用顿号连写。")
    for kind in entry.kinds:
        checks.chosen(index, "kinds", kind, Meeting.Kind)
    checks.known(index, "chair", entry.chair, people, "人员表")
    checks.known(index, "recorder", entry.recorder, people, "人员表")
    if entry.starts_at and entry.ends_at and entry.ends_at < entry.starts_at:
        checks.refuse(index, "ends_at", f"结束{entry.ends_at:%H:%M}早于开始{entry.starts_at:%H:%M}，请核对。")
    if entry.hours is not None and not 0 <= entry.hours <= TENTHS_OF_A_DAY:
        checks.refuse(index, "hours", "学时不能是负数，也不能超过一整天，请核对；不计学时就留空。")
    checks.order(index, "entered_on", entry.held_on, entry.entered_on, ("会议日期", "登记日期"))


def _check_attendance(checks: Checks, index: int, entry: MeetingEntry, people: dict[str, int]) -> None:
    states: dict[str, str] = {}
    for person, state, field in entry.named():
        checks.known(index, field, person, people, "人员表")
        before = states.setdefault(person, state)
        if before != state:
            words = f"{Attendance.State(before).label}，又{Attendance.State(state).label}"
            checks.refuse(index, field, f"“{person}”既{words}，请只留一处。")


def _check_lines(checks: Checks, index: int, entry: MeetingEntry, referred: Referred) -> None:
    lines: list[tuple[str, AgendaEntry | ResolutionEntry]] = [
        *((f"agenda.{place}", each) for place, each in enumerate(entry.agenda)),
        *((f"resolutions.{place}", each) for place, each in enumerate(entry.resolutions)),
    ]
    for field, each in lines:
        if not each.words.strip():
            checks.refuse(index, f"{field}.words", "有一条没有写内容，请补上或删去这一条。")
        if each.subject and each.subject not in referred.subjects:
            checks.refuse(index, f"{field}.subject", f"找不到“{each.subject[1]}”，请改正所涉对象的代码。")
        if isinstance(each, ResolutionEntry):
            checks.known(index, f"{field}.owner", each.owner, referred.people, "人员表")


def _check_stored(checks: Checks, index: int, entry: MeetingEntry, known: Known) -> None:
    """A withdrawn record stays as it is; what a later meeting noted as done stays before it, and of its body."""
    row = known.stored.get(entry.code)
    if row is None:
        return
    if row.withdrawn_at is not None:
        checks.refuse(index, "code", f"“{entry.code}”已经撤回，不能再改，请另编编号重新登记。")
    stored = known.details.resolutions[row.pk]
    done = [each for each in stored if each.closed_on is not None]
    _found, gone = paired(stored, entry.resolutions)
    for each in done:
        if each in gone:
            words = f"决议“{each.words}”在后来的会议上已经办结，请留着这一条，或先更正那次会议。"
            checks.refuse(index, "resolutions", words)
        elif not _is_of(row, known.bodies.get(entry.body)):
            checks.refuse(index, "body", f"决议“{each.words}”已由原单位办结，请先更正办结它的那次会议。")
        elif each.closed_on is not None and entry.held_on > each.closed_on:
            words = f"决议“{each.words}”在{each.closed_on}已经办结，会议日期不能晚于那天，请核对。"
            checks.refuse(index, "held_on", words)


def _points(entries: Iterable[MeetingEntry]) -> dict[int, Resolution]:
    wanted = {key for entry in entries for key in entry.closes}
    if not wanted:
        return {}
    return (
        Resolution.objects.everything("actions see all")
        .select_related("meeting", "closed_in")
        .in_bulk(wanted)
    )


def _check_points(
    checks: Checks, index: int, entry: MeetingEntry, points: dict[int, Resolution], body: Body | None
) -> None:
    for key in entry.closes:
        point = points.get(key)
        closer = point.closed_in.code if point and point.closed_in else ""
        if point is None or not _is_of(point.meeting, body) or (point.meeting.withdrawn_at and not closer):
            checks.refuse(index, "closes", "要办结的事项已经不在了，请刷新后重新勾选。")
        elif closer not in ("", entry.code):
            checks.refuse(index, "closes", f"“{point.words}”已在{closer}办结，请不要再勾选。")
        elif point.meeting.code == entry.code or point.meeting.held_on > entry.held_on:
            checks.refuse(index, "closes", f"“{point.words}”是这次会议或以后议定的，请在下一次会议勾选办结。")


def _is_of(meeting: Meeting, body: Body | None) -> bool:
    if body is None:
        return False
    return (meeting.org_id if isinstance(body, PartyOrg) else meeting.school_id) == body.pk


def codes_of(entries: Collection[MeetingEntry]) -> set[str]:
    """Codes of everyone the entries name."""
    return {code for entry in entries for code in entry.people()}
