"""Drafts: kept, shared, never overwritten unseen, never a proof."""

import pytest

from hongzhu.accounts.actor import Actor
from hongzhu.audit.models import Event
from hongzhu.meetings.actions import DraftConflict, discard_draft, save_draft
from hongzhu.meetings.models import Draft
from tests.makers import NOW, facts, make_org, make_school

pytestmark = pytest.mark.django_db

CLOUD, JADE = Actor(1, "周云", "周云"), Actor(2, "周玉", "周玉")


def save(content: dict, version: int, by: Actor = CLOUD, body: str = "D1") -> Draft:
    return save_draft(key="k1", body=make_org(body), content=content, version=version, by=by, now=NOW)


def test_a_draft_is_kept_as_typed_and_proves_nothing() -> None:
    draft = save({"held_on": ["11月2日"], "present": ["P1", "P2"]}, 0)
    assert draft.fields == {"held_on": ["11月2日"], "present": ["P1", "P2"]}
    assert (draft.version, draft.user_id, draft.org.code, draft.school) == (1, 1, "D1", None)
    assert facts() == set()
    assert not Event.objects.filter(verb__startswith="meeting").exists()
    second = save({"held_on": ["11月3日"]}, 1, JADE)
    assert (second.version, second.user_id, second.org.code) == (2, 2, "D1")
    of_school = save_draft(key="k2", body=make_school("S1"), content={}, version=0, by=CLOUD, now=NOW)
    assert (of_school.org, of_school.school.code) == (None, "S1")


@pytest.mark.parametrize("version", [0, 1, 3])
def test_nobody_overwrites_what_he_has_not_seen(version: int) -> None:
    save({"minutes": "甲"}, 0)
    save({"minutes": "乙"}, 1, JADE)
    with pytest.raises(DraftConflict, match="刚刚被别人改过") as conflict:
        save({"minutes": "丙"}, version)
    assert conflict.value.mine == {"minutes": "丙"}
    assert conflict.value.theirs.fields == {"minutes": "乙"}
    assert Draft.objects.everything("test").get().fields == {"minutes": "乙"}


def test_a_draft_that_is_gone_gives_the_text_back() -> None:
    save({"minutes": "甲"}, 0)
    discard_draft(key="k1", body=make_org("D1"))
    discard_draft(key="k1", body=make_org("D1"))
    with pytest.raises(DraftConflict, match="已经登记或删除") as conflict:
        save({"minutes": "乙"}, 1)
    assert conflict.value.theirs is None
    assert conflict.value.mine == {"minutes": "乙"}


@pytest.mark.parametrize("version", [0, 1])
def test_under_anothers_key_nothing_is_told_and_nothing_touched(version: int) -> None:
    save({"minutes": "甲"}, 0)
    with pytest.raises(DraftConflict, match="已经登记或删除") as conflict:
        save({"minutes": "乙"}, version, JADE, "D2")
    assert conflict.value.theirs is None
    discard_draft(key="k1", body=make_org("D2"))
    draft = Draft.objects.everything("test").get()
    assert (draft.fields, draft.version, draft.org.code) == ({"minutes": "甲"}, 1, "D1")
