"""The size of type, messages in plain words, and the gallery of parts."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from .frame import SIZE_COOKIE, TEXT_SIZES
from .notice import notice
from .samples import SampleForm, sample_frame

A_YEAR = 366 * 24 * 3600


@require_safe
def set_text_size(request: HttpRequest, size: str) -> HttpResponse:
    """Remember the size of type on this computer and go back to where the reader was. Nothing is stored here."""
    if size not in TEXT_SIZES:
        raise Http404("字号只有标准、大、特大三档。")
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) or back.startswith("//"):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(SIZE_COOKIE, size, max_age=A_YEAR, samesite="Lax")
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 in plain words."""
    if isinstance(exception, RequestDataTooBig):
        about = "这一次写的字太多，没有存。请回到上一页，先把写好的复制出来，删短一些再存。"
        return notice(request, "送来的内容太大", about, 413)
    return notice(request, "这次没办成", "浏览器送来的内容读不出来。请回到上一页，再试一次。", 400)


def forbidden(request: HttpRequest, **_: object) -> HttpResponse:
    """403 in plain words."""
    return notice(request, "这一步您不能做", "您的职务里没有这一项。觉得不对，请找本单位的管理员。", 403)


def csrf_failure(request: HttpRequest, **_: object) -> HttpResponse:
    """A form whose token does not fit: most often the page was open for very long, or cookies are off."""
    about = (
        "页面开得太久，或者浏览器不许存 Cookie。请回到上一页，先刷新，再提交一次；写好的内容请先复制出来。"
    )
    return notice(request, "没有保存", about, 403)


@require_http_methods(["GET", "HEAD", "POST"])
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part in every state, where the installation allows it; a POST shows a form with its mistakes."""
    if not (settings.DEBUG or settings.HONGZHU_GALLERY):
        raise Http404
    today = timezone.localdate()
    request.frame = sample_frame()  # type: ignore[attr-defined]
    form = SampleForm(request.POST if request.method == "POST" else None, today=today)
    is_wrong = form.is_bound and not form.is_valid()
    is_fragment = "HX-Request" in request.headers
    name = "gallery/form" if is_fragment else "gallery/page"
    page = Paginator(range(1, 48), 10).page(2)
    context = {"form": form, "today": today, "page": page, "is_fragment": is_fragment}
    return render(request, f"kit/{name}.html", context, status=422 if is_wrong else 200)
