"""What every room's bulk action takes and gives back."""

from dataclasses import dataclass, field


@dataclass
class Saved:
    """Codes of the records a bulk action created, updated, and found already equal."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


class Refused(Exception):
    """An action will not store an entry. The message is Chinese and says what to do.

    `index` is the entry's place in the bulk call, `field` the entry's field, so that the importer can name the cell.
    """

    def __init__(self, message: str, *, index: int = 0, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.index = index
        self.field = field
