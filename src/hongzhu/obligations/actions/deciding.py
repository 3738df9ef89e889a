"""Settle what the document leaves open, by the district's decision."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from hongzhu.audit.actions import By, record
from hongzhu.ledger import in_force
from hongzhu.ledger.entries import Refused
from hongzhu.ledger.recomputing import recompute
from hongzhu.ledger.saving import stamp
from hongzhu.ledger.storing import Difference
from hongzhu.ledger.turns import wait_for_turn
from hongzhu.obligations.models import DistrictDecision
from hongzhu.orgs.bodies import DISTRICT
from hongzhu.policy.days import to_day
from hongzhu.policy.deciding import (
    ANSWER_DAYS,
    ANSWERS,
    CALENDAR,
    LAYERS,
    MOST_ANSWER_DAYS,
    Decision,
    faults_of,
    open_duties,
)

"""characters kept of who decided"""


@dataclass(frozen=True, kw_only=True)
class DecisionEntry:
    """What the district decides about one duty, or the calendar: field → value (None: as the pack assumes it)."""

    target: str
    values: Mapping[str, Any]
    since: date
    basis: str


def decide(entry: DecisionEntry, *, by: By, now: datetime) -> Difference:
    """Settle what the document leaves open, from a day on, and judge everything anew; how many rows differ.

    In duties that are weighed as one, all but the number is settled for all of them. Raises Refused.
    """
    with transaction.atomic():
        wait_for_turn()
        targets = _targets(entry, timezone.localdate(now))
        everything = DistrictDecision.objects.everything("actions see all")
        new = []
        for target in targets:
            values = {
                name: value for name, value in entry.values.items() if target == entry.target or name != "min"
            }
            standing = everything.filter(target=target, field__in=values, replaced_at=None)
            if target != LAYERS:  # a document binds or does not: one word about it stands
                standing = standing.filter(starts_on=entry.since)
            standing.update(replaced_at=now)
            new += [
                DistrictDecision(
                    target=target,
                    field=name,
                    value="" if value is None else json.dumps(value, ensure_ascii=False),
                    starts_on=entry.since,
                    basis=entry.basis,
                    **stamp(by, now),
                )
                for name, value in values.items()
            ]
        everything.bulk_create(new)
        record(
            stream=DISTRICT,
            verb="decision.made",
            object=f"decision:{entry.target}",
            payload={"since": entry.since.isoformat(), "values": dict(entry.values), "basis": entry.basis},
            by=by,
            now=now,
        )
        standing = everything.filter(replaced_at=None).order_by("starts_on", "pk")
        in_force.write_decisions(
            Decision(each.target, each.field, each.decided, each.starts_on) for each in standing
        )
        return recompute(now=now, today=to_day(timezone.localdate(now)))


def _targets(entry: DecisionEntry, today: date) -> list[str]:
    """The duty and those weighed as one with it. Raises Refused for what cannot be decided."""
    if not entry.basis.strip():
        raise Refused("请写明理由和依据，例如哪次会议研究决定。", field="basis")
    if not entry.values:
        raise Refused("没有要定的项。", field="target")
    if entry.target == CALENDAR:
        return [CALENDAR]
    if entry.target == LAYERS:
        _check_layers(entry, today)
        return [LAYERS]
    if entry.target == ANSWERS:
        _check_answers(entry, today)
        return [ANSWERS]
    pack = in_force.pack_in_force()
    found = next((each for each in open_duties(pack, entry.since) if each.duty.id == entry.target), None)
    if found is None:
        raise Refused(f"“{entry.target}”没有要由本区设定的项；请核对编号。", field="target")
    fields = {each.name: each for each in found.fields}
    for name, value in entry.values.items():
        if name not in fields or (value is not None and not fields[name].may_change):
            raise Refused("这一项不由区里设定数值；要改口径，请改政策包。", field=name)
    if faults := faults_of(
        found.duty, {name: value for name, value in entry.values.items() if value is not None}
    ):
        name, message = next(iter(faults.items()))
        raise Refused(message, field=name)
    stack = found.duty.stack
    return [
        each.id for each in pack.obligations if each.id == entry.target or (stack and each.stack == stack)
    ]


def _check_answers(entry: DecisionEntry, today: date) -> None:
    """How long superiors have to answer: what was asked already keeps the day it was promised. Raises Refused."""
    if ANSWER_DAYS not in in_force.district_pack().params:
        raise Refused("政策包里没有答复天数这一项。", field="target")
    days = entry.values.get("value")
    if set(entry.values) != {"value"} or not isinstance(days, int) or isinstance(days, bool):
        raise Refused("请写几天内答复。", field="value")
    if not 1 <= days <= MOST_ANSWER_DAYS:
        raise Refused(f"请写 1 到 {MOST_ANSWER_DAYS} 之间的整数。", field="value")
    if entry.since < today:
        raise Refused("已经提了的，照提的那天定的日子答复；请写今天或以后的日子。", field="since")


def _check_layers(entry: DecisionEntry, today: date) -> None:
    """Whether a document binds. What no longer binds does not, whenever it was: from today. Raises Refused."""
    known, active = in_force.known_layers(), in_force.layers_in_force()
    for name, value in entry.values.items():
        if name not in known or not isinstance(value, bool):
            raise Refused("没有这份文件，请从“和上位规定并排看”里点开。", field="target")
        if value == (name in active):
            raise Refused("刚刚有人启用或停用过，请刷新页面再看。", field="target")
        if not value and entry.since != today:
            raise Refused("停用从今天起。", field="since")
