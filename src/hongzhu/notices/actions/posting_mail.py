"""Post the letters that wait; each is claimed before it is posted, so that none goes twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any, Final, NamedTuple

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hongzhu.notices.mailing import letter_of, readers_by_mail, takes_mail, trouble
from hongzhu.notices.models import Mail, Matter

WHY: Final = "the post sees every letter"
TRIES: Final = 3
AT_ONCE: Final = 200
"""letters posted in one go"""
CLAIM_LASTS: Final = timedelta(minutes=10)
BROKEN_OFF: Final = "寄的时候中断了，不知道对方收到没有"
NO_ADDRESS: Final = "对方已经不用邮箱收了"


class Posted(NamedTuple):
    """How many letters went, how many will be tried again, how many are given up."""

    sent: int = 0
    again: int = 0
    failed: int = 0


def post_mails(*, now: datetime) -> Posted:
    """Post what waits; three tries for each. Nothing where no post box is configured."""
    if not takes_mail():
        return Posted()
    _give_up_broken(now)
    claimed = _claimed(now)
    if not claimed:
        return Posted()
    addresses = {
        each.pk: each.email
        for each in readers_by_mail(timezone.localdate(now), {mail.user_id for mail in claimed})
    }
    matters: dict[int, list[Matter]] = {}
    for each in (
        Matter.objects.everything(WHY).filter(message__mails__in=claimed).order_by("message", "place")
    ):
        matters.setdefault(each.message_id, []).append(each)
    with _post_box() as box:
        for mail in claimed:
            _post(mail, addresses.get(mail.user_id, ""), matters.get(mail.message_id, []), box)
    states = [mail.state for mail in claimed]
    return Posted(*(states.count(each) for each in (Mail.State.SENT, Mail.State.WAITING, Mail.State.FAILED)))


@contextmanager
def _post_box() -> Iterator[Any]:
    """One connection for all; it opens with the first letter."""
    box = get_connection()
    try:
        yield box
    finally:
        box.close()


def _post(mail: Mail, address: str, matters: list[Matter], box: Any) -> None:
    if not address:
        mail.state, mail.why = Mail.State.FAILED, NO_ADDRESS
    else:
        subject, text = letter_of(mail.message, matters)
        try:
            EmailMessage(subject, text, to=[address], connection=box).send()
            mail.state, mail.why = Mail.State.SENT, ""
        except (SMTPException, OSError) as error:
            mail.state = Mail.State.WAITING if mail.tries < TRIES else Mail.State.FAILED
            mail.why = trouble(error)
            box.close()
    mail.save(update_fields=["state", "why"])


def _claimed(now: datetime) -> list[Mail]:
    rows = Mail.objects.everything(WHY)
    with transaction.atomic():
        waiting = rows.filter(state=Mail.State.WAITING).select_for_update(of=("self",))
        keys = list(waiting.order_by("tried_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
        rows.filter(pk__in=keys).update(state=Mail.State.SENDING, tries=F("tries") + 1, tried_at=now)
    return list(rows.filter(pk__in=keys).select_related("message__sender").order_by("pk"))


def _give_up_broken(now: datetime) -> None:
    broken = Mail.objects.everything(WHY).filter(state=Mail.State.SENDING, tried_at__lt=now - CLAIM_LASTS)
    broken.update(state=Mail.State.FAILED, why=BROKEN_OFF)
