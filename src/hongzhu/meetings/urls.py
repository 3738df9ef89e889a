"""Addresses of meetings."""

from django.urls import path

from .views.amending import amend
from .views.announced import answer, off, restore, show_announcement
from .views.announcing import announce, change
from .views.blank import sheet
from .views.listing import export, meetings
from .views.reminding import remind
from .views.replying import reply
from .views.showing import confirm, show, withdraw
from .views.writing import draft, drop_draft, new

urlpatterns = [
    path("meetings", meetings, name="meetings"),
    path("meetings/export.xlsx", export, name="meetings_export"),
    path("meetings/new", new, name="meeting_new"),
    path("meetings/drafts/<str:key>", draft, name="meeting_draft"),
    path("meetings/drafts/<str:key>/drop", drop_draft, name="meeting_draft_drop"),
    path("meetings/notices/new", announce, name="announcement_new"),
    path("meetings/notices/<str:code>", show_announcement, name="announcement"),
    path("meetings/notices/<str:code>/change", change, name="announcement_change"),
    path("meetings/notices/<str:code>/off", off, name="announcement_call_off"),
    path("meetings/notices/<str:code>/restore", restore, name="announcement_restore"),
    path("meetings/notices/<str:code>/answer", answer, name="announcement_answer"),
    path("reply/<str:token>", reply, name="reply"),
    path("meetings/blank/<str:kind>.pdf", sheet, name="meeting_blank"),
    path("meetings/<str:code>", show, name="meeting"),
    path("meetings/<str:code>/amend", amend, name="meeting_amend"),
    path("meetings/<str:code>/confirm", confirm, name="meeting_confirm"),
    path("meetings/<str:code>/withdraw", withdraw, name="meeting_withdraw"),
    path("meetings/<str:code>/remind", remind, name="meeting_remind"),
]
