"""All records of an organisation, and all that is held of one person, taken along as an archive."""

from tempfile import TemporaryFile
from typing import IO, Final, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from hongzhu.desk.access import orgs_to_hand_over
from hongzhu.desk.taking import copy_out
from hongzhu.desk.taking import take_out as written
from hongzhu.orgs.actions import tell_taken
from hongzhu.people.actions import tell_copied
from hongzhu.people.doors import asker_of, requires, requires_reader
from hongzhu.people.models import Person

NOT_ON_A_ROSTER: Final = "花名册上没有您，这里没有您的信息可以取。"


@requires("export", "handover")
@require_POST
def take_out(request: HttpRequest, code: str) -> HttpResponse:
    """The archive, written to a file that is gone with the answer; the trail says who has it."""
    asker = asker_of(request)
    org = get_object_or_404(orgs_to_hand_over(asker.reader, "export"), code=code)
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    told = written(file, asker.reader, org, asker.now)
    tell_taken(org, told, by=asker.by, now=asker.now)
    return _sent(file, f"{org.name} {asker.today.isoformat()} 整套记录.zip")


@requires_reader
@require_POST
def own_copy(request: HttpRequest) -> HttpResponse:
    """What is held of the reader himself; for whoever stands on a roster."""
    asker = asker_of(request)
    row = Person.objects.visible_to(asker.reader).filter(pk=asker.reader.person or 0).first()
    if row is None:
        raise Http404(NOT_ON_A_ROSTER)
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    told = copy_out(file, asker.reader, asker.now)
    tell_copied(row, told, by=asker.by, now=asker.now)
    return _sent(file, f"{row.name} {asker.today.isoformat()} 我的信息.zip")


def _sent(file: IO[bytes], name: str) -> HttpResponse:
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    return cast(HttpResponse, answer)  # a streaming answer is an HttpResponseBase only; every door takes it
