"""Addresses of assignments."""

from django.urls import path

from .views.drafting import check, drop, edit, new, send
from .views.following import close, extend, remind
from .views.listing import assignments, received
from .views.receipt import extend_one, read, receipt, remark, respond_to, send_back
from .views.showing import assignment, export

urlpatterns = [
    path("assignments", assignments, name="assignments"),
    path("assignments/received", received, name="assignments_received"),
    path("assignments/new", new, name="assignment_new"),
    path("assignments/<str:code>", assignment, name="assignment"),
    path("assignments/<str:code>/edit", edit, name="assignment_edit"),
    path("assignments/<str:code>/check", check, name="assignment_check"),
    path("assignments/<str:code>/send", send, name="assignment_send"),
    path("assignments/<str:code>/drop", drop, name="assignment_drop"),
    path("assignments/<str:code>/export", export, name="assignment_export"),
    path("assignments/<str:code>/remind", remind, name="assignment_remind"),
    path("assignments/<str:code>/extend", extend, name="assignment_extend"),
    path("assignments/<str:code>/close", close, name="assignment_close"),
    path("assignments/<str:code>/to/<str:org>", receipt, name="receipt"),
    path("assignments/<str:code>/to/<str:org>/read", read, name="receipt_read"),
    path("assignments/<str:code>/to/<str:org>/respond", respond_to, name="receipt_respond"),
    path("assignments/<str:code>/to/<str:org>/return", send_back, name="receipt_return"),
    path("assignments/<str:code>/to/<str:org>/extend", extend_one, name="receipt_extend"),
    path("assignments/<str:code>/to/<str:org>/remark", remark, name="receipt_remark"),
]
