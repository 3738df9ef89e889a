"""What an action refuses, put beside the field it is about."""

from typing import Final

from hongzhu.ledger.entries import Refused
from hongzhu.ledger.saving import Refusals
from hongzhu.meetings.forms import MeetingForm

FIELD_OF: Final = {"kinds": "kind", "present": "who", "on_leave": "who", "absent": "who", "announced": ""}
"""field of the entry → field of the form, where it has another name"""


def put_refusal(form: MeetingForm, refused: Refused) -> None:
    """Add what was refused to the mistakes of a form."""
    for each in refused.every if isinstance(refused, Refusals) else [refused]:
        name = _field(form, each.field)
        form.add_error(name if name in form.fields else None, each.message)


def _field(form: MeetingForm, name: str) -> str:
    """`resolutions.1.in_favour` is a field of the second resolution that was filled in."""
    if name.startswith("resolutions"):
        _, _, rest = name.partition(".")
        place, _, column = rest.partition(".")
        return f"r{form.row_of(int(place) if place.isdecimal() else 0)}-{column or 'words'}"
    return FIELD_OF.get(name, name)
