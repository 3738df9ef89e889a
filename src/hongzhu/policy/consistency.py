"""Whether the parts of a pack fit together: names that exist, conditions that make sense, periods with a calendar."""

from collections.abc import Callable, Iterator

from .expressions import AtPeriodEnd, Both, Counted, Either, Expr, Named, Not, Valued
from .pack import Case, Obligation, Pack, Problem
from .vocabulary import ATTRIBUTES, EVIDENCE, RELATIONS, STEPS, SUBJECT_KINDS

Place = Callable[..., tuple[str, int]]
NEEDS_CALENDAR = {"schoolyear", "semester", "biennium"}
YEARLY = {"year", "schoolyear", "biennium"}
"""periods long enough for a day of the year"""
COUNTED = {"count", "sum"}
FIELDS = set(Obligation.__dataclass_fields__) | {"over_max"}
"""what `assumed` may name besides calendars and predicates of the pack"""


def problems_between(pack: Pack, calendars: set[str], place: Place) -> list[Problem]:
    """Every fault that shows only when the parts are held side by side."""
    return [
        *_predicate_problems(pack, place),
        *_obligation_problems(pack, calendars, place),
        *_stack_problems(pack, place),
        *_reference_problems(pack),
    ]


def _predicate_problems(pack: Pack, place: Place) -> Iterator[Problem]:
    for each in pack.predicates.values():
        where = place("pack.toml", "predicates", each.name, "is")
        if each.name in ATTRIBUTES[each.of]:
            message = f"“{each.name}”是{SUBJECT_KINDS[each.of]}的属性，不能再作条件的名称；请换一个"
            yield Problem(*place("pack.toml", "predicates", each.name), message)
            continue
        for message in faults(each.expr, {each.of}, pack):
            yield Problem(*where, message)
        if _depends_on(each.expr, each.name, pack, set()):
            yield Problem(*where, f"“{each.name}”绕了一圈又用到自己；请改掉其中一环")


def faults(expr: Expr, kinds: set[str], pack: Pack) -> Iterator[str]:
    """What in an expression does not fit subjects of these kinds."""
    subjects = "、".join(SUBJECT_KINDS[kind] for kind in sorted(kinds))
    match expr:
        case Named(name):
            predicate = pack.predicates.get(name)
            if predicate is None and not any(name in ATTRIBUTES[kind] for kind in kinds):
                yield f"没有“{name}”这个条件或属性；请检查拼写，或在 [predicates] 里写明"
            elif predicate is not None and predicate.of not in kinds:
                yield f"“{name}”是对{SUBJECT_KINDS[predicate.of]}说的，这里的主体是{subjects}；请换一个条件"
        case Valued(name, values, _negated):
            known = {value for kind in kinds for value in ATTRIBUTES[kind].get(name, {})}
            if not known:
                usable = sorted({each for kind in kinds for each in ATTRIBUTES[kind]})
                yield f"{subjects}没有“{name}”这个属性；可以用：{'、'.join(usable) or '（没有）'}"
            elif wrong := [value for value in values if value not in known]:
                yield f"“{name}”没有“{'、'.join(wrong)}”这个值；可以是：{'、'.join(sorted(known))}"
        case Counted(relation, inner, _op, number):
            if isinstance(number, str) and number not in pack.params:
                yield f"没有“${number}”这个参数；请在 [params] 里写明"
            targets = {RELATIONS[kind][relation][2] for kind in kinds if relation in RELATIONS[kind]}
            if not targets:
                yield f"{subjects}没有“{relation}”这种联系；可以用：{'、'.join(_relations(kinds)) or '（没有）'}"
            elif inner is not None:
                yield from faults(
                    inner, targets if "body" not in targets else {"school", "org", "group"}, pack
                )
        case Not(inner=inner) | AtPeriodEnd(inner=inner):
            yield from faults(inner, kinds, pack)
        case Both(left=left, right=right) | Either(left=left, right=right):
            yield from faults(left, kinds, pack)
            yield from faults(right, kinds, pack)


def _relations(kinds: set[str]) -> list[str]:
    """Names of relations; those of the many posts in one."""
    names = {name for kind in kinds for name in RELATIONS[kind]}
    posts = {name.partition(".")[0] for name in names if "." in name}
    return sorted(name for name in names if "." not in name) + [f"{name}.<职务>" for name in sorted(posts)]


