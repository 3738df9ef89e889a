"""Old 议题 and 决议 texts become lines and, if need be, texts again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

pytestmark = pytest.mark.django_db(transaction=True)

OLD = [("meetings", "0001_initial")]
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def migrated(targets: list[tuple[str, str]]) -> StateApps:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def old() -> Iterator[StateApps]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrated(OLD)
    migrated(newest)


def test_texts_become_lines_and_lines_texts(old: StateApps) -> None:
    subject = old.get_model("ledger", "Subject").objects.create(kind="org", code="D1")
    org = old.get_model("orgs", "PartyOrg").objects.create(
        subject_id=subject.pk,
        code="D1",
        name="一支部",
        kind="branch",
        founded_on=date(2010, 1, 1),
        saved_by="test",
        saved_at=NOW,
    )
    meetings = old.get_model("meetings", "Meeting").objects
    words = {"held_on": date(2026, 3, 10), "saved_by": "test", "saved_at": NOW, "org_id": org.pk}
    meetings.create(code="M1", topics="一、学习\n\n 二、讨论 ", resolution="同意\n公示", **words)
    meetings.create(code="M2", topics="", resolution="", **words)

    new = migrated([("meetings", "0004_texts_gone")])
    first, second = new.get_model("meetings", "Meeting").objects.order_by("code")
    assert list(first.agenda.order_by("place").values_list("place", "words")) == [
        (0, "一、学习"),
        (1, "二、讨论"),
    ]
    lines = first.resolutions.order_by("place").values_list("words", "matter", "in_favour", "is_unanimous")
    assert list(lines) == [("同意", "ordinary", None, False), ("公示", "ordinary", None, False)]
    assert (first.made_at, first.version, first.minutes) == (NOW, 1, "")
    assert not second.agenda.exists()
    assert not second.resolutions.exists()

    back = migrated(OLD).get_model("meetings", "Meeting").objects
    assert list(back.order_by("code").values_list("topics", "resolution")) == [
        ("一、学习\n二、讨论", "同意\n公示"),
        ("", ""),
    ]
