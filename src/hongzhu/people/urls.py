"""Addresses of the roster, and of the offices that accounts hold."""

from django.urls import path

from .views.corrections import (
    correction,
    correction_answer,
    correction_new,
    correction_withdraw,
)
from .views.identity import identity, identity_erase, identity_reveal
from .views.offices import offices, user_grant, user_grant_end, user_link, user_offices, user_unlink
from .views.person import person, person_reveal
from .views.person_sheets import person_correct, person_leave, person_new
from .views.roster import people, people_export
from .views.transfers import (
    person_transfer,
    transfer,
    transfer_accept,
    transfer_back,
    transfer_refuse,
    transfer_undo,
    transfers,
)

urlpatterns = [
    path("people", people, name="people"),
    path("people/export", people_export, name="people_export"),
    path("people/new", person_new, name="person_new"),
    path("people/<str:code>", person, name="person"),
    path("people/<str:code>/correct", person_correct, name="person_correct"),
    path("people/<str:code>/leave", person_leave, name="person_leave"),
    path("people/<str:code>/transfer", person_transfer, name="person_transfer"),
    path("corrections/new", correction_new, name="correction_new"),
    path("corrections/<int:key>", correction, name="correction"),
    path("corrections/<int:key>/answer", correction_answer, name="correction_answer"),
    path("corrections/<int:key>/withdraw", correction_withdraw, name="correction_withdraw"),
    path("transfers", transfers, name="transfers"),
    path("transfers/<int:key>", transfer, name="transfer"),
    path("transfers/<int:key>/accept", transfer_accept, name="transfer_accept"),
    path("transfers/<int:key>/refuse", transfer_refuse, name="transfer_refuse"),
    path("transfers/<int:key>/back", transfer_back, name="transfer_back"),
    path("transfers/<int:key>/undo", transfer_undo, name="transfer_undo"),
    path("people/<str:code>/reveal", person_reveal, name="person_reveal"),
    path("people/<str:code>/identity", identity, name="identity"),
    path("people/<str:code>/identity/reveal", identity_reveal, name="identity_reveal"),
    path("people/<str:code>/identity/erase", identity_erase, name="identity_erase"),
    path("offices", offices, name="offices"),
    path("offices/<int:key>", user_offices, name="user_offices"),
    path("offices/<int:key>/link", user_link, name="user_link"),
    path("offices/<int:key>/unlink", user_unlink, name="user_unlink"),
    path("offices/<int:key>/grants", user_grant, name="user_grant"),
    path("offices/<int:key>/grants/<int:grant>/end", user_grant_end, name="user_grant_end"),
]
