"""Schools, party organisations, who leads and guides whom, which schools they cover, when they elected.

Periods are half-open: the day in `ends_on` or `closed_on` no longer counts.
"""

from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from hongzhu.accounts.models import User
from hongzhu.kit.scoping import Scoped
from hongzhu.ledger.models import Subject
from hongzhu.policy.days import FOREVER, end_day, to_day
from hongzhu.policy.vocabulary import ORG_KINDS, SCHOOL_KINDS

Dated = TypeVar("Dated", bound=models.Model)


class DatedQuerySet(models.QuerySet[Dated]):
    """Rows that hold from `starts_on` until `ends_on`."""

    def on(self, day: date) -> Self:
        """Rows that hold on a day."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class ScopedDated(Scoped[Dated]):
    """The fail-closed manager of rows that hold over stretches of days."""

    queryset_class = DatedQuerySet

    def everything(self, reason: str) -> DatedQuerySet[Dated]:
        """All rows, for code that acts for the house."""
        rows = super().everything(reason)
        assert isinstance(rows, DatedQuerySet)
        return rows

    def visible_to(self, reader: Any, action: str = "read") -> DatedQuerySet[Dated]:
        """The rows on which the reader may do this."""
        rows = super().visible_to(reader, action)
        assert isinstance(rows, DatedQuerySet)
        return rows


class School(models.Model):
    """A school, kindergarten or teaching point."""

    class Kind(models.TextChoices):
        PUBLIC_PRIMARY = "public_primary", "公办小学"
        PUBLIC_KINDERGARTEN = "public_kindergarten", "公办幼儿园"
        PRIVATE_KINDERGARTEN = "private_kindergarten", "民办幼儿园"
        TEACHING_POINT = "teaching_point", "教学点"

    DATA_CLASSES = {
        "id": "organisational",
        "subject": "organisational",
        "code": "organisational",
        "name": "organisational",
        "kind": "organisational",
        "township": "organisational",
        "opened_on": "organisational",
        "closed_on": "organisational",
        "longitude": "organisational",
        "latitude": "organisational",
        "pupils": "organisational",
        "is_large": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("学校代码", max_length=40, unique=True)
    name = models.CharField("学校名称", max_length=200)
    kind = models.CharField("类型", max_length=24, choices=Kind)
    township = models.CharField("乡镇街道", max_length=200)
    opened_on = models.DateField("设立日期", null=True)
    closed_on = models.DateField("撤销日期", null=True)
    longitude = models.FloatField("经度", null=True)
    latitude = models.FloatField("纬度", null=True)
    pupils = models.PositiveIntegerField("在校生数", null=True)
    is_large = models.BooleanField("规模大", null=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["School"]("hongzhu.orgs.access.schools")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[*SCHOOL_KINDS]), name="school_kind"),
            models.CheckConstraint(condition=Q(closed_on__gte=F("opened_on")), name="school_dates"),
            models.CheckConstraint(condition=Q(longitude__range=(-180, 180)), name="school_longitude"),
            models.CheckConstraint(condition=Q(latitude__range=(-90, 90)), name="school_latitude"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def span(self) -> tuple[int, int]:
        """The days on which the school exists."""
        return (1 if self.opened_on is None else to_day(self.opened_on)), end_day(self.closed_on)


class PartyOrg(models.Model):
    """A party organisation of any kind, party groups included."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", "党委"
        WORK_COMMITTEE = "work_committee", "党工委"
        GENERAL_BRANCH = "general_branch", "党总支"
        BRANCH = "branch", "党支部"
        JOINT_BRANCH = "joint_branch", "联合党支部"
        PARTY_GROUP = "party_group", "党小组"

    DATA_CLASSES = {
        "id": "organisational",
        "subject": "organisational",
        "code": "organisational",
        "name": "organisational",
        "kind": "organisational",
        "founded_on": "organisational",
        "closed_on": "organisational",
        "term_started_on": "organisational",
        "has_committee": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("党组织代码", max_length=40, unique=True)
    name = models.CharField("党组织名称", max_length=200)
    kind = models.CharField("组织类别", max_length=16, choices=Kind)
    founded_on = models.DateField("成立日期")
    closed_on = models.DateField("撤销日期", null=True)
    term_started_on = models.DateField("本届起始日期", null=True)
    has_committee = models.BooleanField("设支委会", null=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["PartyOrg"]("hongzhu.orgs.access.orgs")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[*ORG_KINDS, "party_group"]), name="org_kind"),
            models.CheckConstraint(condition=Q(closed_on__gte=F("founded_on")), name="org_dates"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_group(self) -> bool:
        """A party group is part of a branch and owes its own duties."""
        return self.kind == self.Kind.PARTY_GROUP

    @property
    def span(self) -> tuple[int, int]:
        """The days between founding and closing; a group also ends with its branch, see orgs.actions."""
        return to_day(self.founded_on), end_day(self.closed_on)


class Coverage(models.Model):
    """An organisation answers for the party work of a school over a stretch of days."""

    DATA_CLASSES = {
        "id": "organisational",
        "org": "organisational",
        "school": "organisational",
        "starts_on": "organisational",
        "ends_on": "organisational",
    }

    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="coverages")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="coverages")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = ScopedDated["Coverage"]("hongzhu.orgs.access.of_orgs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "school", "starts_on"], name="coverage_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="coverage_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.school_id}"

    @property
    def span(self) -> tuple[int, int]:
        """The days on which it holds."""
        return to_day(self.starts_on), end_day(self.ends_on)


class Line(models.TextChoices):
    """The two lines of superiors (条块): the one that leads and the one that guides."""

    LEAD = "lead", "领导"
    GUIDE = "guide", "指导"


class OrgEdge(models.Model):
    """One organisation leads or guides another over a stretch of days; a group is led by its branch."""

    DATA_CLASSES = {
        "id": "organisational",
        "superior": "organisational",
        "org": "organisational",
        "line": "organisational",
        "starts_on": "organisational",
        "ends_on": "organisational",
    }

    superior = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="edges_down")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="edges_up")
    line = models.CharField(max_length=8, choices=Line)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = ScopedDated["OrgEdge"]("hongzhu.orgs.access.of_orgs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "superior", "line", "starts_on"], name="edge_once"),
            models.CheckConstraint(condition=~Q(superior=F("org")), name="edge_not_to_itself"),
            models.CheckConstraint(condition=Q(line__in=["lead", "guide"]), name="edge_line"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="edge_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.superior_id} {self.line} {self.org_id}"

    @property
    def span(self) -> tuple[int, int]:
        """The days on which it holds."""
        return to_day(self.starts_on), end_day(self.ends_on)


class OrgReach(models.Model):
    """The closure of the edges: whom an organisation reaches, itself included, and by which line.

    `lead`: every edge of some path leads. `guide`: some path has a guiding edge in it, for a path is as
    strong as its weakest edge. Days, not dates: derived by hongzhu.orgs.reach, never typed.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "superior": "organisational",
        "org": "organisational",
        "line": "organisational",
        "from_day": "organisational",
        "until_day": "organisational",
    }

    superior = models.ForeignKey(PartyOrg, on_delete=models.CASCADE, related_name="reach_down")
    org = models.ForeignKey(PartyOrg, on_delete=models.CASCADE, related_name="reach_up")
    line = models.CharField(max_length=8, choices=Line)
    from_day = models.IntegerField()
    until_day = models.IntegerField(default=FOREVER)

    objects = Scoped["OrgReach"]("hongzhu.orgs.access.of_orgs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["superior", "org", "line", "from_day"], name="reach_once"),
            models.CheckConstraint(condition=Q(until_day__gt=F("from_day")), name="reach_days"),
        ]

    def __str__(self) -> str:
        return f"{self.superior_id} {self.line} {self.org_id}"


class Grant(models.Model):
    """An office given to an account beside the posts of the roster: dated, with its basis, never for ever.

    For those who stand in no roster of ours: staff of a superior committee, inspectors with an assignment.
    """

    class Role(models.TextChoices):
        OFFICER = "officer", "上级工作人员"
        INSPECTOR = "inspector", "督查员"

    DATA_CLASSES = {
        "id": "organisational",
        "user": "organisational",
        "role": "organisational",
        "org": "organisational",
        "starts_on": "organisational",
        "ends_on": "organisational",
        "basis": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField("授权", max_length=16, choices=Role)
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="grants")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    basis = models.CharField("依据", max_length=200)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = ScopedDated["Grant"]("hongzhu.orgs.access.of_orgs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "org", "starts_on"], name="grant_once"),
            models.CheckConstraint(condition=Q(role__in=["officer", "inspector"]), name="grant_role"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="grant_dates"),
            models.CheckConstraint(condition=~Q(basis=""), name="grant_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.org_id}"


class Election(models.Model):
    """An organisation elected its committee (换届); `months` is the new term's length where one is stated."""

    DATA_CLASSES = {
        "id": "organisational",
        "org": "organisational",
        "held_on": "organisational",
        "months": "organisational",
        "entered_on": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="elections")
    held_on = models.DateField("选举日期")
    months = models.PositiveSmallIntegerField("届期月数", null=True)
    entered_on = models.DateField("登记日期", null=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Election"]("hongzhu.orgs.access.of_orgs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "held_on"], name="election_once"),
            models.CheckConstraint(condition=Q(months__gt=0), name="election_months"),
            models.CheckConstraint(condition=Q(entered_on__gte=F("held_on")), name="election_entered"),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.held_on}"
