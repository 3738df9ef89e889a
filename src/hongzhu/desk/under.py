"""The people whom a body looks after on a day."""

from datetime import date

from django.db.models import Q

from hongzhu.ledger.models import Link
from hongzhu.policy.days import to_day

from .subjects import Subject


def people_under(subject: Subject, on: date) -> frozenset[int]:
    """Members of an organisation or group, staff of a school, staff of the schools an organisation covers."""
    day = to_day(on)
    links = Link.objects.filter(from_day__lte=day, until_day__gt=day)
    covered = links.filter(kind="covers", tail=subject.key).values("head")
    own = Q(kind__in=("branch", "group", "school"), head=subject.key)
    found = links.filter(own | Q(kind="school", head__in=covered))
    return frozenset(found.values_list("tail", flat=True))
