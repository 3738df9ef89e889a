"""Drafts: shown again, kept while somebody writes, two versions side by side."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hongzhu.accounts.models import User
from hongzhu.audit.models import Key
from hongzhu.meetings.actions import DraftConflict
from hongzhu.meetings.forms import MARKS, MeetingForm
from hongzhu.meetings.models import Draft

Content = Mapping[str, list[str]]
MARK_WORDS: Final = {key: tap for key, tap, _ in MARKS}


def saved_words(at: datetime) -> str:
    """15:42 已自动存稿."""
    return f"{timezone.localtime(at):%H:%M} 已自动存稿"


def recorded_from(key: str) -> str:
    """The code of the meeting that was recorded from a form, by whomever; nothing if none was."""
    return Key.objects.filter(key=key).exclude(answer="").values_list("answer", flat=True).first() or ""


def saved_by(draft: Draft) -> str:
    """李秀英 15:40."""
    author = User.objects.filter(pk=draft.user_id) if draft.user_id else User.objects.none()
    name = author.values_list("name", flat=True).first() or "别人"
    return f"{name} {timezone.localtime(draft.saved_at):%H:%M}"


def conflict_page(
    request: HttpRequest, conflict: DraftConflict, form: MeetingForm, address: str, key: str
) -> HttpResponse:
    """Both texts, so that nothing is lost: what was typed here, what somebody else saved meanwhile."""
    theirs = conflict.theirs
    context = {
        "differences": list(differences(form, conflict.mine, theirs.fields if theirs else {})),
        "mine": [(name, value) for name, values in conflict.mine.items() for value in values],
        "is_gone": theirs is None,
        "recorded": "" if theirs else recorded_from(key),
        "their_words": f"{saved_by(theirs)} 存过" if theirs else "",
        "version": theirs.version if theirs else 0,
        "key": key if theirs else uuid4().hex,
        "address": address,
    }
    return render(request, "meetings/conflict.html", context, status=409)


def differences(form: MeetingForm, mine: Content, theirs: Content) -> Iterator[tuple[str, str, str]]:
    """(what, here, there) of every field in which two drafts differ."""
    names = dict.fromkeys([*mine, *theirs])
    for name in names:
        here, there = _plain(mine.get(name)), _plain(theirs.get(name))
        if here != there and (words := _label(form, name)):
            yield words, _said(form, name, here), _said(form, name, there)


def _plain(values: list[str] | None) -> list[str]:
    return [each for each in values or [] if each.strip()]


def _label(form: MeetingForm, name: str) -> str:
    if name.startswith("who-"):
        names = {each.code: each.name for each in form.choices.everybody}
        return f"到会：{names.get(name.removeprefix('who-'), '')}"
    field = form.fields.get(name)
    number = name.partition("-")[0].removeprefix("r")
    before = f"决议{int(number) + 1} " if number.isdecimal() else ""
    return before + str(field.label) if field else ""


def _said(form: MeetingForm, name: str, values: list[str]) -> str:
    field = form.fields.get(name)
    choices = dict(getattr(field, "choices", ())) | (MARK_WORDS if name.startswith("who-") else {})
    return "、".join(str(choices.get(each, each)) for each in values)