def reads_period_end(expr: Expr | None, pack: Pack, seen: frozenset[str] = frozenset()) -> bool:
    """Does a condition ask how things stand at the end of a period, directly or through predicates?"""
    match expr:
        case AtPeriodEnd():
            return True
        case Named(name) if name in pack.predicates and name not in seen:
            return reads_period_end(pack.predicates[name].expr, pack, seen | {name})
        case Counted(inner=inner) | Not(inner=inner):
            return reads_period_end(inner, pack, seen)
        case Both(left=left, right=right) | Either(left=left, right=right):
            return reads_period_end(left, pack, seen) or reads_period_end(right, pack, seen)
    return False


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


def _obligation_problems(pack: Pack, calendars: set[str], place: Place) -> Iterator[Problem]:
    seen: set[str] = set()
    clauses = {each.id for each in pack.clauses}
    for each, index in _numbered(pack):

        def problem(message: str, key: str, each: Obligation = each, index: int = index) -> Problem:
            return Problem(*place(each.file, "obligation", index, key), f"{each.id}：{message}")

        if each.id in seen:
            yield problem("编号重复；请换一个", "id")
        seen.add(each.id)
        if clauses and each.clause not in clauses:
            yield problem(f"clauses.toml 里没有条款“{each.clause}”；请检查编号", "clause")
        for key, message in _condition_faults(each, pack):
            yield problem(message, key)
        for key, kinds in (("evidence", each.evidence), ("trigger", (each.trigger,) if each.trigger else ())):
            for kind in kinds:
                if kind not in EVIDENCE:
                    yield problem(
                        f"没有“{kind}”这种事实；请检查拼写，词汇用 ./run check-pack --words 查看", key
                    )
        if each.period in NEEDS_CALENDAR - calendars:
            calendar = f"[calendar.{each.period}]"
            yield problem(f"周期“{each.period}”没有历法；请在 pack.toml 里加上 {calendar}", "period")
        if isinstance(each.min, str) and each.min[1:] not in pack.params:
            yield problem(f"没有“{each.min}”这个参数；请在 [params] 里写明", "min")
        for step in each.steps:
            if step not in STEPS:
                yield problem(f"没有“{step}”这一步；可以是：{'、'.join(STEPS)}", "steps")
        for key, message in _period_faults(each):
            yield problem(message, key)
        if each.deadline and each.deadline < pack.effective:
            yield problem(f"deadline 早于施行日期 {pack.effective}，还没有施行就到期了；请核对", "deadline")
        if unknown := [
            name for name in each.assumed if name not in FIELDS | calendars | set(pack.predicates)
        ]:
            message = (
                f"assumed 里的“{'、'.join(unknown)}”不是这条义务的项，也不是历法或条件的名称；请检查拼写"
            )
            yield problem(message, "assumed")


def _numbered(pack: Pack) -> Iterator[tuple[Obligation, int]]:
    """Every obligation with its place among those of its file."""
    counts: dict[str, int] = {}
    for each in pack.obligations:
        counts[each.file] = counts.get(each.file, -1) + 1
        yield each, counts[each.file]


def _condition_faults(each: Obligation, pack: Pack) -> Iterator[tuple[str, str]]:
    """(key, message) of conditions that do not fit the subject, or the shape."""
    role = Named(each.while_role) if each.while_role else None
    own, counted = {each.subject}, {each.subject}
    if each.shape == "share":
        counted = {counted_kind(each)} - {""}
        if not counted:
            usable = "、".join(SUBJECT_KINDS if each.subject == "district" else _relations(own)) or "（没有）"
            yield "among", f"{SUBJECT_KINDS[each.subject]}下面没有“{each.among}”；可以用：{usable}"
    elif each.among or each.where:
        yield "among" if each.among else "where", "among 和 where 只能用在 share 里"
    conditions = (
        ("when", each.when, own),
        ("holds", each.holds, counted),
        ("where", each.where, counted),
        ("exempt_when", each.exempt_when, own),
        ("while_role", role, own),
    )
    for key, expr, kinds in conditions:
        if expr is None or not kinds:
            continue
        for message in faults(expr, kinds, pack):
            yield key, message
        asked_by_period = each.shape in COUNTED and key in {"when", "exempt_when"}
        if not asked_by_period and reads_period_end(expr, pack):
            yield key, "按期末判断（at_period_end）只能用在 count、sum 的 when 和 exempt_when 里"


