"""说明: filed, accepted, changed, refused."""

from datetime import date

import pytest

from hongzhu.ledger.entries import Refused
from hongzhu.ledger.models import Excuse
from hongzhu.obligations.models import Justification
from hongzhu.policy.days import FOREVER, to_day
from tests.makers import make_branch, make_group, make_justification, make_member, make_org, make_school

pytestmark = pytest.mark.django_db


def excuses() -> list[tuple]:
    return sorted(
        Excuse.objects.values_list("obligation", "subject__kind", "subject__code", "period", "accepted")
    )


def test_a_reason_counts_from_the_day_it_is_accepted() -> None:
    make_org("C1", kind="committee")
    make_branch("D1", "S1")
    make_justification("meeting.assembly", "D1", "2026Q1")
    assert excuses() == [("meeting.assembly", "org", "D1", "2026Q1", FOREVER)]
    accepted = {"accepted_by": "C1", "accepted_on": date(2026, 4, 20)}
    make_justification("meeting.assembly", "D1", "2026Q1", **accepted)
    assert excuses() == [("meeting.assembly", "org", "D1", "2026Q1", to_day(date(2026, 4, 20)))]
    make_justification("meeting.assembly", "D1", "2026Q2", **accepted)
    assert Justification.objects.everything("test").count() == 2


def test_a_code_means_the_subject_that_owes_the_duty() -> None:
    make_school("X1")
    make_branch("X1", "X1")
    make_group("G1", "X1")
    make_member("X1")
    make_justification("staff.study", "X1", "2026-03")
    make_justification("meeting.assembly", "X1", "2026Q1")
    make_justification("meeting.group", "G1", "2026-03")
    make_justification("hours.member", "X1", "2026", subject_kind="person")
    assert {row[:3] for row in excuses()} == {
        ("staff.study", "school", "X1"),
        ("meeting.assembly", "org", "X1"),
        ("meeting.group", "group", "G1"),
        ("hours.member", "person", "X1"),
    }


@pytest.mark.parametrize(
    "period",
    [
        "2026",
        "2026Q3",
        "2026-10",
        "2026H2",
        "2026-W47",
        "2026秋",
        "2026春",
        "2026学年",
        "2025-2026",
        "2024-05-10",
    ],
)
def test_every_label_of_the_contract_is_a_period(period: str) -> None:
    make_org("D1")
    make_justification("meeting.assembly", "D1", period)
    assert excuses()[0][3] == period


@pytest.mark.parametrize(
    ("obligation", "subject", "period", "words", "field"),
    [
        ("meeting.picnic", "D1", "2026Q1", {}, "obligation"),
        ("meeting.assembly", "D9", "2026Q1", {}, "subject"),
        ("meeting.assembly", "D1", "2026Q1", {"subject_kind": "person"}, "subject"),
        ("meeting.assembly", "D1", "去年", {}, "period"),
        ("meeting.assembly", "D1", "2026Q5", {}, "period"),
        ("meeting.assembly", "D1", "2026Q1", {"reason": " "}, "reason"),
        ("meeting.assembly", "D1", "2026Q1", {"accepted_by": "C9"}, "accepted_by"),
    ],
)
def test_nonsense_is_refused(obligation: str, subject: str, period: str, words: dict, field: str) -> None:
    make_org("D1")
    with pytest.raises(Refused) as refused:
        make_justification(obligation, subject, period, **words)
    assert refused.value.field == field
    assert not Justification.objects.everything("test").exists()


def test_a_refused_reason_stays_on_record_and_counts_for_nothing() -> None:
    make_org("C1", kind="committee")
    make_branch("D1", "S1")
    refused = {"refused_by": "C1", "refused_on": date(2026, 4, 18)}
    make_justification("meeting.assembly", "D1", "2026Q1", **refused)
    assert excuses() == [("meeting.assembly", "org", "D1", "2026Q1", FOREVER)]
    make_justification("meeting.assembly", "D1", "2026Q1")
    assert Justification.objects.everything("test").get().refused_on == date(2026, 4, 18)
    make_justification("meeting.assembly", "D1", "2026Q1", accepted_by="C1", accepted_on=date(2026, 4, 20))
    row = Justification.objects.everything("test").get()
    assert (row.refused_on, row.accepted_on) == (None, date(2026, 4, 20))


def test_one_answer_only() -> None:
    make_org("C1", kind="committee")
    make_branch("D1", "S1")
    both = {"accepted_on": date(2026, 4, 20), "refused_on": date(2026, 4, 18)}
    with pytest.raises(Refused, match="不能又认可又不予认可"):
        make_justification("meeting.assembly", "D1", "2026Q1", **both)
