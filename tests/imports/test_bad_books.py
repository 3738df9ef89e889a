"""Every sort of bad workbook: understood or refused, and then nothing is stored."""

import pytest

from hongzhu.imports.problems import Report
from hongzhu.people.models import Person
from tests.digests import digest_of_everything
from tests.imports.bad_books import CASES, Case
from tests.imports.test_importing import imported, problems

pytestmark = pytest.mark.django_db


def notices(report: Report) -> list[str]:
    return [str(notice) for notice in report.notices]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_understood_or_refused(case: Case) -> None:
    outcome = imported(case.build())
    assert problems(outcome) == list(case.problems)
    assert notices(outcome.report) == list(case.notices)
    assert Person.objects.everything("test").count() == case.people
    assert bool(outcome.counts) == bool(case.people)


def test_refused_ones_leave_no_trace() -> None:
    before = digest_of_everything()
    refused = [case for case in CASES if case.problems]
    for case in refused:
        assert imported(case.build()).counts == []
    assert digest_of_everything() == before
    assert len(refused) > 50
