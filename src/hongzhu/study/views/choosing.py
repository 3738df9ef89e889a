"""For which organisation a new record is written: named in the address, or chosen."""

from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from hongzhu.orgs.bodies import named
from hongzhu.orgs.models import PartyOrg
from hongzhu.people.doors import Asker
from hongzhu.study.reach import own_orgs

LISTS: Final = {"plan": "学习计划", "talk": "谈心谈话"}


def org_named(request: HttpRequest, asker: Asker, resource: str) -> PartyOrg | None:
    """The organisation of ?body=org:D001; nothing where none was named. Raises Http404 for another's."""
    code = request.GET.get("body", "").removeprefix("org:")
    if not code:
        return None
    found = next((each for each in own_orgs(asker.reader, resource) if each.code == code), None)
    if found is None:
        raise Http404("没有这个单位，或者不归您记录。")
    return found


def choose(request: HttpRequest, asker: Asker, resource: str, *, title: str, about: str) -> HttpResponse:
    """The page on which he chooses; straight to the form where he writes for one organisation alone.

    `resource`: plan or talk, as in the names of their pages.
    """
    orgs = own_orgs(asker.reader, resource)
    if len(orgs) == 1:
        return HttpResponseRedirect(address_of(orgs[0], resource))
    words = {
        "rows": [(org.name, address_of(org, resource)) for org in orgs],
        "title": title,
        "about": about,
        "crumb": (LISTS[resource], reverse(f"{resource}s")),
    }
    return render(request, "study/choose.html", words)


def address_of(org: PartyOrg, resource: str) -> str:
    """Where a new record of this organisation is written."""
    return f"{reverse(f'{resource}_new')}?{urlencode({'body': named(org)}, safe=':')}"
