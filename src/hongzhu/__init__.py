"""红烛 Hongzhu: a policy document becomes duties that can be computed, explained and proved."""

__version__ = "0.1.0"
