"""What may be said about the judgement of one duty: 提交说明, 判断有误, 批准免计; and what has been said of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from hongzhu.obligations.access import offers
from hongzhu.obligations.pending import Line, said_about
from hongzhu.orgs.access import Reader
from hongzhu.policy.pack import Obligation
from hongzhu.policy.rules import COUNTED

from .duty import Period
from .subjects import Subject

NOT_DONE: Final = ("late", "soon", "open", "blank", "before")
"""looks of a period for which a reason may be stated, or an exemption approved"""
NO_REASON_HELPS: Final = (
    "原文用的是“必须”“要”这样的词，不能用说明代替；确有特殊情况，请上级批准免计，上级能在这一页批。"
)


@dataclass(frozen=True)
class Offering:
    """`rights`: what the reader may do; `said`: what was said, the latest first."""

    duty: Obligation
    subject: Subject
    rights: Collection[str]
    said: list[Line]
    today: date

    @property
    def is_must(self) -> bool:
        """No reason helps."""
        return self.duty.on(self.today).modality == "must"

    @property
    def note(self) -> str:
        """Why 提交说明 is not offered to whoever could."""
        return NO_REASON_HELPS if self.is_must and "explain" in self.rights else ""

    def links(self, period: Period) -> list[tuple[str, str]]:
        """(words, address) for one period."""
        each = period.standing
        words = {
            "duty": self.duty.id,
            "kind": self.subject.kind,
            "code": self.subject.code,
            "period": each.row.label,
        }
        is_open = period.look in NOT_DONE
        offered = {
            "explain": is_open and not self.is_must and bool(each.row.label),
            "object": period.look != "ask",
            "waive": is_open and each.rule.shape in COUNTED,
        }
        pages = {
            "explain": ("提交说明", "explanation_new"),
            "object": ("判断有误", "objection_new"),
            "waive": ("批准免计", "waiver_new"),
        }
        return [
            (title, f"{reverse(name)}?{urlencode(words)}")
            for key, (title, name) in pages.items()
            if key in self.rights and offered[key]
        ]


def offering(reader: Reader, duty: Obligation, subject: Subject, today: date) -> Offering:
    """Four queries."""
    said = said_about(reader, duty, subject.key, today)
    return Offering(duty, subject, offers(reader, subject.key), said, today)
