"""Numbers of records: body, year, running number."""

import re
from typing import Any, Final

from django.db.models import QuerySet

from hongzhu.ledger.saving import CODE_LENGTH

from .bodies import find_bodies
from .models import PartyOrg, School

DIGITS: Final = 3
"""of a running number in a code, at least"""
TRIES: Final = 5
"""how often a number is drawn anew when an import has taken it meanwhile"""


def next_code(records: QuerySet[Any], body: str, year: int, *, mark: str = "", digits: int = DIGITS) -> str:
    """D001-2026-014; `mark` stands before the running number. Whoever records for the same body waits for his turn.

    `records`: all of the kind, each with a `code`.
    """
    found = find_bodies([body]).get(body)
    if found is not None:
        model: type[PartyOrg] | type[School] = PartyOrg if isinstance(found, PartyOrg) else School
        model.objects.everything("actions see all").select_for_update(no_key=True).get(pk=found.pk)
    tail = f"-{year}-{mark}"
    start = body[: CODE_LENGTH - len(tail) - 2 * DIGITS] + tail
    taken = records.filter(code__startswith=start).values_list("code", flat=True)
    rest = [code.removeprefix(start) for code in taken]
    numbers = [int(each) for each in rest if re.fullmatch(r"\d+", each)]
    return f"{start}{max(numbers, default=0) + 1:0{digits}}"
