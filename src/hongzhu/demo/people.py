"""Who works at a school, who is a member, who holds which post. No identity number, no telephone number."""

from datetime import date
from typing import Any

from hongzhu.people.actions import PersonEntry, PostEntry
from hongzhu.policy.days import add_months

from .dice import Dice
from .frame import Frame
from .names import BUREAU, job, nation, person_name
from .plan import ATTACHED, GENERAL, JOINT, OWN, SchoolPlan

_EDUCATION = {
    True: ("专科", "专科", "本科", "中专"),
    False: ("本科", "本科", "本科", "本科", "本科", "专科", "研究生"),
}
COMMITTEE_FROM = 7
"""full members from which a branch of the demo elects a committee"""
COMMITTEE_POSTS = ("organization_member", "publicity_member", "discipline_member")


class Household:
    """The people of one school, in the order of their numbers: leaders, other members, the others."""

    def __init__(self, plan: SchoolPlan, frame: Frame) -> None:
        self.plan = plan
        self.frame = frame
        self.dice = Dice("people", plan.number)
        self.taken: set[str] = set()
        self.people: list[PersonEntry] = []
        self.posts: list[PostEntry] = []
        self.members = 0

    def add(self, job: str, age: int = 0, **words: Any) -> str:
        """One more person in service; returns the number."""
        dice, plan, frame = self.dice, self.plan, self.frame
        is_kindergarten = "kindergarten" in plan.kind
        sex = "男" if dice.chance(5 if is_kindergarten else 28) else "女"
        age = age or self._age()
        arrived = date(frame.on.year - dice.between(5, age - 23), dice.pick((3, 9)), 1)
        values: dict[str, Any] = {
            "code": f"P{plan.number:03}-{len(self.people) + 1:02}",
            "name": person_name(dice, sex, self.taken),
            "category": self._category(),
            "sex": sex,
            "nation": nation(dice),
            "born_on": date(frame.on.year - age, dice.between(1, 12), dice.between(1, 28)),
            "education": dice.pick(_EDUCATION[is_kindergarten]),
            "school": plan.code,
            "job": job,
            "arrived_on": max(arrived, plan.opened_on or arrived),
            "left_on": plan.closed_on,
        }
        entry = PersonEntry(**(values | words))
        self.people.append(entry)
        return entry.code

    def _age(self) -> int:
        return self.dice.between(29, 53)

    def _category(self) -> str:
        return self.dice.pick(("masses",) * 90 + ("candidate",) + ("activist",) * 3 + ("applicant",) * 6)

    def add_member(self, job: str, **words: Any) -> str:
        """One more full member."""
        plan, dice, age = self.plan, self.dice, self._age()
        joined = date(
            self.frame.on.year - dice.between(4, age - 20), dice.pick((5, 6, 7, 11, 12)), dice.between(1, 28)
        )
        homes: dict[str, Any] = {
            "category": "full",
            "org": plan.branches[self.members % len(plan.branches)],
            "group": plan.groups[self.members % len(plan.groups)] if plan.groups else None,
            "joined_on": joined,
            "full_on": add_months(joined, 12),
        }
        self.members += 1
        return self.add(job, age, **(homes | words))

    def post(self, person: str, post: str, body: str = "", origin: str = "", **words: Any) -> None:
        """Give a post; in the organisation that answers for the school if nothing else is said."""
        since = self.plan.opened_on or date(self.frame.on.year - 4, 3, 1)
        entry: dict[str, Any] = {
            "person": person,
            "body": body or self.plan.org,
            "post": post,
            "from_on": since,
            "origin": origin,
        }
        self.posts.append(PostEntry(**(entry | words)))

    def job(self) -> str:
        """What someone without a leading post does."""
        return job(self.dice, self.plan.kind)

    def fill(self) -> None:
        """The others, up to the number in service; then those who came and went, and the retired."""
        while self.members < self.plan.members:
            self.add_member(self.job())
        while len(self.people) < self.plan.staff:
            self.add(self.job())
        self._school_posts()
        if self.plan.tie == OWN and self.plan.staff >= 10 and self.plan.closed_on is None:
            self._newcomers()
            self._retired()

    def _school_posts(self) -> None:
        plan, last = self.plan, self.people[-1].code
        if plan.staff >= 15:
            self.post(last, "union_chair", plan.code, "选举")
        if plan.kind == "public_primary":
            self.post(self.people[-2].code, "young_pioneers_counsellor", plan.code, "任命")
        if plan.staff >= 40:
            self.post(self.people[-3].code, "league_secretary", plan.code, "选举")

    def _newcomers(self) -> None:
        frame = self.frame
        if self.plan.opened_on is None:
            for years_ago in range(2):
                self.add(self.job(), arrived_on=frame.school_year(years_ago))
        if self.plan.staff >= 25:
            self.add(self.job(), left_on=frame.school_year(self.dice.between(0, 1)))
        if self.plan.members >= 10:
            joined = self.dice.pick(range(2, 10))
            self.add_member(
                self.job(), category="probationary", joined_on=frame.ago(joined).replace(day=20), full_on=None
            )

    def _retired(self) -> None:
        if self.plan.members < 8:
            return
        for _ in range(self.dice.between(1, 3)):
            self.add_retired(date(self.frame.on.year - self.dice.between(3, 9), 8, 1))

    def add_retired(self, left_on: date) -> str:
        """A member who has retired and stays in the branch."""
        born = date(left_on.year - 57, self.dice.between(1, 7), self.dice.between(1, 28))
        joined = date(born.year + self.dice.between(25, 35), 7, 1)
        return self.add_member(
            "退休教师",
            born_on=born,
            arrived_on=date(born.year + 23, 9, 1),
            joined_on=joined,
            full_on=add_months(joined, 12),
            left_on=left_on,
            is_retired=True,
        )


