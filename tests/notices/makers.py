"""A bureau that guides two branches which have much to do; letters about it; who signs in."""

from datetime import timedelta
from typing import Any

from hongzhu.accounts.models import User
from hongzhu.ledger.in_force import pack_in_force
from hongzhu.ledger.models import Subject
from hongzhu.notices.actions import Letter, Told
from hongzhu.notices.quiet import Key
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.actions import link_accounts
from tests.accounts.makers import make_user
from tests.assignments.makers import make_offices as make_offices
from tests.client import StrictClient
from tests.makers import BY, NOW
from tests.meetings.conftest import Clock

SEVEN = timedelta(days=7)
LATE = "三季度支部党员大会还没有记录"


def come(clock: Clock, person: str, **words: str) -> StrictClient:
    """Somebody signs in, by the code of the person."""
    user = account(clock, person, **words)
    client = StrictClient()
    client.force_login(user)
    return client


def account(clock: Clock, person: str, **words: Any) -> User:
    """An account of its own."""
    phone = f"139000000{User.objects.count():02}"
    user = make_user(person.lower(), f"账号{person}", password="", phone=phone, **words)
    user.password_changed_at = clock.at
    user.save()
    if person.startswith("P"):
        link_accounts({person: user.pk}, by=BY, now=NOW)
    return user


def org(code: str) -> PartyOrg:
    return PartyOrg.objects.everything("test").get(code=code)


def told(duty: str = "meeting.assembly", period: str = "2026Q3", code: str = "D1", **words: object) -> Told:
    """A matter of a branch."""
    subject = Subject.objects.get(kind="org", code=code)
    assert duty in {each.id for each in pack_in_force().obligations}
    known = {"words": LATE, "tag": "过期 13 天", "is_late": True}
    return Told(key=Key(subject.pk, duty, period), **known | words)


def letter(*matters: Told, code: str = "D1", **words: str) -> Letter:
    known = {"title": "有 1 件事过期了"}
    return Letter(to=org(code), matters=matters or (told(code=code),), **known | words)
