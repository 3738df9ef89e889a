"""check-pack: schema and consistency, every quote word by word in the source, every worked example."""

import re
from hashlib import sha256
from pathlib import Path

from .cases import failing
from .loading import load_pack
from .pack import Mapping, Pack, PackProblems, Problem

WORKED_SHAPES = {"count", "sum", "term", "respond", "steps"}
CASES_PER_DUTY = 3


def check_pack(folder: Path, source: str | None) -> tuple[Pack | None, list[Problem]]:
    """The pack (None if it cannot be read) and all its problems. `source`: the document's text, if at hand."""
    try:
        pack = load_pack(folder)
    except PackProblems as error:
        return None, error.problems
    problems = [*failing(pack), *_too_few_cases(pack), *_unmapped(pack)]
    if source is not None:
        problems += missing_quotes(pack, source)
    return pack, sorted(problems, key=lambda each: (each.file, each.line))


def squeeze(text: str) -> str:
    """A text without any white space: line breaks of the published page split its sentences."""
    return re.sub(r"\s+", "", text)


def missing_quotes(pack: Pack, source: str) -> list[Problem]:
    """Quotes that do not occur word by word in the source, with the place of the nearest part that does."""
    text = squeeze(source)
    found = []
    for each in pack.obligations:
        for quote in filter(None, (each.quote, *each.quotes)):
            if squeeze(quote) not in text:
                line = _line_of(pack, each.file, quote, each.line)
                found.append(
                    Problem(each.file, line, f"{each.id}：原文里找不到引文“{quote}”；{_nearest(quote, text)}")
                )
    found += [
        Problem("sentences.toml", mapping.line, message)
        for mapping in pack.sentences
        if (message := _sentence_fault(mapping, text))
    ]
    return found


def _sentence_fault(mapping: Mapping, text: str) -> str:
    """What is wrong with a mapped sentence in the source; empty where it stands there word by word."""
    head = squeeze(mapping.key)
    at = text.find(head)
    if at < 0:
        return f"原文里找不到“{mapping.key}”；{_nearest(mapping.key, text)}"
    piece = text[at : at + mapping.length]
    if mapping.sha256 and sha256(piece.encode()).hexdigest()[:16] != mapping.sha256:
        return f"这一句与制包时的原文有出入，请逐字核对：“{piece}”"
    return ""


def _line_of(pack: Pack, file: str, quote: str, start: int) -> int:
    """The first line from `start` on with the quote: several duties may quote the same words."""
    lines = (Path(pack.folder) / file).read_text(encoding="utf-8-sig").split("\n")
    return next((number for number, line in enumerate(lines, 1) if number >= start and quote in line), start)


def _nearest(quote: str, text: str) -> str:
    """How far the quote agrees with the source, and what the source says there."""
    words = squeeze(quote)
    size = next((size for size in range(len(words), 0, -1) if words[:size] in text), 0)
    if size < 4:
        size = next((size for size in range(len(words), 0, -1) if words[-size:] in text), 0)
        if size < 4:
            return "请对照原文逐字核对"
        at = text.index(words[-size:])
        return f"原文此处是“{text[max(0, at - (len(words) - size) - 2) : at + size]}”"
    at = text.index(words[:size])
    return f"从第{size + 1}个字起不同，原文此处是“{text[at : at + len(words) + 4]}”"


def _too_few_cases(pack: Pack) -> list[Problem]:
    counts: dict[str, int] = {}
    for case in pack.cases:
        counts[case.obligation] = counts.get(case.obligation, 0) + 1
    if not pack.cases:
        return []
    return [
        Problem(
            each.file,
            each.line,
            f"{each.id}：只有 {counts.get(each.id, 0)} 个例子；至少写 {CASES_PER_DUTY} 个",
        )
        for each in pack.obligations
        if each.shape in WORKED_SHAPES and counts.get(each.id, 0) < CASES_PER_DUTY
    ]


def _unmapped(pack: Pack) -> list[Problem]:
    """Obligations that no sentence of the document leads to."""
    if not pack.sentences:
        return []
    named = {target.partition(":")[2] for mapping in pack.sentences for target in mapping.maps}
    return [
        Problem(each.file, each.line, f"{each.id}：sentences.toml 里没有一句话指向这条义务")
        for each in pack.obligations
        if each.id not in named
    ]
