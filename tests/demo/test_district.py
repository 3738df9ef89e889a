"""The default district of one day, stored: every gap of the README, the golden page, the accounts."""

import os
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hongzhu import demo
from hongzhu.accounts.models import User
from hongzhu.commands import demo as demo_command
from hongzhu.commands import standing as standing_command
from hongzhu.ledger import counting, in_force
from hongzhu.ledger.explaining import explanations
from hongzhu.ledger.parquet import export
from hongzhu.ledger.reading import Line, Question, default_since, standing
from hongzhu.ledger.recomputing import recompute
from hongzhu.people.models import Appointment, Person
from hongzhu.policy.days import to_day
from hongzhu.policy.explaining import amount
from hongzhu.policy.vocabulary import STATUSES
from tests.client import StrictClient
from tests.demo.days import NOW, ON, count_rows
from tests.house.reading import ROOT
from tests.ledger.evaluators import agree_on, counted, what_is_known
from tests.makers import as_installed

README = (Path(demo.__file__).parent / "README.md").read_text(encoding="utf-8")
GOLDEN = Path(__file__).parent / "golden"
REFRESH = "HONGZHU_REFRESH_GOLDEN"
NO_ROW = "无此行"
FRONT_PAGE = ROOT / "README.md"
BEGIN, END = "<!-- SAMPLE:BEGIN 演示区县的真实输出；命令见第一行 -->\n", "<!-- SAMPLE:END -->"
SAMPLE = (
    ("D003", "支部党员大会", "已完成　2026Q3"),
    ("D003", "党课", "进行中　2026Q4"),
    ("D003", "主题教育活动", "已补记完成　2026-07"),
    ("S003", "教职工政治学习", "过期　2026-09"),
    ("P003-08", "党员集中学习培训学时", "临近期限　2026"),
)
"""whose duty and which row of the golden page the front page shows"""


def table(heading: str) -> list[list[str]]:
    """The rows of the README's table under a heading, without the head."""
    part = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


GAPS = table("缺口逐条")


