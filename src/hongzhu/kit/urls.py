"""Addresses of the kit: the size of type, and the gallery of parts."""

from django.urls import path

from .views import gallery, set_text_size

urlpatterns = [
    path("display/text/<str:size>", set_text_size, name="text_size"),
    path("kit/", gallery, name="gallery"),
]
