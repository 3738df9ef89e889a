"""Addresses of talks and study plans."""

from django.urls import path

from .views.plan import plan, withdraw_plan
from .views.plan_sheet import amend_plan, new_plan
from .views.plans import export as plans_export
from .views.plans import plans
from .views.talk import talk, withdraw_talk
from .views.talk_sheet import amend_talk, new_talk
from .views.talks import export, talks

urlpatterns = [
    path("talks", talks, name="talks"),
    path("talks/export.xlsx", export, name="talks_export"),
    path("talks/new", new_talk, name="talk_new"),
    path("talks/<int:key>", talk, name="talk"),
    path("talks/<int:key>/amend", amend_talk, name="talk_amend"),
    path("talks/<int:key>/withdraw", withdraw_talk, name="talk_withdraw"),
    path("plans", plans, name="plans"),
    path("plans/export.xlsx", plans_export, name="plans_export"),
    path("plans/new", new_plan, name="plan_new"),
    path("plans/<int:key>", plan, name="plan"),
    path("plans/<int:key>/amend", amend_plan, name="plan_amend"),
    path("plans/<int:key>/withdraw", withdraw_plan, name="plan_withdraw"),
]
