"""One person at a time: arrives, leaves, retires, is put right."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hongzhu.audit.actions import By
from hongzhu.ledger.amending import CHANGED_MEANWHILE, earlier_versions
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.posting import posting
from hongzhu.orgs.numbering import next_code
from hongzhu.people.models import Person, Transfer

from .rostering import PEOPLE, KeptPerson, save_people

NO_PLACE: Final = "请至少选一个学校或者党组织，不然花名册里没有地方列。"


class Leaving(models.TextChoices):
    """How somebody leaves."""

    RETIRED = "retired", "离退休，党组织关系留下"
    MOVED = "moved", "调到区外，或者组织关系转到区外"
    QUIT = "quit", "离职"
    DIED = "died", "去世"
    MISTAKE = "mistake", "登记错了，本来就不在这里"


def entry_of(person: Person) -> KeptPerson:
    """A stored person as the entry it came from; reads school, organisation and group."""
    values: dict[str, Any] = {name: getattr(person, name) for name in KeptPerson.__dataclass_fields__}
    for name in ("school", "org", "group"):
        values[name] = values[name].code if values[name] else None
    return KeptPerson(**values)


def version_of(person: Person) -> int:
    """How often the row has been said."""
    return len(earlier_versions(PEOPLE.about(person))) + 1


def add_person(entry: KeptPerson, *, body: str, by: By, now: datetime) -> Person:
    """List somebody who has arrived; the number is drawn where none is given. Raises Refusals."""
    with posting(now=now):
        if not entry.school and not entry.org:
            raise Refused(NO_PLACE, field="org")
        known = Person.objects.everything("actions see all")
        if entry.code and known.filter(code=entry.code).exists():
            raise Refused(f"编号“{entry.code}”已经有人用了，请改一个，或者空着让系统编。", field="code")
        _check_not_twice(entry)
        code = entry.code or next_code(known, body, timezone.localdate(now).year, mark="P")
        save_people([replace(entry, code=code)], by=by, now=now)
        return known.get(code=code)


def _check_not_twice(entry: KeptPerson) -> None:
    """The same name with the same day of birth, here and now, is the same person."""
    here = Q(org__code=entry.org) if entry.org else Q(school__code=entry.school)
    same = Person.objects.everything("actions see all").filter(here, name=entry.name, left_on__isnull=True)
    if entry.born_on is not None:
        same = same.filter(Q(born_on=entry.born_on) | Q(born_on__isnull=True))
    if (found := same.first()) is not None:
        raise Refused(
            f"花名册里已经有{found.name}（{found.code}）。要改他的资料，请到他那一页点“改资料”；"
            "确实是同名的两个人，请填出生日期。",
            field="name",
        )


def correct_person(
    person: Person, entry: KeptPerson, *, reason: str, by: By, now: datetime, shown: int = 0
) -> Person:
    """Put a row right, with a reason; what it said stays in the trail. Raises Refusals.

    `shown`: the version that the form showed. What is now said holds as if it had always been so.
    """
    with posting(now=now):
        stored = _locked(person)
        if shown and shown != version_of(stored):
            raise Refused(CHANGED_MEANWHILE, field="version")
        if not reason.strip():
            raise Refused("更正要写明原因，请填写，例如：入党日期写错了。", field="reason")
        if not entry.school and not entry.org:
            raise Refused(NO_PLACE, field="org")
        entry = _fitting(stored, entry)
        if not save_people([entry], by=by, now=now, reason=reason).updated:
            raise Refused("没有改动，不用保存；不改就点返回。", field="name")
        return _locked(person)


def _fitting(stored: Person, entry: KeptPerson) -> KeptPerson:
    """What hangs together: nobody moved before he arrived; who is not retired has not gone as a retired one."""
    if stored.moved_on and entry.arrived_on > stored.moved_on:
        raise Refused(f"到岗日期不能晚于转入这里的日期（{stored.moved_on}）。", field="arrived_on")
    if entry.is_retired and entry.left_on is None:
        raise Refused("离退休的，请填离退休的日期。", field="left_on")
    if not entry.is_retired:
        return replace(entry, gone_on=None)
    if entry.gone_on and entry.left_on and entry.gone_on < entry.left_on:
        raise Refused("离开日期不能早于离退休的日期，请核对。", field="left_on")
    return entry


def let_go(person: Person, *, how: str, on: date, by: By, now: datetime) -> Person:
    """Somebody leaves or retires; posts left open end with that day. Raises Refused."""
    if how not in Leaving.values:
        raise Refused("请选一种。", field="how")
    with posting(now=now):
        stored = _locked(person)
        entry = entry_of(stored)
        waiting = Transfer.objects.everything("actions see all").filter(person=stored, state="waiting")
        if waiting.exists():
            raise Refused("这个人正在转接，请先撤回转接。", field="how")
        if how == Leaving.MISTAKE:
            on = stored.here_since
        if on < stored.here_since:
            raise Refused(f"不能早于到这里的日期（{stored.here_since}），请核对。", field="on")
        if on > timezone.localdate(now):
            raise Refused("日期还没有到，到了再登记。", field="on")
        save_people([_left(stored, entry, how, on)], by=by, now=now, reason=Leaving(how).label)
        return _locked(person)


def _left(stored: Person, entry: KeptPerson, how: str, on: date) -> KeptPerson:
    if stored.is_retired:
        if how == Leaving.RETIRED or stored.gone_on is not None:
            raise Refused("已经登记过了；日期不对，请用“改资料”。", field="how")
        if stored.left_on and on < stored.left_on:
            raise Refused("不能早于离退休的日期，请核对。", field="on")
        return replace(entry, gone_on=on)
    if stored.left_on is not None:
        raise Refused("已经登记过离开；日期不对，请用“改资料”。", field="how")
    return replace(entry, left_on=on, is_retired=how == Leaving.RETIRED)


def _locked(person: Person) -> Person:
    found = Person.objects.everything("actions see all").select_for_update(of=("self",))
    return found.select_related("school", "org", "group").get(pk=person.pk)
