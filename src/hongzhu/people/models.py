"""Members and staff, and the posts they hold.

No identity number, no opinion, nothing about family: what is not needed to run a branch has no column.
"""

from django.db import models
from django.db.models import F, Q

from hongzhu.accounts.models import User
from hongzhu.kit.scoping import Scoped
from hongzhu.ledger.models import Subject
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.policy.days import FOREVER, end_day, to_day
from hongzhu.policy.vocabulary import PARTY_STATUSES, POSTS

Stretch = tuple[str, int, int]


class Person(models.Model):
    """Someone who works at a school or belongs to a party organisation."""

    class Sex(models.TextChoices):
        MALE = "男", "男"
        FEMALE = "女", "女"

    class Category(models.TextChoices):
        FULL = "full", "正式党员"
        PROBATIONARY = "probationary", "预备党员"
        CANDIDATE = "candidate", "发展对象"
        ACTIVIST = "activist", "入党积极分子"
        APPLICANT = "applicant", "入党申请人"
        MASSES = "masses", "群众"

    DATA_CLASSES = {
        "id": "member",
        "subject": "member",
        "code": "member",
        "name": "member",
        "sex": "member",
        "nation": "member",
        "born_on": "member",
        "education": "member",
        "school": "member",
        "job": "member",
        "category": "member",
        "org": "member",
        "group": "member",
        "joined_on": "member",
        "full_on": "member",
        "arrived_on": "member",
        "left_on": "member",
        "is_retired": "member",
        "phone": "sensitive",
        "user": "member",
        "saved_by": "member",
        "saved_at": "member",
    }

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("人员编号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=50)
    sex = models.CharField("性别", max_length=1, choices=Sex, blank=True)
    nation = models.CharField("民族", max_length=20, blank=True)
    born_on = models.DateField("出生日期", null=True)
    education = models.CharField("学历", max_length=50, blank=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="people")
    job = models.CharField("岗位", max_length=50, blank=True)
    category = models.CharField("人员类别", max_length=16, choices=Category)
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="people")
    group = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="group_people")
    joined_on = models.DateField("入党日期", null=True)
    full_on = models.DateField("转正日期", null=True)
    arrived_on = models.DateField("到岗日期")
    left_on = models.DateField("离岗日期", null=True)
    is_retired = models.BooleanField("离退休", default=False)
    phone = models.CharField("手机", max_length=30, blank=True)
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="person")
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Person"]("hongzhu.people.access.people")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(category__in=[*PARTY_STATUSES]), name="person_category"),
            models.CheckConstraint(condition=Q(sex__in=["", "男", "女"]), name="person_sex"),
            models.CheckConstraint(condition=Q(left_on__gte=F("arrived_on")), name="person_service"),
            models.CheckConstraint(condition=Q(full_on__gte=F("joined_on")), name="person_membership"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def service(self) -> tuple[int, int]:
        """The days in service."""
        return to_day(self.arrived_on), end_day(self.left_on)

    @property
    def belonging(self) -> tuple[int, int]:
        """The days of belonging to school, branch and group: leaving ends it, retiring does not."""
        return to_day(self.arrived_on), FOREVER if self.is_retired else end_day(self.left_on)

    @property
    def statuses(self) -> list[Stretch]:
        """What the person was in the Party, and when. Before the day of joining: nothing is known."""
        start, end = self.belonging
        if self.category not in (self.Category.FULL, self.Category.PROBATIONARY):
            return [(self.category, start, end)]
        if self.joined_on is not None:
            start = max(start, to_day(self.joined_on))
        if self.category == self.Category.PROBATIONARY:
            turned = end
        else:
            turned = start if self.full_on is None else min(max(start, to_day(self.full_on)), end)
        stretches = [("probationary", start, turned), ("full", turned, end)]
        return [stretch for stretch in stretches if stretch[1] < stretch[2]]

    def status_on(self, day: int) -> str | None:
        """What the person was in the Party on that day."""
        return next((status for status, start, end in self.statuses if start <= day < end), None)

    def is_member_on(self, day: int) -> bool:
        """A full or probationary member on that day."""
        if self.category not in (self.Category.FULL, self.Category.PROBATIONARY):
            return False
        return any(start <= day < end for _status, start, end in self.statuses)

    def is_staff_on(self, day: int) -> bool:
        """In service on that day and not retired."""
        start, end = self.service
        return start <= day < end and not self.is_retired


class Appointment(models.Model):
    """A person holds a post in a party organisation or at a school.

    A post left open ends when the person's service ends.
    """

    class Post(models.TextChoices):
        SECRETARY = "secretary", "书记"
        DEPUTY_SECRETARY = "deputy_secretary", "副书记"
        FULL_TIME_DEPUTY = "full_time_deputy", "专职副书记"
        ORGANIZATION_MEMBER = "organization_member", "组织委员"
        PUBLICITY_MEMBER = "publicity_member", "宣传委员"
        DISCIPLINE_MEMBER = "discipline_member", "纪检委员"
        COMMITTEE_MEMBER = "committee_member", "委员"
        GROUP_LEADER = "group_leader", "党小组组长"
        PARTY_WORKER = "party_worker", "党务工作者"
        PRINCIPAL = "principal", "校长"
        VICE_PRINCIPAL = "vice_principal", "副校长"
        UNION_CHAIR = "union_chair", "工会主席"
        LEAGUE_SECRETARY = "league_secretary", "团支部书记"
        YOUNG_PIONEERS_COUNSELLOR = "young_pioneers_counsellor", "少先队辅导员"

    class Origin(models.TextChoices):
        ELECTION = "选举", "选举"
        APPOINTMENT = "任命", "任命"
        DISPATCH = "上级选派", "上级选派"

    DATA_CLASSES = {
        "id": "organisational",
        "person": "organisational",
        "org": "organisational",
        "school": "organisational",
        "post": "organisational",
        "starts_on": "organisational",
        "ends_on": "organisational",
        "origin": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="appointments")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="appointments")
    post = models.CharField("职务", max_length=32, choices=Post)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("免职日期", null=True)
    origin = models.CharField("产生方式", max_length=8, choices=Origin, blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Appointment"]("hongzhu.people.access.appointments")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(org__isnull=True) ^ Q(school__isnull=True), name="post_one_body"
            ),
            models.CheckConstraint(condition=Q(post__in=[*POSTS]), name="post_known"),
            models.CheckConstraint(
                condition=Q(origin__in=["", "选举", "任命", "上级选派"]), name="post_origin"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="post_dates"),
            models.UniqueConstraint(
                fields=["person", "org", "post", "starts_on"],
                condition=Q(org__isnull=False),
                name="post_org_once",
            ),
            models.UniqueConstraint(
                fields=["person", "school", "post", "starts_on"],
                condition=Q(school__isnull=False),
                name="post_school_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_post_display()}"

    @property
    def span(self) -> tuple[int, int]:
        """The days of holding the post; reads `person`."""
        ends_on = self.person.left_on if self.ends_on is None else self.ends_on
        return to_day(self.starts_on), end_day(ends_on)
