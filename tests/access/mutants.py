"""Lines that draw a line, taken away one at a time: would the walk notice? `./run torture mutants`.

The world is made once. For every mutant a child process is forked, the mutated code is put under the very functions in
use, and only those readers walk whose walk touched the line, until the first deviation. A mutant that nobody notices
has survived and is printed with its place.
"""

import ast
import copy
import importlib
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from hongzhu.accounts.models import User
from tests.access.walking import EVERYONE, deviations
from tests.access.world import make_world

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
    "hongzhu.training.access",
    "hongzhu.training.reach",
    "hongzhu.training.inviting",
    "hongzhu.training.views.showing",
    "hongzhu.training.views.amending",
    "hongzhu.training.views.writing",
    "hongzhu.training.views.listing",
    "hongzhu.study.access",
    "hongzhu.study.reach",
    "hongzhu.study.views.talks",
    "hongzhu.study.views.talk",
    "hongzhu.study.views.talk_sheet",
    "hongzhu.study.views.plans",
    "hongzhu.study.views.plan",
    "hongzhu.study.views.plan_sheet",
    "hongzhu.people.doors",
    "hongzhu.accounts.doors",
)
"""where lines are drawn and where views ask for them"""
NARROWING: Final = {"filter", "exclude"}
ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass
class Mutant:
    """One change of one place: the module, the line, what was taken away, and the whole mutated tree."""

    module: str
    line: int
    what: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """src/…py:line what."""
        return f"src/{self.module.replace('.', '/')}.py:{self.line} {self.what}"


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every narrowing call, conjunction, difference and guard of a module, each taken away once."""
    source = Path(str(importlib.import_module(module).__file__)).read_text()
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        for what, change in changes(node):
            mutated = copy.deepcopy(tree)
            target = next(each for place, each in enumerate(ast.walk(mutated)) if place == number)
            Swap(target, change(target)).visit(mutated)
            yield Mutant(module, node.lineno, what, ast.fix_missing_locations(mutated))  # type: ignore[attr-defined]


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], ast.AST]]]:
    """What may be taken away from a node: in words, and what stands there instead."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in NARROWING:
            yield f"without .{node.func.attr}(…)", lambda each: each.func.value
        if node.func.attr == "visible_to":
            yield "everything instead of visible_to", _everything
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.Sub) and _may_go(node):
        yield "without what narrows", lambda each: each.left
        if isinstance(node.op, ast.BitAnd):
            yield "without what is narrowed", lambda each: each.right
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for number, value in enumerate(node.values):
            yield f"without `{ast.unparse(value)}`", lambda each, gone=number: _without(each, gone)
    if isinstance(node, ast.If) and len(node.body) == 1 and isinstance(node.body[0], ast.Raise):
        yield f"without the guard `{ast.unparse(node.test)}`", lambda _each: ast.Pass()


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


class Swap(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        """The new one for the old one; all others as they are."""
        return ast.copy_location(self.new, node) if node is self.old else self.generic_visit(node)


def apply(mutant: Mutant) -> None:
    """Put the mutated code under the functions that are in use, wherever they have been imported to."""
    module = importlib.import_module(mutant.module)
    compiled = compile(mutant.tree, str(module.__file__), "exec")
    codes = {
        code.co_qualname if hasattr(code, "co_qualname") else path: code for path, code in _codes(compiled)
    }
    for path, function in _functions(module):
        if path in codes and len(codes[path].co_freevars) == len(function.__code__.co_freevars):
            function.__code__ = codes[path]


def _codes(code: CodeType, path: str = "") -> Iterator[tuple[str, CodeType]]:
    for each in code.co_consts:
        if isinstance(each, CodeType) and not each.co_name.startswith("<"):
            name = f"{path}{each.co_name}"
            yield name, each
            yield from _codes(each, f"{name}.")


def _functions(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    """Functions of a module by path, methods and what decorators wrap included."""
    for name, thing in vars(module).items():
        if isinstance(thing, type) and thing.__module__ == module.__name__:
            for inner, method in vars(thing).items():
                found = getattr(method, "fget", None) or getattr(method, "func", None) or method
                if isinstance(found, FunctionType):
                    yield f"{name}.{inner}", found
        while callable(thing) and hasattr(thing, "__wrapped__"):
            thing = thing.__wrapped__
        if isinstance(thing, FunctionType) and thing.__module__ == module.__name__:
            yield thing.__name__, thing


def touched_by(reader: str, users: dict[str, User], files: set[str]) -> set[tuple[str, int]]:
    """(file, line) of every line of the modules that a reader's walk runs."""
    found: set[tuple[str, int]] = set()

    def local(frame: Any, event: str, _arg: object) -> Any:
        if event == "line":
            found.add((frame.f_code.co_filename, frame.f_lineno))
        return local

    def trace(frame: Any, _event: str, _arg: object) -> Any:
        return local if frame.f_code.co_filename in files else None

    threading.settrace(trace)
    sys.settrace(trace)
    try:
        wrong = list(deviations(reader, users))
    finally:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
    assert wrong == [], "the walk must be clean before anything is taken away"
    return found


def is_noticed(mutant: Mutant, readers: list[str], users: dict[str, User]) -> bool:
    """Whether any of these readers' walks deviates, in a process of its own."""
    child = os.fork()
    if child == 0:
        noticed = True
        try:
            apply(mutant)
            noticed = any(True for reader in readers for _ in deviations(reader, users))
        except Exception:
            noticed = True
        finally:
            os._exit(0 if noticed else 1)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 1


def hunt(most: int) -> tuple[int, list[str]]:
    """How many mutants there were (the first `most` of each module), and the places of those that survived."""
    users = make_world(datetime.now(UTC))
    modules = [importlib.import_module(name) for name in MODULES]
    files = {str(module.__file__) for module in modules}
    walked: dict[tuple[str, int], list[str]] = defaultdict(list)
    for reader in EVERYONE:
        for place in touched_by(reader, users, files):
            walked[place].append(reader)
    count, survived = 0, []
    for module in modules:
        for mutant in list(mutants_of(module.__name__))[:most]:
            readers = walked.get((str(module.__file__), mutant.line), [])
            count += 1
            noticed = bool(readers) and is_noticed(mutant, readers, users)
            if not noticed:
                survived.append(f"{mutant.place}{'' if readers else '（没有人走到）'}")
            print(f"{count} {'noticed' if noticed else 'SURVIVED'} {mutant.place}", flush=True)
    return count, survived
