"""Whose 说明 a reader may see and answer: by the organisation or school that owes the duty."""

from django.db.models import Q

from hongzhu.orgs.access import Reader, is_guiding, org_keys, school_keys
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.people.models import Person

WHY = "drawing the line"


def justifications(reader: Reader, action: str) -> Q:
    """说明 of organisations, groups and schools in reach; those of people only of one's own roster.

    An office that may do this is needed for both: who merely reads a name in the roster does not read a reason.
    """
    org_pks = org_keys(reader, "justification", action)
    school_pks = school_keys(reader, "justification", action)
    orgs = PartyOrg.objects.everything(WHY).filter(pk__in=org_pks)
    schools = School.objects.everything(WHY).filter(pk__in=school_pks)
    own = Q(org__in=org_pks) | Q(group__in=org_pks) | Q(school__in=school_pks)
    people = Person.objects.visible_to(reader, "read").filter(own)
    bodies = Q(subject__in=orgs.values("subject")) | Q(subject__in=schools.values("subject"))
    return bodies | Q(subject__in=people.values("subject"))


def decisions(reader: Reader, action: str) -> Q:
    """Whoever may read the policy reads what the district decided; who guides the whole district decides."""
    return Q() if may_decide(reader) or (action == "read" and reader.may("read", "policy")) else Q(pk__in=())


def may_decide(reader: Reader) -> bool:
    """Does the reader stand for the organisation that guides the district's schools, and may such decide?"""
    return reader.may("decide", "policy") and is_guiding(reader, "policy", "decide")
