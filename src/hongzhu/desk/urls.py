"""Addresses of the desk."""

from django.urls import path

from .views.calendars import calendar
from .views.district import body, district, export
from .views.duty import duty
from .views.handover import handover
from .views.home import home
from .views.permissions import permissions
from .views.policy import (
    policy,
    policy_answers,
    policy_calendar,
    policy_layer,
    policy_layers,
    policy_setting,
    policy_settings,
)
from .views.reminders import reminders, reminders_chat
from .views.searching import search
from .views.taking import own_copy, take_out
from .views.trail import export as trail_export
from .views.trail import trail
from .views.unbound import unbound

urlpatterns = [
    path("", home, name="home"),
    path("permissions", permissions, name="permissions"),
    path("policy", policy, name="policy"),
    path("policy/layers", policy_layers, name="policy_layers"),
    path("policy/layers/<str:name>", policy_layer, name="policy_layer"),
    path("policy/settings", policy_settings, name="policy_settings"),
    path("policy/settings/<str:duty>", policy_setting, name="policy_setting"),
    path("policy/answers", policy_answers, name="policy_answers"),
    path("policy/calendar", policy_calendar, name="policy_calendar"),
    path("handover/<str:code>", handover, name="handover"),
    path("handover/<str:code>/take", take_out, name="take_out"),
    path("me/copy", own_copy, name="own_copy"),
    path("reminders", reminders, name="reminders"),
    path("reminders/chat", reminders_chat, name="reminders_chat"),
    path("calendar/<str:word>.ics", calendar, name="calendar"),
    path("search", search, name="search"),
    path("trail", trail, name="trail"),
    path("trail/export.xlsx", trail_export, name="trail_export"),
    path("district", district, name="district"),
    path("district/export", export, name="district_export"),
    path("unbound/<str:kind>/<path:code>", unbound, name="unbound"),
    path("bodies/<str:kind>/<path:code>", body, name="body"),
    path("duties/<str:obligation>/<str:kind>/<path:code>", duty, name="duty"),
]
