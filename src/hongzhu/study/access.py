"""Which talks a reader may know of: that they were held, never what was said (no column holds it); which plans."""

from django.db.models import Q

from hongzhu.orgs.access import SELF, Reader, granted, org_keys, school_keys


def talks(reader: Reader, action: str) -> Q:
    """Talks with people of what is in reach; talks one led or had oneself."""
    orgs, schools = org_keys(reader, "talk", action), school_keys(reader, "talk", action)
    line = Q(object__org__in=orgs) | Q(object__school__in=schools)
    if reader.person and SELF in granted("talk", action):
        line |= Q(talker=reader.person) | Q(object=reader.person)
    return line


def plans(reader: Reader, action: str) -> Q:
    """Study plans of the organisations in reach; of one's own branch."""
    return Q(org__in=org_keys(reader, "plan", action))
