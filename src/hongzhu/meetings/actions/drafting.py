"""Drafts: what was typed is kept, nobody overwrites what he has not seen, and nothing is proved by it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hongzhu.audit.actions import By
from hongzhu.meetings.models import Draft
from hongzhu.orgs.bodies import Body
from hongzhu.orgs.models import PartyOrg

from .signing import user_of


class DraftConflict(Exception):
    """Somebody saved, recorded or discarded the draft meanwhile. Both texts are here, so that nothing is lost.

    `mine` is what was to be saved, `theirs` what stands (None: the draft is gone). The message is Chinese.
    """

    def __init__(self, *, mine: Mapping[str, Any], theirs: Draft | None) -> None:
        told = "草稿刚刚被别人改过" if theirs else "草稿已经登记或删除"
        super().__init__(f"{told}，两份内容都在下面，请核对后再存。")
        self.mine = mine
        self.theirs = theirs


def save_draft(
    *, key: str, body: Body, content: Mapping[str, Any], version: int, by: By, now: datetime
) -> Draft:
    """Keep the raw fields of a form. `version` is the one that was read, 0 for a new draft. Raises DraftConflict.

    A key under which another body has a draft is a draft that is gone: nothing of it is shown, nothing overwritten.
    """
    org = body if isinstance(body, PartyOrg) else None
    words = {
        "user_id": user_of(by),
        "org": org,
        "school": None if org is not None else body,
        "content": json.dumps(content, ensure_ascii=False),
        "saved_at": now,
    }
    stored = _stored(key, body)
    if version == 0:
        try:
            with transaction.atomic():
                return Draft.objects.everything("actions see all").create(key=key, **words)
        except IntegrityError:
            raise DraftConflict(mine=content, theirs=stored.first()) from None
    if not stored.filter(version=version).update(version=version + 1, **words):
        raise DraftConflict(mine=content, theirs=stored.first())
    return stored.get()


def discard_draft(*, key: str, body: Body) -> None:
    """Throw a draft of a body away, or nothing if it is gone already."""
    _stored(key, body).delete()


def _stored(key: str, body: Body) -> QuerySet[Draft]:
    drafts = Draft.objects.everything("actions see all").filter(key=key)
    return drafts.filter(org=body) if isinstance(body, PartyOrg) else drafts.filter(school=body)
