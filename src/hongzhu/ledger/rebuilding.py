"""Facts that depend on posts or coverage (who was secretary that day) are derived again when those change."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from .posting import Posting


def rebuild(posting: "Posting", subjects: set[int]) -> None:
    """Let every room that offers it re-derive its facts for these subjects.

    The rooms stand above the ledger, so they are found through the house's literal table: the one named knot.
    """
    if not subjects:
        return
    for name in import_string(settings.HONGZHU_HOUSE + ".REBUILDERS"):
        import_string(name)(posting, subjects)
