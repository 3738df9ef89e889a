"""The page of a duty that people owe, seen from the body that looks after them."""

from django.http import HttpRequest, HttpResponse

from hongzhu.desk.access import people_by_name
from hongzhu.desk.counting import counting
from hongzhu.desk.periods import operative
from hongzhu.desk.shares import Shares, shares
from hongzhu.desk.subjects import Subject
from hongzhu.desk.under import people_under
from hongzhu.desk.words import FEWEST, assumed, clause_label, is_sensitive
from hongzhu.desk.words import people as people_words
from hongzhu.ledger.stored import stored_standing
from hongzhu.orgs.access import Reader
from hongzhu.policy.pack import Obligation

from .asking import Asked, page

WORDS = {
    "late": "过期",
    "soon": "快到期",
    "open": "未到期",
    "ask": "待区确认",
    "blank": "未登记",
    "before": "未登记",
    "excused": "已说明",
    "free": "免计",
    "done": "已办",
}


def duty_of_people(
    request: HttpRequest, asked: Asked, reader: Reader, duty: Obligation, subject: Subject
) -> HttpResponse:
    """Who has done it and who is short; above the branch only how many."""
    people = people_under(subject, asked.on)
    standings = [
        each
        for each in stored_standing(asked.compiled, asked.on, asked.since, people)
        if each.obligation.id == duty.id
    ]
    named = (
        people_by_name(reader)
        .filter(subject__in=people)
        .order_by("code")
        .values_list("subject", "name", "code")
    )
    names = {key: (name, code) for key, name, code in named}
    found, earlier = shares(standings, names, asked.on)
    yes, no = counting(asked.compiled.pack, duty)
    return page(
        request,
        "shares",
        asked,
        subject=subject,
        duty=duty,
        periods=[(each, _counts(each, sensitive=is_sensitive(duty))) for each in (found, *earlier)],
        is_sensitive=is_sensitive(duty),
        clause=clause_label(asked.compiled.pack, duty.clause),
        assumed=assumed(duty.assumptions),
        marks=[operative(duty.quote)],
        yes=yes,
        no=no,
    )


def _counts(found: Shares, *, sensitive: bool) -> list[tuple[str, str]]:
    """(look, words): exact at the branch, which sees everyone anyway.

    Where a small number is not told, the others are not either: from the whole, told elsewhere, it could be subtracted.
    """
    told = not found.rows and sensitive
    hidden = told and any(number < FEWEST for number in found.looks.values())
    return [
        (
            look,
            WORDS[look] + ("" if hidden and number >= FEWEST else f" {people_words(number, sensitive=told)}"),
        )
        for look, number in found.looks.items()
    ]
