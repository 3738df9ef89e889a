"""A draft: what is asked, of whom, by when. Nobody below sees it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from hongzhu.assignments.models import AskedItem, Assignment, Receipt
from hongzhu.audit.actions import By, Content
from hongzhu.ledger.amending import CHANGED_MEANWHILE
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import Posting, posting
from hongzhu.ledger.saving import signed
from hongzhu.orgs.bodies import stream_of
from hongzhu.orgs.models import PartyOrg
from hongzhu.orgs.numbering import next_code

MARK: Final = "R"
"""stands in the number of an assignment: B001-2026-R3"""
TO_READ, TO_FILL = 1, 1
"""minutes, as this software reckons: to read an assignment; to fill in one thing"""
MOST: Final = 20
"""things one assignment may ask for: whoever wants more asks for a table, and that is what there should be less of"""


@dataclass(frozen=True, kw_only=True)
class ItemEntry:
    """One thing asked; `figure`: where the system holds it."""

    title: str
    figure: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignmentEntry:
    """What is asked. `org`: code of whoever asks; `asked`: codes of the organisations that are to answer."""

    org: str
    title: str
    due_on: date
    words: str = ""
    items: tuple[ItemEntry, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """How long one answer takes: what the system holds costs nothing."""
        return TO_READ + TO_FILL * max(1, sum(not item.figure for item in self.items))


def save_draft(
    entry: AssignmentEntry,
    *,
    by: By,
    now: datetime,
    draft: Assignment | None = None,
    version: int | None = None,
) -> Assignment:
    """Keep a new draft, or change one. `version`: the one that the form showed. Raises Refused."""
    today = timezone.localdate(now)
    check(entry, today)
    with posting(now=now) as post:
        orgs = PartyOrg.objects.everything("actions see all").in_bulk(
            {entry.org, *entry.asked}, field_name="code"
        )
        if missing := [code for code in (entry.org, *entry.asked) if code not in orgs]:
            raise Refused(f"找不到党组织“{missing[0]}”，请刷新页面重新选。", field="asked")
        if draft is None:
            every = Assignment.objects.everything("actions see all")
            row = Assignment(code=next_code(every, entry.org, today.year, mark=MARK, digits=1), made_at=now)
        else:
            row = locked(draft)
            if row.sent_at is not None:
                raise Refused("这件任务已经发出去了，不能再改；要改日子，请用“延期”。")
            if version not in (None, row.version):
                raise Refused(CHANGED_MEANWHILE, field="version")
            row.version += 1
        row.org, row.title, row.words = orgs[entry.org], entry.title, entry.words
        row.due_on, row.minutes = entry.due_on, entry.minutes
        mark_saved(row, by, now)
        row.save()
        _store_items(row, entry.items)
        _store_receipts(row, [orgs[code] for code in dict.fromkeys(entry.asked)])
        told = asdict(entry) | {"due_on": entry.due_on.isoformat()}
        tell(
            post, "assignment.recorded" if draft is None else "assignment.changed", row, told, by=by, now=now
        )
    return row


def check(entry: AssignmentEntry, today: date) -> None:
    """Raise Refused for what cannot be asked."""
    if entry.due_on < today:
        raise Refused("这个日子已经过了，请写今天或以后的日子。", field="due_on")
    if not entry.asked:
        raise Refused("请至少选一个单位。", field="asked")
    if len(entry.items) > MOST:
        raise Refused(
            f"一件任务最多要{MOST}项，现在有{len(entry.items)}项。请只留真正要用的。", field="items"
        )
    titles = [item.title for item in entry.items]
    if twice := next((each for each in titles if titles.count(each) > 1), ""):
        raise Refused(f"“{twice}”写了两遍，请删去一遍。", field="items")
    if long := next((each for each in titles if len(each) > 60), ""):
        raise Refused(f"“{long[:20]}……”太长，一项最多60个字；说明请写在上面。", field="items")


def _store_items(row: Assignment, items: Sequence[ItemEntry]) -> None:
    rows = AskedItem.objects.everything("actions see all")
    rows.filter(assignment=row).delete()
    rows.bulk_create(
        AskedItem(assignment=row, place=place, title=item.title, figure=item.figure)
        for place, item in enumerate(items, 1)
    )


def _store_receipts(row: Assignment, orgs: Sequence[PartyOrg]) -> None:
    rows = Receipt.objects.everything("actions see all")
    rows.filter(assignment=row).delete()
    rows.bulk_create(Receipt(assignment=row, org=org, due_on=row.due_on) for org in orgs)


def drop_draft(draft: Assignment, *, by: By, now: datetime) -> None:
    """Throw a draft away: nobody has seen it. Raises Refused once it was sent."""
    with posting(now=now) as post:
        row = locked(draft)
        if row.sent_at is not None:
            raise Refused("这件任务已经发出去了。不要了，请用“关闭任务”。")
        tell(post, "assignment.dropped", row, {"title": row.title}, by=by, now=now)
        Receipt.objects.everything("actions see all").filter(assignment=row).delete()
        row.delete()


def locked(assignment: Assignment) -> Assignment:
    """The stored row, so that whoever changes it takes turns."""
    rows = Assignment.objects.everything("actions see all").select_for_update(of=("self",))
    found = rows.select_related("org").filter(pk=assignment.pk).first()
    if found is None:
        raise Refused("这份草稿刚刚被删掉了，请回到列表看一看。")
    return found


def mark_saved(row: Assignment, by: By, now: datetime) -> None:
    """Who stored a row, and when."""
    row.saved_by, row.saved_at = signed(by), now


def tell(
    post: Posting,
    verb: str,
    row: Assignment,
    told: dict[str, Any],
    *,
    by: By,
    now: datetime,
    reason: str = "",
) -> None:
    """One event in the stream of whoever asks."""
    content = Content(about=f"assignment:{row.code}", now=told)
    post.record(stream_of(row.org), verb, [content], by=by, now=now, reason=reason)
