"""Everything anew from facts, attributes and links: the self-check, and what a new pack or school year needs."""

from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from hongzhu.policy.days import ALL_KNOWN, FOREVER, to_date

from . import in_force, tables
from .columns import evaluate_in_columns
from .evaluating import evaluate
from .fitting import write_first_entries, write_spells, write_usage
from .kernel import Scope
from .storing import Difference, store
from .turns import wait_for_turn
from .worlds import whole_world

IN_COLUMNS_FROM: Final = {"sqlite": 100_000, "postgresql": 1_500_000}
"""Facts from which judging in columns is the shorter way, their own way out of the database included.

Seconds in the database / in columns, on two processors busy with other work. SQLite: 92,000 facts 1.8 / 1.8; 275,000
5.0 / 3.1; 917,000 14.4 / 9.7. PostgreSQL: 92,000 facts 0.9 / 1.4; 917,000 10.5 / 12.4; 1,835,000 25.1 / 23.4.
"""


def recompute(
    *, now: datetime, today: int, since: date | None = None, in_columns: bool | None = None
) -> Difference:
    """Compile the pack's files as they stand, refit the whole world, judge every row; what differed from the stored.

    Rows stay stored from the earliest window on; a new school year only adds. `since` asks for rows further back.
    `in_columns`: judge on DuckDB or in the database itself; None: where it is done sooner.
    """
    with transaction.atomic():
        wait_for_turn()
        pack = in_force.pack_in_force()
        window = in_force.window_on(to_date(today))
        if since is not None:
            window = (min(window[0], since), window[1])
        state = in_force.stored_state()
        if state is not None:
            window = (min(window[0], to_date(state.first)), max(window[1], to_date(state.until)))
        compiled = in_force.compiled_for(pack, window)
        removed = _renumber({rule.key: rule.number for rule in compiled.rules if rule.recordable})
        in_force.write_tables(compiled, window)
        _ensure_district(pack.area)
        world = whole_world()
        write_spells(compiled, world, None)
        write_first_entries(None)
        write_usage(world, None)
        filled = ("need", "evidence", "slot", "calendarday", "spell", "fact")
        tables.count_anew(*(f"ledger_{name}" for name in filled))
        everything = Scope(None, frozenset(rule.number for rule in compiled.rules if rule.recordable))
        if in_columns is None:
            facts = tables.fetch("SELECT COUNT(*) FROM ledger_fact")[0][0]
            in_columns = facts >= IN_COLUMNS_FROM[connection.vendor]
        judged = evaluate_in_columns if in_columns else evaluate
        found = store(compiled, everything, judged(compiled, everything, ALL_KNOWN), now=now, today=today)
        return Difference(found.added, found.changed, found.removed + removed)


def _ensure_district(area: str) -> None:
    """The district owes duties before anybody has said anything about it; that of another document owes no more."""
    tables.change(
        "UPDATE ledger_subject SET until_day = from_day WHERE kind = 'district' AND code <> %s", [(area,)]
    )
    tables.change(
        "UPDATE ledger_subject SET until_day = %s WHERE kind = 'district' AND code = %s", [(FOREVER, area)]
    )
    if not tables.fetch("SELECT id FROM ledger_subject WHERE kind = 'district' AND code = %s", [area]):
        tables.insert(
            "ledger_subject", ["kind", "code", "from_day", "until_day"], [("district", area, 1, FOREVER)]
        )


def _renumber(wanted: dict[str, int]) -> int:
    """Give stored rows the numbers of the new compilation; rows of duties that are gone are removed, and counted."""
    known = dict(tables.fetch("SELECT key, number FROM ledger_ruleinforce"))
    moves = {number: wanted.get(key, 0) for key, number in known.items()}
    gone = [number for number, new in moves.items() if not new]
    removed = 0
    for number in gone:
        removed += tables.fetch("SELECT COUNT(*) FROM ledger_row WHERE rule = %s", [number])[0][0]
    tables.change("DELETE FROM ledger_row WHERE rule = %s", [(number,) for number in gone])
    changed = [(-new, old) for old, new in moves.items() if new and new != old]
    tables.change("UPDATE ledger_row SET rule = %s WHERE rule = %s", changed)
    tables.change(
        "UPDATE ledger_row SET rule = %s WHERE rule = %s", [(-number, number) for number, _old in changed]
    )
    return removed
