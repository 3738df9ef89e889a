"""Puts changed code under the very functions in use, wherever they have been imported to, and takes it away again."""

import ast
import gc
import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Final

from tests.access.mutants import Mutant, tree_of

PROBE: Final = "__touched__"


@contextmanager
def planted(module: str, tree: ast.Module) -> Iterator[None]:
    """Run the code of this tree instead of the module's, in every function alive: methods, properties, closures."""
    try:
        _put(module, tree)
        yield
    finally:
        _put(module, tree_of(module))


def _put(module: str, tree: ast.Module) -> None:
    file = str(importlib.import_module(module).__file__)
    codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(compile(tree, file, "exec"))}
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename == file:
            was = each.__code__
            each.__code__ = codes.get((was.co_qualname, was.co_firstlineno), was)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType) and not each.co_name.startswith("<"):
            yield each
            yield from _codes(each)


@contextmanager
def probed(module: str, mutants: Iterable[Mutant], touched: set[Mutant]) -> Iterator[None]:
    """Whenever what a mutant would change is about to run, the mutant is added to those `touched`."""
    tree = tree_of(module)
    wanted = defaultdict(list)
    for mutant in mutants:
        wanted[mutant.number].append(mutant)
    numbers = {node: number for number, node in enumerate(ast.walk(tree)) if number in wanted}
    names = vars(importlib.import_module(module))
    names[PROBE] = lambda number: touched.update(wanted[number])
    try:
        with planted(module, ast.fix_missing_locations(_Probes(numbers).visit(tree))):
            yield
    finally:
        del names[PROBE]


class _Probes(ast.NodeTransformer):
    """Puts `(__touched__(number), …)[1]` in the place of an expression, or of what a guard asks."""

    def __init__(self, numbers: dict[ast.AST, int]) -> None:
        self.numbers = numbers

    def visit(self, node: ast.AST) -> ast.AST:
        """From the inside out."""
        self.generic_visit(node)
        if node not in self.numbers:
            return node
        if isinstance(node, ast.If):
            node.test = self._probe(node.test, self.numbers[node])
            return node
        assert isinstance(node, ast.expr)
        return self._probe(node, self.numbers[node])

    def _probe(self, asked: ast.expr, number: int) -> ast.expr:
        call = ast.Call(ast.Name(PROBE, ast.Load()), [ast.Constant(number)], [])
        both = ast.Tuple([call, asked], ast.Load())
        return ast.copy_location(ast.Subscript(both, ast.Constant(1), ast.Load()), asked)