def household(plan: SchoolPlan, frame: Frame, cluster: list[SchoolPlan]) -> Household:
    """The people of a school. `cluster`: the schools of its joint branch in order."""
    home = Household(plan, frame)
    if plan.tie == OWN:
        _lead_own(home)
    elif plan.tie == GENERAL:
        _lead_general(home)
    elif plan.tie == JOINT:
        _lead_joint(home, cluster.index(plan))
    else:
        home.post(home.add(_head(plan)), "principal", plan.code, "任命")
    home.fill()
    if plan.tie == ATTACHED and plan.is_host:
        _community(home)
    return home


def _head(plan: SchoolPlan) -> str:
    return "园长" if "kindergarten" in plan.kind else "负责人" if plan.kind == "teaching_point" else "校长"


def _lead_own(home: Household) -> None:
    """From thirty staff on the secretary is not the principal, who is then deputy secretary."""
    plan = home.plan
    head = home.add_member(_head(plan))
    home.post(head, "principal", plan.code, "任命")
    if plan.staff < 30:
        home.post(head, "secretary", origin="选举")
    else:
        home.post(home.add_member("党支部书记"), "secretary", origin="选举")
        home.post(head, "deputy_secretary", origin="选举")
    has_committee = plan.members >= COMMITTEE_FROM
    vices = 0 if plan.staff < 20 else 1 if plan.staff < 45 else 2
    chosen = [_vice(home, is_member=has_committee) for _ in range(vices)]
    if has_committee:
        chosen += [home.add_member(home.job()) for _ in range(len(COMMITTEE_POSTS) - vices)]
        for person, post in zip(chosen, COMMITTEE_POSTS, strict=True):
            home.post(person, post, origin="选举")
    if plan.habit != "behind":
        home.post(home.add_member(home.job()), "party_worker", origin="任命")
    for group in plan.groups:
        leader = home.add_member(home.job(), group=group)
        home.post(leader, "group_leader", group, "选举")


def _vice(home: Household, *, is_member: bool) -> str:
    title = f"副{_head(home.plan)}"
    person = home.add_member(title) if is_member else home.add(title, category="masses")
    home.post(person, "vice_principal", home.plan.code, "任命")
    return person


def _lead_general(home: Household) -> None:
    """A 总支 whose secretary is the principal, and two branches with committees of their own."""
    plan = home.plan
    head = home.add_member(_head(plan))
    home.post(head, "principal", plan.code, "任命")
    home.post(head, "secretary", origin="选举")
    vices = [_vice(home, is_member=True) for _ in range(2)]
    for person, post in zip(vices, ("deputy_secretary", "discipline_member"), strict=True):
        home.post(person, post, origin="选举")
    for post in ("organization_member", "publicity_member"):
        home.post(home.add_member(home.job()), post, origin="选举")
    home.post(home.add_member(home.job()), "party_worker", origin="任命")
    for branch in plan.branches:
        for post in ("secretary", "organization_member", "publicity_member"):
            home.post(home.add_member(home.job(), org=branch), post, branch, "选举")


def _lead_joint(home: Household, place: int) -> None:
    """The first school's head is secretary, the second's deputy, the third's keeps the books."""
    plan = home.plan
    if place > 1:
        home.post(home.add(_head(plan), category="masses"), "principal", plan.code, "任命")
        home.post(home.add_member(home.job()), "party_worker", origin="任命")
        return
    head = home.add_member(_head(plan))
    home.post(head, "principal", plan.code, "任命")
    home.post(head, "deputy_secretary" if place else "secretary", origin="选举")


def _community(home: Household) -> None:
    """The members of the community's own branch; they belong to no school."""
    posts = ("secretary", "organization_member", "publicity_member", "party_worker", "", "", "", "")
    for post in posts:
        person = home.add_member("社区工作者" if post else "社区居民", school=None, left_on=None)
        if post:
            home.post(person, post, origin="选举")


def bureau(frame: Frame) -> tuple[list[PersonEntry], list[PostEntry]]:
    """The committee of the bureau."""
    dice, taken, people, posts = Dice("people", 0), set[str](), [], []
    for number, post in enumerate(("secretary", "deputy_secretary", "organization_member"), 1):
        sex = dice.pick(("男", "女"))
        joined = date(frame.on.year - dice.between(15, 20), 7, 1)
        people.append(
            PersonEntry(
                code=f"P000-{number:02}",
                name=person_name(dice, sex, taken),
                category="full",
                arrived_on=date(frame.on.year - 8, 3, 1),
                sex=sex,
                nation="汉族",
                born_on=date(frame.on.year - dice.between(44, 54), dice.between(1, 12), dice.between(1, 28)),
                education="本科",
                job="教育局干部",
                org=BUREAU,
                joined_on=joined,
                full_on=add_months(joined, 12),
            )
        )
        posts.append(
            PostEntry(person=people[-1].code, body=BUREAU, post=post, from_on=date(frame.on.year - 5, 3, 1))
        )
    return people, posts