@pytest.fixture(scope="module", autouse=True)
def district(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The demo of the day, made once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        as_installed()
        assert demo_command.main(["--on", ON.isoformat()]) == 0
        count_rows()
        connection.check_constraints()  # else every test would check the whole district's again
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def lines(district: None) -> dict[date, dict[tuple[str, str, str], Line]]:
    """What stands on the days the README asks about, by code, duty and period."""
    days = {date.fromisoformat(row[0]) for row in GAPS}
    return {
        day: {
            (line.subject_code, line.obligation.id, line.row.label): line
            for line in standing(Question(day, default_since(day)))
        }
        for day in days
    }


def assert_golden(name: str, text: str) -> None:
    """Word by word. HONGZHU_REFRESH_GOLDEN=1 ./run test tests/demo writes the pages anew; then read them."""
    if os.environ.get(REFRESH):
        (GOLDEN / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("row", GAPS, ids=lambda row: "-".join(row[1:4]))
def test_every_gap_of_the_readme_is_shown(row: list[str], lines: dict) -> None:
    day, code, duty, period, status, sizes, _words = row
    line = lines[date.fromisoformat(day)].get((code, duty, period))
    if status == NO_ROW:
        assert line is None
        return
    assert line is not None
    assert STATUSES[line.status] == status
    assert f"{amount(line.row.total)}/{amount(line.row.need)}" == sizes


def test_the_meeting_that_was_two_counts_for_both(lines: dict) -> None:
    found = {lines[ON]["D003", duty, "2026Q3"].evidence for duty in ("meeting.assembly", "meeting.lecture")}
    assert len(found) == 1


def test_the_golden_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert standing_command.main(["--on", ON.isoformat(), "--org", "S003"]) == 0
    page = capsys.readouterr().out
    assert_golden("standing-S003.txt", page)
    front = FRONT_PAGE.read_text(encoding="utf-8")
    before, after = front.split(BEGIN)[0], front.split(END)[1]
    wanted = f"{before}{BEGIN}{sample(page)}{END}{after}"
    if os.environ.get(REFRESH):
        FRONT_PAGE.write_text(wanted, encoding="utf-8")
    assert FRONT_PAGE.read_text(encoding="utf-8") == wanted


def sample(page: str) -> str:
    """A few rows of the page with their reasons, as the front page shows them."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    subject = duty = ""
    row: list[str] = []
    for line in page.splitlines():
        if line.endswith("）") and not line.startswith(" "):
            subject = line
        elif line.startswith("  ") and not line.startswith("   "):
            duty = line
        elif line.startswith("    ") and not line.startswith("     "):
            row = rows.setdefault((subject, duty, line), [])
        elif line:
            row.append(line)
    lines, shown = [f"./run demo --on {ON} && ./run standing --on {ON} --org S003   # 节选"], ("", "")
    for code, title, start in SAMPLE:
        key = next(
            key
            for key in rows
            if key[0].endswith(f"（{code}）")
            and key[1][2:].startswith(f"{title}　")
            and key[2][4:].startswith(start)
        )
        lines += ["", key[0]] if key[0] != shown[0] else []
        lines += [key[1]] if key[:2] != shown else []
        lines += [key[2], *rows[key]]
        shown = key[:2]
    return "\n".join(["```text", *lines, "```", ""])


def test_why_of_every_gap(lines: dict) -> None:
    said = []
    for day, code, duty, period, status, *_rest in GAPS:
        on = date.fromisoformat(day)
        if status == NO_ROW:
            continue
        line = lines[on][code, duty, period]
        reason = explanations([line], on, pack=in_force.pack_in_force())[0]
        said += [
            f"{day} {code} {line.obligation.title} {period} {status}",
            *(f"  {step}" for step in reason.steps),
        ]
        said += [f"  不计：{each}" for each in reason.not_counted]
        said += [f"  怎么办：{reason.settle}"] if reason.settle else []
    assert_golden("why.txt", "\n".join(said) + "\n")


@pytest.mark.parametrize("on", [ON, date(2026, 1, 31)])
def test_the_reference_evaluator_says_the_same(on: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row, also those that do not apply, with status and evidence."""
    question = Question(on, default_since(on), everything=True)
    stored = {described(line) for line in standing(question)}
    # Without compiled tables in the database, standing turns to the reference evaluator.
    monkeypatch.setattr(in_force, "stored", lambda: (in_force.pack_in_force(), None))
    assert stored == {described(line) for line in standing(question)}
    assert len(stored) > 10_000


def described(line: Line) -> tuple[object, ...]:
    return line.obligation.id, line.subject_code, *line.row[2:], line.status, line.evidence


@pytest.mark.parametrize(("account", "person", "words"), table("演示账号是谁"))
def test_the_people_of_the_accounts_are_who_they_are_said_to_be(
    account: str, person: str, words: str
) -> None:
    posts = Appointment.objects.everything("test").filter(person__code=person, ends_on__isnull=True)
    held = {(post.post, (post.org or post.school).code) for post in posts}
    body = re.findall(r"[DS]\d{3}", words)[0]
    someone = Person.objects.everything("test").get(code=person)
    assert someone.left_on is None
    match account:
        case "bureau" | "secretary":
            assert ("secretary", body) in held
        case "principal":
            assert ("principal", body) in held
        case "worker":
            assert ("party_worker", body) in held
        case "member":
            assert someone.category == "full"
            assert not held
        case "staff":
            assert someone.category != "full"
            assert not held
    place = someone.school.code if body.startswith("S") else someone.org.code
    assert place == body


def test_most_schools_do_well_some_are_behind_a_few_have_not_begun(lines: dict) -> None:
    """By school: share of monthly and quarterly meetings that are overdue, of those due."""
    found: dict[str, list[str]] = {}
    for (code, duty, _period), line in lines[ON].items():
        if duty.startswith(("meeting.", "theme.", "staff.study")):
            found.setdefault(re.sub("[DS]", "", code)[:3], []).append(line.status)
    shares = {code: statuses.count("overdue") / len(statuses) for code, statuses in found.items()}
    silent = [code for code, statuses in found.items() if not {"met", "met_late", "overdue"} & set(statuses)]
    assert sum(share < 0.02 for share in shares.values()) > 40
    assert 2 <= sum(share > 0.15 for share in shares.values()) <= 6
    assert 2 <= len(silent) <= 4


BLOCKS = re.compile(
    r"</?(h1|h2|p|li|ul|ol|section|div|details|summary|tr|table|blockquote|dl|dt|dd|footer)\b[^>]*>"
)
LINKS = re.compile(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def said_by(html: str) -> str:
    """The words of a page's main part line by line; behind a link stands where it leads."""
    main = re.split(r"</?main[^>]*>", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))[1]
    main = re.sub(r'<(span|b) [^>]*(class="vh"|aria-hidden="true")[^>]*>.*?</\1>', "", main)
    main = LINKS.sub(lambda found: f"{found[2]} [{found[1]}]", main.replace("\n", ""))
    text = unescape(re.sub(r"<[^>]+>", "", BLOCKS.sub("\n", main)))
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip()) + "\n"


@pytest.mark.parametrize(
    ("name", "address"),
    [("home-secretary.txt", "/"), ("duty-committee.txt", "/duties/meeting.committee/org/D001")],
)
def test_what_the_secretary_reads(name: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: ON)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client = StrictClient()
    client.force_login(User.objects.get(login="secretary"))
    text = said_by(client.get(address).content.decode())
    assert_golden(name, text)
    record = "[/meetings/new?body=org:D001&kind=meeting.committee&on=2026-10-31]"
    assert f"补记 {record}\n" in text or f"补记10月支部委员会 {record}\n" in text


def test_the_member_is_asked_and_the_secretary_sees_who_can_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: ON)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client = StrictClient()
    client.force_login(User.objects.get(login="member"))
    text = said_by(client.get("/").content.decode())
    assert "支部党员大会，您能来吗" in text
    assert "有 2 个会等您回复" in text
    client.force_login(User.objects.get(login="secretary"))
    text = said_by(client.get("/meetings/notices/D001-2026-T002").content.decode())
    assert "记录这次会议 [/meetings/new?body=org:D001&announced=D001-2026-T002]" in text


@pytest.mark.django_db
def test_every_evaluator_says_the_same(tmp_path: Path) -> None:
    assert agree_on([]) >= {"count", "sum", "term", "state", "derived"}
    for in_columns in (True, False):
        assert recompute(now=NOW, today=to_day(ON), in_columns=in_columns).total == 0
    export(what_is_known().compiled, tmp_path)
    since = default_since(ON)
    question = counting.Question(what_is_known().compiled, to_day(since), to_day(ON))
    found = counting.count_labels(question, tmp_path)
    assert found == counted(ON, since)
    assert {entry.status for entry in found} >= {"met", "met_late", "overdue", "explained", "unknown"}
