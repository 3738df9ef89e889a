"""Which attachments a reader may see: whoever may read what they hang on, as the room of that record says.

Actions: `read`; `count`, that there are some and how many; `change`, also those that were removed.
"""

from django.db.models import Q

from hongzhu.orgs.access import Reader

from .owners import owners


def attachments(reader: Reader, action: str) -> Q:
    """Attachments of the records in reach; what was removed only whoever may change the record still sees."""
    line = Q(pk__in=())
    for kind, known in owners():
        line |= Q(kind=kind, code__in=known.codes(reader, action))
    return line if action == "change" else line & Q(removed_at__isnull=True)
