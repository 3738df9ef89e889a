"""The district's table: who stands where, which look, and nobody made out by it."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hongzhu.accounts.models import User
from hongzhu.commands import serve
from hongzhu.desk.places import district_on, district_place
from hongzhu.kit.assets import asset
from hongzhu.ledger.stored import stored_pack, stored_standing
from hongzhu.people.access import reader_of
from tests import makers
from tests.client import StrictClient
from tests.desk.districts import TODAY, make_district
from tests.desk.readers import WHO_ASKS, oversee, reader
from tests.desk.reading import Page

pytestmark = pytest.mark.django_db


def grid(client: Client, query: str = "") -> dict[str, dict[str, str]]:
    """The table of the district page, without the quiet line of headings."""
    oversee()
    return Page(client.get(f"/district{query}")).table()


def test_the_page_has_landmarks_title_and_a_table_that_speaks(client: Client) -> None:
    make_district(2)
    response = client.get("/district")
    page = Page(response)
    assert response.status_code == 200
    assert page.all("html", lang="zh-CN")
    assert page.words("title") == ["学校总览 2026-11-22 · 红烛"]
    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "h1", "table", "caption")] == [1] * 6
    assert page.all("a", href="#main", **{"class": "skip"})
    assert page.all("main", id="main")
    region = page.all("div", role="region")[0]
    assert region["tabindex"] == "0"
    assert "滚动" in region["aria-label"]
    assert all(each["scope"] in {"col", "row", "rowgroup"} for each in page.all("th"))
    assert page.all("label", **{"for": page.all("input", name="on")[0]["id"]})
    assert "本页只读" in page.text
    assert "只看得到您管的和您指导的" in page.text


def test_every_answer_allows_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    make_district(1)
    for address in (
        "/district",
        "/bodies/school/S0",
        "/bodies/school/no",
        "/district?on=x",
        asset("hongzhu.css"),
    ):
        response = client.get(address)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, address
        assert "unsafe" not in policy, address
        if address.startswith("/static"):
            response.close()
            continue
        page = Page(response)
        assert all(each["src"].startswith("/static/") for each in page.all("script"))
        assert not page.all("style")
        assert not [
            attrs
            for _tag, attrs in page.elements
            if any(k == "style" or (k.startswith("on") and k != "on") for k in attrs)
        ]
        links = [attrs.get("href", "") for _tag, attrs in page.elements]
        assert not [link for link in links if "//" in link]


def test_a_school_stands_with_its_organisation_and_its_groups(client: Client) -> None:
    makers.make_branch("D1", "S1", has_committee=False)
    makers.make_group("G1", "D1")
    makers.make_meeting("M1", "D1", "meeting.assembly", held_on=date(2026, 11, 3))
    november = "&from=2026-11-01"
    rows = grid(client, f"?on=2026-11-22{november}")
    assert list(rows) == ["全区", "S1小学"]
    assert rows["S1小学"]["第9条"] == "进行中"  # the group has not met in November
    assert grid(client, f"?on=2026-11-26{november}")["S1小学"]["第9条"] == "临近1项"
    assert grid(client, f"?on=2026-12-02{november}")["S1小学"]["第9条"] == "临近1项"  # in the days of grace
    assert grid(client, f"?on=2026-12-20{november}")["S1小学"]["第9条"] == "过期1项"
    makers.make_meeting("M2", "G1", "meeting.group", held_on=date(2026, 11, 20))
    assert grid(client, f"?on=2026-11-22{november}")["S1小学"]["第9条"] == "已完成"


def test_a_joint_branch_stands_with_each_of_its_schools_and_who_covers_none_stands_alone(
    client: Client,
) -> None:
    makers.make_org("C9", kind="committee", name="局党委", term_started_on=date(2020, 1, 1))
    makers.make_branch("D1", "S1", "S2", kind="joint_branch", term_started_on=date(2020, 1, 1))
    rows = grid(client)
    assert list(rows) == ["全区", "S1小学", "S2小学", "局党委"]
    assert [rows[name]["第6条"] for name in ("S1小学", "S2小学", "局党委")] == ["过期1项"] * 3


def test_rows_are_in_the_order_of_codes(client: Client) -> None:
    for code, name in (("S3", "阿城小学"), ("S1", "丙小学"), ("S2", "乙小学")):
        makers.make_school(code, name=name)
    assert list(grid(client)) == ["全区", "丙小学", "乙小学", "阿城小学"]


def test_what_the_district_has_not_confirmed_is_never_late(client: Client) -> None:
    make_district(1, meetings=False)
    makers.make_meeting("M1", "D0", held_on=date(2025, 1, 3))
    for day in ("2026-11-22", "2027-06-30"):
        row = grid(client, f"?on={day}")["第0小学"]
        assert row["第5条"] == "待区确认"  # 听取校长工作报告: once a year is assumed, and nothing is recorded
        assert "过期" in row["第9条"]


def test_a_school_that_never_recorded_is_blank_not_late(client: Client) -> None:
    make_district(1, meetings=False)
    assert grid(client)["第0小学"]["第16条"] == "未登记"
    makers.make_meeting("M1", "S0", "meeting.staff-study", held_on=date(2026, 6, 3))
    assert grid(client)["第0小学"]["第16条"].startswith("过期")


def test_what_was_before_the_first_record_is_history(client: Client) -> None:
    makers.make_school("S1")
    for month in range(3, 12):
        for day in (10, 17):  # the first after February's last day of grace
            makers.make_meeting(
                f"M{month}-{day}", "S1", "meeting.staff-study", held_on=date(2026, month, day)
            )
    assert grid(client)["S1小学"]["第16条"] == "已完成"
    text = Page(client.get("/bodies/school/S1")).text
    assert "未登记2期，当时还没有用本系统：2026-01、2026-02" in text


def test_people_are_counted_and_few_are_not_counted_out(client: Client) -> None:
    make_district(2, people=7)
    for number in range(3):
        makers.make_training(f"T{number}", f"RY1-{number}", hours=160)
    rows = grid(client, "?on=2027-02-01")
    assert rows["第0小学"]["第10条"] == "过期7人"
    assert rows["第1小学"]["第10条"] == "过期少于5人"


def test_nobody_is_named(client: Client) -> None:
    make_district(2, people=7)
    makers.make_post("RY0-1", "D0")
    makers.make_talk("RY0-1", "RY0-2")
    for query in ("", "?on=2027-02-01", "?on=2025-05-05"):
        for address in ("/district", "/bodies/school/S0", "/bodies/school/S1", "/bodies/org/D0"):
            html = client.get(address + query).content.decode()
            assert "欧阳" not in html
            assert "RY" not in html


def test_everyones_duties_stand_somewhere(client: Client) -> None:
    makers.make_org("C9", kind="committee")
    makers.make_branch("D1", "S1", "S2", kind="joint_branch")
    makers.make_group("G1", "D1")
    makers.make_school("S3", closed_on=date(2026, 7, 1))
    makers.make_member("P1", school="S1", org="D1", group="G1")
    makers.make_member("P2", org="D1")  # no school: with every school of the branch
    makers.make_member("P3", org="C9")
    makers.make_member("P4", school="S3", left_on=date(2026, 3, 1))
    everybody = reader_of(User.objects.get(login="overseer"), TODAY)
    oversee()
    places = district_on(TODAY, everybody, district_place(stored_pack().pack.area))
    seated = {subject for place in places.lines for subject in place.subjects}
    owing = {each.row.subject for each in stored_standing(stored_pack(), TODAY, date(2026, 1, 1))}
    assert owing <= seated
    assert [len(place.people) for place in places.lines][:5] == [0, 2, 1, 1, 1]


def test_a_closed_school_stays_while_it_owes(client: Client) -> None:
    make_district(1)
    makers.make_school("S0", name="第0小学", closed_on=date(2026, 7, 1))
    makers.make_school("S5", closed_on=date(2019, 7, 1))
    page = Page(client.get("/district"))
    assert list(page.table()) == ["全区", "第0小学"]
    assert "已撤销" in page.text
    assert page.table()["第0小学"]["第16条"].startswith("过期")


def test_a_day_that_cannot_be_shown_says_why(client: Client) -> None:
    make_district(1)
    for query, words in (
        ("?on=11月20日", "“11月20日”不是日期"),
        ("?on=1999-01-01", "网页能看2024年9月1日至2028年8月31日之间的日子"),
        ("?on=2999-01-01", "./run standing --on"),
        ("?from=<b>", "“<b>”不是日期"),
    ):
        response = client.get(f"/district{query}")
        assert response.status_code == 400
        assert words in Page(response).text
        assert "<b>" not in response.content.decode()


def test_the_year_so_far_and_in_its_first_weeks_the_year_before(client: Client) -> None:
    make_district(1)
    for on, since in (
        ("2026-11-22", "2026年1月1日"),
        ("2027-03-01", "2026年1月1日"),
        ("2027-04-30", "2027年1月1日"),
    ):
        assert f"统计{since}以来的各期" in Page(client.get(f"/district?on={on}")).text
    assert "统计2025年1月1日以来的各期" in Page(client.get("/district?on=2026-11-22&from=2025-01-01")).text
    assert "将来的一天" in Page(client.get("/district?on=2027-03-01")).text
    assert "将来的一天" not in Page(client.get("/district")).text


@pytest.mark.usefixtures("newly_installed")
def test_an_empty_database_says_which_two_commands_to_run() -> None:
    client = StrictClient()
    reader(client)
    for address in ("/", "/district", "/bodies/school/S1"):
        page = Page(client.get(address))
        assert page.words("h1") == ["还没有数据"]
        assert page.words("code") == ["./run demo", "./run import 我区.xlsx"]


def test_a_changed_pack_asks_for_a_recomputation(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_district(1)
    monkeypatch.setattr("hongzhu.ledger.in_force.digest_of", lambda _pack: "another")
    response = client.get("/district")
    assert response.status_code == 503
    assert Page(response).words("code") == ["./run recompute"]


@pytest.mark.parametrize("query", ["", "?on=2026-05-31"])
def test_as_many_queries_for_thirty_schools_as_for_five(client: Client, query: str) -> None:
    counts = []
    for schools in (5, 30):
        make_district(schools)
        client.get(f"/district{query}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/district{query}").status_code == 200
        counts.append(len(asked))
        assert all(each["sql"].lstrip().startswith(("SELECT", "WITH")) for each in asked.captured_queries)
    assert counts[0] == counts[1] <= 12 + WHO_ASKS


def test_only_this_machine_is_served_while_the_pages_ask_for_no_sign_in() -> None:
    assert serve.HOST == "127.0.0.1"
