"""What stands around every page of a reader: the place, the name with the office, the menu."""

from typing import Final, NamedTuple

from django.urls import reverse

from hongzhu.kit.frame import Frame, MenuItem
from hongzhu.orgs.access import PRINCIPAL, Reader
from hongzhu.policy.vocabulary import POSTS

from .mine import Seat


class Page(NamedTuple):
    """A page of the menu: who sees it is said by roles, or by being above schools."""

    title: str
    href: str
    icon: str
    short: str
    who: frozenset[str]


PAGES: Final = (
    Page("首页", "/", "house", "首页", frozenset({"office", "duty"})),
    Page("会议与学习", "/meetings", "calendar-check", "会议", frozenset({"meeting"})),
    Page("培训", "/trainings", "graduation-cap", "培训", frozenset({"training"})),
    Page("谈心谈话", "/talks", "message-circle", "谈话", frozenset({"talk"})),
    Page("学习计划", "/plans", "list-checks", "计划", frozenset({"plan"})),
    Page("说明和答复", "/explanations", "message-circle", "说明", frozenset({"explaining"})),
    Page("学校总览", "/district", "layout-grid", "总览", frozenset({"superior"})),
    Page("政策条款", "/policy", "book-open", "政策", frozenset({"policy"})),
    Page("操作记录", "/trail", "scroll-text", "记录", frozenset({"trail"})),
    Page("职权", "/offices", "key-round", "职权", frozenset({"security"})),
    Page("用户", "/users", "users", "用户", frozenset({"security"})),
)


TITLES: Final = {**POSTS, "worker": POSTS["party_worker"], "committee": POSTS["committee_member"]}
"""role → what stands behind the name; whoever is only a member or on the staff has none"""


def frame_for(reader: Reader, seat: Seat) -> Frame:
    """The frame of a signed-in reader."""
    marks = {"office"} if reader.offices else set()
    marks |= {"duty", reader.duty} if reader.duty else set()
    marks |= {each for each in ("meeting", "training", "plan", "trail", "policy") if reader.may("read", each)}
    marks |= {"talk"} if reader.may("read", "talk") or reader.may("count", "talk") else set()
    marks |= {"explaining"} if reader.may("answer", "justification") else set()
    marks |= {"explaining"} if reader.may("change", "justification") else set()
    marks |= {"superior"} if seat.is_superior else set()
    menu = tuple(
        MenuItem(title=page.title, href=page.href, icon=page.icon, short=page.short)
        for page in PAGES
        if page.who & marks
    )
    titles = TITLES | ({PRINCIPAL: "园长"} if seat.is_kindergarten else {})
    office = next((titles[each.role] for each in reader.offices if each.role in titles), "")
    user = f"{reader.name} · {office}" if office else reader.name
    return Frame(home="/", place=seat.place, user=user, account=reverse("own_account"), menu=menu)
