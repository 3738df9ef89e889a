"""What another number of days to answer would mean: for what is asked from then on, and for what was answered lately."""

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import F
from django.db.models.functions import Coalesce

from hongzhu.kit.dates import date_words
from hongzhu.obligations.models import Justification, Objection
from hongzhu.orgs.access import Reader

LATELY: Final = timedelta(days=365)


def difference_of_answers(reader: Reader, days: int, wanted: int, since: date) -> list[tuple[str, str, str]]:
    """(what, now, as wanted): the last day of what is asked then; how many of the past year's answers came later.

    Counted are those that the reader may see; what waits keeps its day. Two queries.
    """
    taken = [*_days_taken(reader, Justification, since), *_days_taken(reader, Objection, since)]
    last, new_last = (date_words(since + timedelta(days=each)) for each in (days, wanted))
    late, new_late = (f"{sum(each > limit for each in taken)} 份" for limit in (days, wanted))
    return [
        (f"{date_words(since)}提的，最晚哪天答复", last, new_last),
        (f"过去一年答复过的 {len(taken)} 份里，超过这个天数的", late, new_late),
        ("正在等答复的", "照提的那天定的日子", "不变"),
    ]


def _days_taken(reader: Reader, model: Any, since: date) -> list[int]:
    """How many days each answer took."""
    answered = Coalesce("accepted_on", "refused_on") if model is Justification else F("answered_on")
    rows = model.objects.visible_to(reader).filter(filed_on__isnull=False).annotate(done_on=answered)
    found = rows.filter(done_on__gt=since - LATELY).values_list("filed_on", "done_on")
    return [(done_on - filed_on).days for filed_on, done_on in found]
