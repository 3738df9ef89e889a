"""What can be found follows the records: recorded, amended, taken back; and all of it can be made anew."""

from datetime import date

import pytest

from hongzhu.meetings.actions import amend_meeting, entry_of, withdraw_meeting
from hongzhu.search.actions import index_everything
from hongzhu.search.matching import matching
from hongzhu.search.models import SearchText
from hongzhu.search.pairs import words_of
from hongzhu.search.records import kinds, searched
from hongzhu.training.actions import withdraw_training
from hongzhu.training.models import Training
from tests.assignments.makers import make_assignment, make_offices
from tests.makers import BY, NOW, make_branch, make_meeting, make_member, make_post, make_training

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def found(question: str) -> list[str]:
    rows = matching(words_of(question)).order_by("kind", "key")
    return [f"{row.kind} {row.title}" for row in rows]


def test_a_meeting_is_found_by_what_was_said_until_it_is_taken_back() -> None:
    make_branch("D1", "S1", name="一支部")
    make_member("P1", name="张三", org="D1")
    meeting = make_meeting("M1", held_on=DAY, minutes="说到周䶮老师的课", entered_on=DAY, present=("P1",))
    assert found("周䶮") == ["meeting 支部党员大会 一支部"]
    assert found("一支部 老师") == found("周䶮")
    assert found("张三") == ["person 张三"], "who was at a meeting is not looked up"
    changed = {**vars(entry_of(meeting)), "minutes": "说到别的"}
    amended = amend_meeting(meeting, type(entry_of(meeting))(**changed), reason="写错", by=BY, now=NOW)
    assert (found("周䶮"), found("说到别的")) == ([], ["meeting 支部党员大会 一支部"])
    withdraw_meeting(amended, reason="登记错了", by=BY, now=NOW)
    assert found("说到") == []


def test_the_other_records_too() -> None:
    make_offices()
    make_training("T1", title="书记培训班", body="D1", starts_on=DAY)
    make_assignment(title="统计图书", words="含电子书")
    assert found("培训班") == ["training 书记培训班"]
    assert found("电子书") == found("明年打算") == ["assignment 统计图书"]
    withdraw_training(Training.objects.everything("test").get(), reason="不是我们的", by=BY, now=NOW)
    assert found("培训班") == []


def test_made_anew_it_is_the_same_and_what_is_wrong_is_mended() -> None:
    make_offices()
    make_post("P1", "D1", "secretary")
    make_meeting("M1", held_on=DAY, minutes="第一次")
    make_meeting("M2", held_on=DAY, minutes="第二次")
    make_assignment()
    assert index_everything() == 0
    SearchText.objects.filter(kind="meeting").first().delete()
    SearchText.objects.filter(kind="assignment").update(text="坏了")
    SearchText.objects.create(
        kind="meeting", key=10**6, dated_on=DAY, title="没有的", text="没有的", pairs=""
    )
    SearchText.objects.create(kind="gone", key=1, dated_on=DAY, title="没有的", text="没有的", pairs="")
    assert index_everything() == 4
    assert index_everything() == 0
    assert len(found("次")) == 2


@pytest.mark.parametrize("kind", [*kinds()])
def test_every_kind_answers_for_nothing(kind: str) -> None:
    room = searched(kind)
    assert [*room.texts([])] == [*room.texts(None)] == []
    assert room.hrefs([]) == {}
