"""Everything that writes trainings: entries in, rows, facts and events out, in one transaction."""

from .entries import TRAININGS, TrainingEntry, entry_of
from .recording import record_trainings
from .single import amend_training, record_training, withdraw_training

__all__ = [
    "TRAININGS",
    "TrainingEntry",
    "amend_training",
    "entry_of",
    "record_training",
    "record_trainings",
    "withdraw_training",
]
