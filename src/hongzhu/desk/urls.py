"""Addresses of the desk."""

from django.urls import path

from .views.district import body, district, export
from .views.duty import duty
from .views.home import home
from .views.permissions import permissions
from .views.trail import trail

urlpatterns = [
    path("", home, name="home"),
    path("permissions", permissions, name="permissions"),
    path("trail", trail, name="trail"),
    path("district", district, name="district"),
    path("district/export", export, name="district_export"),
    path("bodies/<str:kind>/<path:code>", body, name="body"),
    path("duties/<str:obligation>/<str:kind>/<path:code>", duty, name="duty"),
]
