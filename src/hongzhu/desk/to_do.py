"""What a reader has to do, as his home says it: for digests, calendars, the sheet that goes over to a successor."""

from datetime import date

from hongzhu.ledger.stored import NotStored, stamped_pack, stored_days, stored_standing
from hongzhu.orgs.access import Reader

from .home import Owed, owed
from .mine import mine_of
from .periods import first_of_year


def to_do(reader: Reader, today: date) -> Owed | None:
    """None where nothing is stored yet, or by nobody's standing he is concerned."""
    try:
        compiled, _stamp = stamped_pack()
    except NotStored:
        return None
    mine = mine_of(reader)
    wanted = frozenset({*mine.bodies, *mine.people})
    if not wanted:
        return None
    since = max(stored_days(compiled)[0], first_of_year(today))
    standings = stored_standing(compiled, today, since, wanted)
    return owed(compiled.pack, standings, mine.bodies, today, people=mine.people)
