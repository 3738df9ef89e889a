"""Business rows have two doors: for a reader, and for the house with a reason; the second only where the house acts."""

import ast

import pytest
from django.apps import apps

from hongzhu.kit.scoping import Scoped, Unscoped
from hongzhu.orgs.models import School
from tests.house.reading import Modules, at, demand_none, modules, nodes, place, planted

ROOMS = (
    *(
        "orgs",
        "people",
        "obligations",
        "notices",
        "attachments",
        "meetings",
        "training",
        "study",
        "assignments",
        "books",
        "imports",
    ),
)
HOUSE_ROOMS = {"imports", "commands", "demo", "bench", "backups"}
HOUSE_MODULES = {"actions", "facts", "access", "figures"}  # figures: numbers of bodies the caller holds
HOUSE_PLACES = {
    "orgs/bodies",  # where a code leads, for actions
    "orgs/numbering",  # which number comes next, for actions
    "orgs/heads",  # whose chain heads are kept, for a command
    "attachments/checking",  # whether every file is there, for commands
    "people/offices",  # whose accounts they are, for the security administrator
    "people/roster",  # who belonged where on a day, for facts and actions
    "people/books",  # books for a reader, or for the house where a command or the background prints them
    "meetings/books",
    "books/making",
    "meetings/attending",  # these speak of a body or of meetings that the caller already holds
    "meetings/points",
    "meetings/signed",
    "meetings/totals",
    "meetings/versions",
    "meetings/voting",
    "training/totals",
    "meetings/searched",  # what records say, for the search, which asks `visible` for each reader
    "training/searched",
    "people/searched",
    "study/searched",
    "assignments/searched",
    "assignments/searched_answers",
    "meetings/searched_calls",
    "assignments/asking",
    "assignments/states",
    "notices/quiet",  # what was told of bodies that the caller is about to tell something
    "notices/mailing",  # who takes e-mail, for the post
}
BASE = {
    *("ledger/saving", "ledger/trail", "commands/names"),
    *("backups/actions/making", "backups/actions/restoring"),  # tables of whichever release
}
"""tools of the actions that know no model by name"""


def past_the_line(trees: Modules) -> list[str]:
    """Find everything() where a reader is answered, and managers that know no reader."""
    found = []
    for path, node in nodes(trees):
        room, module = place(path)
        if not isinstance(node, ast.Attribute):
            continue
        is_house = room in HOUSE_ROOMS or module.partition("/")[0] in HOUSE_MODULES
        is_allowed = is_house or f"{room}/{module}" in HOUSE_PLACES
        is_asked = isinstance(node.value, ast.Attribute) and node.value.attr == "objects"
        if node.attr == "everything" and is_asked and not is_allowed:
            found.append(at(path, node, ".everything"))
        if node.attr in {"_base_manager", "_default_manager"} and f"{room}/{module}" not in BASE:
            found.append(at(path, node, f".{node.attr}"))
    return found


def test_everything_is_for_the_house() -> None:
    demand_none(past_the_line(modules()))


@pytest.mark.parametrize("source", ["Meeting.objects.everything('x')", "Meeting._base_manager.all()"])
def test_a_view_past_the_line_is_found(source: str) -> None:
    assert past_the_line(planted("meetings/views/show.py", source))


@pytest.mark.parametrize("room", ROOMS)
def test_every_business_model_draws_a_line(room: str) -> None:
    demand_none(
        [
            model.__name__
            for model in apps.get_app_config(room).get_models()
            if not (isinstance(model._default_manager, Scoped) and model._default_manager.line)
        ]
    )


def test_without_a_line_nothing_is_answered(db: None) -> None:
    for ask in ("all", "filter", "get", "count", "first", "exists", "create"):
        with pytest.raises(Unscoped):
            getattr(School.objects, ask)()
    with pytest.raises(Unscoped):
        School.objects.everything("")
    school = School(pk=1)
    with pytest.raises(Unscoped):
        school.coverages.all()
