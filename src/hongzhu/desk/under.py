"""The people whom a body looks after on a day."""

from datetime import date

from django.db.models import Q

from hongzhu.ledger.gathered import people_at
from hongzhu.ledger.models import Link
from hongzhu.policy.days import to_day

from .subjects import Subject


def people_under(subject: Subject, on: date) -> frozenset[int]:
    """Members of an organisation or group, staff of the schools an organisation covers.

    Of a school: whoever is counted there in the district grid, also those who were there last.
    """
    day = to_day(on)
    links = Link.objects.filter(from_day__lte=day, until_day__gt=day)
    if subject.kind == "school":
        covering = links.filter(kind="covers", head=subject.key).values_list("tail", flat=True)
        return people_at([subject.key, *covering], on)
    covered = links.filter(kind="covers", tail=subject.key).values("head")
    own = Q(kind__in=("branch", "group"), head=subject.key)
    found = links.filter(own | Q(kind="school", head__in=covered))
    return frozenset(found.values_list("tail", flat=True))
