"""The audit trail: events in hash chains, their contents, earlier versions; keys against double submission.

Streams and objects are opaque here: rooms name them ("org:D1", "meeting:M2026-001"). Nobody but audit.actions writes.
Triggers in the database refuse to change or delete events and contents; only erasing a content is let through.
"""

import json
from typing import Any, ClassVar

from django.db import models


class Head(models.Model):
    """The last event of a stream. Its row is locked while an event is added: one writer per stream."""

    DATA_CLASSES = {
        "stream": "organisational",
        "seq": "organisational",
        "hash": "organisational",
        "at": "organisational",
    }

    stream = models.CharField(max_length=64, primary_key=True)
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}"


class Event(models.Model):
    """Something was done: by whom, when, to what. Numbered within its stream; `seq` decides the order, not `at`.

    `object` is the record, or empty where one bulk call stored several: its contents name them. `hash` covers
    all other fields (hongzhu.audit.chain); `digest` stands for the contents.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "stream": "organisational",
        "seq": "organisational",
        "at": "organisational",
        "actor": "organisational",
        "actor_label": "organisational",
        "verb": "organisational",
        "object": "organisational",
        "algorithm": "organisational",
        "digest": "organisational",
        "is_clock_behind": "organisational",
        "prev": "organisational",
        "hash": "organisational",
    }

    stream = models.CharField(max_length=64)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200)
    verb = models.CharField(max_length=64)
    object = models.CharField(max_length=128, blank=True)
    algorithm = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    is_clock_behind = models.BooleanField(default=False)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_stream_seq")]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq} {self.verb}"


class Payload(models.Model):
    """What an event says of one record, as canonical JSON; `place` counts from 0 within the event.

    `version` is None for what the record became, else the number of the version that it was before. Erased by
    rule, `salt` and `body` are empty and the digest remains.
    """

    DATA_CLASSES = {
        "id": "organisational",
        "event": "organisational",
        "place": "organisational",
        "object": "organisational",
        "version": "organisational",
        "digest": "organisational",
        "salt": "sensitive",
        "body": "sensitive",
    }

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="payloads")
    place = models.PositiveIntegerField()
    object = models.CharField(max_length=128)
    version = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=64, null=True)  # noqa: DJ001 - erased is not empty
    body = models.TextField(null=True)  # noqa: DJ001 - erased is not empty

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "place"], name="payload_event_place"),
            models.UniqueConstraint(
                fields=["object", "version"],
                condition=models.Q(version__isnull=False),
                name="payload_version_once",
            ),
        ]
        indexes = [models.Index(fields=["object"], name="payload_object")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.object}"

    @property
    def content(self) -> dict[str, Any] | None:
        """What was said, or None once erased."""
        return None if self.body is None else json.loads(self.body)


class _Versions(models.Manager["Version"]):
    def get_queryset(self) -> models.QuerySet["Version"]:
        return super().get_queryset().filter(version__isnull=False).select_related("event")


class Version(Payload):
    """A record as it was before a change, whole; `number` counts from 1. The event that changed it tells the rest."""

    objects: ClassVar[models.Manager["Version"]] = _Versions()

    class Meta:
        proxy = True

    @property
    def number(self) -> int:
        """1 for the first state that was ever changed."""
        return self.version or 0

    @property
    def was(self) -> dict[str, Any] | None:
        """The fields of the record, or None once erased."""
        content = self.content
        return None if content is None else content["was"]

    @property
    def reason(self) -> str:
        """Why it was changed, as stated; empty where nobody was asked, and once erased."""
        return str((self.content or {}).get("reason", ""))


class Key(models.Model):
    """A form that was submitted: the same key again gives the first answer again, and does nothing."""

    DATA_CLASSES = {
        "id": "organisational",
        "user": "organisational",
        "key": "organisational",
        "digest": "organisational",
        "answer": "organisational",
        "at": "organisational",
    }

    user = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    answer = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="key_once_per_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.key}"
