"""A workbook that somebody is bringing in by the page: open, imported, or taken back."""

from django.db import models

from hongzhu.accounts.models import User
from hongzhu.kit.scoping import Scoped
from hongzhu.orgs.models import PartyOrg


class Batch(models.Model):
    """一批: one workbook. Its file lies in a folder of its own only while it is open; what was chosen and mended, too.

    What an imported batch did is not written here: it is what the audit trail tells of this account at `imported_at`.
    """

    DATA_CLASSES = {
        "id": "member",
        "user": "member",
        "org": "member",
        "name": "member",
        "token": "sensitive",
        "columns": "member",
        "added": "member",
        "cells": "sensitive",
        "told": "member",
        "opened_at": "member",
        "imported_at": "member",
        "undone_at": "member",
    }

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件", max_length=200)
    token = models.CharField(max_length=64, blank=True)
    columns = models.JSONField("列", default=dict)
    added = models.JSONField("补的列", default=dict)
    cells = models.JSONField("改的格", default=dict)
    told = models.JSONField("导入了什么", default=list)
    opened_at = models.DateTimeField("打开")
    imported_at = models.DateTimeField("导入", null=True)
    undone_at = models.DateTimeField("撤回", null=True)

    objects = Scoped["Batch"]("hongzhu.imports.access.batches")

    def __str__(self) -> str:
        return f"{self.user_id} {self.opened_at:%Y-%m-%d %H:%M}"
