"""The district's number beside those of higher documents, row by row: what each asks, and which of them binds.

Worked out by the reference evaluator for the duties that some layer speaks of; nothing here is stored.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from hongzhu.policy.days import iso, to_date, to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.fitting import spells_of
from hongzhu.policy.layers import LAYERS, NAMES, Choice, Resolved, Said
from hongzhu.policy.pack import Pack
from hongzhu.policy.reference import Fact, judge, known_on
from hongzhu.policy.rules import Compiled
from hongzhu.policy.standing import NEVER, NOT_APPLICABLE, Row

from . import in_force, tables
from .evaluating import FACTS
from .reading import Line, Question, lines_of, window_for
from .worlds import whole_world

Key = tuple[str, int, str]
"""duty, subject, label of the period"""
IN_WORDS: Final = ("forum", "steps", "when", "holds", "evidence")
"""fields that are no numbers: they are told, not counted"""


@dataclass(frozen=True)
class Asked:
    """What one document asks in a row. need in tenths; `words`: what it says where that is no number."""

    pack: str
    title: str
    layer: int
    need: int
    due: int
    source: str
    verified: bool
    in_force: bool
    binds: bool
    words: str = ""

    def described(self) -> dict[str, object]:
        """As JSON has it: numbers as people write them, days as ISO dates."""
        return {
            "pack": self.pack,
            "layer": self.layer,
            "need": self.need // 10 if self.need % 10 == 0 else self.need / 10,
            "due_on": iso(self.due) if self.due else None,
            "words": self.words,
            "source": self.source,
            "verified": self.verified,
            "in_force": self.in_force,
            "binds": self.binds,
        }

    def size(self, line: Line) -> str:
        """How much, or until when, or what it says in words."""
        if self.words:
            return self.words
        return (
            f"届满{iso(self.due)}"
            if line.rule.shape == "term"
            else f"{amount(self.need)}{line.obligation.unit}"
        )

    @property
    def verdict(self) -> str:
        """Does it bind? What is not in force would."""
        return "" if not self.binds else "，以它为准" if self.in_force else "，启用后以它为准"

    @property
    def origin(self) -> str:
        """党内法规（《…》，条文未核对，未启用）; of the district's own document only what it is."""
        name = LAYERS.get(self.layer, self.title)
        marks = [] if self.in_force else [self.source, *([] if self.verified else ["条文未核对"]), "未启用"]
        return f"{name}（{'，'.join(marks)}）" if marks else name


def compared(asked: Sequence[Asked], line: Line) -> str:
    """What each document asks, and which binds; where all ask the same, that they agree."""
    sizes = [each.size(line) for each in asked]
    if len(set(sizes)) == 1:
        others = "、".join(each.origin for each in asked[1:])
        return f"{sizes[0]}，{asked[0].origin}与{others}一致"
    return "；".join(f"{each.origin} {size}{each.verdict}" for each, size in zip(asked, sizes, strict=True))


@dataclass(frozen=True)
class Layered:
    """`asked`: row → every document's number, the district's first; `further`: rows of duties only a layer asks."""

    asked: dict[Key, tuple[Asked, ...]]
    further: list[Line]
    findings: tuple[str, ...]

    def of(self, line: Line) -> tuple[Asked, ...]:
        """What the documents ask in a row; empty where only the district's speaks."""
        return self.asked.get((line.obligation.id, line.row.subject, line.row.label), ())

    def words(self, line: Line) -> str:
        """The same as a sentence."""
        asked = self.of(line)
        return compared(asked, line) if asked else ""


def layered(lines: Sequence[Line], question: Question) -> Layered:
    """Put every known layer beside these lines of standing, whether it is in force or not."""
    names = in_force.known_layers()
    full = in_force.resolved_pack(names)
    own = {each.id for each in in_force.district_pack().obligations}
    judging = _Judging(question)
    everything = judging.rows(full.pack, full.touched)
    alone = {}
    for name in names:
        layer = in_force.layer_pack(name).id
        alone[layer] = judging.rows(in_force.resolved_pack([name], only=layer).pack, full.touched)
    district = judging.rows(in_force.district_pack(), full.touched & own)
    asked = {}
    for line in lines:
        key = (line.obligation.id, line.row.subject, line.row.label)
        is_open = line.rule.shape == "term" and line.row.due == NEVER
        if line.obligation.id in full.touched and key in everything and key in district and not is_open:
            asked[key] = tuple(_asked(full, line, key, district, alone, everything))
    return Layered(
        asked,
        judging.further(full, full.touched - own, question),
        tuple(each.words for each in full.findings),
    )


