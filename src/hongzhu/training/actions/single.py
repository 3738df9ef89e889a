"""One training from a form: recorded under a number of its own, amended with a reason, withdrawn soon after."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.amending import check_amendment, check_day, check_withdrawal
from hongzhu.ledger.posting import posting
from hongzhu.orgs.bodies import stream_of
from hongzhu.orgs.numbering import TRIES, next_code
from hongzhu.search.actions import index_records
from hongzhu.training.facts import post_trainings
from hongzhu.training.models import Training

from .entries import TRAININGS, TrainingEntry
from .recording import Change, store_trainings


def record_training(entry: TrainingEntry, *, by: By, now: datetime) -> Training:
    """Record a training under the next number of its body and year; entered on the day of `now`. Raises Refusals."""
    today = timezone.localdate(now)
    check_day(entry.ends_on or entry.starts_on, today, "ends_on" if entry.ends_on else "starts_on")
    for tries in range(TRIES):
        try:
            with posting(now=now):
                every = Training.objects.everything("actions see all")
                code = next_code(every, entry.body or "", entry.starts_on.year, mark="P", digits=1)
                numbered = replace(entry, code=code, entered_on=today)
                store_trainings([numbered], by=by, now=now, change=Change())
                return Training.objects.everything("actions see all").get(code=code)
        except IntegrityError:
            if tries == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def amend_training(
    training: Training,
    entry: TrainingEntry,
    *,
    reason: str,
    by: By,
    now: datetime,
    version: int | None = None,
) -> Training:
    """Change a recorded training (更正), with a reason. What it was stays readable.

    `version`: the one that the form showed. The day of entry stays, unless day or body changed: what is proved newly
    was not entered earlier, nor is anybody who is added. Raises Refusals.
    """
    today = timezone.localdate(now)
    check_day(entry.ends_on or entry.starts_on, today, "ends_on" if entry.ends_on else "starts_on")
    with posting(now=now):
        stored = _locked(training)
        check_amendment(stored=stored.version, shown=version, withdrawn_at=stored.withdrawn_at, reason=reason)
        body = stored.org or stored.school
        is_same = entry.starts_on == stored.starts_on and entry.body == (body and body.code)
        amended = replace(entry, code=stored.code, entered_on=stored.entered_on if is_same else today)
        store_trainings([amended], by=by, now=now, change=Change(reason.strip(), late=today))
    return Training.objects.everything("actions see all").get(pk=training.pk)


def withdraw_training(training: Training, *, reason: str, by: By, now: datetime) -> Training:
    """Withdraw a wrong entry within a day: it proves nothing any more and stays readable. Raises Refused."""
    with posting(now=now) as post:
        stored = _locked(training)
        check_withdrawal(made_at=stored.made_at, withdrawn_at=stored.withdrawn_at, reason=reason, now=now)
        stored.withdrawn_at, stored.withdrawn_reason = now, reason.strip()
        stored.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        post_trainings(post, [stored])
        index_records(kind="training", keys=[stored.pk])
        content = Content(about=TRAININGS.about(stored), now={"withdrawn": reason.strip()})
        stream = stream_of(stored.org or stored.school)
        post.record(stream, "training.withdrawn", [content], by=by, now=now, reason=reason.strip())
    return stored


def _locked(training: Training) -> Training:
    return (
        Training.objects.everything("actions see all")
        .select_for_update(of=("self",))
        .select_related("org", "school")
        .get(pk=training.pk)
    )
