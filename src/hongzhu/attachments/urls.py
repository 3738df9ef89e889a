"""Addresses of attachments."""

from django.urls import path

from .views import attachment, attachments, remove, restore, small

urlpatterns = [
    path("attachments/of/<str:kind>/<str:code>", attachments, name="attachments"),
    path("attachments/<int:key>", attachment, name="attachment"),
    path("attachments/<int:key>/small", small, name="attachment_small"),
    path("attachments/<int:key>/remove", remove, name="attachment_remove"),
    path("attachments/<int:key>/restore", restore, name="attachment_restore"),
]
