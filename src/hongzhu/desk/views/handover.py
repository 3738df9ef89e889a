"""交接单, to be read and printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hongzhu.desk.access import orgs_to_hand_over
from hongzhu.desk.handover import handover_of
from hongzhu.people.doors import asker_of, requires


@requires("read", "handover")
@require_safe
def handover(request: HttpRequest, code: str) -> HttpResponse:
    """Of one organisation, as of today."""
    asker = asker_of(request)
    org = get_object_or_404(orgs_to_hand_over(asker.reader), code=code)
    found = handover_of(asker.reader, org, asker.today)
    return render(request, "desk/handover.html", {"found": found, "today": asker.today})
