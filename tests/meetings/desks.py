"""A branch with its people, and somebody signed in who records for it."""

import re
from datetime import date

from django.http import HttpResponse

from hongzhu.accounts.models import User
from hongzhu.ledger.posting import posting
from hongzhu.meetings.models import Meeting
from hongzhu.people.actions import link_accounts
from hongzhu.people.models import Person
from tests.accounts.makers import PASSWORD, make_user, sign_in
from tests.client import StrictClient
from tests.makers import BY, NOW, make_branch, make_meeting, make_member, make_person, make_post

TODAY = date(2026, 11, 22)
"""the day of NOW in Shanghai"""
NEW = "/meetings/new?body=org:D1"
ASSEMBLY = f"{NEW}&kind=meeting.assembly"


def make_desk(members: int = 18) -> None:
    """A branch of some full members and two on probation; P01 is its secretary, P02 its organisation member."""
    with posting(now=NOW):
        make_branch("D1", "S1", name="春晖小学党支部", has_committee=True)
        for number in range(1, members - 1):
            make_member(f"P{number:02}", name=f"党员{number:02}", org="D1", school="S1")
        for number in (members - 1, members):
            words = {"category": "probationary", "joined_on": date(2026, 3, 1)}
            make_person(f"P{number:02}", name=f"预备{number:02}", org="D1", school="S1", **words)
        make_person("T1", name="群众甲", school="S1")
        make_post("P01", "D1", "secretary")
        make_post("P02", "D1", "organization_member")
        make_post("P03", "D1", "committee_member")


def make_last(**words) -> Meeting:
    """The last assembly, from which the next is prefilled."""
    entry = {"held_on": date(2026, 9, 10), "place": "二楼会议室", "chair": "P03", "recorder": "P02"} | words
    return make_meeting("M1", "D1", **entry)


def make_account(person: str = "P01", login: str = "dangyuan", duty: str = "") -> User:
    """An account of somebody on the roster."""
    name = Person.objects.everything("test").get(code=person).name
    user = make_user(login, name)
    link_accounts({person: user.pk}, by=BY, now=NOW)
    return user


def enter(login: str = "dangyuan") -> StrictClient:
    """A browser in which somebody has signed in."""
    client = StrictClient()
    assert sign_in(client, login, PASSWORD).status_code == 302
    return client


def fields_of(response: HttpResponse, form: str = "sheet") -> dict[str, object]:
    """What a browser would send of a form as it was shown, without pressing any button."""
    page = response.content.decode()
    found = re.search(rf'<form[^>]*id="{form}".*?</form>', page, re.DOTALL)
    assert found, page
    return read_fields(found[0])


def read_fields(html: str) -> dict[str, object]:
    """Names and values of the controls in a piece of a page; several values of one name as a list."""
    import html as escaping

    sent: dict[str, list[str]] = {}

    def add(name: str, value: str) -> None:
        sent.setdefault(escaping.unescape(name), []).append(escaping.unescape(value))

    for tag in re.findall(r"<input[^>]*>", html):
        words = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = words.get("type", "text")
        if "name" in words and (kind not in ("radio", "checkbox") or re.search(r"\bchecked\b", tag)):
            add(words["name"], words.get("value", "on" if kind == "checkbox" else ""))
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        add(name, inside)
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', inside)
        first = re.search(r'<option value="([^"]*)"', inside)
        add(name, (chosen or first)[1] if (chosen or first) else "")
    return {name: values if len(values) > 1 else values[0] for name, values in sent.items()}
