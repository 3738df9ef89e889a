"""The sheets of talks: several of one day recorded at once, one put right."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hongzhu.people.doors import Asker, asker_of, requires, requires_reader
from hongzhu.people.models import Person
from hongzhu.people.sheets import (
    Panel,
    answer_once,
    as_typed,
    before_saving,
    computed,
    day_of,
    key_of,
    late_words,
    number_of,
)
from hongzhu.study import actions
from hongzhu.study.feeding import preview_talks
from hongzhu.study.forms import AmendTalkForm, TalkForm
from hongzhu.study.models import Talk
from hongzhu.study.reach import own_orgs
from hongzhu.study.talking import People, Someone

from .choosing import address_of, choose, org_named
from .talk import found_talk

TITLE: Final = "记谈心谈话"
ABOUT: Final = "只记哪天、谁同谁谈了；谈了什么不登记，也没有地方登记。"
COUNTS_NOT: Final = "谈话人这一天不是书记、副书记，记下来，但不计入书记、副书记同教职工的谈话。"
NAMES: Final = {"object": "objects"}
"""field of the entry → field of the form"""
Made = Callable[..., TalkForm | AmendTalkForm]


@requires("create", "talk")
@require_http_methods(["GET", "HEAD", "POST"])
def new_talk(request: HttpRequest) -> HttpResponse:
    """Record talks of a day."""
    asker = asker_of(request)
    org = org_named(request, asker, "talk")
    if org is None:
        return choose(request, asker, "talk", title=TITLE, about="先选是哪个单位的谈话。")
    sent = request.POST
    people = People(asker.reader, org, day_of(sent.get("held_on", request.GET.get("on", "")), asker.today))

    def made(*data: QueryDict, **words: Any) -> TalkForm:
        offered = {"talkers": people.talkers(), "others": people.objects()}
        return TalkForm(*data, today=asker.today, **offered, **words)

    words: dict[str, Any] = {
        "title": TITLE,
        "about": ABOUT,
        "verb": "保存并入簿",
        "address": address_of(org, "talk"),
        "was": 0,
    }
    words |= {"place": org.name}
    if request.method != "POST":
        form = made(initial={"held_on": asker.today, "talker": _own(asker, people.talkers())})
        return _page(request, form, before_saving(), **words)
    if "live" in sent or "preview" in sent:
        return _previewed(request, asker, made, people, None, words)
    form = made(sent)
    if not form.is_valid():
        return _page(request, form, before_saving(), status=422, **words)

    def act() -> str:
        held = actions.hold_talks(form.entries(), by=asker.by, now=asker.now)
        return ".".join(str(each.pk) for each in held)

    answer = answer_once(request, form, asker, act, names=NAMES)
    if answer is None:
        return _page(request, form, before_saving(), status=422, **words)
    return HttpResponseRedirect(f"{reverse('talks')}?saved={answer.text}")


@requires_reader
@require_http_methods(["GET", "HEAD", "POST"])
def amend_talk(request: HttpRequest, key: int) -> HttpResponse:
    """Put a talk right."""
    asker, sent = asker_of(request), request.POST
    talk = found_talk(asker, key)
    org = next(iter(own_orgs(asker.reader, "talk")), None)
    if not talk.may_change or talk.withdrawn_at is not None or org is None:  # type: ignore[attr-defined]
        raise PermissionDenied
    people = People(asker.reader, org, day_of(sent.get("held_on", ""), talk.held_on))

    def made(*data: QueryDict, **words: Any) -> AmendTalkForm:
        talkers = _with(people.talkers(), Someone(code=talk.talker.code, name=talk.talker.name))
        others = _with(people.objects(), Someone(code=talk.object.code, name=talk.object.name))
        return AmendTalkForm(*data, today=asker.today, talkers=talkers, others=others, **words)

    was = number_of(sent.get("was", "")) or talk.version
    words: dict[str, Any] = {
        "title": "更正谈心谈话",
        "about": "原来登记的会留在操作记录里。",
        "verb": "保存更正",
        "was": was,
    }
    words |= {"address": reverse("talk_amend", args=[key]), "place": org.name}
    if request.method != "POST":
        stands = {"held_on": talk.held_on, "talker": talk.talker.code, "object": talk.object.code}
        return _page(request, made(initial=stands), before_saving(), **words)
    if "live" in sent or "preview" in sent:
        return _previewed(request, asker, made, people, talk, words)
    form = made(sent)
    if not form.is_valid():
        return _page(request, form, before_saving(), status=422, **words)

    def act() -> str:
        entry, reason = form.entries()[0], form.cleaned_data["reason"]
        return str(actions.amend_talk(talk, entry, reason=reason, by=asker.by, now=asker.now, version=was).pk)

    if answer_once(request, form, asker, act) is None:
        return _page(request, form, before_saving(), status=422, **words | {"was": talk.version})
    return HttpResponseRedirect(f"{reverse('talk', args=[key])}?said=amended")


def _previewed(
    request: HttpRequest,
    asker: Asker,
    made: Made,
    people: People,
    talk: Talk | None,
    words: dict[str, Any],
) -> HttpResponse:
    """看看会记到哪里, with scripts or without."""
    form = made(request.POST)
    panel = computed(
        form,
        lambda: preview_talks(form.entries(), by=asker.by, now=asker.now, replacing=talk),
        lambda: [("入簿", f"{len(form.entries())} 次谈话")],
    )
    if form.is_valid():
        panel.late = late_words(form.cleaned_data["held_on"], asker.today, "谈的话")
        if not people.counts(form.cleaned_data["talker"]):
            panel.notes = [COUNTS_NOT]
    if "live" in request.POST:
        return render(request, "study/panel.html", {"panel": panel})
    again = made()
    again.initial = as_typed(again, request.POST)
    return _page(request, again, panel, **words)


def _page(
    request: HttpRequest, form: TalkForm | AmendTalkForm, panel: Panel, *, status: int = 200, **words: Any
) -> HttpResponse:
    context = {"form": form, "panel": panel, "key": key_of(request)}
    return render(request, "study/talk_sheet.html", context | words, status=status)


def _own(asker: Asker, talkers: Sequence[Someone]) -> str:
    """The reader, where he is among those who talk; else the first of them."""
    codes = [each.code for each in talkers]
    if asker.reader.person is not None:
        own = Person.objects.visible_to(asker.reader).get(pk=asker.reader.person).code
        if own in codes:
            return own
    return codes[0] if codes else ""


def _with(people: list[Someone], someone: Someone) -> list[Someone]:
    return people if any(each.code == someone.code for each in people) else [someone, *people]
