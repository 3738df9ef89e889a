"""The audit trail in words: what was done, by whom, when, why; of whom only where the reader may know."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from hongzhu.audit.models import Event
from hongzhu.audit.reading import events_of
from hongzhu.orgs.access import Reader
from hongzhu.orgs.bodies import stream_of

from .access import bodies_with_trail

AUDIT: Final = "audit"
KINDS: Final = {
    "meeting": "会议",
    "announcement": "会议通知",
    "reply": "能来或请假",
    "training": "培训",
    "talk": "谈话",
    "person": "人员",
    "post": "任职",
    "org": "党组织",
    "school": "学校",
    "election": "换届",
    "justification": "说明",
    "grant": "授权",
    "decision": "本区设定",
    "account": "账号",
    "session": "登录",
    "slip": "单子",
    "password": "密码",
    "authenticator": "验证器",
    "recovery-code": "备用码",
    "recovery-codes": "备用码",
    "browser": "浏览器",
    "backup": "备份",
    "heads": "链头",
    "payload": "内容",
    "sign-in": "登录",
    "sign-in-code": "验证码",
    "attachment": "附件",
}
DEEDS: Final = {
    "recorded": "登记",
    "changed": "更正",
    "confirmed": "确认",
    "signed": "签字",
    "withdrawn": "撤回",
    "given": "授予",
    "ended": "结束",
    "made": "新建",
    "used": "使用",
    "disabled": "停用",
    "enabled": "恢复",
    "removed": "解除",
    "begun": "开始",
    "trusted": "记住",
    "distrusted": "不再记住",
    "refused": "被拒",
    "restored": "恢复",
}

WHOLE: Final = {
    "person.account-linked": "关联账号",
    "person.account-unlinked": "解除账号关联",
    "heads.held": "留存下级的链头",
    "payload.erased": "按规定销毁内容",
    "attachment.added": "上传附件",
    "attachment.removed": "移走附件",
    "announcement.recorded": "通知开会",
    "announcement.called-off": "取消会议通知",
    "announcement.held": "会议通知的会已记录",
    "announcement.reopened": "会议通知的记录撤回了",
    "reply.recorded": "回复会议通知",
    "reply.changed": "改回复",
    "session.begun": "登录",
    "session.ended": "退出",
}
"""verbs that read better as a whole"""
CODED: Final = frozenset({"meeting", "announcement", "training", "person", "org", "school"})
PAGED: Final = frozenset({"meeting", "announcement"})
"""kinds whose records have a page of the same name"""


class Line(NamedTuple):
    """One event as the page shows it; `place` is the body in whose chain it stands."""

    at: datetime
    who: str
    what: str
    about: str
    href: str
    place: str
    seq: int


def trail_of(reader: Reader) -> QuerySet[Event]:
    """The events a reader may see, the latest first: of all streams for the audit administrator, else of the own bodies."""
    return events_of(None if reader.duty == AUDIT else list(places_of(reader)))


def places_of(reader: Reader) -> dict[str, str]:
    """The streams of the bodies whose trail the reader may see, with the bodies' names."""
    return {stream_of(body): body.name for body in bodies_with_trail(reader)}


def lines(events: Iterable[Event], reader: Reader) -> list[Line]:
    """Events in words. The audit administrator reads who and when, not which record (metadata, never content)."""
    names = places_of(reader)
    return [
        Line(
            at=event.at,
            who=event.actor_label,
            what=deed_words(event.verb),
            about="" if reader.duty else _about(event),
            href="" if reader.duty else _href(event),
            place=names.get(event.stream, event.stream),
            seq=event.seq,
        )
        for event in events
    ]


def _about(event: Event) -> str:
    """The number of the record where people know it by one; how many, where it was many at once."""
    kind, _, code = event.object.partition(":")
    if kind in CODED:
        return code
    return "" if event.object else f"{event.contents} 份"  # type: ignore[attr-defined]


def _href(event: Event) -> str:
    kind, _, code = event.object.partition(":")
    return reverse(kind, args=[code]) if kind in PAGED else ""


def deed_words(verb: str) -> str:
    """登记会议, 更正人员, 停用账号."""
    kind, _, deed = verb.partition(".")
    return WHOLE.get(verb) or f"{DEEDS.get(deed, deed)}{KINDS.get(kind, kind)}"
