"""The district's table: who stands where, which look, and nobody made out by it."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from hongzhu.accounts.models import User
from hongzhu.commands import serve
from hongzhu.desk.grid import columns, main_columns
from hongzhu.desk.places import district_on, district_place
from hongzhu.kit.assets import asset
from hongzhu.ledger.stored import stored_pack, stored_standing
from hongzhu.orgs.actions import GrantEntry, SchoolEntry, give_grants, save_schools
from hongzhu.orgs.models import OrgReach, PartyOrg
from hongzhu.people.access import reader_of
from tests import makers
from tests.client import StrictClient
from tests.desk.districts import TODAY, make_district
from tests.desk.readers import WHO_ASKS, oversee, overseer, reader
from tests.desk.reading import Page

pytestmark = pytest.mark.django_db


def grid(client: Client, query: str = "") -> dict[str, dict[str, str]]:
    """The table of the district page: row → column → words of the cell."""
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
    assert all(each["scope"] in {"col", "row"} for each in page.all("th"))
    for each in (*page.all("input", name="on"), *page.all("select"), *page.all("input", type="search")):
        assert page.all("label", **{"for": each["id"]})
    assert "本页只读" in page.text
    assert "只看得到您管的和您指导的" in page.text


def test_every_answer_allows_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    make_district(1)
    for address in (
        "/district",
        "/district?duties=all",
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


def test_the_ten_weightiest_confirmed_duties_are_shown_and_the_rest_together() -> None:
    every = columns(stored_pack(), TODAY)
    main = [column.duty.id for column in main_columns(every)]
    assert main == [
        "setup.own",
        "term.election",
        "secretary.training",
        "meeting.assembly",
        "meeting.committee",
        "meeting.group",
        "staff.study",
        "staff.talk",
        "hours.member",
        "hours.team",
    ]
    unconfirmed = {column.duty.id for column in every if not column.duty.confirmed}
    assert "meeting.lecture" in unconfirmed
    assert "district.meeting" not in {column.duty.id for column in every}


def test_a_school_stands_with_its_organisation_and_its_groups(client: Client) -> None:
    makers.make_branch("D1", "S1", has_committee=False)
    makers.make_group("G1", "D1")
    makers.make_meeting("M1", "D1", "meeting.assembly", held_on=date(2026, 11, 3))
    november = "&from=2026-11-01"
    rows = grid(client, f"?on=2026-11-22{november}")
    assert list(rows) == ["S1小学"]
    assert rows["S1小学"]["支部党员大会"] == "已办"
    assert rows["S1小学"]["党小组会"] == "未到期"
    assert grid(client, f"?on=2026-11-26{november}")["S1小学"]["党小组会"] == "4天"
    assert grid(client, f"?on=2026-12-02{november}")["S1小学"]["党小组会"] == "宽4"
    assert grid(client, f"?on=2026-12-20{november}")["S1小学"]["党小组会"] == "欠1"
    assert rows["S1小学"]["支部委员会"] == "不适用"
    makers.make_meeting("M2", "G1", "meeting.group", held_on=date(2026, 11, 20))
    assert grid(client, f"?on=2026-11-22{november}")["S1小学"]["党小组会"] == "已办"


def test_what_is_owed_several_times_is_counted_together(client: Client) -> None:
    makers.make_branch("D1", "S1", has_committee=True)
    makers.make_meeting("M1", "D1", "meeting.committee", held_on=date(2026, 1, 6))
    assert grid(client, "?on=2026-11-22")["S1小学"]["支部委员会"] == "欠9"  # February to October


def test_a_joint_branch_stands_with_each_of_its_schools_and_who_covers_none_stands_alone(
    client: Client,
) -> None:
    makers.make_org("C9", kind="committee", name="局党委", term_started_on=date(2020, 1, 1))
    makers.make_branch("D1", "S1", "S2", kind="joint_branch", term_started_on=date(2020, 1, 1))
    rows = grid(client)
    assert list(rows) == ["S1小学", "S2小学", "局党委"]
    assert [rows[name]["按期换届"] for name in rows] == ["欠1"] * 3


def test_who_needs_help_stands_first_and_never_by_how_much(client: Client) -> None:
    """S1 has missed nine months, S2 one, S3 nothing: the two in the order of codes, then who is in time."""
    for number, last in ((1, 1), (2, 9), (3, 10)):
        makers.make_branch(f"D{number}", f"S{number}", has_committee=True, term_started_on=date(2025, 1, 1))
        for month in range(1, last + 1):
            makers.make_meeting(
                f"M{number}-{month}", f"D{number}", "meeting.committee", held_on=date(2026, month, 9)
            )
        for month in (2, 5, 8, 11):
            makers.make_meeting(f"A{number}-{month}", f"D{number}", held_on=date(2026, month, 9))
    makers.make_school("S0", name="S0小学")
    rows = grid(client, "?duties=二(三)9")
    assert [(name, rows[name]["支部委员会"]) for name in rows] == [
        ("S1小学", "欠9"),
        ("S2小学", "欠1"),
        ("S0小学", "不适用"),
        ("S3小学", "未到期"),
    ]


def test_what_the_district_has_not_confirmed_is_never_late(client: Client) -> None:
    make_district(1, meetings=False)
    makers.make_meeting("M1", "D0", held_on=date(2025, 1, 3))
    for day in ("2026-11-22", "2027-06-30"):
        row = grid(client, f"?on={day}&duties=all")["第0小学"]
        assert (
            row["听取校长工作报告和重大事项通报"] == "待确认"
        )  # once a year is assumed, and nothing is recorded
        assert row["支部党员大会"].startswith("欠")


def test_a_school_that_never_recorded_is_blank_not_late(client: Client) -> None:
    make_district(1, meetings=False)
    assert grid(client)["第0小学"]["教职工政治学习"] == "未登记"
    makers.make_meeting("M1", "S0", "meeting.staff-study", held_on=date(2026, 6, 3))
    assert grid(client)["第0小学"]["教职工政治学习"].startswith("欠")


def test_what_was_before_the_first_record_is_history(client: Client) -> None:
    makers.make_school("S1")
    for month in range(3, 12):
        for day in (10, 17):  # the first after February's last day of grace
            makers.make_meeting(
                f"M{month}-{day}", "S1", "meeting.staff-study", held_on=date(2026, month, day)
            )
    assert grid(client)["S1小学"]["教职工政治学习"] == "已办"
    text = Page(client.get("/bodies/school/S1")).text
    assert "未登记2期，当时还没有用本系统：2026-01、2026-02" in text


def test_people_are_counted_and_few_are_not_counted_out_where_it_is_sensitive(client: Client) -> None:
    make_district(2, people=7)
    makers.make_post("RY1-0", "D1")
    for number in range(3):
        makers.make_training(f"T{number}", f"RY1-{number}", hours=160)
        makers.make_talk("RY1-0", f"RY1-{number + 1}", held_on=date(2026, 9, 10))
    rows = grid(client, "?on=2027-02-01")
    assert rows["第0小学"]["党员集中学习培训学时"] == "欠7人"
    assert rows["第1小学"]["党员集中学习培训学时"] == "欠4人"
    rows = grid(client, "?on=2027-10-01&from=2026-09-01")
    assert rows["第0小学"]["教职工谈心谈话"] == "欠7人"
    assert rows["第1小学"]["教职工谈心谈话"] == "少于5人"
    assert "少于5人" in Page(client.get("/bodies/school/S1?on=2027-10-01&from=2026-09-01")).text
    assert "少于5人" in Page(client.get("/duties/staff.talk/school/S1?on=2027-10-01&from=2026-09-01")).text


def test_every_cell_leads_to_a_page_that_says_the_same(client: Client) -> None:
    """Also where the period is over, the duty is one of a group, or of people who belong to no school."""
    make_district(1, people=6)
    makers.make_group("G1", "D0")
    makers.make_member("P9", org="D0")  # retired or elsewhere: counted with the school of the branch
    makers.make_talk("RY0-1", "RY0-2")
    says = {"late": ("过期",), "grace": ("宽限",), "soon": ("还有", "快到期", "今天"), "blank": ("未登记",)}
    for query in ("?on=2026-11-22", "?on=2026-12-03", "?on=2027-02-01"):
        page = Page(client.get(f"/district{query}&duties=all"))
        followed = 0
        for attrs, words, href in _cells(page):
            look = attrs.get("class", "done")
            if look not in says:
                continue
            answer = client.get(href)
            assert answer.status_code == 200, href
            text = Page(answer).text
            assert any(each in text for each in says[look]), (href, words)
            if words.startswith("欠") and words.endswith("人") and "staff.talk" not in href:
                assert f"过期 {words[1:]}" in text, (href, words)
            followed += 1
        assert followed > 4


def _cells(page: Page) -> list[tuple[dict[str, str], str, str]]:
    """(attributes, words, address) of every cell that is a link."""
    found = []
    for at, (tag, attrs, text) in enumerate(page.texts):
        before, link, _words = page.texts[at - 1]
        if tag == "td" and before == "a" and "href" in link:
            found.append((attrs, text, link["href"]))
    return found


def test_the_filters_choose_and_the_choice_stays_in_every_link(client: Client) -> None:
    make_district(3)
    makers.make_school("S8", name="光明幼儿园", kind="private_kindergarten", township="金厂镇")
    makers.make_branch("D8", "S8", term_started_on=date(2025, 1, 1))
    makers.make_org("C9", kind="committee", name="局党委")
    names = ["第0小学", "第1小学", "第2小学", "光明幼儿园", "局党委"]
    assert list(grid(client)) == names
    for query, chosen in (
        ("?township=金厂镇", ["光明幼儿园"]),
        ("?kind=public_primary", names[:3]),
        ("?kind=org", ["局党委"]),
        ("?name=1", ["第1小学"]),
        ("?state=late&duties=二(三)9", names[:3]),
        ("?state=blank&duties=二(三)9", ["光明幼儿园"]),
        ("?state=blank&duties=二(三)9&kind=public_primary", []),
        ("?township=没有的&kind=x&state=y&duties=z", names),
    ):
        assert list(grid(client, query)) == chosen, query
    response = client.get("/district?on=2026-11-20&township=云溪镇&state=late&duties=all")
    page = Page(response)
    assert "<option selected>云溪镇</option>" in response.content.decode()
    links = [
        attrs["href"]
        for attrs in page.all("a")
        if attrs["href"].startswith(("/district?", "/district/export?"))
    ]
    assert len(links) >= 5
    for link in links:
        assert "on=2026-11-20" in link
    assert (
        sum("township=" in link and "duties=all" in link for link in links) == 5
    )  # four figures and the file
    assert all("on=2026-11-20" in href for _attrs, _words, href in _cells(page))


def test_a_superior_sees_only_what_is_below(client: Client) -> None:
    make_district(2)
    township = StrictClient()
    makers.make_org("T1", kind="committee", name="镇党委")
    user = reader(township, login="township", name="张三")
    give_grants(
        [
            GrantEntry(
                user=user.pk,
                role="officer",
                org="T1",
                starts_on=date(2020, 1, 1),
                ends_on=date(2030, 1, 1),
                basis="编制",
            )
        ],
        by=makers.BY,
        now=makers.NOW,
    )
    line = OrgReach(
        superior=PartyOrg.objects.everything("test").get(code="T1"),
        org=PartyOrg.objects.everything("test").get(code="D1"),
        line="lead",
        from_day=1,
    )
    line.save()
    assert list(Page(township.get("/district")).table()) == ["第1小学", "镇党委"]
    names = [row[0] for row in sheets(township.get("/district/export"))["总览"][4:]]
    assert names == ["第1小学"]


def test_more_than_a_hundred_rows_are_paged_and_exported_whole(client: Client) -> None:
    numbers = range(105)
    save_schools(
        [
            SchoolEntry(code=f"S{n:03}", name=f"第{n:03}小学", kind="public_primary", township="金厂镇")
            for n in numbers
        ],
        by=makers.BY,
        now=makers.NOW,
    )
    assert len(grid(client)) == 100
    assert list(grid(client, "?page=2")) == [f"第{n:03}小学" for n in numbers[100:]]
    assert len(sheets(client.get("/district/export"))["总览"]) == 4 + len(numbers)


def sheets(response: HttpResponse) -> dict[str, list[list[object]]]:
    """The workbook that came, sheet by sheet."""
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_file_says_what_the_page_says(client: Client) -> None:
    make_district(3, people=7)
    makers.make_org("C9", kind="committee", name="局党委")
    for query in ("?on=2026-11-22", "?on=2027-02-01&state=late&duties=all"):
        rows = grid(client, query)
        found = sheets(client.get(f"/district/export{query}"))
        title, about, mark, heads, *lines = found["总览"]
        assert str(title[0]).startswith("学校总览 20")
        assert "统计2026年1月1日以来的各期" in str(about[0])
        assert "于建国" in str(mark[0])
        assert [line[0] for line in lines] == list(rows)
        for line in lines:
            for head, told in zip(heads[3:], line[3:], strict=True):
                cell = rows[str(line[0])][str(head).split()[0]]
                number = "".join(each for each in cell if each.isdecimal())
                assert cell == told or (
                    number in str(told) and str(told)[:2] in ("过期", "还有", "宽限", "临近")
                )
        todo = found["要办的"][4:]
        assert todo
        assert {line[0] for line in todo} <= set(rows)


def test_no_text_of_the_file_is_a_formula(client: Client) -> None:
    name = '=HYPERLINK("http://x","点我")'
    makers.make_school("S1", name=name, township="+1+2")
    oversee()
    answer = client.get("/district/export")
    parts = ZipFile(BytesIO(answer.content))
    cells = "".join(parts.read(each).decode() for each in parts.namelist() if "worksheets/sheet" in each)
    assert "<f>" not in cells
    assert "hyperlink" not in cells
    assert "<pane " in cells
    assert 'orientation="landscape"' in cells
    assert 'paperSize="9"' in cells
    assert "fitToPage" in cells
    assert 'quotePrefix="1"' in parts.read("xl/styles.xml").decode()
    assert sheets(answer)["总览"][4][0] == name


def test_who_may_only_look_takes_no_file(client: Client) -> None:
    make_district(1)
    inspector = StrictClient()
    overseer(inspector, "inspector", login="inspector")
    oversee()
    page = Page(inspector.get("/district"))
    assert list(page.table()) == ["第0小学"]
    assert "导出" not in page.text
    assert inspector.get("/district/export").status_code == 404
    assert Page(client.get("/district")).all("a", href="/district/export")


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
    assert list(page.table()) == ["第0小学"]
    assert "已撤销" in page.text
    assert page.table()["第0小学"]["教职工政治学习"].startswith("欠")


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


@pytest.mark.once
@pytest.mark.parametrize("query", ["", "?on=2026-05-31", "/export"])
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
