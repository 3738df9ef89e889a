"""What a training proves, for whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q

from hongzhu.ledger.in_force import district_pack
from hongzhu.ledger.posting import FactRow, Posting
from hongzhu.ledger.saving import ONCE, chunks
from hongzhu.orgs.bodies import ABOVE, days_above_schools, wrongly_placed
from hongzhu.orgs.models import PartyOrg, School
from hongzhu.policy.days import to_day
from hongzhu.policy.intervals import covers

from .models import Attendee, Training

OF_OFFICE = ("training.secretary", "training.worker")
"""Posted for everyone: the pack counts them only on days the person held the office."""


def post_trainings(post: Posting, trainings: Iterable[Training]) -> None:
    """State the complete facts of trainings; who attended is read from the database."""
    for some in chunks(trainings, 2000):
        attended: dict[int, list[tuple[int, date | None]]] = defaultdict(list)
        rows = (
            Attendee.objects.everything("facts follow from all records")
            .filter(training__in=some)
            .values_list("training", "person__subject", "entered_on")
        )
        for training_id, subject, added_on in rows:
            attended[training_id].append((subject, added_on))
        recorders = _recorders(post, some)
        for training in some:
            facts = list(_proved(training, recorders=recorders[training.pk], attended=attended[training.pk]))
            post.facts(f"training:{training.code}", facts)


def _proved(
    training: Training, recorders: list[int], attended: list[tuple[int, date | None]]
) -> Iterator[FactRow]:
    """What was added by amendment counts as entered then; a withdrawn record proves nothing."""
    if training.withdrawn_at is not None:
        return
    day, entered = to_day(training.starts_on), to_day(training.entered_on or training.starts_on)
    kinds = () if training.kind == Training.Kind.OTHER else OF_OFFICE
    kind_entered = max(entered, to_day(training.kind_entered_on)) if training.kind_entered_on else entered
    for subject in recorders:
        yield FactRow("record", subject, day, entered, ONCE)
    for subject, added_on in attended:
        own = max(entered, to_day(added_on)) if added_on else entered
        yield FactRow("training.hours", subject, day, own, training.hours)
        for kind in kinds:
            yield FactRow(kind, subject, day, max(own, kind_entered), ONCE)


def _recorders(post: Posting, trainings: Iterable[Training]) -> dict[int, list[int]]:
    """Whose use of the system it shows: its organisation's or school's; above schools the district's too."""
    orgs = PartyOrg.objects.everything("facts follow from all records").in_bulk(
        {each.org_id for each in trainings if each.org_id}
    )
    schools = School.objects.everything("facts follow from all records").in_bulk(
        {each.school_id for each in trainings if each.school_id}
    )
    above = days_above_schools(list(orgs.values()))
    district = post.subject("district", district_pack().area) if above else 0
    found: dict[int, list[int]] = defaultdict(list)
    for each in trainings:
        if each.org_id is not None:
            found[each.pk].append(orgs[each.org_id].subject_id)
            if covers(above.get(each.org_id, []), to_day(each.starts_on)):
                found[each.pk].append(district)
        elif each.school_id is not None:
            found[each.pk].append(schools[each.school_id].subject_id)
    return found


def rebuild(post: Posting, subjects: set[int]) -> None:
    """State again the facts of trainings whose committee no longer, or only now, stands above schools."""
    orgs: set[int] = set()
    for some in chunks(subjects):
        orgs.update(
            PartyOrg.objects.everything("facts follow from all records")
            .filter(subject__in=some)
            .values_list("pk", flat=True)
        )
    if not orgs:
        return
    above = Training.objects.everything("facts follow from all records").filter(
        Q(org__kind__in=ABOVE) | Q(org__in=orgs)
    )
    rows = above.values_list("code", "org", "starts_on")
    wrong = wrongly_placed((f"training:{code}", org, day) for code, org, day in rows if org is not None)
    codes = [source.removeprefix("training:") for source in wrong]
    # What this very posting has recorded is not among the stored facts yet.
    post_trainings(post, above.filter(Q(code__in=codes) | Q(saved_at=post.now)))
