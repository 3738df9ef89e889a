"""What waits for others: 说明 that no superior has answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.obligations.models import Justification
from hongzhu.orgs.access import Reader
from hongzhu.policy.days import to_day
from hongzhu.policy.pack import Pack
from hongzhu.policy.period_words import period_words
from hongzhu.policy.vocabulary import EVIDENCE

from .access import half_signed, justifications_to_answer, own_justifications
from .bodies import duty_address
from .mine import Mine
from .periods import day_words

MOST: Final = 10


@dataclass(frozen=True)
class Waiting:
    """One thing that somebody else has to do."""

    tag: str
    title: str
    about: str
    href: str


def waiting_for(mine: Mine, pack: Pack, today: date) -> list[Waiting]:
    """Of one's own bodies: 说明 that no superior has answered, records that one of the two has still to sign."""
    if not mine.explaining:
        return []
    names = {key: mine.bodies[key].name for key in mine.explaining}
    answers = _unanswered(own_justifications(mine.explaining), names, pack, today, "等上级答复")
    return _unsigned(mine, today) + answers


def _unsigned(mine: Mine, today: date) -> list[Waiting]:
    """The latest first; the name is that of whoever has not signed."""
    columns = ("code", "held_on", "kind", "has_chair", "chair__name", "recorder__name")
    rows = half_signed(mine.explaining).order_by("-held_on", "code").values_list(*columns)[:MOST]
    lines = []
    for code, held_on, kind, has_chair, chair, recorder in rows:
        who = (recorder or "记录人") if has_chair else (chair or "主持人")
        title = f"{day_words(to_day(held_on), today)}{EVIDENCE.get(kind, '会议')}，等{who}签字"
        lines.append(Waiting("等签字", title, "签了才算确认；没签也先算数", reverse("meeting", args=[code])))
    return lines


def answers_for(reader: Reader, names: Mapping[int, str], pack: Pack, today: date) -> list[Waiting]:
    """说明 of others that wait for the reader's answer; `names`: by subject. One query."""
    if not reader.may("answer", "justification"):
        return []
    return _unanswered(justifications_to_answer(reader), names, pack, today, "等您答复")


def _unanswered(
    found: QuerySet[Justification], names: Mapping[int, str], pack: Pack, today: date, tag: str
) -> list[Waiting]:
    duties = {each.id: each for each in pack.obligations}
    rows = found.filter(accepted_on__isnull=True, refused_on__isnull=True).order_by("pk")
    columns = ("obligation", "subject", "period", "subject__kind", "subject__code")
    lines = []
    for key, subject, period, kind, code in rows.values_list(*columns):
        duty = duties.get(key)
        if duty is not None and subject in names:
            title = f"{names[subject]}：{period_words(duty.period, period, today.year)}{duty.title}"
            about = "对这一期的说明"
            lines.append(Waiting(tag, title, about, duty_address(duty, kind, code)))
    return lines
