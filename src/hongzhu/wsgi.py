"""What the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hongzhu.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Read the pack before the first reader waits for it, and keep what never goes away out of every collection."""
    from hongzhu.ledger.in_force import pack_in_force

    pack_in_force()
    gc.collect()
    gc.freeze()


_warm()
