"""What waits for others: 说明 that no superior has answered."""

from dataclasses import dataclass
from datetime import date

from hongzhu.obligations.models import Justification
from hongzhu.orgs.access import Reader
from hongzhu.policy.pack import Pack

from .bodies import duty_address
from .mine import Mine
from .periods import period_words


@dataclass(frozen=True)
class Waiting:
    """One thing that somebody else has to do."""

    tag: str
    title: str
    about: str
    href: str


def waiting_for(reader: Reader, mine: Mine, pack: Pack, today: date) -> list[Waiting]:
    """说明 of one's own bodies, neither accepted nor refused. One query."""
    if not mine.bodies or not reader.may("read", "justification"):
        return []
    duties = {each.id: each for each in pack.obligations}
    found = (
        Justification.objects.visible_to(reader)
        .filter(subject__in=mine.bodies, accepted_on__isnull=True, refused_on__isnull=True)
        .values_list("obligation", "subject", "period")
    )
    lines = []
    for key, subject, period in found:
        duty, body = duties.get(key), mine.bodies[subject]
        if duty is not None:
            title = f"说明：{period_words(duty.period, period, today.year)}{duty.title}"
            lines.append(Waiting("等上级答复", title, body.name, duty_address(duty, body.kind, body.code)))
    return lines
