"""Addresses of the books."""

from django.urls import path

from .views.district import district
from .views.shelf import bind, binding, books, file, prepared, read

urlpatterns = [
    path("books", books, name="books"),
    path("books/district", district, name="books_district"),
    path("books/bindings/<int:key>.pdf", binding, name="book_binding"),
    path("books/<str:code>/<int:year>/bind", bind, name="book_bind"),
    path("books/<str:code>/<int:year>/prepared.pdf", prepared, name="book_prepared"),
    path("books/<str:code>/<int:year>/<str:book>.<str:format>", file, name="book_file"),
    path("books/<str:code>/<int:year>/<str:book>", read, name="book"),
]
