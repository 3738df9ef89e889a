"""A second opinion on every shape of duty, as data frames: no interval functions, no calendar of days, no kernel.

Shares with the engine only the compiled rules, the spells and the facts. Stretches of days are cut at every day on
which something changes; periods are found by looking back to the last one that began; months are Polars' own.
"""

from collections.abc import Iterable, Mapping

import polars as pl
from polars import col, lit, when

from hongzhu.policy.days import FOREVER, to_day
from hongzhu.policy.reference import Below, Fact, Roles
from hongzhu.policy.rules import Compiled, Rule
from hongzhu.policy.standing import Row

EPOCH = 719_163
"""the day number of 1970-01-01"""
KEY = ["rule", "subject"]
Frame = pl.DataFrame


def frame(rows: Iterable[tuple], names: str, **texts: type) -> Frame:
    """A frame of whole numbers, but for the columns that are said to be texts."""
    columns = names.split()
    return pl.DataFrame(
        list(rows), schema={name: texts.get(name, pl.Int64) for name in columns}, orient="row"
    )


class Route:
    """One world, one day: `rows` says what stands."""

    def __init__(
        self, compiled: Compiled, subjects: Mapping[int, str], roles: Roles, facts: Iterable[Fact], on: int
    ) -> None:
        self.compiled, self.subjects = compiled, subjects
        spells = [(subject, role, *span) for (subject, role), spans in roles.items() for span in spans]
        self.spells = frame(spells, "subject role start end").with_columns(
            start=pl.max_horizontal(col("start"), lit(compiled.effective))
        )
        everything = frame(facts, "kind subject day entered since withdrawn qty source", kind=str, source=str)
        self.facts = everything.filter(col("since") <= on, col("withdrawn") > on)

    def rows(self, below: Below) -> list[Row]:
        """Rows of every rule, in no order."""
        parts = [self.counted(), self.terms(), self.states(), self.responses()]
        parts += [self.steps(), self.derived(), self.shares(below)]
        return [Row(*line) for part in parts for line in part.select(Row._fields).iter_rows()]

    def of(self, *shapes: str) -> list[Rule]:
        return [rule for rule in self.compiled.rules if rule.shape in shapes]

    def owed(self, rules: list[Rule]) -> Frame:
        """(rule, subject, start, end): stretches on which a duty that is no count is owed."""
        held = frame(((rule.number, rule.held) for rule in rules), "rule role")
        return held.join(self._spells_of_kind(rules), on=["rule", "role"]).drop("role")

    def _spells_of_kind(self, rules: list[Rule]) -> Frame:
        """Spells of the subjects whose kind a rule is about, for each rule."""
        kinds = frame(((rule.number, rule.subject) for rule in rules), "rule kind", kind=str)
        beings = frame(self.subjects.items(), "subject kind", kind=str)
        return kinds.join(beings, on="kind").join(self.spells, on="subject").drop("kind")

    def evidence(self, rules: list[Rule], kinds: Mapping[int, Iterable[str]]) -> Frame:
        """Facts of the kinds that each rule names, with the rule."""
        wanted = frame(
            ((rule.number, place, kind) for rule in rules for place, kind in enumerate(kinds[rule.number])),
            "rule place kind",
            kind=str,
        )
        return wanted.join(self.facts, on="kind")

    def versions(self, rules: list[Rule], field: str) -> Frame:
        """(rule, since, field): what a duty says from a day on."""
        said = []
        for rule in rules:
            duty = rule.obligations[0]
            said.append((rule.number, 0, getattr(duty, field)))
            said += [(rule.number, to_day(since), getattr(each, field)) for since, each in duty.versions]
        return frame(said, f"rule since_day {field}").sort("since_day")

    def said(self, lines: Frame, rules: list[Rule], field: str, day: str) -> Frame:
        """The lines with what their duty says on a day of theirs."""
        versions = self.versions(rules, field)
        return lines.sort(day).join_asof(
            versions, left_on=day, right_on="since_day", by="rule", check_sortedness=False
        )

    def counted(self) -> Frame:
        rules = self.of("count", "sum")
        slots = frame(
            ((rule.number, *slot[:5]) for rule in rules for slot in rule.slots),
            "rule period close label due overdue",
            label=str,
        )
        need, total = self.needed(rules, slots), self.done(rules, slots)
        measures = frame(
            ((rule.number, rule.share, rule.prorata, rule.step) for rule in rules), "rule share prorata step"
        )
        lines = (
            need.join(slots, on=["rule", "period"])
            .join(measures, on="rule")
            .join(total, on=[*KEY, "period"], how="left")
        )
        length = col("close") - col("period")
        whole = length * col("step")
        weight = when(col("freed") == col("days")).then(col("weight")).otherwise(col("owed"))
        parts = weight // whole + (weight % whole > 0)
        return lines.with_columns(
            need=when(col("prorata") == 1).then(parts * col("step")).otherwise(col("peak")),
            exempt=when(col("days") * 1000 < col("share") * length)
            .then(2)
            .otherwise((col("freed") == col("days")).cast(pl.Int64)),
            until=lit(FOREVER),
            total=col("total").fill_null(0),
            ontime=col("ontime").fill_null(0),
            latest=col("latest").fill_null(0),
        )

    def needed(self, rules: list[Rule], slots: Frame) -> Frame:
        """Per rule, subject and period: days held, days exempt, what weighs how much, and the obligation held longest."""
        needs = frame(
            ((rule.number, *need) for rule in rules for need in rule.needs),
            "rule role rank need is_exempt need_from need_until",
        )
        held = needs.join(self._spells_of_kind(rules), on=["rule", "role"]).join(slots, on="rule")
        held = held.filter(col("need_from") <= col("period"), col("period") < col("need_until")).with_columns(
            days=pl.min_horizontal("end", "close") - pl.max_horizontal("start", "period")
        )
        held = held.filter(col("days") > 0).with_columns(
            weight=col("days") * col("need"), freed=col("days") * col("is_exempt")
        )
        place = [*KEY, "period"]
        longest = held.group_by([*place, "rank"]).agg(col("days").sum()).sort("days", "rank")
        return (
            held.group_by(place)
            .agg(
                col("days", "freed", "weight").sum(),
                owed=col("weight").filter(col("is_exempt") == 0).sum(),
                peak=col("need").max(),
            )
            .join(longest.group_by(place, maintain_order=True).agg(col("rank").last()), on=place)
        )

    def done(self, rules: list[Rule], slots: Frame) -> Frame:
        """Per rule, subject and period: what was counted, and what of it was entered in time."""
        terms = frame(
            ((rule.number, rule.is_sum, rule.during, rule.weekday) for rule in rules),
            "rule is_sum during weekday",
        )
        found = self.evidence(rules, {rule.number: rule.kinds for rule in rules}).join(terms, on="rule")
        found = (
            found.sort("day")
            .join_asof(
                slots.sort("period"),
                left_on="day",
                right_on="period",
                by="rule",
                check_sortedness=False,
            )
            .filter(col("day") < col("close"))
        )
        found = found.filter((col("weekday") == 0) | (col("day") % 7 == col("weekday") % 7))
        free, bound = found.filter(col("during") == 0), found.filter(col("during") > 0)
        bound = bound.join(self.spells, left_on=["subject", "during"], right_on=["subject", "role"]).filter(
            col("start") <= col("day"), col("day") < col("end")
        )
        amounts = pl.concat([free, bound.select(free.columns)]).with_columns(
            amount=when(col("is_sum") == 1).then("qty").otherwise(10)
        )
        in_time = col("entered") < col("overdue")
        return amounts.group_by([*KEY, "period"]).agg(
            total=col("amount").sum(), ontime=col("amount").filter(in_time).sum(), latest=col("since").max()
        )

    def terms(self) -> Frame:
        rules = self.of("term")
        held = self.owed(rules)
        elections = self.evidence(rules, {rule.number: rule.kinds for rule in rules})
        owing = held.select(KEY).unique()
        days = (
            elections.join(owing, on=KEY)
            .group_by([*KEY, "day"])
            .agg(months=col("qty").max(), entered=col("entered").min(), known=col("since").max())
            .sort("day")
        )
        after = {name: col(name).shift(-1).over(KEY, order_by="day") for name in ("day", "entered", "known")}
        days = days.with_columns(
            following=after["day"], next_entered=after["entered"], next_known=after["known"]
        )
        days = self.said(days, rules, "every_months", "day").with_columns(
            months=when(col("months") == 0).then("every_months").otherwise("months")
        )
        due = (col("day") - EPOCH).cast(pl.Int32).cast(pl.Date)
        due = due.dt.offset_by(pl.format("{}mo", col("months"))).cast(pl.Int32).cast(pl.Int64) + EPOCH
        days = days.with_columns(due=due)
        on_due = self._during(days, held, "due")
        on_following = self._during(days.filter(col("following").is_not_null()), held, "following")
        kept = pl.concat([on_due, on_following]).unique([*KEY, "day"])
        settled = col("following").is_not_null()
        punctual = settled & (col("following") <= col("due")) & (col("next_entered") <= col("due"))
        lines = kept.select(
            *KEY,
            "due",
            period="day",
            label=_iso("day"),
            until=col("following").fill_null(FOREVER),
            total=10 * settled.cast(pl.Int64),
            ontime=10 * punctual.fill_null(False).cast(pl.Int64),
            overdue=col("due") + 1,
            latest=pl.max_horizontal("known", "next_known"),
        )
        without = owing.join(days, on=KEY, how="anti").with_columns(
            period=0, label=lit(""), until=FOREVER, total=0, ontime=0, due=0, overdue=0, latest=0
        )
        return _lines(pl.concat([lines, without.select(lines.columns)], how="vertical_relaxed"))

    def _during(self, lines: Frame, held: Frame, day: str) -> Frame:
        """The lines with a day of theirs on which their duty is owed."""
        found = lines.join(held, on=KEY).filter(col("start") <= col(day), col(day) < col("end"))
        return found.select(lines.columns)

    def states(self) -> Frame:
        rules = self.of("state")
        held = self.owed(rules)
        good = frame(((rule.number, rule.holds) for rule in rules), "rule role")
        good = good.join(self._spells_of_kind(rules), on=["rule", "role"])
        pieces = _pieces(KEY, owed=held, good=good).filter(col("owed") > 0)
        pieces = _runs(pieces, KEY, [], "stretch").with_columns(
            good=col("good") > 0, began=col("start").first().over([*KEY, "stretch"], order_by="start")
        )
        pieces = _merged(_runs(pieces, KEY, ["good", "stretch"], "piece"), [*KEY, "piece"], "good", "began")
        pieces = self.said(pieces, rules, "settle_days", "began")
        done, overdue = 10 * col("good").cast(pl.Int64), col("began") + col("settle_days")
        return _lines(
            pieces.select(
                *KEY,
                period="start",
                label=lit(""),
                until="end",
                total=done,
                ontime=done,
                due=overdue - 1,
                overdue=overdue,
                latest=lit(0),
            )
        )

    def responses(self) -> Frame:
        rules = self.of("respond")
        held = self.owed(rules)
        triggers = self.evidence(rules, {rule.number: [rule.obligations[0].trigger] for rule in rules})
        triggers = (
            self._during(triggers, held, "day")
            .group_by([*KEY, "day"])
            .agg(known=col("since").min(), stated=col("qty").sort_by("since").first() // 10)
        )
        states_days = col("rule").is_in([rule.number for rule in rules if rule.obligations[0].within_stated])
        days = pl.when(states_days).then(col("stated")).otherwise(col("within_days"))
        triggers = self.said(triggers, rules, "within_days", "day").with_columns(due=col("day") + days)
        answers = self.evidence(rules, {rule.number: rule.kinds for rule in rules})
        answers = answers.select(*KEY, "entered", "since", answered="day")
        met = triggers.join(answers, on=KEY).filter(col("answered") >= col("day"))
        punctual = (col("answered") <= col("due")) & (col("entered") <= col("due"))
        met = met.group_by([*KEY, "day"]).agg(
            ontime=10 * punctual.any().cast(pl.Int64), heard=col("since").max()
        )
        found = triggers.join(met, on=[*KEY, "day"], how="left")
        return _lines(
            found.select(
                *KEY,
                "due",
                period="day",
                label=_iso("day"),
                until=lit(FOREVER),
                total=10 * col("heard").is_not_null().cast(pl.Int64),
                ontime=col("ontime").fill_null(0),
                overdue=col("due") + 1,
                latest=pl.max_horizontal("known", "heard"),
            )
        )

    def steps(self) -> Frame:
        rules = self.of("steps")
        cases = self.owed(rules).group_by(KEY).agg(began=col("start").min())
        sizes = frame(((rule.number, len(rule.kinds)) for rule in rules), "rule size")
        cases = self.said(cases.join(sizes, on="rule"), rules, "within_days", "began")
        taken = self.evidence(rules, {rule.number: rule.kinds for rule in rules})
        taken = taken.select(*KEY, "place", "day", "entered", "since")
        walk = cases.select(*KEY, allowed=lit(0, pl.Int64))
        chain, early = [], []
        for place in range(max((len(rule.kinds) for rule in rules), default=0)):
            here = taken.filter(col("place") == place).join(walk, on=KEY).sort("day", "entered")
            early.append(here.filter(col("day") < col("allowed")).select(*KEY, "day"))
            fitting = here.filter(col("day") >= col("allowed"))
            first = fitting.group_by(KEY, maintain_order=True).first()
            chain.append(first.select(*KEY, "place", "day", "entered"))
            walk = walk.join(first.select(*KEY, "day"), on=KEY, how="left").select(
                *KEY, allowed=col("day").fill_null(FOREVER)
            )
        return self._cases(cases, taken, _stacked(chain, "place day entered"), _stacked(early, "day"))

    def _cases(self, cases: Frame, taken: Frame, chain: Frame, early: Frame) -> Frame:
        """One line per case, from the steps that count and those taken too early."""
        begun = chain.filter(col("place") == 0).select(*KEY, began_on="day")
        limit = col("began_on") + col("within_days") + 1
        cases = (
            cases.join(begun, on=KEY, how="left")
            .join(early.group_by(KEY).agg(early=col("day").min()), on=KEY, how="left")
            .join(taken.group_by(KEY).agg(latest=col("since").max()), on=KEY, how="left")
            .with_columns(overdue=pl.min_horizontal("early", when(col("within_days") > 0).then(limit)))
        )
        passed = chain.join(cases, on=KEY).with_columns(
            punctual=(pl.max_horizontal("day", "entered") < col("overdue")).fill_null(True)
        )
        passed = passed.group_by(KEY).agg(
            steps=pl.len().cast(pl.Int64),
            punctual=col("punctual").sum().cast(pl.Int64),
            last=col("day").max(),
        )
        found = cases.join(passed, on=KEY, how="left").with_columns(col("steps", "punctual").fill_null(0))
        return _lines(
            found.select(
                *KEY,
                period="began",
                label=lit(""),
                until=when(col("steps") == col("size")).then(col("last") + 1).otherwise(FOREVER),
                need=10 * col("size"),
                total=10 * col("steps"),
                ontime=10 * col("punctual"),
                due=(col("overdue") - 1).fill_null(0),
                overdue=col("overdue").fill_null(0),
                latest=col("latest").fill_null(0),
            )
        )

    def derived(self) -> Frame:
        rules = self.of("derived")
        stretches = _merged(_runs(self.owed(rules), KEY, [], "stretch"), [*KEY, "stretch"])
        known = self.evidence(rules, {rule.number: rule.kinds for rule in rules})
        known = known.group_by(KEY).agg(latest=col("since").min())
        done = 10 * col("latest").is_not_null().cast(pl.Int64)
        return _lines(
            stretches.join(known, on=KEY, how="left").select(
                *KEY,
                period="start",
                label=lit(""),
                until="end",
                total=done,
                ontime=done,
                due=lit(0),
                overdue=lit(0),
                latest=col("latest").fill_null(0),
            )
        )

    def shares(self, below: Below) -> Frame:
        rules = self.of("share")
        held = self.owed(rules)
        under = frame(
            (
                (*key, each, *span)
                for key, some in below.items()
                for each, spans in some.items()
                for span in spans
            ),
            "rule subject each begins ends",
        )
        mine = held.join(under, on=KEY).with_columns(
            begins=pl.max_horizontal("begins", "start"), ends=pl.min_horizontal("ends", "end")
        )
        sides = {}
        for name in ("among", "holds"):
            roles = frame(((rule.number, getattr(rule, name)) for rule in rules), "rule role")
            some = mine.drop("start", "end").join(roles, on="rule")
            some = some.join(self.spells, left_on=["each", "role"], right_on=["subject", "role"])
            some = some.select(
                *KEY,
                start=pl.max_horizontal("start", "begins"),
                end=pl.min_horizontal("end", "ends"),
            )
            sides["every" if name == "among" else "good"] = some.filter(col("start") < col("end"))
        needs = frame(
            ((rule.number, each.from_day, each.need) for rule in rules for each in rule.needs),
            "rule need_from need",
        )
        cuts = held.select(KEY).unique().join(needs, on="rule").select(*KEY, day="need_from")
        pieces = _pieces(KEY, cuts=cuts, **sides).filter(col("every") > 0)
        pieces = pieces.sort("start").join_asof(
            needs.sort("need_from"),
            left_on="start",
            right_on="need_from",
            by="rule",
            check_sortedness=False,
        )
        return self._share_lines(rules, pieces.with_columns(total=col("good") * 1000 // col("every")))

    def _share_lines(self, rules: list[Rule], pieces: Frame) -> Frame:
        """Due so many days after there was first somebody, or at the deadline; one line while the share stays the same."""
        pieces = _runs(pieces, KEY, [], "stretch").with_columns(
            began=col("start").first().over([*KEY, "stretch"], order_by="start")
        )
        pieces = self.said(pieces, rules, "settle_days", "began").drop("since_day")
        limits = frame(
            (
                (rule.number, since, to_day(each.deadline) + 1 if each.deadline else 0)
                for rule in rules
                for since, each in [
                    (0, rule.obligations[0]),
                    *((to_day(since), each) for since, each in rule.obligations[0].versions),
                ]
            ),
            "rule since_day limit",
        )
        pieces = pieces.sort("began").join_asof(
            limits.sort("since_day"),
            left_on="began",
            right_on="since_day",
            by="rule",
            check_sortedness=False,
        )
        pieces = pieces.with_columns(
            overdue=pl.max_horizontal(col("began") + col("settle_days"), col("limit"))
        )
        pieces = _runs(pieces, KEY, ["total", "need", "overdue"], "piece")
        found = _merged(pieces, [*KEY, "piece"], "total", "need", "overdue")
        return _lines(
            found.select(
                *KEY,
                "need",
                "total",
                "overdue",
                period="start",
                label=lit(""),
                until="end",
                ontime="total",
                due=col("overdue") - 1,
                latest=lit(0),
            )
        )


def _lines(found: Frame) -> Frame:
    """What all shapes but counts have in common."""
    needs = {} if "need" in found.columns else {"need": lit(10)}
    return found.with_columns(rank=lit(0), exempt=lit(0), **needs)


def _iso(day: str) -> pl.Expr:
    return (col(day) - EPOCH).cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d")


def _stacked(parts: list[Frame], names: str) -> Frame:
    return pl.concat([frame([], f"rule subject {names}"), *parts])


def _pieces(key: list[str], cuts: Frame | None = None, **sides: Frame) -> Frame:
    """Stretches between two days on which something begins or ends, with how many of each side lie over them."""
    changes = [] if cuts is None else [cuts.with_columns(**{name: lit(0, pl.Int64) for name in sides})]
    for name, side in sides.items():
        for edge, step in (("start", 1), ("end", -1)):
            steps = {other: lit(step if other == name else 0, pl.Int64) for other in sides}
            changes.append(side.select(*key, day=edge).with_columns(**steps))
    days = pl.concat(changes).group_by([*key, "day"]).agg(col(*sides).sum()).sort(*key, "day")
    return (
        days.with_columns(
            *(col(name).cum_sum().over(key, order_by="day") for name in sides),
            end=col("day").shift(-1).over(key, order_by="day").fill_null(FOREVER),
        )
        .rename({"day": "start"})
        .filter(col("start") < col("end"))
    )


def _runs(pieces: Frame, key: list[str], same: list[str], name: str) -> Frame:
    """Number the runs of pieces that touch and are the same."""
    pieces = pieces.sort(*key, "start")
    breaks = col("end").shift(1).over(key) != col("start")
    for each in same:
        breaks = breaks | (col(each).shift(1).over(key) != col(each))
    return pieces.with_columns(breaks.fill_null(True).cum_sum().over(key).alias(name))


def _merged(pieces: Frame, key: list[str], *kept: str) -> Frame:
    """One piece for each run."""
    return pieces.group_by(key).agg(
        col("start").min(), col("end").max(), col(*kept).first() if kept else pl.len()
    )
