"""Every address of the site: one include per room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("hongzhu.kit.urls")),
    path("", include("hongzhu.accounts.urls")),
    path("", include("hongzhu.people.urls")),
    path("", include("hongzhu.obligations.urls")),
    path("", include("hongzhu.notices.urls")),
    path("", include("hongzhu.attachments.urls")),
    path("", include("hongzhu.meetings.urls")),
    path("", include("hongzhu.training.urls")),
    path("", include("hongzhu.study.urls")),
    path("", include("hongzhu.assignments.urls")),
    path("", include("hongzhu.imports.urls")),
    path("", include("hongzhu.books.urls")),
    path("", include("hongzhu.desk.urls")),
]
handler400 = "hongzhu.kit.views.bad_request"
handler403 = "hongzhu.kit.views.forbidden"
handler404 = "hongzhu.desk.views.notices.not_found"
handler500 = "hongzhu.desk.views.notices.failed"
