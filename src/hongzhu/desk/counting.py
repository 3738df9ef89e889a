"""What counts for a duty and what does not, in words: from its kinds of evidence and the kinds near to them."""

from typing import Final

from hongzhu.policy.pack import Obligation, Pack
from hongzhu.policy.rules import COUNTED
from hongzhu.policy.vocabulary import EVIDENCE, MEETING_KINDS

from .words import clause_label

NEAR: Final = {
    "meeting.assembly": ("meeting.committee", "meeting.theme-day"),
    "meeting.committee": ("meeting.joint", "meeting.school-affairs"),
    "meeting.group": ("meeting.committee", "meeting.theme-day"),
    "meeting.lecture": ("meeting.theme-day", "meeting.staff-study"),
    "meeting.org-life": ("meeting.democratic-life", "meeting.assembly"),
    "meeting.democratic-life": ("meeting.org-life", "meeting.committee"),
    "meeting.theme-day": ("meeting.lecture", "meeting.assembly"),
    "meeting.staff-study": ("meeting.theme-day", "meeting.lecture"),
    "meeting.principal-report": ("meeting.joint", "meeting.school-affairs"),
    "meeting.district-topic": ("meeting.committee",),
}
"""kind of meeting → kinds easily taken for it, which do not count"""

COUNTS: Final = {
    "training.hours": "登记了学时的培训和会议，本人在出席名单里",
    "talk": "书记、副书记同本人的谈心谈话，只登记日期",
    "election": "登记了选举日期的换届",
}
COUNTS_NOT: Final = {
    "training.hours": ("没有登记学时的会议", "用本系统的时间和次数"),
    "talk": ("不是本校党组织书记、副书记谈的",),
    "election": ("只有延期批复、没有选举的",),
}


def counting(pack: Pack, duty: Obligation) -> tuple[list[str], list[str]]:
    """(what counts, what does not); both empty for duties that no record settles."""
    if duty.shape not in (*COUNTED, "term", "respond"):
        return [], []
    yes, no = [], []
    for kind in duty.evidence:
        if kind in MEETING_KINDS:
            yes.append(f"类型选“{EVIDENCE[kind]}”的会议记录；和别的会合并召开的，也算一次")
            no += [f"{EVIDENCE[each]}{_elsewhere(pack, each, duty)}" for each in NEAR.get(kind, ())]
        else:
            yes.append(COUNTS.get(kind, f"登记为“{EVIDENCE[kind]}”的记录"))
            no += COUNTS_NOT.get(kind, ())
    if duty.shape in COUNTED:
        yes.append("补记的也算，照实写哪一天做的；过了时限补记的写“已补记完成”")
    return yes, no


def _elsewhere(pack: Pack, kind: str, duty: Obligation) -> str:
    """（另有第16条） where another clause asks for that kind."""
    found = [each.clause for each in pack.obligations if kind in each.evidence and each.clause != duty.clause]
    return f"（另有{clause_label(pack, found[0])}）" if found else ""
