"""Whose duty a page speaks of, as far as the reader may look."""

from dataclasses import dataclass
from typing import Final

from django.http import Http404

from hongzhu.ledger.models import Subject as Row
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.models import Person

from .bodies import Body
from .reader_stub import Reader

NOBODY: Final = "这里没有这个单位或人，或者不在您能看的范围里。请从首页点开。"


@dataclass(frozen=True)
class Subject:
    """An organisation, group, school, person or the district; `body` where meetings may be recorded for it."""

    key: int
    pk: int
    kind: str
    code: str
    name: str
    body: Body | None = None


def find_subject(reader: Reader, kind: str, code: str) -> Subject:
    """One query. Raises Http404 for what does not exist and for what is out of reach alike."""
    match kind:
        case "org" | "group":
            org = PartyOrg.objects.filter(code=code).first()
            if org is not None and org.is_group == (kind == "group"):
                return _of(org, kind)
        case "school":
            school = School.objects.filter(code=code).first()
            if school is not None:
                return _of(school, kind)
        case "person":
            person = Person.objects.filter(code=code).first()
            if person is not None:
                return _of(person, kind)
        case "district":
            row = Row.objects.filter(kind="district", code=code).first()
            if row is not None:
                return Subject(row.pk, row.pk, kind, code, "全区")
    raise Http404(NOBODY)


def _of(row: PartyOrg | School | Person, kind: str) -> Subject:
    place = f"{'school' if kind == 'school' else 'org'}:{row.code}"
    body = None if kind == "person" else Body(row.subject_id, kind, row.code, row.name, place)
    return Subject(row.subject_id, row.pk, kind, row.code, row.name, body)
