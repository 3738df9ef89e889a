"""Three hundred changed workbooks; `./run torture workbooks` takes ten thousand."""

import pytest
from django.db import transaction

from tests.digests import digest_of_everything
from tests.imports.books import book
from tests.imports.judging import brought_in, faults_of
from tests.imports.mutating import BASE, mutant


@pytest.mark.django_db
@pytest.mark.parametrize("is_stored", [False, True], ids=["into nothing", "once more"])
def test_three_hundred_mutations(is_stored: bool) -> None:
    """Each by itself: afterwards it is as if it had never been."""
    if is_stored:
        assert not brought_in(book(BASE)).report.count
    before = digest_of_everything()
    found = {}
    for seed in [seed for seed in range(300) if seed // 4 % 2 == is_stored]:
        print(seed)  # a reader that aborts leaves nothing else behind
        changed = mutant(seed)
        with transaction.atomic():
            if faults := faults_of(changed, is_stored=is_stored, twice=seed % 3 == 0):
                found[seed] = changed.done, faults
            transaction.set_rollback(True)
    assert not found
    assert digest_of_everything() == before
