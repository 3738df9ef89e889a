"""Addresses of the desk."""

from django.urls import path

from .views import body, district

urlpatterns = [
    path("", district, name="district"),
    path("bodies/<str:kind>/<path:code>", body, name="body"),
]
