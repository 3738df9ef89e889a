"""Lines that draw a line, taken away one at a time: what a mutant is, and where they are."""

import ast
import copy
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MODULES: Final = (
    "hongzhu.orgs.access",
    "hongzhu.people.access",
    "hongzhu.obligations.access",
    "hongzhu.meetings.access",
    "hongzhu.meetings.reach",
    "hongzhu.desk.access",
    "hongzhu.desk.trail",
    "hongzhu.desk.records",
    "hongzhu.desk.subjects",
    "hongzhu.meetings.views.showing",
    "hongzhu.meetings.views.amending",
    "hongzhu.meetings.views.writing",
    "hongzhu.meetings.views.listing",
    "hongzhu.people.doors",
    "hongzhu.accounts.doors",
)
"""where lines are drawn and where views ask for them"""
NARROWING: Final = {"filter", "exclude"}


@dataclass(frozen=True)
class Mutant:
    """One change of one place."""

    module: str
    function: str
    """where it stands: Reader.may, requires.wrapped.answer"""
    number: int
    """of the node, as ast.walk finds it"""
    line: int
    what: str
    """what is taken away"""
    change: Callable[[Any], ast.AST]

    @property
    def place(self) -> str:
        """src/…py:line what."""
        return f"src/{self.module.replace('.', '/')}.py:{self.line} {self.what}"

    @property
    def name(self) -> str:
        """The same without the line, which moves."""
        return f"{self.module.removeprefix('hongzhu.')}.{self.function} {self.what}"

    def tree(self) -> ast.Module:
        """The whole module with this one change."""
        tree = tree_of(self.module)
        target = next(each for number, each in enumerate(ast.walk(tree)) if number == self.number)
        return ast.fix_missing_locations(Swap({target: self.change(copy.deepcopy(target))}).visit(tree))


class Swap(ast.NodeTransformer):
    """Puts nodes in the places of others."""

    def __init__(self, instead: dict[ast.AST, ast.AST]) -> None:
        self.instead = instead

    def visit(self, node: ast.AST) -> ast.AST:
        """The new one for the old one; all others as they are."""
        found = self.instead.get(node)
        return ast.copy_location(found, node) if found is not None else self.generic_visit(node)


def tree_of(module: str) -> ast.Module:
    """The module as it stands, parsed afresh."""
    return ast.parse(Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8"))


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every narrowing call, conjunction, difference and guard of a module, each taken away once."""
    tree = tree_of(module)
    functions = dict(functions_in(tree))
    for number, node in enumerate(ast.walk(tree)):
        for what, change in changes(node):
            line: int = node.lineno  # type: ignore[attr-defined]
            yield Mutant(module, functions[node], number, line, what, change)


def functions_in(node: ast.AST, path: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Every node with the function it stands in."""
    for each in ast.iter_child_nodes(node):
        yield each, path
        is_named = isinstance(each, ast.FunctionDef | ast.ClassDef)
        yield from functions_in(each, f"{path}.{each.name}".lstrip(".") if is_named else path)


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], ast.AST]]]:
    """What may be taken away from a node: in words, and what stands there instead."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in NARROWING:
            words = ", ".join(ast.unparse(each) for each in (*node.args, *node.keywords))
            yield f"without .{node.func.attr}({words})", lambda each: each.func.value
        if node.func.attr == "visible_to":
            words = ast.unparse(node.func.value)
            yield f"everything instead of {words}.visible_to", _everything
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.Sub) and _may_go(node):
        yield f"without `{ast.unparse(node.right)}`", lambda each: each.left
        if isinstance(node.op, ast.BitAnd):
            yield f"without `{ast.unparse(node.left)}`", lambda each: each.right
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for number, value in enumerate(node.values):
            yield f"without `{ast.unparse(value)}`", lambda each, gone=number: _without(each, gone)
    if isinstance(node, ast.If) and len(node.body) == 1 and isinstance(node.body[0], ast.Raise):
        yield f"without the guard `{ast.unparse(node.test)}`", _never


def _may_go(node: ast.BinOp) -> bool:
    """Sets and Q; not numbers."""
    return not isinstance(node.right, ast.Constant)


def _everything(call: ast.Call) -> ast.AST:
    assert isinstance(call.func, ast.Attribute)
    manager = ast.Attribute(call.func.value, "everything", ast.Load())
    return ast.Call(manager, [ast.Constant("mutant")], [])


def _without(each: ast.BoolOp, gone: int) -> ast.AST:
    kept = [value for number, value in enumerate(each.values) if number != gone]
    return kept[0] if len(kept) == 1 else ast.BoolOp(each.op, kept)


def _never(each: ast.If) -> ast.AST:
    """The guard that lets everybody by; its words stay, for a closure must keep the names it holds."""
    return ast.If(ast.BoolOp(ast.And(), [ast.Constant(False), each.test]), each.body, each.orelse)
