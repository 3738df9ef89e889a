"""查找: records, for whoever may read them, schools and organisations, clauses, by the characters that stand in them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from hongzhu.kit.dates import date_words
from hongzhu.orgs.access import Reader
from hongzhu.policy.pack import Pack
from hongzhu.search.matching import matching
from hongzhu.search.models import SearchText
from hongzhu.search.pairs import plain
from hongzhu.search.records import kinds, searched

from .places import district_on

CLAUSE, PLACE = "clause", "place"
PLACES, CLAUSES = "学校和党组织", "政策条款"
AROUND: Final = 36
"""characters of a text that are shown before and after the word"""
MOST: Final = 1000
"""so many are counted and shown; who finds more looks for more words"""
MOST_LISTED: Final = 10
"""clauses and schools that are listed before the records"""
WHOLE: Final = re.compile(r"[\w.-]{2}", re.ASCII)
"""two characters between which nothing is cut"""
Piece = tuple[bool, str]
"""whether it is one of the words, and a part of a text"""


@dataclass(frozen=True)
class Hit:
    """One line of what was found."""

    sort: str
    title: list[Piece]
    about: list[Piece]
    when: str
    href: str


@dataclass
class Found:
    """`counts`: (kind, what a page calls it, how many) of kinds that have some; `rows`: those of the kind that was chosen,
    `number` of them. `is_many`: more than MOST, and nobody has counted how many.
    """

    counts: list[tuple[str, str, int]] = field(default_factory=list)
    clauses: list[Hit] = field(default_factory=list)
    places: list[Hit] = field(default_factory=list)
    rows: QuerySet[SearchText] = field(default_factory=SearchText.objects.none)
    number: int = 0
    is_many: bool = False

    @property
    def total(self) -> int:
        """All of them, clauses too."""
        return sum(number for _kind, _label, number in self.counts)


def find(reader: Reader, words: Sequence[str], kind: str, pack: Pack) -> Found:
    """Two queries: one counts, one gives the rows, words in the title first, then the latest.

    `kind`: only these; empty for all. Nothing is counted that the reader could not open. Of more than MOST only the
    latest are told.
    """
    may_read = Q()
    for each in kinds():
        may_read |= Q(kind=each, key__in=searched(each).visible(reader))
    rows = matching(words).filter(may_read)
    numbers = Counter(rows.order_by().values_list("kind", flat=True)[: MOST + 1])
    is_many = numbers.total() > MOST
    clauses = list(_clauses(pack, words)) if words and reader.may("read", "policy") else []
    places = list(_places(reader, words)) if words and reader.may("read", "standing") else []
    rows = matching(words, is_frequent=True).filter(may_read) if is_many else _foremost(rows, words)
    rows = rows.filter(kind=kind) if kind else rows
    found = Found(
        counts=[(each, label, numbers[each]) for each, label in kinds().items() if is_many or numbers[each]],
        clauses=clauses[:MOST_LISTED] if kind in ("", CLAUSE) else [],
        places=places[:MOST_LISTED] if kind in ("", PLACE) else [],
        rows=rows.order_by(*(() if is_many else ("rank",)), "-dated_on", "-pk"),
        number=MOST
        if is_many and kind not in (CLAUSE, PLACE)
        else numbers[kind]
        if kind
        else numbers.total(),
        is_many=is_many,
    )
    for each, label, some in ((PLACE, PLACES, places), (CLAUSE, CLAUSES, clauses)):
        if some:
            found.counts.append((each, label, len(some)))
    return found


def hits(rows: Iterable[SearchText], words: Sequence[str]) -> list[Hit]:
    """Lines for a page of rows; a query for each kind among them."""
    rows, labels = list(rows), kinds()
    hrefs = {
        kind: searched(kind).hrefs([row.key for row in rows if row.kind == kind])
        for kind in {row.kind for row in rows}
    }
    return [
        Hit(
            labels[row.kind],
            pieces(row.title, words),
            pieces(excerpt(row.body, words), words) if row.body else [],
            date_words(row.dated_on),
            hrefs[row.kind][row.key],
        )
        for row in rows
    ]


def _foremost(rows: QuerySet[SearchText], words: Sequence[str]) -> QuerySet[SearchText]:
    """With a `rank`: 0 where the words stand in the title."""
    in_title = Q()
    for word in words:
        in_title &= Q(title__icontains=word)
    first = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(rank=first)


def _places(reader: Reader, words: Sequence[str]) -> Iterator[Hit]:
    """Schools and organisations in reach, by name, code and township; three queries, some of them kept."""
    district = district_on(reader.day, reader, with_people=False)
    for place in [*district.schools, *district.orgs.values()]:
        about = f"{place.about} · {place.code}" + ("（已撤销）" if place.is_gone else "")
        text = plain(f"{place.name} {about}")
        if all(word in text for word in words):
            href = reverse("body", args=[place.kind, place.code])
            yield Hit(PLACES, pieces(place.name, words), pieces(about, words), "", href)


def _clauses(pack: Pack, words: Sequence[str]) -> Iterator[Hit]:
    """Clauses whose heading, summary or quoted words contain all words."""
    quotes: dict[str, list[str]] = {}
    for duty in pack.obligations:
        quotes.setdefault(duty.clause, []).extend([duty.title, duty.quote])
    for clause in pack.clauses:
        lines = [clause.heading, clause.summary, *quotes.get(clause.id, [])]
        text = plain(" ".join(lines))
        if all(word in text for word in words):
            title = f"{clause.number} {clause.heading or clause.summary}"
            about = excerpt("；".join(each.rstrip("。；") for each in lines[1:] if each), words)
            href = f"{reverse('policy')}#{clause.id}"
            yield Hit(CLAUSES, pieces(title, words), pieces(about, words), "", href)


def excerpt(text: str, words: Sequence[str]) -> str:
    """Some of a text around the first of the words; numbers and Latin words are not cut."""
    line = " ".join(text.split())
    places = [place for word in words if (place := line.casefold().find(word)) >= 0]
    start = max(0, min(places, default=0) - AROUND)
    end = min(len(line), start + 2 * AROUND + max(map(len, words), default=0))
    while start and WHOLE.match(line[start - 1 : start + 1]):
        start -= 1
    while end < len(line) and WHOLE.match(line[end - 1 : end + 1]):
        end += 1
    return ("…" if start else "") + line[start:end] + ("…" if end < len(line) else "")


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """A text cut where the words stand. What is written in another shape, such as full-width, is not marked."""
    low = text.casefold()
    if len(low) != len(text):
        return [(False, text)]
    found: list[Piece] = []
    at = 0
    while at < len(text):
        nexts = [(place, word) for word in words if (place := low.find(word, at)) >= 0]
        if not nexts:
            break
        place, word = min(nexts, key=lambda each: (each[0], -len(each[1])))
        found += [(False, text[at:place])] if place > at else []
        found.append((True, text[place : place + len(word)]))
        at = place + len(word)
    return [*found, (False, text[at:])] if at < len(text) or not found else found
