"""Everybody's home, as the page says it: who sees what, and what is never there."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hongzhu.meetings.actions import ALL, confirm_meeting
from hongzhu.people.models import Person
from tests import makers
from tests.accounts.makers import give_authenticator
from tests.client import StrictClient
from tests.desk.districts import make_district
from tests.desk.readers import WHO_ASKS, oversee, overseer, reader
from tests.desk.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def client(db: None) -> StrictClient:
    return StrictClient()


def branch() -> None:
    """A branch with a committee and a school of six; committee meetings in every month but October; one group."""
    make_district(1, people=7)
    makers.make_post("RY0-1", "D0")
    for month in (*range(1, 10), 11):
        makers.make_meeting(f"C{month}", "D0", "meeting.committee", held_on=date(2026, month, 12))


def home(client: StrictClient) -> Page:
    oversee()
    response = client.get("/")
    assert response.status_code == 200
    return Page(response)


def test_nobody_reads_anything_without_signing_in(client: StrictClient) -> None:
    branch()
    for address in ("/", "/district", "/bodies/school/S0", "/duties/meeting.committee/org/D0"):
        response = client.get(address)
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/sign-in"), address


def test_the_secretary_sees_what_is_owed_with_the_button_that_settles_it(client: StrictClient) -> None:
    branch()
    reader(client, "RY0-1", name="王建军")
    page = home(client)
    assert page.words("h1")[0].startswith("王老师，眼下要办 ")
    assert "2026年11月22日 星期日 · 其中" in page.text
    assert "10月份支部委员会还没有记录" in page.text
    assert "一般每月召开1次 · 第9条" in page.text
    assert page.all("a", href="/meetings/new?body=org:D0&kind=meeting.committee&on=2026-10-31")
    assert page.all("a", href="/duties/meeting.committee/org/D0")
    assert "今年做到哪了" in page.text
    assert "10 / 11 次" in page.text
    assert "待区确认的" in page.text
    for absent in ("本系统尚不能登记", "党费", "排名", "得分", "登录次数"):
        assert absent not in page.text


def test_a_meeting_recorded_afterwards_is_gone_from_home(client: StrictClient) -> None:
    branch()
    reader(client, "RY0-1")
    before = home(client).text
    makers.make_meeting(
        "C10", "D0", "meeting.committee", held_on=date(2026, 10, 20), entered_on=date(2026, 11, 22)
    )
    after = home(client).text
    assert "10月份支部委员会" in before
    assert "10月份支部委员会" not in after
    assert "11 / 11 次" in after
    page = Page(client.get("/duties/meeting.committee/org/D0"))
    assert "补记 33 天" in page.text
    assert "11 条算数" in page.text


def test_nothing_owed_is_said_kindly(client: StrictClient) -> None:
    makers.make_branch("D1", "S1")
    makers.make_group("G1", "D1")
    makers.make_member("P1", org="D1", group="G1")
    makers.make_post("P1", "G1", "group_leader")
    for month in range(1, 12):
        makers.make_meeting(f"M{month}", "G1", "meeting.group", held_on=date(2026, month, 3))
    reader(client, "P1", name="欧阳文静")
    page = home(client)
    assert page.words("h1") == ["欧阳老师，眼下没有要办的"]
    assert "下一件快到的时候，会列在这里" in page.text


def test_a_branch_that_never_recorded_is_told_how_to_begin(client: StrictClient) -> None:
    makers.make_branch("D1", "S1", has_committee=True)
    makers.make_member("P1", school="S1", org="D1")
    makers.make_post("P1", "D1")
    makers.make_post("P1", "S1", "party_worker")
    reader(client, "P1")
    text = home(client).text
    assert "还没有用本系统登记过，以前做过的也可以补记" in text
    assert "11月份支部委员会" in text
    assert "10月份支部委员会" not in text  # nobody knows whether it was held


def test_several_offices_make_one_home_and_each_line_says_for_whom(client: StrictClient) -> None:
    make_district(2, people=3)
    makers.make_post("RY0-1", "D0")
    makers.make_post("RY0-1", "D1", "party_worker")
    reader(client, "RY0-1")
    text = home(client).text
    assert "第0支部 · 一般每月召开1次" in text
    assert "第1支部 · 一般每月召开1次" in text


def test_a_member_sees_the_own_hours_and_nobody_else(client: StrictClient) -> None:
    branch()
    reader(client, "RY0-3", name="周玉兰")
    page = home(client)
    assert page.words("h1") == ["周玉兰，您好"]
    assert "2026年党员集中学习培训学时" in page.text
    assert "还差 14 学时" in page.text
    assert "支部委员会" not in page.text
    assert "欧阳0某1" not in page.text
    assert not page.all("a", href="/district")
    assert client.get("/district").status_code == 404


def test_the_principal_sees_the_lines_of_the_school(client: StrictClient) -> None:
    make_district(1, people=3)
    makers.make_person("P9", school="S0")
    makers.make_post("P9", "S0", "principal")
    reader(client, "P9", name="李秀英")
    page = home(client)
    assert page.words("h1")[0].startswith("李校长，眼下要办 ")
    assert "教职工政治学习" in page.text
    assert "支部委员会" not in page.text
    assert "查看怎么办" in page.text  # reads, does not record


def test_a_superior_sees_which_schools_are_late_and_people_only_as_numbers(client: StrictClient) -> None:
    make_district(12, people=7)
    overseer(client)
    page = home(client)
    assert page.words("h1") == ["于建国，有 12 个单位有过期的事"]
    assert "第0小学" in page.text
    assert "另有 2 所" in page.text
    assert page.all("a", href="/district")
    assert "欧阳" not in page.text


def test_explanations_wait_on_both_sides(client: StrictClient) -> None:
    branch()
    makers.make_justification("meeting.committee", "D0", "2026-10")
    reader(client, "RY0-1")
    assert "等上级答复" in home(client).text
    above = StrictClient()
    overseer(above)
    page = home(above)
    assert page.words("h1") == ["于建国，有 1 件说明等您答复"]
    assert "第0支部：10月份支部委员会" in page.text
    assert "换届后人员未到位" not in page.text  # the reason is read where it is answered


@pytest.mark.parametrize(
    ("duty", "words"), [("system", "备份"), ("security", "管理用户"), ("audit", "记录链")]
)
def test_administrators_see_their_own_work_and_no_business(
    client: StrictClient, duty: str, words: str
) -> None:
    branch()
    give_authenticator(reader(client, name="管理员", duty=duty, phone="13800000001"))
    page = home(client)
    assert words in page.text
    assert "支部" not in page.text
    for address in ("/district", "/bodies/school/S0", "/duties/meeting.committee/org/D0"):
        assert client.get(address).status_code == 404


def test_who_has_no_office_is_told_whom_to_ask(client: StrictClient) -> None:
    branch()
    reader(client, name="新来的")
    page = home(client)
    assert page.words("h1") == ["新来的，您现在没有职务"]
    assert "请找本校的党务工作者" in page.text


@pytest.mark.once
def test_as_many_queries_for_a_hundred_people_as_for_ten(client: StrictClient) -> None:
    counts = {}
    make_district(2, people=10)
    makers.make_post("RY0-1", "D0")
    reader(client, "RY0-1")
    for people in (10, 100):
        make_district(2, people=people)
        for address in ("/", "/duties/meeting.committee/org/D0", "/duties/hours.member/org/D0"):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.setdefault(address, []).append(len(asked))
            assert all(
                each["sql"].lstrip().startswith(("SELECT", "WITH", "(SELECT"))
                for each in asked.captured_queries
            )
    assert all(few == many <= 12 + WHO_ASKS for few, many in counts.values()), counts


@pytest.mark.once
def test_as_many_queries_for_a_hundred_schools_as_for_ten(client: StrictClient) -> None:
    overseer(client)
    counts = []
    for schools in (10, 100):
        make_district(schools)
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12 + WHO_ASKS


def test_a_record_that_one_of_the_two_has_signed_waits_for_the_other(client: StrictClient) -> None:
    branch()
    meeting = makers.make_meeting(
        "C20", "D0", "meeting.committee", held_on=date(2026, 11, 20), chair="RY0-1", recorder="RY0-2"
    )
    chair = Person.objects.everything("test").get(code="RY0-1")
    other = Person.objects.everything("test").get(code="RY0-2")
    reader(client, "RY0-1")
    assert "等欧阳" not in home(client).text
    signing = {"signed_on": date(2026, 11, 20), "by": makers.BY, "now": makers.NOW}
    confirm_meeting(meeting, kind="chair", person=chair, **signing)
    page = home(client)
    assert "11月20日支部委员会，等欧阳0某2签字" in page.text
    assert page.all("a", href="/meetings/C20")
    confirm_meeting(meeting, kind="recorder", person=other, **signing)
    assert "等欧阳" not in home(client).text


def test_who_is_chair_signs_and_does_not_wait_for_himself(client: StrictClient) -> None:
    branch()
    held = date(2026, 11, 20)
    words = {"held_on": held, "chair": "RY0-1", "recorder": "RY0-2"}
    meeting = makers.make_meeting("C20", "D0", "meeting.committee", **words)
    reader(client, "RY0-1")
    page = home(client)
    assert "等您签字的" in page.text
    assert "11月20日支部委员会您是主持人" in page.text
    other = Person.objects.everything("test").get(code="RY0-2")
    signing = {"signed_on": held, "by": makers.BY, "now": makers.NOW}
    confirm_meeting(meeting, kind="recorder", person=other, **signing)
    page = home(client)
    assert "您是主持人，另一人已经签了" in page.text
    assert "等欧阳0某1签字" not in page.text
    confirm_meeting(meeting, kind="paper", person=None, **signing)
    assert "等您签字的" not in home(client).text


def test_what_is_to_be_signed_is_late_or_half_signed_never_all_that_is_old(client: StrictClient) -> None:
    branch()
    old = date(2026, 11, 22) - timedelta(days=31)
    makers.make_meeting("C20", "D0", "meeting.committee", held_on=old, chair="RY0-1", recorder="RY0-2")
    recorded = {"held_on": date(2026, 11, 20), "chair": "RY0-1", "recorder": "RY0-1"}
    makers.make_meeting("C21", "D0", "meeting.committee", **recorded)  # one person for both: signed on paper
    reader(client, "RY0-1")
    assert "等您签字的" not in home(client).text


def test_a_teacher_sees_the_own_study_and_how_to_have_it_put_right(client: StrictClient) -> None:
    make_district(1, people=3, meetings=False)
    makers.make_person("T1", school="S0", arrived_on=date(2026, 2, 1))
    for day, words in (
        (date(2026, 1, 5), {"present": ALL}),
        (date(2026, 3, 5), {"present": ALL}),
        (date(2026, 4, 5), {"present": ALL, "on_leave": ("T1",)}),
        (date(2026, 5, 5), {"present": ("RY0-1",)}),
        (date(2026, 6, 5), {"present": ("T1",)}),
    ):
        makers.make_meeting(f"S{day.month}", "S0", "meeting.staff-study", held_on=day, **words)
    reader(client, "T1", name="田静")
    page = home(client)
    assert page.words("h1") == ["田静，您好"]
    assert "2 / 4 次参加" in page.text  # not that of January, before he came
    assert "请假 1 次" in page.text
    assert "关于我的记录" in page.text
    assert "学校第0小学" in page.text
    assert "没有打分" in page.text
    for absent in ("党费", "支部委员会", "征求意见", "待提醒"):
        assert absent not in page.text


def test_a_member_is_led_to_the_objection(client: StrictClient) -> None:
    branch()
    reader(client, "RY0-3", name="周玉兰")
    page = home(client)
    assert "党支部第0支部" in page.text
    [address] = {each["href"] for each in page.all("a") if each.get("href", "").startswith("/duties/hours")}
    assert "判断有误" in page.text
    assert Page(client.get(address)).all(
        "a", href="/objections/new?duty=hours.member&kind=person&code=RY0-3&period=2026"
    )


def test_a_superior_sees_what_is_nearly_due_by_duty(client: StrictClient) -> None:
    make_district(12, people=7)
    overseer(client)
    page = home(client)
    assert page.words("h2")[:2] == ["有过期的学校", "快到期"]
    assert "教职工政治学习" in page.text
    assert "等 12 个单位" in page.text
    assert any(each["href"].startswith("/district?duties=") for each in page.all("a") if "href" in each)
    assert "记一次会议" not in page.text.partition("有过期的学校")[0]


def test_who_leads_nothing_yet_is_told_so(client: StrictClient) -> None:
    overseer(client)
    page = Page(client.get("/"))
    assert "现在没有归您这里领导或指导的学校" in page.text


def test_an_inspector_reads_and_is_offered_nothing_else(client: StrictClient) -> None:
    make_district(3, people=7)
    overseer(client, role="inspector")
    page = home(client)
    assert "您只看，不登记、不修改、不导出" in page.text
    assert not page.all("form", method="post")
    for absent in ("补记", "记一次", "随手记", "去答复", "导出Excel"):
        assert absent not in page.text
    assert client.get("/district/export").status_code == 404


def kindergarten() -> None:
    """A kindergarten with a branch of three without a committee."""
    makers.make_branch("D1", "S1", kind="branch")
    makers.make_school("S1", kind="private_kindergarten", name="小星星幼儿园")
    for person in ("P1", "P2", "P3"):
        makers.make_member(person, school="S1", org="D1")
    makers.make_post("P1", "S1", "principal")
    makers.make_post("P1", "D1")
    makers.make_meeting("M1", "S1", "meeting.staff-study", held_on=date(2026, 11, 3))


def test_a_kindergarten_sees_what_binds_it_and_may_ask_what_does_not(client: StrictClient) -> None:
    kindergarten()
    reader(client, "P1", name="陈梅")
    page = home(client)
    assert page.words("h1")[0].startswith("陈园长，")
    assert "陈梅 · 园长" in page.text
    assert "陈梅 · 园长" in Page(client.get("/policy")).text
    assert " 件事里有 " in page.words("h1")[0]
    assert "11月份第 2 次教职工政治学习" in page.text
    assert "支部委员会" not in page.text  # a branch of three has no committee
    assert "现在都不用管" in page.text
    [link] = page.all("a", href="/unbound/school/S1")
    told = Page(client.get(link["href"]))
    assert told.words("h1") == ["哪些不用办，为什么"]
    assert "只有“设支部委员会的党支部”才有这一项" in told.text
    assert "没有党小组" in told.text
    assert "这是区里办的，各单位不用办" in told.text


def test_the_secretary_of_two_schools_of_which_one_is_none_has_the_usual_home(client: StrictClient) -> None:
    kindergarten()
    makers.make_branch("D2", "S2")
    makers.make_post("P1", "D2")
    reader(client, "P1", name="陈梅")
    assert "现在都不用管" not in home(client).text


@pytest.mark.once
def test_as_many_queries_for_a_kindergarten_of_a_hundred(client: StrictClient) -> None:
    kindergarten()
    reader(client, "P1")
    counts: dict[str, list[int]] = {}
    for more in (0, 90):
        for number in range(more):
            makers.make_person(f"X{number}", school="S1")
        for address in ("/", "/unbound/school/S1"):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.setdefault(address, []).append(len(asked))
    assert all(few == many for few, many in counts.values()), counts
    assert counts["/"][0] <= 12 + WHO_ASKS
