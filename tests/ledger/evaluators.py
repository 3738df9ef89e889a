"""The evaluators of one meaning, and that they agree: on whatever is in the database, by whichever pack is in force."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hongzhu.ledger import in_force, tables
from hongzhu.ledger.columns import evaluate_files
from hongzhu.ledger.counting import Entry
from hongzhu.ledger.evaluating import FACTS, evaluate
from hongzhu.ledger.kernel import Scope
from hongzhu.ledger.parquet import export
from hongzhu.ledger.reading import Question, standing
from hongzhu.ledger.worlds import whole_world
from hongzhu.policy import reference
from hongzhu.policy.days import ALL_KNOWN
from hongzhu.policy.fitting import below_of, spells_of
from hongzhu.policy.reference import Below, Fact, Roles, Row
from hongzhu.policy.rules import COUNTED, Compiled
from tests.polars_route import Route


@dataclass
class Known:
    """What is in the database, as evaluators without one take it."""

    compiled: Compiled
    subjects: dict[int, str]
    roles: Roles
    below: Below
    facts: list[Fact]

    @property
    def scope(self) -> Scope:
        """All rules, also those no room records; all rows, also those that owe nothing."""
        return Scope(None, frozenset(self.compiled.by_number), everything=True)

    def by_reference(self, on: int) -> list[Row]:
        return reference.evaluate(self.compiled, self.subjects, self.roles, self.facts, on, below=self.below)

    def by_polars(self, on: int) -> list[Row]:
        return Route(self.compiled, self.subjects, self.roles, self.facts, on).rows(self.below)

    def by_database(self, on: int) -> list[Row]:
        return evaluate(self.compiled, self.scope, on)


def what_is_known() -> Known:
    """The stored compilation, the whole world fitted anew, every fact."""
    compiled = in_force.stored()[1]
    assert compiled is not None
    world = whole_world()
    subjects = {key: being.kind for key, being in world.beings.items()}
    roles, below = spells_of(compiled, world, subjects), below_of(compiled, world, subjects)
    facts = [Fact(*row) for row in tables.fetch(FACTS.format(where="1 = 1"))]
    return Known(compiled, subjects, roles, below, facts)


def agree_on(days: Iterable[int]) -> set[str]:
    """Reference, this database, DuckDB and Polars say the same on these days and now; the shapes that had a row."""
    known = what_is_known()
    shapes: set[str] = set()
    with TemporaryDirectory() as place:
        files = Path(place)
        export(known.compiled, files)

        def by_duckdb(on: int) -> list[Row]:
            return list(evaluate_files(known.compiled, known.scope, on, files))

        others: tuple[Callable[[int], list[Row]], ...] = (known.by_database, by_duckdb, known.by_polars)
        for on in [*days, ALL_KNOWN]:
            expected = sorted(known.by_reference(on))
            shapes |= {known.compiled.by_number[row.rule].shape for row in expected}
            for evaluator in others:
                found = sorted(evaluator(on))
                differing = sorted(set(found) ^ set(expected))
                assert found == expected, f"{evaluator.__name__}, day {on}: {differing[:6]}"
    return shapes


def counted(on: date, since: date) -> Counter[Entry]:
    """How many stand how, by the standing of a day: what is counted from files must be the same."""
    return Counter(
        Entry(line.obligation.id, line.row.label if line.rule.shape in COUNTED else "", line.status)
        for line in standing(Question(on, since))
        if line.rule.recordable
    )
