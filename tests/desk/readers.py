"""Whoever reads the desk in tests: signed in, with an office."""

from datetime import UTC, date, datetime

from django.db.models import Model

from hongzhu.accounts.models import User
from hongzhu.orgs.actions import GrantEntry, OrgEntry, give_grants, save_orgs
from hongzhu.orgs.models import OrgReach, PartyOrg
from hongzhu.people.actions import link_accounts
from tests.accounts.makers import make_user
from tests.client import StrictClient
from tests.makers import BY, NOW

TOP = "Z9"
WHO_ASKS = 15
"""queries that say who asks and how far he reaches: session, user, posts, person, grants; reach, coverage, schools alone;
the state of the ledger, for offices and for links; cases, and what rooms put on homes. In a transaction nothing of it is
kept (ledger/keeping.py)."""
PRESENT = datetime.now(UTC)


def reader(
    client: StrictClient, person: str = "", login: str = "reader", name: str = "王建军", **words: str
) -> User:
    """Sign somebody in; `person`: whose account it is."""
    user = make_user(login, name, password="", **words)
    user.password_changed_at = PRESENT
    user.save()
    if person:
        link_accounts({person: user.pk}, by=BY, now=NOW)
    client.force_login(user)
    return user


def overseer(client: StrictClient, role: str = "officer", login: str = "overseer") -> User:
    """Sign in somebody with an office above everything; the organisation is closed, so it has no line of its own."""
    user = reader(client, login=login, name="于建国")
    entry = OrgEntry(
        code=TOP,
        name="区教育局党委",
        kind="committee",
        founded_on=date(2010, 1, 1),
        closed_on=date(2012, 1, 1),
    )
    save_orgs([entry], by=BY, now=NOW)
    grant = GrantEntry(
        user=user.pk, role=role, org=TOP, starts_on=date(2020, 1, 1), ends_on=date(2030, 1, 1), basis="编制"
    )
    give_grants([grant], by=BY, now=NOW)
    return user


def oversee() -> None:
    """Let the top guide every organisation there is, as if it always had."""
    top = PartyOrg.objects.everything("test").filter(code=TOP).first()
    if top is None:
        return
    known = OrgReach.objects.everything("test").filter(superior=top, line="guide").values("org")
    rows: list[Model] = [
        OrgReach(superior=top, org=org, line="guide", from_day=1)
        for org in PartyOrg.objects.everything("test").exclude(pk__in=known)
    ]
    for row in rows:
        row.save()