def counted_kind(each: Obligation) -> str:
    """The kind of subjects that a share counts; empty where `among` leads nowhere."""
    if each.subject == "district":
        return each.among if each.among in SUBJECT_KINDS else ""
    found = RELATIONS[each.subject].get(each.among, ("", False, ""))[2]
    return found if found in SUBJECT_KINDS else ""


def _period_faults(each: Obligation) -> Iterator[tuple[str, str]]:
    """(key, message) of days of the year that do not fit the period: neighbouring periods must not overlap."""
    for key in ("window", "due"):
        if getattr(each, key) and each.period not in YEARLY:
            yield key, f"{key} 只能用在按年、按学年的周期里"
    if each.grace_days is not None and each.shape not in COUNTED:
        yield "grace_days", "grace_days 只能用在 count、sum 里；回应、状态、届期的天数请写进期限里"
    if each.weekday and each.period != "week":
        yield "weekday", 'weekday 只能用在按周的周期里（period = "week"）'
    if each.window:
        (late, start), (later, end) = (("+" in text, text.lstrip("+")) for text in each.window)
        if not (late, start) < (later, end) <= (late + 1, start):
            yield "window", "window 要先起后止，而且不长于一年，否则前后两期会重叠"


def _stack_problems(pack: Pack, place: Place) -> Iterator[Problem]:
    first: dict[str, Obligation] = {}
    for each, index in _numbered(pack):
        if not each.stack:
            continue
        if each.shape not in COUNTED:
            where = place(each.file, "obligation", index, "stack")
            yield Problem(*where, f"{each.id}：只有 count、sum 可以合并计算；请删去 stack")
        other = first.setdefault(each.stack, each)
        for name in (
            "shape",
            "subject",
            "period",
            "window",
            "due",
            "deadline",
            "evidence",
            "partial",
            "grace_days",
            "while_role",
        ):
            if getattr(each, name) != getattr(other, name):
                yield Problem(each.file, each.line, f"{each.id} 与 {other.id} 合并计算，“{name}”必须相同")


def _reference_problems(pack: Pack) -> Iterator[Problem]:
    clauses: set[str] = set()
    for clause in pack.clauses:
        if clause.id in clauses:
            yield Problem("clauses.toml", clause.line, f"条款“{clause.id}”的编号重复；请换一个")
        clauses.add(clause.id)
    obligations = {each.id for each in pack.obligations}
    for clause in pack.clauses:
        if clause.parent and clause.parent not in clauses:
            message = f"条款“{clause.id}”的上级“{clause.parent}”不存在；请检查编号"
            yield Problem("clauses.toml", clause.line, message)
    for file, mappings in (("sentences.toml", pack.sentences), ("duties.toml", pack.duties)):
        for mapping in mappings:
            if mapping.clause and clauses and mapping.clause not in clauses:
                message = f"clauses.toml 里没有条款“{mapping.clause}”；请检查编号"
                yield Problem(file, mapping.line, message)
            for target in mapping.maps:
                kind, _colon, key = target.partition(":")
                if kind == "obligation" and key not in obligations:
                    yield Problem(file, mapping.line, f"没有义务“{key}”；请检查编号")
                elif kind not in {"obligation", "procedure", "principle"}:
                    yield Problem(
                        file, mapping.line, f"“{target}”要写成 obligation:…、procedure:… 或 principle"
                    )
    for case in pack.cases:
        if case.obligation not in obligations:
            yield Problem(case.file, case.line, f"没有义务“{case.obligation}”；请检查编号")
        for message in _case_faults(case):
            yield Problem(case.file, case.line, message)


def _case_faults(case: Case) -> Iterator[str]:
    """What in a worked example cannot be."""
    for role in case.roles:
        if "to" in role and role["to"] <= role["from"]:
            yield f"角色“{role['role']}”的 to 不晚于 from；请核对（to 是不再担任的第一天）"
    for fact in case.facts:
        if fact["kind"] not in EVIDENCE:
            yield f"没有“{fact['kind']}”这种事实；请检查拼写，词汇用 ./run check-pack --words 查看"
