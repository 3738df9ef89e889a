"""Make a backup of the whole installation, and put one back."""

from .making import STREAM, Made, make_backup
from .restoring import Restored, restore_backup

__all__ = ["STREAM", "Made", "Restored", "make_backup", "restore_backup"]
