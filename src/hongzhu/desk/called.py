"""Meetings that are to come: the one question of whoever is called, the lines of whoever announced them."""

from dataclasses import dataclass, field

from hongzhu.meetings.upcoming import Upcoming, upcoming
from hongzhu.orgs.access import Reader


@dataclass(frozen=True)
class Called:
    """`question`: the first meeting the reader has to answer for; `asked`: further ones, and those he has answered;
    `announced`: what he announced himself, first what should have been recorded.
    """

    question: Upcoming | None = None
    asked: list[Upcoming] = field(default_factory=list)
    announced: list[Upcoming] = field(default_factory=list)

    @property
    def words(self) -> str:
        """How many questions wait for the reader."""
        count = (self.question is not None) + sum(each.wants_answer for each in self.asked)
        return f"有 {count} 个会等您回复" if count else ""


def called_for(reader: Reader) -> Called:
    """All of it as of today."""
    found = upcoming(reader)
    question = next((each for each in found if each.wants_answer), None)
    asked = [each for each in found if each.is_called and not each.may_change and each is not question]
    announced = [each for each in found if each.may_change and not each.is_off]
    return Called(question, asked, announced)
