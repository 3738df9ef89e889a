"""How each matter of a message stands today: a message speaks of what was, whoever reads it wants to know what is."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from django.urls import reverse

from hongzhu.ledger.models import Link, Subject
from hongzhu.ledger.stored import NotStored, Standing, stored_days, stored_pack, stored_standing
from hongzhu.policy.days import to_day

from .models import Matter
from .quiet import Key

UNSETTLED: Final = frozenset({"overdue", "grace", "at_risk", "open"})
LOOKING_AFTER: Final = ("branch", "school")
"""links by which persons belong to an organisation or a school"""


def settled(matters: Collection[Matter], today: date) -> set[Key]:
    """The matters on which nobody has anything left to do: done, excused, or asked of nobody any more.

    None where there is no matter; else a query for persons and those for the standing.
    """
    keys = {Key(each.subject_id, each.obligation, each.period) for each in matters}
    if not keys:
        return set()
    try:
        compiled = stored_pack()
    except NotStored:
        return set()
    hosts = _hosts({key.subject for key in keys}, today)
    asked = frozenset({key.subject for key in keys} | hosts.keys())
    open_keys: set[Key] = set()
    for each in stored_standing(compiled, today, stored_days(compiled)[0], asked):
        if each.status in UNSETTLED:
            open_keys |= set(_keys(each, hosts))
    return keys - open_keys


def _keys(each: Standing, hosts: dict[int, set[int]]) -> Iterable[Key]:
    """As which matters a standing may have been told: as its own, as a case, as that of whoever looks after a person."""
    subject, duty, period = each.row.subject, each.obligation.id, each.row.label
    yield Key(subject, duty, period)
    yield Key(subject)
    if each.rule.subject == "person":
        yield from (Key(host, duty, period) for host in hosts.get(subject, ()))


def _hosts(subjects: set[int], today: date) -> dict[int, set[int]]:
    """Person → those among the subjects that look after him."""
    day, found = to_day(today), dict[int, set[int]]()
    links = Link.objects.filter(
        kind__in=LOOKING_AFTER, head__in=subjects, from_day__lte=day, until_day__gt=day
    )
    for person, host in links.values_list("tail", "head"):
        found.setdefault(person, set()).add(host)
    return found


def addresses(matters: Collection[Matter]) -> dict[int, str]:
    """Matter → the page that explains it; none for a case, which its organisation finds on its home."""
    subjects = Subject.objects.in_bulk({each.subject_id for each in matters})
    return {
        each.pk: reverse("duty", args=[each.obligation, found.kind, found.code])
        for each in matters
        if each.obligation and (found := subjects.get(each.subject_id))
    }
