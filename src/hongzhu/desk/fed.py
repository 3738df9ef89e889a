"""What the last record of one's own bodies was written to, told from standings at hand and the record's facts.

The same as `ledger.feeding.fed_by` says, which judges anew; a home asks two queries only.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hongzhu.ledger.feeding import Feed, count_updates, feed_words
from hongzhu.ledger.models import Fact as FactRow
from hongzhu.ledger.stored import Standing
from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.reference import Fact
from hongzhu.policy.rules import COUNTED
from hongzhu.policy.standing import status
from hongzhu.policy.vocabulary import EVIDENCE

from .access import last_meeting
from .bodies import Body
from .periods import day_words


@dataclass(frozen=True)
class LastRecord:
    """The record, its page, and what it fed: (title, words)."""

    title: str
    code: str
    updated: int
    feeds: list[tuple[str, str]]


def last_record(
    bodies: Mapping[int, Body], standings: Collection[Standing], today: date
) -> LastRecord | None:
    """The latest meeting entered for these bodies; None while there is none, or it fed nothing. Two queries."""
    has_any = any(each.used is not None for each in standings if each.row.subject in bodies)
    row = last_meeting(bodies) if has_any else None
    if row is None:
        return None
    code, held_on, kind = row
    columns = ("kind", "subject", "day", "entered", "since", "withdrawn", "qty", "source")
    known = FactRow.objects.filter(source=f"meeting:{code}", withdrawn=FOREVER).values_list(*columns)
    found = fed([Fact(*each) for each in known], standings, bodies, to_day(today))
    if not found:
        return None
    title = f"{day_words(to_day(held_on), today)}{EVIDENCE.get(kind, '会议')}"
    return LastRecord(title, code, count_updates(found), [feed_words(feed) for feed in found])


def fed(
    facts: Collection[Fact], standings: Iterable[Standing], bodies: Mapping[int, Body], day: int
) -> list[Feed]:
    """The duties whose periods these facts fall into; people who stand alike are taken together."""
    by_subject: dict[int, list[Fact]] = {}
    for fact in facts:
        by_subject.setdefault(fact.subject, []).append(fact)
    found: dict[tuple[object, ...], Feed] = {}
    for each in sorted(standings, key=lambda one: (one.row.rule, one.row.subject, one.row.period)):
        counted = [fact for fact in by_subject.get(each.row.subject, ()) if _counts(each, fact)]
        if not counted:
            continue
        feed = _feed(each, counted, bodies.get(each.row.subject), day)
        alike = (feed.obligation, feed.period, feed.subject_kind, feed.subject_code, feed.before, feed.after)
        known = found.get(alike)
        found[alike] = feed if known is None else known.together(feed)
    return list(found.values())


def _counts(each: Standing, fact: Fact) -> bool:
    if each.rule.shape not in COUNTED or not each.rule.recordable or fact.kind not in each.rule.kinds:
        return False
    return any(slot.start == each.row.period and fact.day < slot.end for slot in each.rule.slots) and (
        fact.day >= each.row.period
    )


def _feed(each: Standing, facts: list[Fact], body: Body | None, day: int) -> Feed:
    row, duty = each.row, each.obligation
    added = sum(fact.qty for fact in facts)
    in_time = sum(fact.qty for fact in facts if fact.entered < row.overdue)
    without = row._replace(total=row.total - added, ontime=row.ontime - in_time)
    excused, waived = (0 if each.status == label else None for label in ("explained", "exempt"))
    return Feed(
        obligation=duty.id,
        title=duty.title,
        clause=duty.clause,
        subject_kind=body.kind if body else "person",
        subject_code=body.code if body else "",
        period=row.label,
        per=duty.period,
        before=status(without, each.rule, day, used=each.used, excused=excused, waived=waived),
        after=each.status,
        need=row.need,
        total=row.total,
        added=added,
        unit=duty.unit,
        persons=0 if body else 1,
    )
