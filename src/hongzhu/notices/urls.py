"""Addresses of messages."""

from django.urls import path

from .views.inbox import messages, read, sent
from .views.preferences import (
    address,
    address_drop,
    code,
    feed_end,
    feed_new,
    preferences,
    weekly,
)

urlpatterns = [
    path("messages", messages, name="messages"),
    path("messages/sent", sent, name="messages_sent"),
    path("messages/<int:key>/read", read, name="message_read"),
    path("messages/how", preferences, name="preferences"),
    path("messages/how/weekly", weekly, name="preference_weekly"),
    path("messages/how/address", address, name="preference_address"),
    path("messages/how/code", code, name="preference_code"),
    path("messages/how/address/drop", address_drop, name="preference_address_drop"),
    path("messages/how/feeds", feed_new, name="feed_new"),
    path("messages/how/feeds/<int:key>/end", feed_end, name="feed_end"),
]
