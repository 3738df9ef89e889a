"""Record talks; tell the ledger what they prove."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db.models import F
from django.utils import timezone

from hongzhu.audit.actions import By, Content
from hongzhu.ledger.amending import check_amendment, check_day, check_withdrawal
from hongzhu.ledger.entries import Refused, Saved
from hongzhu.ledger.posting import posting
from hongzhu.ledger.saving import Checks, Sorting, chunks
from hongzhu.ledger.trail import Trail
from hongzhu.orgs.bodies import stream_of
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.roster import person_ids, person_streams
from hongzhu.study.facts import close_talk, post_talks
from hongzhu.study.models import Talk


@dataclass(frozen=True, kw_only=True)
class TalkEntry:
    """One row of the sheet 谈心谈话."""

    held_on: date
    talker: str
    object: str
    entered_on: date | None = None


TALKS: Final = Trail(
    name="talk",
    model=Talk,
    about=lambda row: f"talk:{row.pk}",  # not by whom it names: who talked with whom is sensitive
    paths={"talker": F("talker__code"), "object": F("object__code")},
)
TalkKey = tuple[date, str, str]


def _key(entry: TalkEntry) -> TalkKey:
    return entry.held_on, entry.talker, entry.object


def record_talks(entries: Sequence[TalkEntry], *, by: By, now: datetime) -> Saved:
    """Record talks; one is known by its day and the two people. Raises Refusals."""
    with posting(now=now) as post:
        people = person_ids(person for entry in entries for person in (entry.talker, entry.object))
        _check_talks(entries, people)
        stored = _stored_talks([people[entry.talker] for entry in entries])
        streams = person_streams(entry.object for entry in entries)
        sorting = Sorting(TALKS, by=by, now=now)
        for key, entry in {_key(entry): entry for entry in entries}.items():
            label = f"{entry.held_on} {entry.talker} {entry.object}"
            values = {"entered_on": entry.entered_on}
            told = entry, streams[entry.object]
            if key in stored:
                if sorting.compare(label, stored[key], values, told):
                    stored[key].version += 1
            else:
                ends = {"talker_id": people[entry.talker], "object_id": people[entry.object]}
                sorting.add(label, values | ends | {"held_on": entry.held_on, "made_at": now}, told)
        sorting.store(post)
        post_talks(post, sorting.touched)
    return sorting.saved


def _stored_talks(talkers: Sequence[int]) -> dict[TalkKey, Talk]:
    found: dict[TalkKey, Talk] = {}
    for some in chunks(set(talkers)):
        for row in (
            Talk.objects.everything("actions see all")
            .filter(talker__in=some, withdrawn_at__isnull=True)
            .select_related("talker", "object")
        ):
            found[row.held_on, row.talker.code, row.object.code] = row
    return found


def _check_talks(entries: Sequence[TalkEntry], people: dict[str, int]) -> None:
    checks = Checks()
    checks.distinct(entries, _key, "次谈话", "held_on")
    for index, entry in enumerate(entries):
        checks.known(index, "talker", entry.talker, people, "人员表")
        checks.known(index, "object", entry.object, people, "人员表")
        checks.order(index, "entered_on", entry.held_on, entry.entered_on, ("谈话日期", "登记日期"))
    checks.settle()


def hold_talks(entries: Sequence[TalkEntry], *, by: By, now: datetime) -> list[Talk]:
    """Record talks from a form, entered on the day of `now`; raises Refusals, also for a talk that is there already."""
    today = timezone.localdate(now)
    with posting(now=now):
        checks = Checks()
        people = person_ids(person for entry in entries for person in (entry.talker, entry.object))
        stored = _stored_talks([people[entry.talker] for entry in entries if entry.talker in people])
        for index, entry in enumerate(entries):
            _check_new(checks, index, entry, today, stored)
        checks.settle()
        record_talks([replace(entry, entered_on=today) for entry in entries], by=by, now=now)
        made = _stored_talks([people[entry.talker] for entry in entries])
        return [made[_key(entry)] for entry in entries]


def _check_new(
    checks: Checks, index: int, entry: TalkEntry, today: date, stored: dict[TalkKey, Talk]
) -> None:
    if entry.held_on > today:
        checks.refuse(index, "held_on", "谈话日期还没有到，谈过了才能登记。")
    if entry.talker == entry.object:
        checks.refuse(index, "object", "谈话人和谈话对象是同一个人，请核对。")
    if _key(entry) in stored:
        name = stored[_key(entry)].object.name
        checks.refuse(index, "object", f"这一天同{name}的谈话已经登记过了，请不要重复登记。")


def amend_talk(
    talk: Talk, entry: TalkEntry, *, reason: str, by: By, now: datetime, version: int | None = None
) -> Talk:
    """Change day or people of a talk (更正), with a reason. What it was stays in the trail.

    `version`: the one that the form showed. A talk of another day or other people is entered today. Raises Refusals.
    """
    today = timezone.localdate(now)
    check_day(entry.held_on, today, "held_on")
    with posting(now=now) as post:
        stored = _locked(talk)
        _check_reason(reason)
        check_amendment(stored=stored.version, shown=version, withdrawn_at=stored.withdrawn_at, reason=reason)
        before = (stored.held_on, stored.talker.code, stored.object.code)
        if _key(entry) == before:
            raise Refused("没有改动，不用保存；不改就点返回。", field="held_on")
        people = person_ids([entry.talker, entry.object])
        _check_talks([entry], people)
        checks = Checks()
        _check_new(checks, 0, entry, today, _stored_talks([people[entry.talker]]))
        checks.settle()
        close_talk(post, stored)
        amended = replace(entry, entered_on=today)
        sorting = Sorting(TALKS, by=by, now=now)
        values = {
            "held_on": entry.held_on,
            "talker_id": people[entry.talker],
            "object_id": people[entry.object],
            "entered_on": today,
        }
        told = amended, person_streams([entry.object])[entry.object]
        sorting.compare(str(stored.pk), stored, values, told, reason=reason)
        stored.version += 1
        sorting.store(post)
        post_talks(post, [stored])
    return Talk.objects.everything("actions see all").get(pk=talk.pk)


def withdraw_talk(talk: Talk, *, reason: str, by: By, now: datetime) -> Talk:
    """Withdraw a wrong entry within a day: it proves nothing any more. Raises Refused."""
    with posting(now=now) as post:
        stored = _locked(talk)
        _check_reason(reason)
        check_withdrawal(made_at=stored.made_at, withdrawn_at=stored.withdrawn_at, reason=reason, now=now)
        stored.withdrawn_at, stored.withdrawn_reason = now, reason
        stored.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        close_talk(post, stored)
        content = Content(about=TALKS.about(stored), now={"withdrawn": reason}, sealed={"withdrawn"})
        stream = person_streams([stored.object.code])[stored.object.code]
        post.record(stream, "talk.withdrawn", [content], by=by, now=now)
    return stored


def _check_reason(reason: str) -> None:
    if reason not in Talk.Reason.values:
        raise Refused("请从列出的原因里选一个；谈了什么不登记。", field="reason")


def _locked(talk: Talk) -> Talk:
    return (
        Talk.objects.everything("actions see all")
        .select_for_update(of=("self",))
        .select_related("talker", "object")
        .get(pk=talk.pk)
    )


def tell_exported(orgs: Sequence[int], number: int, *, by: By, now: datetime) -> None:
    """Tell the trail of the reader's organisations that their list of talks was taken out; not of whom."""
    rows = PartyOrg.objects.everything("whose list it is").filter(pk__in=orgs).order_by("code")
    with posting(now=now) as post:
        for org in rows:
            about = Content(about=f"org:{org.code}", now={"talks": number})
            post.record(stream_of(org), "talk.exported", [about], by=by, now=now)
