"""Addresses of 说明, 判断有误 and 免计."""

from django.urls import path

from .views.explaining import answer, explanation, new, withdraw
from .views.listing import explanations, export
from .views.objecting import answer_one, new_objection, objection, withdraw_one
from .views.waiving import new_waiver, revoke, waiver

urlpatterns = [
    path("explanations", explanations, name="explanations"),
    path("explanations/export.xlsx", export, name="explanations_export"),
    path("explanations/new", new, name="explanation_new"),
    path("explanations/<int:key>", explanation, name="explanation"),
    path("explanations/<int:key>/answer", answer, name="explanation_answer"),
    path("explanations/<int:key>/withdraw", withdraw, name="explanation_withdraw"),
    path("objections/new", new_objection, name="objection_new"),
    path("objections/<int:key>", objection, name="objection"),
    path("objections/<int:key>/answer", answer_one, name="objection_answer"),
    path("objections/<int:key>/withdraw", withdraw_one, name="objection_withdraw"),
    path("waivers/new", new_waiver, name="waiver_new"),
    path("waivers/<int:key>", waiver, name="waiver"),
    path("waivers/<int:key>/revoke", revoke, name="waiver_revoke"),
]
