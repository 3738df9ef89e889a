"""Explanations for lines of standing: fetch the spells and facts of their subjects, let policy find the words."""

from datetime import date

from hongzhu.policy.days import to_day
from hongzhu.policy.explaining import Explanation, explain
from hongzhu.policy.reference import Fact, known_on

from . import in_force, tables
from .evaluating import FACTS
from .reading import Line, spells_known


def explanations(lines: list[Line], on: date) -> list[Explanation]:
    """One explanation per line, in order: two queries for all of them."""
    pack = in_force.pack_in_force()
    subjects = {line.row.subject for line in lines}
    spells = spells_known(subjects, on)
    found = tables.fetch_in(FACTS.format(where="subject_id IN ({values})"), subjects)
    facts = known_on((Fact(*row) for row in found), to_day(on))
    return [
        explain(
            pack,
            line.rule,
            line.row,
            line.status,
            on=to_day(on),
            roles=spells,
            facts=facts.get(line.row.subject, []),
            used=line.used,
        )
        for line in lines
    ]
