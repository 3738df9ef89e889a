"""Addresses of the import page."""

from django.urls import path

from .views import batch, change_columns, check_and_import, drop, imports, offline, template_file, undo

urlpatterns = [
    path("imports", imports, name="imports"),
    path("imports/template.xlsx", template_file, name="import_template"),
    path("imports/offline", offline, name="import_offline"),
    path("imports/<int:key>", batch, name="batch"),
    path("imports/<int:key>/columns", change_columns, name="batch_columns"),
    path("imports/<int:key>/check", check_and_import, name="batch_import"),
    path("imports/<int:key>/undo", undo, name="batch_undo"),
    path("imports/<int:key>/drop", drop, name="batch_drop"),
]
