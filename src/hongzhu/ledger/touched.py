"""What a posting has changed so far, for those who judge it."""

from dataclasses import dataclass, field


@dataclass
class Touched:
    """Ids of subjects, and the places of facts, that a transaction has written to."""

    subjects: set[int] = field(default_factory=set)
    """subjects whose own timeline or links changed"""
    fresh: set[int] = field(default_factory=set)
    """subjects that did not exist before this posting"""
    facts: set[tuple[str, int, int]] = field(default_factory=set)
    """(kind, subject, day) of every fact added or withdrawn"""
