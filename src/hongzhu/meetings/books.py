"""The minute books of an organisation: each meeting as an entry, in the words of its record, versions beside each other."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final

from django.db.models import F, QuerySet
from django.utils import timezone

from hongzhu.attachments.models import Attachment
from hongzhu.audit.models import Version
from hongzhu.kit.dates import date_words
from hongzhu.ledger.saving import chunks
from hongzhu.orgs.access import Reader
from hongzhu.orgs.models import OrgEdge, PartyOrg
from hongzhu.paper.book import Amendment, Change, Leaf
from hongzhu.people.models import Appointment, Person
from hongzhu.policy.days import to_day

from .actions import MeetingEntry, stored_entries
from .attached import KIND as OWNER
from .models import Meeting, MeetingKind, Resolution, Signature
from .pages import Beside, Page
from .signed import is_enough
from .versions import entry_from

Kind = Meeting.Kind
WHY: Final = "of meetings at hand"


def assembly(reader: Reader | None, org: PartyOrg, year: int) -> list[Leaf]:
    """党员大会记录簿; without a reader, for the house."""
    return _leaves(reader, org, year, Kind.ASSEMBLY)


def committee(reader: Reader | None, org: PartyOrg, year: int) -> list[Leaf]:
    """支部委员会会议记录簿."""
    return _leaves(reader, org, year, Kind.COMMITTEE)


def group(reader: Reader | None, org: PartyOrg, year: int) -> list[Leaf]:
    """党小组会记录簿: of a branch, the meetings of all its groups."""
    return _leaves(reader, org, year, Kind.GROUP)


def lecture(reader: Reader | None, org: PartyOrg, year: int) -> list[Leaf]:
    """党课记录簿."""
    return _leaves(reader, org, year, Kind.LECTURE)


def _leaves(reader: Reader | None, org: PartyOrg, year: int, kind: str) -> list[Leaf]:
    """The meetings of a kind in a year, by day and hour; the number of queries does not depend on how many there are."""
    of_groups = OrgEdge.objects.everything(WHY).filter(
        superior=org, org__kind=PartyOrg.Kind.PARTY_GROUP, line="lead"
    )
    orgs = [org.pk, *(of_groups.values_list("org", flat=True) if kind == Kind.GROUP else ())]
    of_kind = MeetingKind.objects.everything(WHY).filter(kind=kind).values("meeting")
    found = _meetings(reader).filter(org__in=orgs, held_on__year=year, pk__in=of_kind)
    meetings = list(
        found.select_related("org").order_by("held_on", F("starts_at").asc(nulls_first=True), "pk")
    )
    read = _Read(meetings, kind, org.name)
    return [read.leaf(meeting) for meeting in meetings]


def _meetings(reader: Reader | None) -> QuerySet[Meeting]:
    return (
        Meeting.objects.visible_to(reader, "minutes")
        if reader
        else Meeting.objects.everything("a book is printed")
    )


class _Read:
    """What stands beside some meetings, read at once."""

    def __init__(self, meetings: Collection[Meeting], kind: str, owner: str) -> None:
        self.kind, self.owner = kind, owner
        codes = [meeting.code for meeting in meetings]
        self.now = {code: entry for some in chunks(codes) for code, entry in stored_entries(some).items()}
        self.earlier: dict[str, list[Version]] = defaultdict(list)
        amended = [f"meeting:{meeting.code}" for meeting in meetings if meeting.version > 1]
        for some in chunks(amended):
            for row in Version.objects.filter(object__in=some).order_by("version"):
                self.earlier[row.object.partition(":")[2]].append(row)
        self.was = {
            code: [entry_from(row.was) if row.was else None for row in rows]
            for code, rows in self.earlier.items()
        }
        self.signed: dict[tuple[int, int], dict[str, Signature]] = defaultdict(dict)
        self.files: dict[str, list[str]] = defaultdict(list)
        for meeting_keys in chunks([meeting.pk for meeting in meetings]):
            for each in Signature.objects.everything(WHY).filter(meeting__in=meeting_keys):
                self.signed[each.meeting_id, each.version][each.kind] = each
        for some in chunks(codes):
            files = Attachment.objects.everything(WHY).filter(
                kind=OWNER, code__in=some, removed_at__isnull=True
            )
            for code, name in files.order_by("pk").values_list("code", "name"):
                self.files[code].append(name)
        entries = [*self.now.values(), *(each for several in self.was.values() for each in several if each)]
        self.names = _names({code for entry in entries for code in entry.people()})
        closed = Resolution.objects.everything(WHY).filter(
            pk__in={key for entry in entries for key in entry.closes}
        )
        self.closed = dict(closed.values_list("pk", "words"))
        self.leaders = _leaders({meeting.org_id for meeting in meetings} if kind == Kind.GROUP else ())

    def leaf(self, meeting: Meeting) -> Leaf:
        """One meeting with all its versions."""
        versions = [*self.was.get(meeting.code, ()), self.now[meeting.code]]
        pages = [
            self._page(meeting, entry, number) if entry else None for number, entry in enumerate(versions, 1)
        ]
        changes = list(self._changes(meeting, pages))
        entries = {
            number: page.entry(amendments=tuple(changes[: number - 1]))
            for number, page in enumerate(pages, 1)
            if page is not None
        }
        withdrawn = ""
        if meeting.withdrawn_at:
            day = date_words(timezone.localdate(meeting.withdrawn_at))
            withdrawn = f"已撤回（{day}），不再算数。原因：{meeting.withdrawn_reason}"
        return Leaf(
            key=f"meeting:{meeting.code}",
            day=meeting.held_on,
            version=len(versions),
            entries=entries,
            withdrawn=withdrawn,
        )

    def _page(self, meeting: Meeting, entry: MeetingEntry, version: int) -> Page:
        org = meeting.org
        beside = Beside(
            names=self.names,
            closed=self.closed,
            group=org.name.removeprefix(self.owner) if org else "",
            leader=self._leader(meeting, entry.held_on),
            files=tuple(self.files.get(meeting.code, ())),
            signed=self.signed.get((meeting.pk, version), {}),
            version=version,
        )
        return Page(self.kind, entry, beside)

    def _leader(self, meeting: Meeting, on: date) -> str:
        day = to_day(on)
        held = (
            post for post in self.leaders.get(meeting.org_id or 0, ()) if post.span[0] <= day < post.span[1]
        )
        return "、".join(post.person.name for post in held)

    def _changes(self, meeting: Meeting, pages: Sequence[Page | None]) -> Iterator[Amendment]:
        """What each amendment changed, oldest first."""
        for row, was, became in zip(self.earlier.get(meeting.code, ()), pages, pages[1:], strict=False):
            at = date_words(timezone.localdate(row.event.at))
            state = (
                "（已确认）"
                if is_enough(set(self.signed.get((meeting.pk, row.number), ())))
                else "（未确认）"
            )
            about = f"第 {row.number} 稿{state}于{at}由{row.event.actor_label}更正"
            about += f"，原因：{row.reason}" if row.reason else ""
            gone = Change(label="原来的内容", was=("已按规定销毁",), became=("见上",))
            changes = (gone,) if was is None or became is None else tuple(was.changed_to(became))
            yield Amendment(about=about, changes=changes)


def _names(codes: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in chunks(codes):
        found |= dict(Person.objects.everything(WHY).filter(code__in=some).values_list("code", "name"))
    return found


def _leaders(groups: Collection[int | None]) -> dict[int, list[Appointment]]:
    """Whoever has led these groups, by the key of the group."""
    found: dict[int, list[Appointment]] = defaultdict(list)
    posts = Appointment.objects.everything(WHY).filter(org__in=groups, post=Appointment.Post.GROUP_LEADER)
    for post in posts.select_related("person").order_by("starts_on") if groups else ():
        found[post.org_id or 0].append(post)
    return found
