"""What has been printed for bound books, page by page; how far the year of a whole district is prepared."""

from django.db import models
from django.db.models import F, Q

from hongzhu.kit.scoping import Scoped
from hongzhu.orgs.models import PartyOrg


class Binding(models.Model):
    """装订: the new pages of an organisation's minute books were printed once, to be bound with those before."""

    DATA_CLASSES = {
        "id": "organisational",
        "org": "organisational",
        "year": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
    }

    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="bindings")
    year = models.PositiveIntegerField("年度")
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    objects = Scoped["Binding"]("hongzhu.books.access.bindings")

    class Meta:
        indexes = [models.Index(fields=["org", "year"], name="binding_year")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.year} {self.pk}"


class BoundEntry(models.Model):
    """One record as it was printed: these pages are its for ever. An amendment or a withdrawal gets pages of its own.

    `key` names the record, such as meeting:M1; `version` and `is_withdrawn`: what was printed of it; `note`: what
    stands above it beside its own marks.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "binding": "organisational",
        "org": "organisational",
        "year": "organisational",
        "book": "organisational",
        "key": "organisational",
        "version": "organisational",
        "is_withdrawn": "organisational",
        "first_page": "organisational",
        "last_page": "organisational",
        "note": "organisational",
    }

    binding = models.ForeignKey(Binding, on_delete=models.PROTECT, related_name="entries")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField("年度")
    book = models.CharField("簿册", max_length=16)
    key = models.CharField(max_length=64)
    version = models.PositiveIntegerField("第几稿")
    is_withdrawn = models.BooleanField("撤回后", default=False)
    first_page = models.PositiveIntegerField("首页")
    last_page = models.PositiveIntegerField("末页")
    note = models.CharField(max_length=200, blank=True)

    objects = Scoped["BoundEntry"]("hongzhu.books.access.of_bindings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "year", "book", "key", "version", "is_withdrawn"], name="bound_once"
            ),
            models.UniqueConstraint(fields=["org", "year", "book", "first_page"], name="bound_page_once"),
            models.CheckConstraint(condition=Q(last_page__gte=F("first_page")), name="bound_pages"),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.first_page}"


class Preparation(models.Model):
    """备册: the books of a year of all organisations below one, made in the background; each is for its own branch.

    `done` of `total` are ready; `moved_at`: when the last one was. `ended_at`: all are, or it stopped with `problem`.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "org": "organisational",
        "year": "organisational",
        "total": "organisational",
        "done": "organisational",
        "problem": "organisational",
        "saved_by": "organisational",
        "saved_at": "organisational",
        "moved_at": "organisational",
        "ended_at": "organisational",
    }

    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField("年度")
    total = models.PositiveIntegerField("要备几份")
    done = models.PositiveIntegerField("备好几份", default=0)
    problem = models.CharField("没有备成的原因", max_length=200, blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField("结束", null=True)

    objects = Scoped["Preparation"]("hongzhu.books.access.preparations")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "year"], condition=Q(ended_at__isnull=True), name="preparation_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="preparation_done"),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.year} {self.done}/{self.total}"
