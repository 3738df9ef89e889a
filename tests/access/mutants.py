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
    "hongzhu.people.doors",
    "hongzhu.people.listing",
    "hongzhu.people.views.person",
    "hongzhu.people.views.person_sheets",
    "hongzhu.people.views.transfers",
    "hongzhu.obligations.access",
    "hongzhu.obligations.matters",
    "hongzhu.obligations.pending",
    "hongzhu.obligations.views.asking",
    "hongzhu.obligations.views.explaining",
    "hongzhu.obligations.views.listing",
    "hongzhu.obligations.views.objecting",
    "hongzhu.obligations.views.waiving",
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
    "hongzhu.attachments.access",
    "hongzhu.attachments.owners",
    "hongzhu.attachments.section",
    "hongzhu.attachments.views",
    "hongzhu.meetings.attached",
    "hongzhu.training.attached",
    "hongzhu.study.attached",
    "hongzhu.study.talking",
    "hongzhu.study.views.choosing",
    "hongzhu.meetings.access",
    "hongzhu.meetings.reach",
    "hongzhu.meetings.record",
    "hongzhu.meetings.views.showing",
    "hongzhu.meetings.views.amending",
    "hongzhu.meetings.views.writing",
    "hongzhu.meetings.views.listing",
    "hongzhu.meetings.upcoming",
    "hongzhu.meetings.views.announcing",
    "hongzhu.meetings.views.announced",
    "hongzhu.meetings.views.replying",
    "hongzhu.meetings.views.reminding",
    "hongzhu.books.access",
    "hongzhu.imports.access",
    "hongzhu.imports.own",
    "hongzhu.imports.views",
    "hongzhu.books.views.asking",
    "hongzhu.books.views.shelf",
    "hongzhu.books.views.district",
    "hongzhu.meetings.books",
    "hongzhu.people.books",
    "hongzhu.desk.access",
    "hongzhu.desk.trail",
    "hongzhu.meetings.sources",
    "hongzhu.training.sources",
    "hongzhu.study.sources",
    "hongzhu.desk.searching",
    "hongzhu.desk.subjects",
    "hongzhu.desk.views.policy",
    "hongzhu.desk.absences",
    "hongzhu.desk.views.district",
    "hongzhu.desk.views.duty",
    *(
        f"hongzhu.assignments.{each}"
        for each in ("access", "attached", "attached_answers", "sources", "alike", "on_home")
    ),
    *(
        f"hongzhu.assignments.views.{each}"
        for each in ("drafting", "listing", "showing", "receipt", "following")
    ),
    "hongzhu.notices.access",
    "hongzhu.notices.on_home",
    "hongzhu.notices.shown",
    "hongzhu.notices.views.inbox",
    "hongzhu.notices.views.preferences",
    "hongzhu.desk.calendars",
    "hongzhu.desk.reminding",
    "hongzhu.desk.views.reminders",
    "hongzhu.accounts.doors",
)
"""where lines are drawn and where views ask for them"""
NARROWING: Final = {"filter", "exclude", "on"}
NOTHING: Final = {"''", "()", "[]", "{}", "frozenset()", "set()"}
PLAIN: Final = ast.Expr | ast.Assign | ast.AugAssign
COMPREHENSIONS: Final = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


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
    """Every narrowing call, conjunction, difference and guard of a module, each taken away once.

    In views only what lets rows in, what shows something or nothing, and the guards.
    """
    tree = tree_of(module)
    functions = dict(functions_in(tree))
    for number, node in enumerate(ast.walk(tree)):
        if ".views." in module and isinstance(node, ast.BoolOp | COMPREHENSIONS):
            continue  # words and offers; what is offered wrongly is still refused, which the walk tries at every door
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
    match node:
        case ast.Call():
            yield from _of_call(node)
        case ast.BinOp(op=ast.BitAnd() | ast.Sub()) if not isinstance(node.right, ast.Constant):
            yield f"without `{ast.unparse(node.right)}`", lambda each: each.left
            if isinstance(node.op, ast.BitAnd):
                yield f"without `{ast.unparse(node.left)}`", lambda each: each.right
        case ast.BoolOp(op=ast.And()):
            for number, value in enumerate(node.values):
                yield f"without `{ast.unparse(value)}`", lambda each, gone=number: _without(each, gone)
        case ast.If(body=[ast.Raise() | ast.Continue()]):
            yield f"without the guard `{ast.unparse(node.test)}`", lambda each: _never(each, each.test)
            if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or):
                for number, value in enumerate(node.test.values):
                    words = f"without `{ast.unparse(value)}` in the guard"
                    yield words, lambda each, gone=number: _never(each, each.test.values[gone])
        case ast.If(orelse=[]) if all(isinstance(each, PLAIN) for each in node.body):
            yield f"always, without asking `{ast.unparse(node.test)}`", _always
        case ast.IfExp() if ast.unparse(node.orelse) in NOTHING:
            yield f"always, without asking `{ast.unparse(node.test)}`", lambda each: each.body
        case ast.IfExp(body=ast.Constant(value=None)):
            yield f"always None, without asking `{ast.unparse(node.test)}`", lambda each: each.body
        case ast.IfExp() if ast.unparse(node.body) in NOTHING:
            yield f"always, as if not `{ast.unparse(node.test)}`", lambda each: each.orelse
        case _ if isinstance(node, COMPREHENSIONS):
            for place, number in _conditions(node):
                words = ast.unparse(node.generators[place].ifs[number])
                yield f"without `if {words}`", lambda each, at=(place, number): _unconditional(each, *at)


