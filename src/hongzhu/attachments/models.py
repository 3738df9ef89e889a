"""Files that hang on a record of another room: a photograph, a scan of the signed sheet, an agenda. None is ever asked for."""

from typing import Final

from django.db import models
from django.db.models import Q

from hongzhu.kit.scoping import Scoped

from .sorts import KEPT

MEDIA_TYPES: Final = [sort.media_type for sort in KEPT]


class Attachment(models.Model):
    """One file of one record (`kind`, `code`: opaque here). Its content lies on the shelf under `sha256`.

    It proves nothing and counts for nothing. Removed (移走), the row stays and tells by whom and when; within a day it
    may be brought back, after that its content is swept from the shelf.
    """

    DATA_CLASSES = {
        "id": "member",
        "kind": "member",
        "code": "member",
        "name": "member",
        "media_type": "member",
        "size": "member",
        "width": "member",
        "height": "member",
        "sha256": "member",
        "small_sha256": "member",
        "saved_by": "organisational",
        "saved_at": "organisational",
        "removed_by": "organisational",
        "removed_at": "organisational",
        "removed_reason": "member",
    }

    kind = models.CharField(max_length=16)
    code = models.CharField(max_length=40)
    name = models.CharField("文件名", max_length=80)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField("字节")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    small_sha256 = models.CharField(max_length=64, blank=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()
    removed_by = models.CharField(max_length=64, blank=True)
    removed_at = models.DateTimeField("移走时间", null=True)
    removed_reason = models.CharField("移走的原因", max_length=200, blank=True)

    objects = Scoped["Attachment"]("hongzhu.attachments.access.attachments")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="attachment_once",
            ),
            models.CheckConstraint(condition=Q(media_type__in=MEDIA_TYPES), name="attachment_media_type"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_size"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by="")
                | (Q(removed_at__isnull=False) & ~Q(removed_by="")),
                name="attachment_removed",
            ),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="attachment_owner")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code} {self.name}"

    @property
    def is_picture(self) -> bool:
        """There is a small picture of it for pages."""
        return bool(self.small_sha256)
