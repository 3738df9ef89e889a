"""The page of one meeting in a minute book: its fields in the order of the form; what is blank stays blank."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from hongzhu.kit.dates import date_words, day_words
from hongzhu.paper.book import Amendment, Change, Entry, Field

from .actions import MeetingEntry, ResolutionEntry
from .actions.entries import Present
from .models import Meeting, Signature
from .record import vote_words
from .words import hours_words, kinds_words, late_words

Kind = Meeting.Kind
ASSEMBLY: Final = (
    *("_when", "_people", "_counted", "_named", "_guests"),
    *("_agenda", "_minutes", "_decided", "_hours", "_files"),
)
COMMITTEE: Final = (*ASSEMBLY[:-1], "_to_assembly", "_files")
GROUP: Final = ("_group", *ASSEMBLY[:-1], "_to_branch", "_files")
LECTURE: Final = (
    *("_when", "_people", "_speaker", "_counted", "_named", "_missed"),
    *("_topic", "_summary", "_decided", "_files"),
)
ROOM: Final = 64
"""mm for the minutes, also where nothing is written"""
ROOM_BY_HAND: Final = {"到会": 15, "议程": 22, "题目": 15, "决议": 28}
"""mm of a blank form"""
FORMS: Final = {Kind.COMMITTEE: COMMITTEE, Kind.GROUP: GROUP, Kind.LECTURE: LECTURE}
"""kind → the parts of its page, in order; any other kind is written down as an assembly is"""
NO_DAY: Final = date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a page needs that does not stand in the entry itself. `is_form`: nothing is written yet."""

    names: Mapping[str, str] = field(default_factory=dict)
    closed: Mapping[int, str] = field(default_factory=dict)
    group: str = ""
    leader: str = ""
    files: tuple[str, ...] = ()
    signed: Mapping[str, Signature] = field(default_factory=dict)
    version: int = 1
    is_form: bool = False


