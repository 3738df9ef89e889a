"""Sentences about cases that pass steps, about shares, and about what forms by itself from records."""

from collections.abc import Callable, Sequence

from .days import FOREVER, spoken
from .expressions import Expr, Named
from .pack import Obligation, Pack
from .reference import Fact
from .standing import NEVER, Row
from .vocabulary import EVIDENCE, RELATIONS, STATUSES, STEPS, SUBJECT_KINDS

Assumed = Callable[[str], str]
"""a field of the duty → the mark behind a number that the document does not state"""


def response_owed(duty: Obligation, row: Row, assumed: Assumed) -> str:
    """Because of what, and by when; who asked may have said it himself."""
    because = f"因{spoken(row.period)}“{EVIDENCE[duty.trigger]}”"
    if duty.within_stated:
        return f"{because}，要求最晚{spoken(row.due)}办好。"
    return f"{because}，应在{duty.within_days}天内{assumed('within_days')}办好，最晚{spoken(row.due)}。"


def steps_owed(duty: Obligation, assumed: Assumed) -> str:
    """Which steps, in which order, who decides, and within how many days."""
    names = "、".join(STEPS[step] for step in duty.steps)
    forum = f"，会议决定由{duty.forum}作出" if duty.forum else ""
    days = f"，从第一步起{duty.within_days}天内{assumed('within_days')}办完" if duty.within_days else ""
    return f"要依次经过{names}{assumed('steps')}{forum}{days}。"


def sort_steps(kinds: Sequence[str], facts: Sequence[Fact]) -> tuple[list[Fact], list[tuple[Fact, str]]]:
    """(the chain of steps taken in order, every other one and why it does not count)."""
    chain: list[Fact] = []
    others: list[tuple[Fact, str]] = []
    ordered = sorted(
        (fact for fact in facts if fact.kind in kinds), key=lambda each: (each.day, each.entered)
    )
    allowed, blocking = NEVER, ""
    for kind in kinds:
        mine = [fact for fact in ordered if fact.kind == kind]
        fitting = [fact for fact in mine if fact.day >= allowed]
        chain += fitting[:1]
        others += [(fact, f"那天前面的“{blocking}”还没有做") for fact in mine if fact.day < allowed]
        others += [(fact, "这一步已经做过") for fact in fitting[1:]]
        if allowed < FOREVER:  # the first step that is missing blocks all that follow
            blocking = EVIDENCE[kind]
        allowed = fitting[0].day if fitting else FOREVER
    return chain, sorted(others, key=lambda each: each[0].day)


def steps_verdict(
    duty: Obligation, row: Row, label: str, others: Sequence[tuple[Fact, str]], assumed: Assumed
) -> str:
    """Whether all steps were taken, in order, in time."""
    so = f"所以是{STATUSES[label]}"
    early = next(((fact, why) for fact, why in others if fact.day == row.overdue), None)
    turned = f"{spoken(early[0].day)}“{EVIDENCE[early[0].kind]}”时，{early[1][2:]}" if early else ""
    left = (row.need - row.total) // 10
    if label == "met":
        return f"各步都依次做了，{so}。"
    if label == "met_late":
        return f"{turned or f'期限{spoken(row.due)}已过'}，后来补齐了，{so}。"
    if label == "overdue":
        return f"{turned or f'期限{spoken(row.due)}' + assumed('within_days') + '已过'}，还差{left}{duty.unit}，{so}。"
    limit = f"期限到{spoken(row.due)}，" if row.due != NEVER else ""
    return f"{limit}还差{left}{duty.unit}，{so}。"


def share_owed(pack: Pack, duty: Obligation, row: Row, assumed: Assumed) -> str:
    """Of whom how many per cent should be how, and by when."""
    kind = duty.among if duty.subject == "district" else RELATIONS[duty.subject][duty.among][2]
    where, good = title_of(pack, duty.where), title_of(pack, duty.holds) or duty.title
    who = f"“{where}”的{SUBJECT_KINDS[kind]}" if where else SUBJECT_KINDS[kind]
    limit = f"最晚到{spoken(row.due)}{assumed('deadline' if duty.deadline else 'settle_days')}，"
    by = limit if duty.deadline or duty.settle_days else ""
    return f"{by}{who}中做到“{good}”的应不少于{row.need / 10:g}%{assumed('min')}。"


def share_verdict(row: Row, label: str) -> str:
    """How many per cent there are."""
    so = f"所以是{STATUSES[label]}"
    since = f"从{spoken(row.period)}起有{row.total / 10:g}%"
    if row.total >= row.need:
        return f"{since}，达到了，{so}。"
    limit = f"，期限{spoken(row.due)}已过" if label == "overdue" else ""
    return f"{since}，没有达到{limit}，{so}。"


def derived_owed(duty: Obligation) -> str:
    """From which records it forms."""
    names = "、".join(EVIDENCE[kind] for kind in duty.evidence)
    return f"有了{names}的登记，自动形成，不用另外填写。"


def derived_verdict(label: str) -> str:
    """Formed, or nothing recorded yet."""
    so = f"所以是{STATUSES[label]}"
    return f"已有登记，随时可以看，{so}。" if label == "met" else f"还没有登记过，{so}，不算过期。"


def title_of(pack: Pack, expr: Expr | None) -> str:
    """What the pack calls a condition, if it is one of its predicates."""
    predicate = pack.predicates.get(expr.name) if isinstance(expr, Named) else None
    return predicate.title if predicate else ""
