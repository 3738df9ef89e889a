"""Serve an installation with its demo, on a day of its own: python -m tests.stories.server 2026-11-22T10:00+08:00 login …

Prints one line: the port, and the session of each of these accounts. Whoever reads it may put the database back to what
it was at any time between two requests.
"""

import json
import os
import sys
import time
from datetime import datetime, timedelta

import django
from django.utils import timezone

BEGAN = time.monotonic()


def main(instant: str, logins: list[str]) -> None:
    """Set the clock, sign everybody in, serve until the process is ended."""
    start = datetime.fromisoformat(instant)
    timezone.now = lambda: start + timedelta(seconds=time.monotonic() - BEGAN)  # type: ignore[assignment]
    os.environ["DJANGO_SETTINGS_MODULE"] = "hongzhu.settings"
    django.setup()
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.db import connections

    from hongzhu.wsgi import application

    sessions = {login: signed_in(login) for login in logins}
    connections.close_all()

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    server.set_app(application)
    print(json.dumps({"port": server.server_port, "sessions": sessions}), flush=True)
    server.serve_forever()


def signed_in(login: str) -> str:
    """The session of an account that has just signed in."""
    from django.conf import settings

    from hongzhu.accounts.models import User
    from tests.client import StrictClient

    client = StrictClient()
    client.force_login(User.objects.get(login=login))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
