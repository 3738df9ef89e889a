"""Attachments over the web: the page of one record's, sent, shown, removed, brought back."""

from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongzhu.kit.forms import Form
from hongzhu.ledger.entries import Refused
from hongzhu.people.doors import Asker, asker_of, requires_reader
from hongzhu.people.sheets import answer_once

from .actions import add_attachments, lay_down, remove_attachment, restore_attachment
from .examining import Examined, Limits, check_size, examined
from .forms import AttachForm, RemoveForm
from .models import Attachment
from .names import cleaned
from .owners import Owner, owner_of
from .section import section_of
from .shelf import Shelf
from .sorts import JPEG
from .unfit import Unfit

NONE_KEPT: Final = "这一次选的，一个也没有存。把上面说的去掉或者换掉，再一起选一遍"
POLICY: Final = "default-src 'none'; sandbox"
"""a file from outside runs nothing and loads nothing, should a browser show it after all"""
CACHING: Final = "private, no-cache"
"""a browser may keep it and asks each time whether it may still show it; signing out empties what it kept"""


@requires_reader
@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The attachments of one record; a POST adds some: all that were chosen, or none."""
    asker = asker_of(request)
    owner = _owner(asker, kind, code, "read")
    if request.method != "POST":
        return _page(request, asker, owner)
    _owner(asker, kind, code, "change")
    form = AttachForm(request.POST, request.FILES, today=asker.today)
    files = _examined(form)
    if form.is_valid():
        lay_down(files)
        where = " ".join([request.path, *(each.sha256 for each in files)])
        answer = answer_once(request, form, asker, lambda: _add(asker, owner, files), at=where)
        if answer is not None:
            return HttpResponseRedirect(f"{owner.href}?files={answer.text}#attachments")
    return _page(request, asker, owner, form=form, status=422)


@requires_reader
@require_safe
def attachment(request: HttpRequest, key: int) -> HttpResponse:
    """One file, to be saved."""
    row = _readable(asker_of(request), key)
    return _sent(request, row.sha256, row.media_type, row.name)


@requires_reader
@require_safe
def small(request: HttpRequest, key: int) -> HttpResponse:
    """The small picture of one file, for the page of its record."""
    row = _readable(asker_of(request), key)
    if not row.is_picture:
        raise Http404
    return _sent(request, row.small_sha256, JPEG.media_type, row.name)


@requires_reader
@require_POST
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Take a file off its record."""
    asker = asker_of(request)
    row, owner = _changeable(asker, key)
    form = RemoveForm(request.POST, today=asker.today)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            remove_attachment(row, owner, reason=reason, by=asker.by, now=asker.now)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return HttpResponseRedirect(f"{owner.href}?files=removed#attachments")
    return _page(request, asker, owner, mistakes=form, status=422)


@requires_reader
@require_POST
def restore(request: HttpRequest, key: int) -> HttpResponse:
    """Bring a removed file back."""
    asker = asker_of(request)
    row, owner = _changeable(asker, key)
    try:
        restore_attachment(row, owner, by=asker.by, now=asker.now)
    except Refused as refused:
        form = Form({}, today=asker.today)
        form.add_error(None, refused.message)
        return _page(request, asker, owner, mistakes=form, status=422)
    return HttpResponseRedirect(f"{owner.href}?files=restored#attachments")


def _owner(asker: Asker, kind: str, code: str, action: str) -> Owner:
    owner = owner_of(asker.reader, kind, code, action)
    if owner is None:
        raise Http404
    return owner


def _readable(asker: Asker, key: int) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(asker.reader), pk=key)


def _changeable(asker: Asker, key: int) -> tuple[Attachment, Owner]:
    row = get_object_or_404(Attachment.objects.visible_to(asker.reader, "change"), pk=key)
    return row, _owner(asker, row.kind, row.code, "read")


def _examined(form: AttachForm) -> list[Examined]:
    """What was sent as it is to be kept; what is wrong with each file is on the form, by its name."""
    form.full_clean()
    limits = Limits(
        size=settings.ATTACHMENT_SIZE,
        pixels=settings.ATTACHMENT_PIXELS,
        unfolded=settings.ATTACHMENT_UNFOLDED,
    )
    sent: list[UploadedFile] = form.cleaned_data["chosen"]
    if not sent:
        form.add_error("chosen", "请先选文件，再点“上传”")
        return []
    most = settings.ATTACHMENTS_PER_RECORD
    if len(sent) > most:
        form.add_error("chosen", f"这次选了 {len(sent)} 个文件，一条记录最多放 {most} 个，请少选几个")
        return []
    found = []
    for each in sent:
        name = each.name or ""
        try:
            check_size(each.size or 0, limits)
            found.append(examined(name, each.read(), limits))
        except Unfit as unfit:
            form.add_error(None, f"“{cleaned(name)}”：{unfit}")
    if form.errors:
        form.add_error("chosen", NONE_KEPT)
    return found


def _add(asker: Asker, owner: Owner, files: list[Examined]) -> str:
    """Which word tells what was done."""
    added = add_attachments(owner, files, by=asker.by, now=asker.now)
    return "added" if len(added) == len(files) else "some" if added else "known"


def _sent(request: HttpRequest, sha256: str, media_type: str, name: str) -> HttpResponse:
    path = Shelf(settings.UPLOADS_DIR).path(sha256)
    etag = f'"{sha256}"'
    if not path.is_file():
        raise Http404("这个文件不在了。请告诉管理系统的人，用 ./run doctor 体检。")
    file = HttpResponse(path.read_bytes(), content_type=media_type)
    file["Content-Disposition"] = content_disposition_header(True, name)
    file["Content-Security-Policy"], file["Cache-Control"], file["ETag"] = POLICY, CACHING, etag
    file["X-Content-Type-Options"] = "nosniff"
    return get_conditional_response(request, etag=etag, response=file) or file


def _page(
    request: HttpRequest,
    asker: Asker,
    owner: Owner,
    *,
    form: AttachForm | None = None,
    mistakes: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    may_change = owner_of(asker.reader, owner.kind, owner.code, "change") is not None
    section = section_of(
        request, asker, owner.kind, owner.code, may_read=True, may_change=may_change, form=form
    )
    context = {"owner": owner, "attached": section, "form": mistakes or section.form}
    return render(request, "attachments/page.html", context, status=status)
