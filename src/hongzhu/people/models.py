"""Members and staff, and the posts they hold.

No identity number, no opinion, nothing about family: what is not needed to run a branch has no column.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from hongzhu.accounts.models import User
from hongzhu.kit.scoping import Scoped
from hongzhu.ledger.models import Subject
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.policy.days import end_day, to_day
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
        "gone_on": "member",
        "moved_on": "member",
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
    gone_on = models.DateField("离开日期", null=True)
    """when someone retired has left the organisation, too"""
    moved_on = models.DateField("转入日期", null=True)
    """since when the place above holds; where someone was before stands in `Placement`"""
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
            models.CheckConstraint(
                condition=Q(gone_on__isnull=True) | Q(is_retired=True, gone_on__gte=F("left_on")),
                name="person_gone",
            ),
            models.CheckConstraint(condition=Q(moved_on__gte=F("arrived_on")), name="person_moved"),
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
        return to_day(self.arrived_on), end_day(self.gone_on if self.is_retired else self.left_on)

    @property
    def here_since(self) -> date:
        """Since when the person is where the row says."""
        return self.moved_on or self.arrived_on

    @property
    def here(self) -> tuple[int, int]:
        """The days of belonging to the school, branch and group that the row names."""
        return to_day(self.here_since), max(to_day(self.here_since), self.belonging[1])

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


class Placement(models.Model):
    """Where a person was before a transfer, as long as he was there; where he is now stands on his row."""

    DATA_CLASSES = {
        "id": "member",
        "person": "member",
        "school": "member",
        "org": "member",
        "group": "member",
        "job": "member",
        "starts_on": "member",
        "ends_on": "member",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    group = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, related_name="+")
    job = models.CharField("岗位", max_length=50, blank=True)
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止")

    objects = Scoped["Placement"]("hongzhu.people.access.placements")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="placement_dates"),
            models.UniqueConstraint(fields=["person", "starts_on"], name="placement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_on}"

    @property
    def span(self) -> tuple[int, int]:
        """The days of being there."""
        return to_day(self.starts_on), to_day(self.ends_on)


class Transfer(models.Model):
    """A person is handed from one organisation to another; the first answers for him until the second accepts."""

    class State(models.TextChoices):
        WAITING = "waiting", "等接收"
        ACCEPTED = "accepted", "已接收"
        REFUSED = "refused", "没有接收"
        CALLED_BACK = "called_back", "已撤回"

    DATA_CLASSES = {
        "id": "member",
        "person": "member",
        "source": "member",
        "target": "member",
        "state": "sensitive",
        "asked_at": "member",
        "asked_by": "member",
        "answered_at": "member",
        "answered_by": "member",
        "reason": "sensitive",
        "moved_on": "member",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    source = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("情况", max_length=16, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    reason = models.CharField("没有接收的原因", max_length=200, blank=True)
    moved_on = models.DateField("转接日期", null=True)

    objects = Scoped["Transfer"]("hongzhu.people.access.transfers")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "accepted", "refused", "called_back"]),
                name="transfer_state",
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_elsewhere"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="waiting"), name="transfer_one_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"


class CorrectionRequest(models.Model):
    """更正申请: somebody says that a record about himself is wrong; his branch's secretary or worker answers, with the reason.

    It changes nothing: the record is put right on its own sheet, where the former version stays. Nothing of it is
    above the branch. `due_on`: the last day to answer. `source`: the record, as the ledger names it, where it was chosen.
    """

    class About(models.TextChoices):
        ATTENDANCE = "attendance", "会议、培训的到会或学时"
        ROSTER = "roster", "花名册上的资料"
        POST = "post", "任职"
        OTHER = "other", "别的"

    class State(models.TextChoices):
        WAITING = "waiting", "等答复"
        CORRECTED = "corrected", "已更正"
        REFUSED = "refused", "没有改"
        WITHDRAWN = "withdrawn", "已收回"

    DATA_CLASSES = {
        "id": "member",
        "person": "member",
        "about": "member",
        "which": "sensitive",
        "source": "sensitive",
        "wanted": "sensitive",
        "filed_on": "member",
        "due_on": "member",
        "state": "sensitive",
        "answer": "sensitive",
        "answered_on": "member",
        "answered_by": "member",
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="correction_requests")
    about = models.CharField("哪一类", max_length=12, choices=About)
    which = models.CharField("哪一条", max_length=100)
    source = models.CharField("哪一条记录", max_length=96, blank=True)
    wanted = models.TextField("应当怎样，依据是什么")
    filed_on = models.DateField("提出日期")
    due_on = models.DateField("最晚哪天答复")
    state = models.CharField("情况", max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_by = models.CharField("谁答复", max_length=64, blank=True)

    objects = Scoped["CorrectionRequest"]("hongzhu.people.access.corrections")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["corrected", "refused"], answered_on__isnull=False)
                | Q(state__in=["waiting", "withdrawn"], answered_on=None, answer=""),
                name="correction_answered",
            ),
            models.CheckConstraint(condition=~Q(which="") & ~Q(wanted=""), name="correction_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered, and it was not taken back."""
        return self.state == self.State.WAITING


class IdentityNumber(models.Model):
    """身份证号, where somebody had a reason to enter it: sealed (sealing.py), in no list, no file, no search, no event.

    `blind`: a keyed digest, so that nobody is entered twice.
    """

    DATA_CLASSES = {
        "id": "sensitive",
        "person": "sensitive",
        "sealed": "sensitive",
        "blind": "sensitive",
        "saved_by": "sensitive",
        "saved_at": "sensitive",
    }

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="identity")
    sealed = models.CharField(max_length=200)
    blind = models.CharField(max_length=64, unique=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["IdentityNumber"]("hongzhu.people.access.identities")

    def __str__(self) -> str:
        return str(self.person_id)
