"""Which trainings a reader may see, and who took part in them, by name."""

from django.db.models import Q

from hongzhu.orgs.access import SELF, Reader, granted, org_keys, school_keys
from hongzhu.people.models import Person

from .models import Attendee


def trainings(reader: Reader, action: str) -> Q:
    """Trainings held by what is in reach; those in which people of the reader's own roster took part; one's own."""
    line = Q(org__in=org_keys(reader, "training", action))
    line |= Q(school__in=school_keys(reader, "training", action))
    if action == "read":
        line |= Q(pk__in=Attendee.objects.visible_to(reader, "read").values("training"))
    return line


def attendees(reader: Reader, action: str) -> Q:
    """Who took part: people whom the reader may read by name, and oneself."""
    line = Q(person__in=Person.objects.visible_to(reader, action))
    if reader.person and SELF in granted("training", action):
        line |= Q(person=reader.person)
    return line
