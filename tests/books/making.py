"""Books of a small branch, put together for the house."""

from datetime import date, datetime, timedelta

from hongzhu.books.actions import bind_new_pages
from hongzhu.books.kinds import BookKind, kind_named, kinds_for
from hongzhu.books.making import Asked, bound_book, year_book
from hongzhu.books.models import Binding
from hongzhu.ledger.posting import posting
from hongzhu.orgs.models import PartyOrg
from hongzhu.paper.book import Book, Entry
from tests.makers import BY, NOW, make_branch, make_group, make_meeting, make_member, make_post


def make_place() -> None:
    """A branch with a group, a secretary, a recorder, a leader of the group."""
    with posting(now=NOW):
        make_branch("D1", "S1", name="春晖小学党支部", has_committee=True)
        make_group("D1-1", "D1", name="春晖小学党支部第一党小组")
        for code, name in (("P1", "王建军"), ("P2", "张喆玥"), ("P3", "周䶮")):
            make_member(code, name=name, org="D1", school="S1", group="D1-1" if code == "P3" else None)
        make_post("P1", "D1", "secretary")
        make_post("P2", "D1", "organization_member")
        make_post("P3", "D1-1", "group_leader")


def make_assembly(code: str, month: int, **words):
    """An assembly of three, entered on its day."""
    day = date(2026, month, 10)
    entry = {
        "held_on": day,
        "entered_on": day,
        "chair": "P1",
        "recorder": "P2",
        "present": ("P1", "P2"),
        "absent": ("P3",),
    }
    return make_meeting(code, "D1", **entry | words)


def asked(year: int = 2026, now: datetime = NOW, org: str = "D1") -> Asked:
    return Asked(org=PartyOrg.objects.everything("test").get(code=org), year=year, reader=None, now=now)


def kind(key: str = "assembly") -> BookKind:
    found = kind_named(key)
    assert found is not None
    return found


def made(key: str = "assembly", **words) -> Book:
    """One book of the year."""
    return year_book(asked(**words), kind(key))


def bind(now: datetime = NOW) -> Binding:
    """Print what is new, of all books."""
    about = asked(now=now)
    return bind_new_pages(about, kinds_for(about.org, reads_all=True), by=BY, now=now)


def printed(binding: Binding, key: str = "assembly") -> Book | None:
    """What was printed then, of one book."""
    return bound_book(asked(now=NOW + timedelta(days=1)), kind(key), binding)


def told(entry: Entry) -> dict[str, str]:
    """Label → what is written."""
    return {field.label: "\n".join(field.lines) for field in entry.fields}
