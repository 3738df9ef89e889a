"""Whether the parts of a pack fit together: names that exist, conditions that make sense, periods with a calendar."""

from collections.abc import Callable, Iterator

from .expressions import AtPeriodEnd, Both, Counted, Either, Expr, Named, Not, Valued
from .pack import Obligation, Pack, Problem
from .vocabulary import ATTRIBUTES, EVIDENCE, RELATIONS

Place = Callable[..., tuple[str, int]]
NEEDS_CALENDAR = {"schoolyear", "semester", "biennium"}
FIELDS = set(Obligation.__dataclass_fields__) | {"exempt", "over_max"}
"""what `assumed` may name besides calendars and predicates of the pack"""


def problems_between(pack: Pack, calendars: set[str], place: Place) -> list[Problem]:
    """Every fault that shows only when the parts are held side by side."""
    return [
        *_predicate_problems(pack, place),
        *_obligation_problems(pack, calendars),
        *_stack_problems(pack),
        *_reference_problems(pack),
    ]


def _predicate_problems(pack: Pack, place: Place) -> Iterator[Problem]:
    for each in pack.predicates.values():
        where = place("pack.toml", "predicates", each.name, "is")
        for message in faults(each.expr, {each.of}, pack):
            yield Problem(*where, message)
        if _depends_on(each.expr, each.name, pack, set()):
            yield Problem(*where, f"“{each.name}”绕了一圈又用到自己；请改掉其中一环")


def faults(expr: Expr, kinds: set[str], pack: Pack) -> Iterator[str]:
    """What in an expression does not fit subjects of these kinds."""
    match expr:
        case Named(name):
            predicate = pack.predicates.get(name)
            if predicate is None and not any(name in ATTRIBUTES[kind] for kind in kinds):
                yield f"没有“{name}”这个条件或属性；请检查拼写，或在 [predicates] 里写明"
            elif predicate is not None and predicate.of not in kinds:
                yield f"“{name}”说的是{predicate.of}，这里的主体是{'、'.join(sorted(kinds))}"
        case Valued(name, values, _negated):
            known = {value for kind in kinds for value in ATTRIBUTES[kind].get(name, {})}
            if not known:
                yield f"{'、'.join(sorted(kinds))}没有“{name}”这个属性"
            elif wrong := [value for value in values if value not in known]:
                yield f"“{name}”没有“{'、'.join(wrong)}”这个值；可以是：{'、'.join(sorted(known))}"
        case Counted(relation, inner, _op, _number):
            targets = {RELATIONS[kind][relation][2] for kind in kinds if relation in RELATIONS[kind]}
            if not targets:
                yield f"{'、'.join(sorted(kinds))}没有“{relation}”这种联系"
            elif inner is not None:
                yield from faults(
                    inner, targets if "body" not in targets else {"school", "org", "group"}, pack
                )
        case Not(inner=inner) | AtPeriodEnd(inner=inner):
            yield from faults(inner, kinds, pack)
        case Both(left=left, right=right) | Either(left=left, right=right):
            yield from faults(left, kinds, pack)
            yield from faults(right, kinds, pack)


def names_in(expr: Expr | None) -> Iterator[str]:
    """Names of predicates or attributes that an expression mentions, anywhere."""
    match expr:
        case Named(name=name) | Valued(name=name):
            yield name
        case Counted(inner=inner) | Not(inner=inner) | AtPeriodEnd(inner=inner):
            yield from names_in(inner)
        case Both(left=left, right=right) | Either(left=left, right=right):
            yield from names_in(left)
            yield from names_in(right)


def _depends_on(expr: Expr, name: str, pack: Pack, seen: set[str]) -> bool:
    for used in names_in(expr):
        if used == name:
            return True
        if used in pack.predicates and used not in seen:
            seen.add(used)
            if _depends_on(pack.predicates[used].expr, name, pack, seen):
                return True
    return False


def _obligation_problems(pack: Pack, calendars: set[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for each in pack.obligations:

        def problem(message: str, each: Obligation = each) -> Problem:
            return Problem(each.file, each.line, f"{each.id}：{message}")

        if each.id in seen:
            yield problem("编号重复")
        seen.add(each.id)
        for expr in (each.when, each.holds, each.exempt_when):
            if expr is not None:
                yield from map(problem, faults(expr, {each.subject}, pack))
        for kind in (*each.evidence, *([each.trigger] if each.trigger else [])):
            if kind not in EVIDENCE:
                yield problem(f"没有“{kind}”这种事实；请检查拼写")
        if each.period in NEEDS_CALENDAR - calendars:
            yield problem(f"周期“{each.period}”没有历法；请加上 [calendar.{each.period}]")
        if isinstance(each.min, str) and each.min[1:] not in pack.params:
            yield problem(f"没有“{each.min}”这个参数；请在 [params] 里写明")
        if each.while_role and each.while_role not in pack.predicates:
            yield problem(f"没有“{each.while_role}”这个条件；请在 [predicates] 里写明")
        if unknown := [
            name for name in each.assumed if name not in FIELDS | calendars | set(pack.predicates)
        ]:
            yield problem(f"assumed 里的“{'、'.join(unknown)}”不是这条义务的项")


def _stack_problems(pack: Pack) -> Iterator[Problem]:
    first: dict[str, Obligation] = {}
    for each in pack.obligations:
        if not each.stack:
            continue
        other = first.setdefault(each.stack, each)
        for name in (
            "shape",
            "subject",
            "period",
            "window",
            "evidence",
            "partial",
            "grace_days",
            "while_role",
        ):
            if getattr(each, name) != getattr(other, name):
                yield Problem(each.file, each.line, f"{each.id} 与 {other.id} 合并计算，“{name}”必须相同")


def _reference_problems(pack: Pack) -> Iterator[Problem]:
    clauses = {each.id for each in pack.clauses}
    obligations = {each.id for each in pack.obligations}
    for each in pack.obligations:
        if clauses and each.clause not in clauses:
            yield Problem(each.file, each.line, f"{each.id}：clauses.toml 里没有条款“{each.clause}”")
    for clause in pack.clauses:
        if clause.parent and clause.parent not in clauses:
            yield Problem("clauses.toml", 1, f"条款“{clause.id}”的上级“{clause.parent}”不存在")
    for file, mappings in (("sentences.toml", pack.sentences), ("duties.toml", pack.duties)):
        for mapping in mappings:
            for target in mapping.maps:
                kind, _colon, key = target.partition(":")
                if kind == "obligation" and key not in obligations:
                    yield Problem(file, mapping.line, f"没有义务“{key}”")
                elif kind not in {"obligation", "procedure", "principle"}:
                    yield Problem(
                        file, mapping.line, f"“{target}”要写成 obligation:…、procedure:… 或 principle"
                    )
    for case in pack.cases:
        if case.obligation not in obligations:
            yield Problem(case.file, case.line, f"没有义务“{case.obligation}”")
