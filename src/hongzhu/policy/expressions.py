"""The closed boolean grammar of `is`, `when`, `holds` and `exempt_when`.

    expr   := term ("or" term)*          term := factor ("and" factor)*
    factor := "not" factor | "(" expr ")" | test
    test   := "any" "(" relation ["," expr] ")"
            | "count" "(" relation ["," expr] ")" op (number | "$" parameter)
            | "at_period_end" "(" expr ")"
            | name ["==" value | "!=" value | "in" "(" value ("," value)* ")"]

A bare name is a predicate of the pack or a yes/no attribute; a parameter is a dated whole number of the pack. There is
nothing else: no arithmetic, no dates, no code.
"""

import re
from dataclasses import dataclass

from .chinese_marks import MARKS, advice

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+)|(?P<name>\$?[A-Za-z_][A-Za-z0-9_.\-]*)|(?P<op>==|!=|>=|<=|>|<|\(|\)|,))"
)
COMPARISONS = {"==", "!=", ">=", "<=", ">", "<"}
RESERVED = {"and", "or", "not", "in"}


class ExpressionError(ValueError):
    """The expression does not follow the grammar; the message is Chinese."""


@dataclass(frozen=True)
class Named:
    """A predicate of the pack, or a bare yes/no attribute."""

    name: str


@dataclass(frozen=True)
class Valued:
    """An attribute has one of these values (or, negated, has none of them)."""

    name: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Counted:
    """How many linked subjects satisfy `inner`, compared with a number, or with a parameter where `number` names one."""

    relation: str
    inner: "Expr | None"
    op: str
    number: int | str


@dataclass(frozen=True)
class AtPeriodEnd:
    """`inner` as it stands on the subject's last existing day in each period, spread over the period."""

    inner: "Expr"


@dataclass(frozen=True)
class Not:
    inner: "Expr"


@dataclass(frozen=True)
class Both:
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True)
class Either:
    left: "Expr"
    right: "Expr"


Expr = Named | Valued | Counted | AtPeriodEnd | Not | Both | Either


def parse(text: str) -> Expr:
    """The tree of an expression. Raises ExpressionError."""
    reader = _Reader(text)
    tree = reader.expression()
    if reader.peek() is not None:
        raise ExpressionError(f"条件“{text}”在“{reader.peek()}”处多出了内容")
    return tree


def _advice(letter: str) -> str:
    """What to do about a letter that conditions do not know."""
    if letter == "=":
        return "的“=”应为 =="
    if letter in MARKS:
        return f"的 {advice(letter)}"
    return f"有看不懂的字符“{letter}”；请看括号和比较的写法，文字不加引号"


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        at = 0
        while text[at:].strip():
            match = TOKEN.match(text, at)
            if match is None:
                raise ExpressionError(f"条件“{text}”里{_advice(text[at:].strip()[0])}")
            self.tokens.append(match.group().strip())
            at = match.end()
        self.at = 0

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        if token is None or (wanted is not None and token != wanted):
            missing = f"“{wanted}”" if wanted else "名称"
            raise ExpressionError(f"条件“{self.text}”在“{token or '末尾'}”处应为{missing}")
        self.at += 1
        return token

    def name(self) -> str:
        token = self.take()
        if token in RESERVED or not re.match(r"[A-Za-z_]", token):
            raise ExpressionError(f"条件“{self.text}”在“{token}”处应为名称")
        return token

    def expression(self) -> Expr:
        tree = self.term()
        while self.peek() == "or":
            self.take()
            tree = Either(tree, self.term())
        return tree

    def term(self) -> Expr:
        tree = self.factor()
        while self.peek() == "and":
            self.take()
            tree = Both(tree, self.factor())
        return tree

    def factor(self) -> Expr:
        if self.peek() == "not":
            self.take()
            return Not(self.factor())
        if self.peek() == "(":
            self.take()
            tree = self.expression()
            self.take(")")
            return tree
        return self.test()

    def test(self) -> Expr:
        name = self.name()
        if name in {"any", "count", "at_period_end"} and self.peek() == "(":
            return self.function(name)
        if self.peek() in {"==", "!="}:
            return Valued(name, negated=self.take() == "!=", values=(self.name(),))
        if self.peek() == "in":
            self.take()
            self.take("(")
            values = [self.name()]
            while self.peek() == ",":
                self.take()
                values.append(self.name())
            self.take(")")
            return Valued(name, tuple(values))
        return Named(name)

    def function(self, name: str) -> Expr:
        self.take("(")
        if name == "at_period_end":
            inner = self.expression()
            self.take(")")
            return AtPeriodEnd(inner)
        relation, condition = self.name(), None
        if self.peek() == ",":
            self.take()
            condition = self.expression()
        self.take(")")
        if name == "any":
            return Counted(relation, condition, ">=", 1)
        op, number = ([*self.tokens[self.at : self.at + 2], "", ""])[:2]
        named = re.fullmatch(r"\$[A-Za-z_][A-Za-z0-9_]*", number)
        if op not in COMPARISONS or not (number.isdigit() or named):
            raise ExpressionError(
                f"条件“{self.text}”里 count(…) 后面要写比较和数字（或“$参数名”），例如 >= 3"
            )
        self.at += 2
        return Counted(relation, condition, op, number[1:] if named else int(number))
