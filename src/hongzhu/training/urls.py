"""Addresses of trainings."""

from django.urls import path

from .views.amending import amend
from .views.listing import export, trainings
from .views.showing import show, withdraw
from .views.writing import new

urlpatterns = [
    path("trainings", trainings, name="trainings"),
    path("trainings/export.xlsx", export, name="trainings_export"),
    path("trainings/new", new, name="training_new"),
    path("trainings/<str:code>", show, name="training"),
    path("trainings/<str:code>/amend", amend, name="training_amend"),
    path("trainings/<str:code>/withdraw", withdraw, name="training_withdraw"),
]
