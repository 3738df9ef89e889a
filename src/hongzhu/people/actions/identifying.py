"""Enter or erase somebody's resident identity number; the number itself stands in no event."""

import unicodedata
from datetime import datetime
from typing import Final

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import Posting, posting
from hongzhu.ledger.saving import stamp
from hongzhu.people.models import IdentityNumber, Person
from hongzhu.people.roster import person_streams
from hongzhu.people.sealing import blind, sealed

from .rostering import is_identity_number

ALL: Final = "actions see all"


def save_identity(person: Person, number: str, *, by: By, now: datetime) -> IdentityNumber:
    """Seal a number. Raises Refused where it cannot be one, or is entered for somebody else."""
    plain = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    if not is_identity_number(plain):
        raise Refused("身份证号不对：要18位，最后一位是校验码。请照证件核对。", field="number")
    with posting(now=now) as post:
        rows = IdentityNumber.objects.everything(ALL)
        index = blind(plain)
        if rows.filter(blind=index).exclude(person=person).exists():
            raise Refused("这个号已经登记在另一个人名下，请核对是不是同一个人。", field="number")
        row = rows.filter(person=person).first() or IdentityNumber(person=person)
        row.sealed, row.blind = sealed(plain, person.code), index
        for name, value in stamp(by, now).items():
            setattr(row, name, value)
        row.save()
        _tell(post, person, "person.identified", by=by, now=now)
    return row


def erase_identity(person: Person, *, by: By, now: datetime) -> None:
    """Forget the number; nothing of it is left but that there was one. Where there is none, nothing is done."""
    with posting(now=now) as post:
        gone, _rows = IdentityNumber.objects.everything(ALL).filter(person=person).delete()
        if gone:
            _tell(post, person, "person.unidentified", by=by, now=now)


def _tell(post: Posting, person: Person, verb: str, *, by: By, now: datetime) -> None:
    about = [Content(about=f"person:{person.code}", now={"identity": verb == "person.identified"})]
    post.record(person_streams([person.code])[person.code], verb, about, by=by, now=now)
