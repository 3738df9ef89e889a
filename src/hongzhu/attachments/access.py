"""Which attachments a reader may see: whoever may read what they hang on, as the room of that record says.

Actions: `read`; `count`, that there are some and how many; `change`, also those that were removed.
"""

from django.db.models import Exists, OuterRef, Q

from hongzhu.orgs.access import Reader

from .owners import owners


def attachments(reader: Reader, action: str) -> Q:
    """Attachments of the records in reach; what was removed only whoever may change the record still sees."""
    line = Q(pk__in=())
    for kind, known in owners():
        # Asked of each row, by an index: a superior reaches a hundred thousand records.
        line |= Q(kind=kind) & Q(Exists(known.codes(reader, action).filter(code=OuterRef("code"))))
    return line if action == "change" else line & Q(removed_at__isnull=True)
