"""Which trainings a reader may see, and who took part in them, by name."""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from hongzhu.orgs.access import (
    GUIDING,
    INSPECTOR,
    LEADING,
    OFFICER,
    SELF,
    Reader,
    granted,
    org_keys,
    school_keys,
)
from hongzhu.people.models import Appointment, Person
from hongzhu.people.roster import COMMITTEE_POSTS

from .models import Attendee, Training

OF_OFFICE: Final = frozenset({*COMMITTEE_POSTS, "party_worker"})
"""posts whose holders a superior may invite and see by name at a training of its own: office is organisational"""
WHY: Final = "drawing the line"
AFAR: Final = frozenset({LEADING, GUIDING, OFFICER, INSPECTOR})
"""roles that see trainings of others, and of whoever attended only the number"""


def trainings(reader: Reader, action: str) -> Q:
    """Trainings held by what is in reach; those in which people of the reader's own branch took part; one's own.

    Action `pictures`: what is attached shows everybody who was there, so it is for them and for those who hold it.
    """
    if action == "pictures":
        return _pictured(reader)
    line = Q(org__in=org_keys(reader, "training", action))
    line |= Q(school__in=school_keys(reader, "training", action))
    if action == "read":
        line |= Q(pk__in=Attendee.objects.visible_to(reader, "read").values("training"))
    return line


def _pictured(reader: Reader) -> Q:
    orgs = org_keys(reader, "training", "read", but=AFAR) | org_keys(reader, "training", "change")
    schools = school_keys(reader, "training", "read", but=AFAR) | school_keys(reader, "training", "change")
    line = Q(org__in=orgs) | Q(school__in=schools)
    if reader.person and SELF in granted("training", "read"):
        own = Attendee.objects.everything(WHY).filter(person=reader.person)
        line |= Q(pk__in=own.values("training"))
    return line


def attendees(reader: Reader, action: str) -> Q:
    """Who took part: people of the branch whose trainings one may read, and oneself; holders of office at one's own."""
    orgs = org_keys(reader, "training", action, but=AFAR)
    schools = school_keys(reader, "training", action, but=AFAR)
    seen = Q(org__in=orgs) | Q(group__in=orgs) | Q(school__in=schools)
    if reader.person and SELF in granted("training", action):
        seen |= Q(pk=reader.person)
    own = Training.objects.everything(WHY).filter(org__in=org_keys(reader, "training", "create"))
    return Q(person__in=Person.objects.everything(WHY).filter(seen)) | Q(
        Exists(_in_office(reader)), training__in=own
    )


def _in_office(reader: Reader) -> QuerySet[Appointment]:
    """Who held an office in what the reader reaches on the first day of the training."""
    starts_on = OuterRef("training__starts_on")
    held = Appointment.objects.visible_to(reader).filter(
        person=OuterRef("person"), org__isnull=False, post__in=OF_OFFICE, starts_on__lte=starts_on
    )
    return held.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
