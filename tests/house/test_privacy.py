"""A room's views and forms are its own; a contract could not tell one room's views from another's.

The kit has no forms of its own: its `forms` are the parts others make theirs of.
"""

import ast

import pytest

from tests.house.reading import Modules, at, demand_none, modules, nodes, place, planted

PRIVATE = {"views", "forms"}
SHARED = "hongzhu.kit.forms"


def intruders(trees: Modules) -> list[str]:
    """Find imports of views or forms of another room."""
    found = []
    for path, node in nodes(trees):
        for name in _imported(node):
            package, _, rest = name.partition(".")
            room, _, module = rest.partition(".")
            if f"{name}.".startswith(f"{SHARED}."):
                continue
            if package == "hongzhu" and module.partition(".")[0] in PRIVATE and room != place(path)[0]:
                found.append(at(path, node, name))
    return found


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def test_views_and_forms_stay_in_their_room() -> None:
    demand_none(intruders(modules()))


@pytest.mark.parametrize(
    "line",
    [
        "import hongzhu.meetings.forms",
        "from hongzhu.meetings import views",
        "from hongzhu.meetings.forms import MeetingForm",
    ],
)
def test_an_intruder_is_found(line: str) -> None:
    assert intruders(planted("desk/views.py", line))
    assert not intruders(planted("meetings/views.py", line))


def test_parts_of_forms_are_for_all() -> None:
    assert not intruders(planted("meetings/forms.py", "from hongzhu.kit.forms import DateField"))
    assert intruders(planted("meetings/forms.py", "from hongzhu.kit.views import gallery"))
