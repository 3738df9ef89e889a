"""Whose duty a page speaks of, as far as the reader may look."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404

from hongzhu.ledger.models import Subject as Row
from hongzhu.orgs.access import Reader, org_keys, school_keys
from hongzhu.orgs.cases import Owned, cases_of, kinds

from .access import orgs_in_reach, people_by_name, schools_in_reach
from .bodies import Body, case_body
from .mine import seat_of

NOBODY: Final = "这里没有这个单位或人，或者不在您能看的范围里。请从首页点开。"


@dataclass(frozen=True)
class Subject:
    """An organisation, group, school, person or the district; `body` where meetings may be recorded for it."""

    key: int
    kind: str
    code: str
    name: str
    body: Body | None = None


def find_subject(reader: Reader, kind: str, code: str) -> Subject:
    """One query or two. Raises Http404 for what does not exist and for what is out of reach alike."""
    match kind:
        case "org" | "group":
            org = orgs_in_reach(reader).filter(code=code).first()
            if org is not None and org.is_group == (kind == "group"):
                may_record = org.pk in org_keys(reader, "meeting", "create")
                return _of(org, kind, f"org:{code}" if may_record else "")
        case "school":
            school = schools_in_reach(reader).filter(code=code).first()
            if school is not None:
                may_record = school.pk in school_keys(reader, "meeting", "create")
                return _of(school, kind, f"school:{code}" if may_record else "")
        case "person":
            person = people_by_name(reader).filter(code=code).first()
            if person is not None:
                return Subject(person.subject_id, kind, code, person.name)
        case "district":
            row = Row.objects.filter(kind="district", code=code).first()
            if row is not None and seat_of(reader).is_superior:
                return Subject(row.pk, kind, code, "全区")
        case kind if kind in kinds():
            return _case(reader, kind, code)
    raise Http404(NOBODY)


def _case(reader: Reader, kind: str, code: str) -> Subject:
    """A case of an organisation whose standing the reader may see."""
    owners = orgs_in_reach(reader).values("subject")
    row = Row.objects.filter(kind=kind, code=code, owner__in=owners).first()
    found = cases_of(reader, [Owned(row.pk, kind, code, row.owner_id or 0)]) if row else {}
    if row is None or row.pk not in found:
        raise Http404(NOBODY)
    body = case_body(Owned(row.pk, kind, code, row.owner_id or 0), found[row.pk])
    return Subject(row.pk, kind, code, body.name, body)


def _of(row: Any, kind: str, place: str) -> Subject:
    body = Body(row.subject_id, kind, row.code, row.name, place)
    return Subject(row.subject_id, kind, row.code, row.name, body)
