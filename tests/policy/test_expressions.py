"""The grammar of conditions: what it accepts, what it refuses and in which words, and that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.policy.expressions import (
    COMPARISONS,
    AtPeriodEnd,
    Both,
    Counted,
    Either,
    Expr,
    ExpressionError,
    Named,
    Not,
    Valued,
    parse,
)

A, B, C = Named("a"), Named("b"), Named("c")

ACCEPTED = {
    "a": A,
    "  a\n": A,
    "not a": Not(A),
    "not not a": Not(Not(A)),
    "((a))": A,
    "a and b and c": Both(Both(A, B), C),
    "a or b or c": Either(Either(A, B), C),
    "a or b and c": Either(A, Both(B, C)),
    "(a or b) and c": Both(Either(A, B), C),
    "not a and b": Both(Not(A), B),
    "not (a and b)": Not(Both(A, B)),
    "kind == branch": Valued("kind", ("branch",)),
    "kind != branch": Valued("kind", ("branch",), negated=True),
    "kind in (branch)": Valued("kind", ("branch",)),
    "kind in (branch, joint_branch)": Valued("kind", ("branch", "joint_branch")),
    "kind==branch": Valued("kind", ("branch",)),
    "any(members)": Counted("members", None, ">=", 1),
    "any(members, a or b)": Counted("members", Either(A, B), ">=", 1),
    "any(holders.secretary)": Counted("holders.secretary", None, ">=", 1),
    "count(members) >= 3": Counted("members", None, ">=", 3),
    "count(members, a)<3": Counted("members", A, "<", 3),
    "count(members, any(school, a)) == 0": Counted("members", Counted("school", A, ">=", 1), "==", 0),
    "at_period_end(a)": AtPeriodEnd(A),
    "at_period_end(count(members, a) >= 7) and b": Both(AtPeriodEnd(Counted("members", A, ">=", 7)), B),
    "any": Named("any"),
    "anything": Named("anything"),
    "and_more": Named("and_more"),
}

REFUSED = {
    "": "条件“”在“末尾”处应为名称",
    "a and": "条件“a and”在“末尾”处应为名称",
    "a b": "条件“a b”在“b”处多出了内容",
    "a or or b": "条件“a or or b”在“or”处应为名称",
    "and": "条件“and”在“and”处应为名称",
    "not": "条件“not”在“末尾”处应为名称",
    "(a": "条件“(a”在“末尾”处应为“)”",
    "a)": "条件“a)”在“)”处多出了内容",
    "()": "条件“()”在“)”处应为名称",
    "kind ==": "条件“kind ==”在“末尾”处应为名称",
    "kind == 3": "条件“kind == 3”在“3”处应为名称",
    "kind = branch": "条件“kind = branch”里的“=”应为 ==",
    "kind in branch": "条件“kind in branch”在“branch”处应为“(”",
    "kind in ()": "条件“kind in ()”在“)”处应为名称",
    "kind in (a b)": "条件“kind in (a b)”在“b”处应为“)”",
    "a == b == c": "条件“a == b == c”在“==”处多出了内容",
    "any()": "条件“any()”在“)”处应为名称",
    "any(members": "条件“any(members”在“末尾”处应为“)”",
    "any(members, )": "条件“any(members, )”在“)”处应为名称",
    "any(members) >= 1": "条件“any(members) >= 1”在“>=”处多出了内容",
    "count(members)": "条件“count(members)”里 count(…) 后面要写比较和数字（或“$参数名”），例如 >= 3",
    "count(members) >=": "条件“count(members) >=”里 count(…) 后面要写比较和数字（或“$参数名”），例如 >= 3",
    "count(members) >= a": "条件“count(members) >= a”里 count(…) 后面要写比较和数字（或“$参数名”），例如 >= 3",
    "count(members) and a": "条件“count(members) and a”里 count(…) 后面要写比较和数字（或“$参数名”），例如 >= 3",
    "at_period_end(a, b)": "条件“at_period_end(a, b)”在“,”处应为“)”",
    "3 members": "条件“3 members”在“3”处应为名称",
    "a + b": "条件“a + b”里有看不懂的字符“+”；请看括号和比较的写法，文字不加引号",
    "a；b": "条件“a；b”里的 ； 不是英文符号；请改成英文的 ,",
    "any（members）": "条件“any（members）”里的 （ 不是英文符号；请改成英文的 (",
    "a ＝＝ b": "条件“a ＝＝ b”里的 ＝ 不是英文符号；请改成英文的 =",
    "支部": "条件“支部”里有看不懂的字符“支”；请看括号和比较的写法，文字不加引号",
    "__import__('os')": "条件“__import__('os')”里有看不懂的字符“'”；请看括号和比较的写法，文字不加引号",
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str) -> None:
    assert parse(text) == ACCEPTED[text]


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert str(caught.value) == REFUSED[text]


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}(\.[a-z_]{1,4})?", fullmatch=True).filter(
    lambda name: name not in {"and", "or", "not", "in"}
)
TESTS = st.one_of(
    st.builds(Named, NAMES),
    st.builds(Valued, NAMES, st.tuples(NAMES), st.booleans()),
    st.builds(Valued, NAMES, st.lists(NAMES, min_size=2, max_size=4).map(tuple)),
)
TREES: st.SearchStrategy[Expr] = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AtPeriodEnd, inner),
        st.builds(Both, inner, inner),
        st.builds(Either, inner, inner),
        st.builds(
            Counted, NAMES, st.none() | inner, st.sampled_from(sorted(COMPARISONS)), st.integers(0, 99)
        ),
    ),
    max_leaves=12,
)


def printed(expr: Expr, space: str) -> str:
    """A text of a tree; round brackets wherever a reader might want them."""
    match expr:
        case Named(name):
            return name
        case Valued(name, (value,), negated):
            return f"{name}{space}{'!=' if negated else '=='}{space}{value}"
        case Valued(name, values):
            return f"{name} in{space}({f',{space}'.join(values)})"
        case Not(inner):
            return f"not ({printed(inner, space)})"
        case AtPeriodEnd(inner):
            return f"at_period_end({printed(inner, space)})"
        case Both(left, right):
            return f"({printed(left, space)}) and ({printed(right, space)})"
        case Either(left, right):
            return f"({printed(left, space)}){space}or ({printed(right, space)})"
        case Counted(relation, inner, op, number):
            rest = "" if inner is None else f",{space}{printed(inner, space)}"
            return f"count({relation}{rest}){space}{op}{space}{number}"
    raise AssertionError(expr)


@given(TREES, st.sampled_from(["", " ", "\n  "]))
def test_a_printed_tree_parses_to_itself(tree: Expr, space: str) -> None:
    assert parse(printed(tree, space)) == tree


@given(st.text(alphabet="ab_ ()=!<>,39 andortin.count", max_size=30))
def test_any_text_gives_a_tree_or_a_chinese_message(text: str) -> None:
    tree, message = None, ""
    try:
        tree = parse(text)
    except ExpressionError as error:
        message = str(error)
    if tree is None:
        assert message.startswith(f"条件“{text}”")
    else:
        assert parse(printed(tree, " ")) == tree