@dataclass(frozen=True)
class Page:
    """One version of a meeting, in one book."""

    kind: str
    said: MeetingEntry
    beside: Beside

    def entry(self, amendments: tuple[Amendment, ...] = ()) -> Entry:
        """The page as it is printed."""
        about = [f"编号 {self.said.code}"] if self.said.code else []
        about += [f"第 {self.beside.version} 稿"] if self.beside.version > 1 else []
        about += ["旧簿导入"] if self.said.entered_on is None and not self.beside.is_form else []
        late = late_words(self.said.held_on, self.said.entered_on) if self.said.entered_on else []
        joined = [f"合并召开：{kinds_words(self.said.kinds)}"] if len(self.said.kinds) > 1 else []
        return Entry(
            title=f"{Kind(self.kind).label}记录",
            about=" · ".join(about),
            marks=(*joined, *late),
            fields=tuple(self.fields()),
            signatures=tuple(self._signatures()),
            amendments=amendments,
        )

    def fields(self) -> Iterator[Field]:
        """Its cells."""
        for part in FORMS.get(Kind(self.kind), ASSEMBLY):
            yield from getattr(self, part)()

    def by_hand(self) -> Iterator[Field]:
        """Its cells with room to write."""
        for each in self.fields():
            room = ROOM_BY_HAND.get(each.label, each.room)
            yield replace(each, room=room)

    def changed_to(self, became: "Page") -> Iterator[Change]:
        """The fields that an amendment changed, each with both texts."""
        if self.said.kinds != became.said.kinds:
            was, now = kinds_words(self.said.kinds), kinds_words(became.said.kinds)
            yield Change(label="会议类型", was=(was,), became=(now,))
        then, now_fields = ({each.label: each.lines for each in page.fields()} for page in (self, became))
        for label in dict.fromkeys([*then, *now_fields]):
            old, new = then.get(label, ()), now_fields.get(label, ())
            if old != new:
                yield Change(label=label, was=old, became=new)

    def _name(self, code: str | None) -> str:
        return self.beside.names.get(code, code) if code else ""

    def _when(self) -> Iterator[Field]:
        said = self.said
        times = "—".join(f"{each:%H:%M}" for each in (said.starts_at, said.ends_at) if each)
        when = "" if self.beside.is_form else f"{day_words(said.held_on)} {times}".strip()
        yield _half("时间", when)
        yield _half("地点", said.place)

    def _people(self) -> Iterator[Field]:
        yield _half("主持人", self._name(self.said.chair))
        yield _half("记录人", self._name(self.said.recorder))

    def _counted(self) -> Iterator[Field]:
        """应到、实到 as far as the record says; of 全体 it does not say how many that were."""
        said = self.said
        away = len(said.on_leave) + len(said.absent)
        if isinstance(said.present, Present):
            counted = "全体到会" if not away else f"全体到会，除请假、缺席 {away} 人"
        elif said.present or away:
            counted = f"{len(said.present) + away} / {len(said.present)} 人"
        else:
            counted = ""
        yield _whole("应到/实到", counted)

    def _hours(self) -> Iterator[Field]:
        yield _whole("学时", hours_words(self.said.hours) if self.said.hours else "")

    def _named(self) -> Iterator[Field]:
        if isinstance(self.said.present, Present):
            yield _whole("到会", "全体，除了下面写明的")
        else:
            yield _whole("到会", "、".join(map(self._name, self.said.present)))
        for label, codes in (("请假", self.said.on_leave), ("缺席", self.said.absent)):
            yield _whole(label, "、".join(map(self._name, codes)))

    def _agenda(self) -> Iterator[Field]:
        yield Field(label="议程", lines=tuple(_numbered([each.words for each in self.said.agenda])))

    def _topic(self) -> Iterator[Field]:
        yield Field(label="题目", lines=tuple(_numbered([each.words for each in self.said.agenda])))

    def _minutes(self, label: str = "会议记录") -> Iterator[Field]:
        lines = tuple(line for line in self.said.minutes.splitlines() if line.strip())
        yield Field(label=label, lines=lines, is_prose=True, room=ROOM)

    def _summary(self) -> Iterator[Field]:
        yield from self._minutes("内容提要")

    def _decided(self) -> Iterator[Field]:
        words = [self._decision(each) for each in self.said.resolutions]
        yield Field(label="决议", lines=tuple(_numbered(words)))
        if self.said.closes:
            done = [self.beside.closed.get(key, "") for key in self.said.closes]
            yield Field(label="办结事项", lines=tuple(_numbered([each for each in done if each])))

    def _decision(self, said: ResolutionEntry) -> str:
        """One resolution, the votes that were counted, who does it by when."""
        parts = [said.words.rstrip("。"), *vote_words(said)]
        parts += [f"{self._name(said.owner)}办"] if said.owner else []
        parts += [f"{date_words(said.due_on)}前办完"] if said.due_on else []
        return "；".join(part.rstrip("。") for part in parts if part) + "。"

    def _group(self) -> Iterator[Field]:
        yield _half("组别", self.beside.group)
        yield _half("组长", self.beside.leader)

    def _files(self) -> Iterator[Field]:
        yield _whole("附件", "、".join(self.beside.files))

    def _guests(self) -> Iterator[Field]:
        yield _whole("列席", "")

    def _speaker(self) -> Iterator[Field]:
        yield _half("主讲人", "")
        yield _half("学时", hours_words(self.said.hours) if self.said.hours else "")

    def _missed(self) -> Iterator[Field]:
        yield _whole("缺课补课", "")

    def _to_assembly(self) -> Iterator[Field]:
        yield _whole("提交大会", "")

    def _to_branch(self) -> Iterator[Field]:
        yield _whole("汇报支部", "")

    def _signatures(self) -> Iterator[tuple[str, str]]:
        """Blank until given; whoever signed on paper signed both."""
        paper = self.beside.signed.get(Signature.Kind.PAPER)
        people = {Signature.Kind.CHAIR: self.said.chair, Signature.Kind.RECORDER: self.said.recorder}
        for kind, person in people.items():
            given = self.beside.signed.get(kind)
            if given:
                words = f"{self._name(person)}　{date_words(given.signed_on)}"
            else:
                words = f"纸质已签，{date_words(paper.signed_on)}" if paper else ""
            yield Signature.Kind(kind).label, words


def blank(kind: str) -> Entry:
    """An empty page for a meeting of some kind, to be filled in by hand and typed in later."""
    said = MeetingEntry(code="", body="", kinds=(kind,), held_on=NO_DAY, entered_on=NO_DAY)
    page = Page(kind, said, Beside(is_form=True))
    return replace(page.entry(), fields=tuple(page.by_hand()))


def _half(label: str, words: str) -> Field:
    return Field(label=label, lines=(words,) if words else (), is_half=True)


def _whole(label: str, words: str) -> Field:
    return Field(label=label, lines=(words,) if words else ())


def _numbered(lines: list[str]) -> Iterator[str]:
    """1．… 2．…; one line alone has no number."""
    yield from lines if len(lines) < 2 else (f"{number}．{line}" for number, line in enumerate(lines, 1))
