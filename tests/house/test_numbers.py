"""No number of a policy stands in code: it stands in a pack, with its clause."""

import ast
import re
import tomllib
from collections.abc import Iterable

from tests.house.reading import PACKAGE, Modules, at, demand_none, modules, nodes, place, planted

# What a policy counts: hours, times, days, months, years, persons, yuan.
SPOKEN = re.compile(r"[0-9一二两三四五六七八九十]+\s*(学时|课时|次以上|个月以内|天以内|日内|周岁|名以上)")
INVENTING_ROOMS = {"demo", "bench"}
# Here a plain number is the length of a text or a cache, or packs several numbers into one.
LENGTHS = {"max_length", "maxsize", "batch_size", "max_digits", "decimal_places", "indent"}
BYTES = {"1024", "2 ** 10", "2 ** 20"}
PACKING = ast.Mod | ast.FloorDiv | ast.LShift | ast.RShift | ast.BitAnd


def spoken_numbers(texts: dict[str, str]) -> list[str]:
    """Find quantities in words, such as 16 学时, in code and templates."""
    return [
        f"{path} {match.group()}"
        for path, text in texts.items()
        if place(path)[0] not in INVENTING_ROOMS
        for match in SPOKEN.finditer(text)
    ]


def bare_numbers(trees: Modules, numbers: Iterable[int]) -> list[str]:
    """Find the packs' own parameters, or their tenths, as constants in code."""
    forbidden = {scaled for number in numbers if number >= 10 for scaled in (number, number * 10)}
    found = []
    for path, tree in trees.items():
        if place(path)[0] in INVENTING_ROOMS:
            continue
        harmless = {id(number) for _, node in nodes({path: tree}) for number in _measures(node)}
        for _, node in nodes({path: tree}):
            if (
                isinstance(node, ast.Constant)
                and type(node.value) is int
                and node.value in forbidden
                and id(node) not in harmless
            ):
                found.append(at(path, node, str(node.value)))
    return found


def _measures(node: ast.AST) -> list[ast.expr]:
    """Return the operands of a node that are lengths, bits or bytes rather than quantities."""
    if isinstance(node, ast.Call):
        return [word.value for word in node.keywords if word.arg in LENGTHS]
    if isinstance(node, ast.BinOp) and isinstance(node.op, PACKING):
        return [node.left, node.right]
    if isinstance(node, ast.BinOp) and ast.unparse(node.right) in BYTES:
        return [node.left]
    if isinstance(node, ast.Slice):
        return [part for part in (node.lower, node.upper) if part]
    return []


def hours() -> set[int]:
    """Return the values of the packs' parameters that are measured in 学时."""
    found = set()
    for path in PACKAGE.glob("packs/*/pack.toml"):
        for parameter in tomllib.loads(path.read_text()).get("params", {}).values():
            if parameter.get("unit") == "学时":
                found |= {int(entry["value"]) for entry in parameter["values"]}
    return found


def test_no_quantity_is_spoken_in_code() -> None:
    paths = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.sql")]
    demand_none(spoken_numbers({path.relative_to(PACKAGE).as_posix(): path.read_text() for path in paths}))


def test_a_spoken_quantity_is_found() -> None:
    assert spoken_numbers({"desk/templates/x.html": "每年不少于 16 学时"})
    assert not spoken_numbers({"demo/plan.py": "16学时"})


def test_no_hours_of_a_pack_stand_in_code() -> None:
    numbers = hours()
    assert numbers
    demand_none(bare_numbers(modules(), numbers))


def test_hours_in_code_are_found() -> None:
    assert bare_numbers(planted("training/facts.py", "need = 160"), {16})
    assert bare_numbers(planted("ledger/judging.py", "late = total < 16"), {16})
    harmless = "name = F(max_length=16)\nrank = code % 16\nroom = 16 * 1024\nhead = digest[:16]"
    assert not bare_numbers(planted("training/models.py", harmless), {16})
