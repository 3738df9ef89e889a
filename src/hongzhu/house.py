"""One literal table of what the rooms offer; lower floors reach it through settings.HONGZHU_HOUSE.

This is the one deliberate knot of the house: names are strings, resolved when they are called.
"""

# Called by the ledger when links or attributes of existing subjects changed: rebuild(posting, subject_ids).
REBUILDERS: tuple[str, ...] = ()