def _asked(
    full: Resolved,
    line: Line,
    key: Key,
    district: dict[Key, Row],
    alone: dict[str, dict[Key, Row]],
    everything: dict[Key, Row],
) -> Iterator[Asked]:
    base, binding = in_force.district_pack(), everything[key]
    day = to_date(max(line.row.period, 1))
    choices = [each for each in _choices(full, line) if each.since <= day]
    numbers = [each for each in choices if each.field not in IN_WORDS]
    told = _told(choices)
    active = {in_force.layer_pack(name).id for name in in_force.layers_in_force()}
    for pack in (base, *map(in_force.layer_pack, in_force.known_layers())):
        mine = district[key] if pack.id == base.id else alone[pack.id].get(key)
        said = _last_said(numbers, pack)
        words = told.get(pack.id, "")
        if mine is None or (said is None and not words and pack.id != base.id):
            continue
        yield Asked(
            pack=pack.id,
            title=pack.title,
            layer=pack.layer,
            need=mine.need,
            due=mine.due,
            source=said.source if said else pack.title,
            verified=said.verified if said else pack.id == base.id,
            in_force=pack.id == base.id or pack.id in active,
            binds=(mine.need, mine.due) == (binding.need, binding.due) and not _words_lose(choices, pack),
            words=words,
        )


def _choices(full: Resolved, line: Line) -> list[Choice]:
    """What any document chose for the duty of a line."""
    return [each for each in full.choices if each.target == line.obligation.id]


def _last_said(choices: Iterable[Choice], pack: Pack) -> Said | None:
    found = [said for each in choices for said in each.said if said.pack == pack.id]
    return found[-1] if found else None


def _told(choices: Iterable[Choice]) -> dict[str, str]:
    """Pack → what it says where that is no number, in words."""
    found: dict[str, list[str]] = {}
    for each in choices:
        if each.field in IN_WORDS:
            for said in each.said:
                value = "、".join(said.value) if isinstance(said.value, tuple) else str(said.value)
                found.setdefault(said.pack, [])
                found[said.pack] = [*found[said.pack], f"{NAMES[each.field]}：{value}"]
    return {pack: "；".join(dict.fromkeys(words)) for pack, words in found.items()}


def _words_lose(choices: Iterable[Choice], pack: Pack) -> bool:
    last = {each.field: each for each in choices if each.field in IN_WORDS}
    return any(each.binding.pack != pack.id for each in last.values())


class _Judging:
    """The world and the facts, fetched once, judged by several packs."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.window: tuple[date, date] = window_for(question)
        self.world = whole_world()
        chosen = self.world.beings.keys() if question.subjects is None else question.subjects
        self.subjects = list(chosen)
        facts = [Fact(*row) for row in tables.fetch(FACTS.format(where="1 = 1"))]
        self.facts = known_on(facts, to_day(question.on))

    def rows(self, pack: Pack, duties: Iterable[str]) -> dict[Key, Row]:
        """Rows of these duties."""
        compiled = self._compiled(pack, set(duties))
        return {
            (compiled.by_number[row.rule].obligations[row.rank].id, row.subject, row.label): row
            for row in self._judged(compiled)
        }

    def further(self, full: Resolved, duties: Iterable[str], question: Question) -> list[Line]:
        """Lines of duties that only layers ask, as they stand on the day asked."""
        compiled = self._compiled(full.pack, set(duties))
        return lines_of(compiled, self._judged(compiled), question)

    def _judged(self, compiled: Compiled) -> Iterator[Row]:
        roles = spells_of(compiled, self.world, self.subjects)
        for rule in compiled.rules:
            for subject in self.subjects:
                if self.world.beings[subject].kind != rule.subject or rule.shape == "share":
                    continue
                for row in judge(rule, subject, roles, self.facts.get(subject, []), compiled.effective):
                    if row.exempt != NOT_APPLICABLE:
                        yield row

    def _compiled(self, pack: Pack, wanted: set[str]) -> Compiled:
        stacks = {each.stack for each in pack.obligations if each.id in wanted} - {""}
        some = tuple(each for each in pack.obligations if each.id in wanted or each.stack in stacks)
        digest = f"{pack.digest} {sorted(each.id for each in some)}"
        return in_force.compiled_for(replace(pack, obligations=some, digest=digest), self.window)
