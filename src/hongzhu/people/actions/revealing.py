"""Show somebody's number to one reader: nothing is changed, but it is written down who saw it, and what for."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from hongzhu.audit.actions import By, record
from hongzhu.ledger.entries import Refused
from hongzhu.people.models import IdentityNumber, Person
from hongzhu.people.revealed import REVEALED
from hongzhu.people.roster import person_streams
from hongzhu.people.sealing import Unopened, opened


class Purpose(models.TextChoices):
    """What a number is asked for."""

    CALL = "联系本人", "联系本人"
    CHECK = "核对信息", "核对信息"
    FORM = "按规定填报", "按规定填报"


def reveal(person: Person, *, purpose: str, by: By, now: datetime) -> str:
    """The telephone number, once it is recorded who has it shown and what for. Raises Refused."""
    _tell_shown(person, "phone", purpose, by=by, now=now)
    return person.phone


def reveal_identity(person: Person, *, purpose: str, by: By, now: datetime) -> str:
    """The identity number, on the same terms. Raises Refused, also where this installation's key does not open it."""
    row = IdentityNumber.objects.everything("actions see all").filter(person=person).first()
    if row is None:
        raise Refused("没有登记身份证号。", field="purpose")
    try:
        number = opened(row.sealed, person.code)
    except Unopened:
        raise Refused("换过密钥，原来登记的打不开了。请删掉，重新登记。", field="purpose") from None
    _tell_shown(person, "identity", purpose, by=by, now=now)
    return number


def _tell_shown(person: Person, what: str, purpose: str, *, by: By, now: datetime) -> None:
    if purpose not in Purpose.values:
        raise Refused("请从列出的用途里选一个。", field="purpose")
    with transaction.atomic():
        record(
            stream=person_streams([person.code])[person.code],
            verb=REVEALED,
            object=f"person:{person.code}",
            payload={"shown": what, "purpose": purpose},
            by=by,
            now=now,
            reason=purpose,
        )


def tell_copied(person: Person, tables: Sequence[str], *, by: By, now: datetime) -> None:
    """Write down that somebody has taken a copy of his own data, and what that was."""
    with transaction.atomic():
        record(
            stream=person_streams([person.code])[person.code],
            verb="person.copied",
            object=f"person:{person.code}",
            payload={"tables": list(tables)},
            by=by,
            now=now,
        )
