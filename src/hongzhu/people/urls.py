"""Addresses of the offices that accounts hold."""

from django.urls import path

from .views import offices, user_grant, user_grant_end, user_link, user_offices, user_unlink

urlpatterns = [
    path("offices", offices, name="offices"),
    path("offices/<int:key>", user_offices, name="user_offices"),
    path("offices/<int:key>/link", user_link, name="user_link"),
    path("offices/<int:key>/unlink", user_unlink, name="user_unlink"),
    path("offices/<int:key>/grants", user_grant, name="user_grant"),
    path("offices/<int:key>/grants/<int:grant>/end", user_grant_end, name="user_grant_end"),
]
