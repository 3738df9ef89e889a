"""The database itself refuses to change or delete what was recorded, also when SQL comes past our actions."""

import pytest
from django.db import IntegrityError, connection, transaction

from hongzhu.audit.actions import record
from hongzhu.audit.models import Event, Payload
from tests.guards import lifted
from tests.makers import NOW

pytestmark = pytest.mark.django_db

FORBIDDEN = [
    "UPDATE audit_event SET actor_label = 'x'",
    "UPDATE audit_event SET hash = hash",
    "DELETE FROM audit_event",
    "DELETE FROM audit_payload",
    "UPDATE audit_payload SET body = '{}'",
    "UPDATE audit_payload SET salt = NULL",
    "UPDATE audit_payload SET body = NULL",
    "UPDATE audit_payload SET salt = NULL, body = NULL, digest = 'x'",
    "UPDATE audit_payload SET salt = NULL, body = NULL, object = 'x'",
    "UPDATE audit_payload SET salt = NULL, body = NULL, version = 9",
    "UPDATE audit_payload SET salt = NULL, body = NULL, place = 9",
]
TRUNCATES = ["TRUNCATE audit_event CASCADE", "TRUNCATE audit_payload"]


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # or a TRUNCATE fails for foreign keys that wait to be checked
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def test_changing_and_deleting_is_refused() -> None:
    record(stream="s", verb="v", object="o", payload={"a": 1}, before={"a": 0}, by="t", now=NOW)
    for sql in FORBIDDEN + (TRUNCATES if connection.vendor == "postgresql" else []):
        with pytest.raises(IntegrityError, match="审计记录只能追加"):
            run(sql)
    assert Event.objects.count() == 1
    assert Payload.objects.count() == 2


def test_only_an_erasure_is_let_through() -> None:
    record(stream="s", verb="v", object="o", payload={"a": 1}, by="t", now=NOW)
    run("UPDATE audit_payload SET salt = NULL, body = NULL")
    assert Payload.objects.get().content is None
    with pytest.raises(IntegrityError):
        run("UPDATE audit_payload SET salt = 'x', body = '{}'")


def test_the_guards_stand_again_after_a_test_lifted_them() -> None:
    record(stream="s", verb="v", object="o", payload={"a": 1}, by="t", now=NOW)
    with lifted():
        run("UPDATE audit_event SET actor_label = 'x'")
    with pytest.raises(IntegrityError):
        run("UPDATE audit_event SET actor_label = 'y'")
