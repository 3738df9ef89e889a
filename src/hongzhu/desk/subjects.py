"""Whose duty a page speaks of, as far as the reader may look."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.http import Http404

from hongzhu.ledger.models import Subject as Row
from hongzhu.orgs.access import Reader, org_keys, school_keys

from .access import orgs_in_reach, people_by_name, schools_in_reach
from .bodies import Body
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
            recording = org_keys(reader, "meeting", "create").filter(pk=OuterRef("pk"))
            org = orgs_in_reach(reader).filter(code=code).annotate(may_record=Exists(recording)).first()
            if org is not None and org.is_group == (kind == "group"):
                return _of(org, kind, f"org:{code}")
        case "school":
            recording = school_keys(reader, "meeting", "create").filter(pk=OuterRef("pk"))
            school = schools_in_reach(reader).filter(code=code).annotate(may_record=Exists(recording)).first()
            if school is not None:
                return _of(school, kind, f"school:{code}")
        case "person":
            person = people_by_name(reader).filter(code=code).first()
            if person is not None:
                return Subject(person.subject_id, kind, code, person.name)
        case "district":
            row = Row.objects.filter(kind="district", code=code).first()
            if row is not None and seat_of(reader).is_superior:
                return Subject(row.pk, kind, code, "全区")
    raise Http404(NOBODY)


def _of(row: Any, kind: str, place: str) -> Subject:
    body = Body(row.subject_id, kind, row.code, row.name, place if row.may_record else "")
    return Subject(row.subject_id, kind, row.code, row.name, body)