def _of_call(call: ast.Call) -> Iterator[tuple[str, Callable[[Any], ast.AST]]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    arguments = [*call.args, *call.keywords]
    if name == "visible_to" and isinstance(call.func, ast.Attribute):
        yield f"everything instead of {ast.unparse(call.func.value)}.visible_to", _everything
    if _only_among_visible(call):
        return
    if name in NARROWING and isinstance(call.func, ast.Attribute):
        words = ", ".join(map(ast.unparse, arguments))
        yield f"without .{name}({words})", lambda each: each.func.value
    if name in NARROWING | {"Q"} and len(arguments) > 1:
        for number, argument in enumerate(arguments):
            words = f"without `{ast.unparse(argument)}` in {name}(…)"
            yield words, lambda each, gone=number: _shorter(each, gone)


def _only_among_visible(call: ast.Call) -> bool:
    """A choice among rows that are visible already draws no line: without it a page shows more of what its reader may see.

    Unless it ties a right to its row (`Exists(… .filter(pk=OuterRef("pk")))`).
    """
    each: ast.expr = call
    names = set()
    while isinstance(each, ast.Call | ast.Attribute):
        if isinstance(each, ast.Attribute):
            names.add(each.attr)
        each = each.func if isinstance(each, ast.Call) else each.value
    own = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return own in NARROWING and "visible_to" in names and "OuterRef" not in ast.unparse(call)


def _shorter(call: ast.Call, gone: int) -> ast.AST:
    kept = [each for number, each in enumerate([*call.args, *call.keywords]) if number != gone]
    call.args = [each for each in kept if isinstance(each, ast.expr)]
    call.keywords = [each for each in kept if isinstance(each, ast.keyword)]
    return call


def _conditions(node: Any) -> Iterator[tuple[int, int]]:
    for place, generator in enumerate(node.generators):
        for number, _ in enumerate(generator.ifs):
            yield place, number


def _unconditional(node: Any, place: int, number: int) -> ast.AST:
    del node.generators[place].ifs[number]
    return node


def _everything(call: ast.Call) -> ast.AST:
    assert isinstance(call.func, ast.Attribute)
    manager = ast.Attribute(call.func.value, "everything", ast.Load())
    return ast.Call(manager, [ast.Constant("mutant")], [])


def _without(each: ast.BoolOp, gone: int) -> ast.AST:
    kept = [value for number, value in enumerate(each.values) if number != gone]
    return kept[0] if len(kept) == 1 else ast.BoolOp(each.op, kept)


def _never(each: ast.If, gone: ast.expr) -> ast.AST:
    """A guard that asks one thing less; its words stay, for a closure must keep the names it holds."""
    never = ast.BoolOp(ast.And(), [ast.Constant(False), gone])
    if each.test is gone:
        each.test = never
    else:
        assert isinstance(each.test, ast.BoolOp)
        each.test.values = [never if value is gone else value for value in each.test.values]
    return each


def _always(each: ast.If) -> ast.AST:
    each.test = ast.BoolOp(ast.Or(), [ast.Constant(True), each.test])
    return each
