"""What tests ask of an installation, and how they make it one that is in use."""

import json

from tests.installations import Installation


def use(installation: Installation) -> None:
    """Have somebody write into it: now it holds what must not be lost."""
    words = ("--duty", "system", "--name", "赵明", "--phone", "13900000001")
    installation.run("admins", "add", "zhaoming", *words)


def counts(installation: Installation) -> dict[str, int]:
    """How many rows each table has."""
    return installation.ask(
        "from django.apps import apps\n"
        "models = [model for model in apps.get_models() if not model._meta.proxy]\n"
        "answer = {model._meta.db_table: model._base_manager.count() for model in models}"
    )


def trail(installation: Installation) -> list[tuple[str, dict]]:
    """What the chain of backups and restores says: (verb, content)."""
    rows = installation.ask(
        "from hongzhu.audit.models import Payload\n"
        "rows = Payload.objects.filter(event__stream='system').order_by('pk').select_related('event')\n"
        "answer = [[row.event.verb, row.body] for row in rows]"
    )
    return [(verb, json.loads(body)) for verb, body in rows]
