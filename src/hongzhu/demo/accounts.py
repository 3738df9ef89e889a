"""The demo's accounts: who they are is said in README.md."""

from datetime import date, datetime
from typing import Final

from hongzhu.accounts.actions import make_demo_users
from hongzhu.orgs.actions import GrantEntry, give_grants
from hongzhu.people.actions import link_accounts

from .district import BY, District

PEOPLE: Final = {
    "bureau": "P000-01",
    "township": "",
    "secretary": "P001-02",
    "worker": "P001-06",
    "member": "P001-09",
    "staff": "P001-30",
    "principal": "P001-01",
    "kindergarten": "P003-01",
    "inspector": "",
    "sysadmin": "",
    "secadmin": "",
    "auditadmin": "",
}
"""login → code of the person; empty for those who stand in no roster"""
NAMES: Final = {
    "township": "民主街道党工委",
    "inspector": "督查员",
    "sysadmin": "系统管理员",
    "secadmin": "安全管理员",
    "auditadmin": "审计管理员",
}


OFFICES: Final = {
    "township": ("officer", "220502002", "民主街道党工委派出（演示）"),
    "inspector": ("inspector", "D000", "教育局党委年度督查安排（演示）"),
}
"""login → role, organisation and basis, for those whom no post in the roster makes what they are"""


def save_accounts(district: District, *, now: datetime) -> None:
    """Make the accounts and say whose they are; whoever is at a school that was left out has none."""
    known = {entry.code: entry.name for entry in district.people}
    people = {login: code for login, code in PEOPLE.items() if not code or code in known}
    names = {login: known[code] if code else NAMES[login] for login, code in people.items()}
    users = make_demo_users(names, by=BY, now=now)
    link_accounts({code: users[login] for login, code in people.items() if code}, by=BY, now=now)
    today = now.date()
    year = date(today.year, 1, 1), date(today.year + 2, 1, 1)
    known_orgs = {entry.code for entry in district.orgs}
    grants = [
        GrantEntry(user=users[login], role=role, org=org, starts_on=year[0], ends_on=year[1], basis=basis)
        for login, (role, org, basis) in OFFICES.items()
        if org in known_orgs
    ]
    give_grants(grants, by=BY, now=now)
