"""The clock is read, and the world is changed, only at their doors."""

import ast

import pytest

from tests.house.reading import Modules, at, demand_none, modules, nodes, place, planted

CLOCK_ROOMS = {"commands", "demo", "bench"}
CLOCK_MODULES = {"views", "middleware"}
CLOCK_NAMES = {"now", "today", "utcnow"}
CONVERSIONS = {"localdate", "localtime"}  # these read the clock only when they are given nothing
CLOCK_OWNERS = {"timezone", "date", "datetime", "dt"}

# The ledger is the store itself; bench measures it.
WRITING_ROOMS = {"ledger", "bench"}
WRITING_MODULES = {"actions", "facts"}
PICTURES = {"attachments/pictures", "paper/docx"}
"""what is saved here is a picture or a document, into memory"""
WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
    "cursor",
}


def clock_readers(trees: Modules) -> list[str]:
    """Find reads of the clock outside commands, views, middleware, demo and bench."""
    found = []
    for path, node in nodes(trees):
        room, module = place(path)
        if room in CLOCK_ROOMS or module.partition("/")[0] in CLOCK_MODULES:
            continue
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_NAMES and _last(node.value) in CLOCK_OWNERS:
            found.append(at(path, node, f"{_last(node.value)}.{node.attr}"))
        elif isinstance(node, ast.Attribute) and node.attr == "time" and _last(node.value) == "time":
            found.append(at(path, node, "time.time"))
        elif isinstance(node, ast.Call) and not node.args and _last(node.func) in CONVERSIONS:
            found.append(at(path, node, f"{_last(node.func)}()"))
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            forbidden = {
                "django.utils.timezone": CLOCK_NAMES,
                "django.db.models.functions": {"Now"},
                "time": {"time"},
            }.get(node.module or "", set())
            found += [at(path, node, f"import {name}") for name in names & forbidden]
    return found


def writers(trees: Modules) -> list[str]:
    """Find database writes outside actions and facts, and overridden save() and delete() anywhere."""
    found = []
    for path, node in nodes(trees):
        room, module = place(path)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}:
            found.append(at(path, node, f"def {node.name}"))
        is_door = room in WRITING_ROOMS or module.partition("/")[0] in WRITING_MODULES
        if is_door or f"{room}/{module}" in PICTURES:
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            # dict.update and set.update take a value; QuerySet.update takes names only.
            if node.func.attr == "update" and node.args:
                continue
            found.append(at(path, node, f".{node.func.attr}()"))
    return found


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_the_clock_is_read_at_the_door() -> None:
    demand_none(clock_readers(modules()))


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils import timezone\nx = timezone.now()",
        "import datetime\nx = datetime.date.today()",
        "from datetime import datetime\nclass M: at = Field(default=datetime.now)",
        "from django.utils.timezone import now",
        "from django.db.models.functions import Now",
        "import time\nx = time.time()",
        "from django.utils import timezone\nx = timezone.localdate()",
    ],
)
def test_a_clock_in_an_action_is_found(source: str) -> None:
    assert clock_readers(planted("meetings/actions.py", source))
    assert not clock_readers(planted("meetings/views.py", source))


def test_converting_an_instant_is_no_clock() -> None:
    assert not clock_readers(planted("meetings/actions.py", "day = timezone.localdate(now)"))


def test_only_actions_and_facts_write() -> None:
    demand_none(writers(modules()))


@pytest.mark.parametrize(
    "source",
    [
        "meeting.save()",
        "Meeting.objects.create(code='1')",
        "Meeting.objects.filter(pk=1).update(code='2')",
        "Meeting.objects.bulk_create(rows)",
        "meeting.delete()",
        "connection.cursor()",
    ],
)
def test_a_write_in_a_view_is_found(source: str) -> None:
    assert writers(planted("meetings/views.py", source))
    assert not writers(planted("meetings/actions.py", source))


def test_an_overridden_save_is_found() -> None:
    assert writers(planted("meetings/actions.py", "class M:\n    def save(self): ..."))


def test_updating_a_dict_is_no_write() -> None:
    assert not writers(planted("meetings/views.py", "totals.update({'a': 1})"))
