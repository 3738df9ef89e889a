"""Documents over each other: field by field and day by day the stricter binds; what cannot be compared is for a person."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongzhu.policy.compiling import compile_pack
from hongzhu.policy.days import to_date, to_day
from hongzhu.policy.layers import Resolved, resolve
from hongzhu.policy.loading import SHIPPED, load_pack
from hongzhu.policy.pack import Pack, PackProblems
from hongzhu.policy.rules import Compiled
from hongzhu.policy.vocabulary import ATTRIBUTES, EVIDENCE
from tests.policy.small_pack import write_pack

HEAD = """\
[pack]
id = "{id}"
title = "{id}号文件"
issuer = "上级"
published = 2020-01-01
effective = 2020-01-01
schema = 1
version = "1"
layer = {layer}

[applies]
area = "*"
school_kinds = ["public_primary"]
"""
WINDOW = (date(2020, 1, 1), date(2026, 1, 1))


def layer(folder: Path, name: str, number: int, *blocks: str) -> Pack:
    """A pack that only overrides."""
    place = folder / name
    place.mkdir()
    text = HEAD.format(id=name, layer=number) + "".join(f"\n[[override]]\n{block}\n" for block in blocks)
    (place / "pack.toml").write_text(text, encoding="utf-8")
    return load_pack(place)


def says(target: str, since: str, what: str, *more: str) -> str:
    return "\n".join(
        [f'target = "{target}"', f"from = {since}", f"set = {{ {what} }}", 'source = "某条"', *more]
    )


@pytest.fixture
def base(tmp_path: Path) -> Pack:
    return load_pack(write_pack(tmp_path / "base", cases=False))


def compiled(resolved: Resolved) -> Compiled:
    every = {f"{kind}.{name}" for kind in ATTRIBUTES for name in ATTRIBUTES[kind]}
    return compile_pack(resolved.pack, WINDOW, recordable_facts=set(EVIDENCE), recordable_attributes=every)


def needs(resolved: Resolved, key: str) -> dict[str, int]:
    """First day → need in tenths of the first rank."""
    rows = compiled(resolved).rule(key).needs
    return {to_date(row.from_day).isoformat(): row.need for row in rows if row.rank == 0}


def kinds(resolved: Resolved) -> list[tuple[str, str]]:
    return [(each.kind, each.field) for each in resolved.findings]


def test_without_layers_nothing_changes(base: Pack) -> None:
    assert resolve(base, []).pack is base


def test_the_higher_document_asks_more_from_its_day_on(base: Pack, tmp_path: Path) -> None:
    found = resolve(base, [layer(tmp_path, "up", 10, says("$hours", "2022-05-06", "value = 32"))])
    assert needs(found, "hours")["2022-05-06"] == 320
    assert kinds(found) == [("below", "min")]
    member = found.pack.obligation("hours.member")
    assert member.on(date(2022, 5, 5)).bound == {}
    assert member.on(date(2022, 5, 6)).bound == {"min": "某条，条文未核对"}


def test_a_local_document_may_ask_more(base: Pack, tmp_path: Path) -> None:
    found = resolve(base, [layer(tmp_path, "school", 40, says("talk", "2021-01-01", "min = 2"))])
    assert needs(found, "talk") == {"0001-01-01": 10, "2021-01-01": 20}
    assert found.findings == ()


def test_a_local_document_may_not_ask_less(base: Pack, tmp_path: Path) -> None:
    found = resolve(base, [layer(tmp_path, "school", 40, says("$hours", "2021-01-01", "value = 8"))])
    assert set(needs(found, "hours").values()) == {160}
    assert kinds(found) == [("below", "min")]


def test_unless_it_cites_what_allows_it(base: Pack, tmp_path: Path) -> None:
    words = says("$hours", "2021-01-01", "value = 8", "loosens = true")
    found = resolve(base, [layer(tmp_path, "school", 40, words)])
    assert needs(found, "hours")["2021-01-01"] == 80
    assert kinds(found) == [("loosened", "min")]
    assert "写明了依据" in found.findings[0].words


def test_what_cannot_be_compared_is_for_a_person(base: Pack, tmp_path: Path) -> None:
    blocks = [
        says("decision", "2021-01-01", 'forum = "党组织会议"'),
        says("talk", "2021-01-01", 'period = "year"'),
    ]
    found = resolve(base, [layer(tmp_path, "up", 10, *blocks)])
    assert kinds(found) == [("conflict", "period")], "nothing was said of the forum before: it is only added"
    assert found.pack.obligation("talk").on(date(2022, 1, 1)).period == "schoolyear"
    assert found.pack.obligation("decision").on(date(2022, 1, 1)).forum == "党组织会议"


def test_unless_a_layer_says_that_it_replaces(base: Pack, tmp_path: Path) -> None:
    words = says("talk", "2021-01-01", 'period = "year"', "replaces = true")
    found = resolve(base, [layer(tmp_path, "up", 10, words)])
    assert found.findings == ()
    slots = compiled(found).rule("talk").slots
    labels = [slot.label for slot in slots[:4]]
    assert labels == ["2019学年", "2021", "2022", "2023"], "the school year cut in two is left out"


def test_a_confirmed_number_is_assumed_no_longer(base: Pack, tmp_path: Path) -> None:
    duty = next(each for each in base.obligations if each.assumed)
    name = duty.assumed[0]
    words = f'target = "{duty.id}"\nfrom = 2021-01-01\nsource = "某条"\nconfirms = ["{name}"]'
    found = resolve(base, [layer(tmp_path, "up", 10, words)]).pack.obligation(duty.id)
    assert (name in found.on(date(2020, 6, 1)).assumed, name in found.on(date(2021, 1, 1)).assumed) == (
        True,
        False,
    )


def test_periods_change_without_overlap(base: Pack, tmp_path: Path) -> None:
    found = resolve(base, [layer(tmp_path, "up", 10, says("assembly", "2021-02-15", 'period = "month"'))])
    rule = compiled(found).rule("assembly")
    labels = [slot.label for slot in rule.slots if "2020Q4" <= slot.label <= "2021-05"]
    assert labels == ["2020Q4", "2021-03", "2021-04", "2021-05"], "the quarter cut in two is left out"
    days = [day for day, _start in compiled(found).days_of(rule.calendar)]
    assert len(days) == len(set(days))


def test_terms_run_by_the_number_of_their_first_day(base: Pack, tmp_path: Path) -> None:
    shorter = says("term", "2022-01-01", "every_months = 24")
    found = resolve(base, [layer(tmp_path, "up", 10, shorter)]).pack.obligation("term")
    assert [found.on(day).every_months for day in (date(2021, 12, 31), date(2022, 1, 1))] == [36, 24]


def test_the_digest_tells_the_layers_and_not_their_order(base: Pack, tmp_path: Path) -> None:
    up = layer(tmp_path, "up", 10, says("talk", "2021-01-01", "min = 2"))
    school = layer(tmp_path, "school", 40, says("talk", "2022-01-01", "min = 3"))
    both = resolve(base, [up, school])
    assert both == resolve(base, [school, up])
    digests = {
        base.digest,
        both.pack.digest,
        resolve(base, [up]).pack.digest,
        resolve(base, [school]).pack.digest,
    }
    assert len(digests) == 4


WRONG = {
    says("nobody", "2021-01-01", "min = 2"): "small 里没有义务“nobody”；请检查编号",
    says("$nothing", "2021-01-01", "value = 2"): "small 里没有参数“$nothing”；请检查拼写",
    says("talk", "2021-01-01", "value = 2"): "value 只能用来改参数；改义务请写 min 等项",
    says("$hours", "2021-01-01", "min = 2"): "改参数“$hours”要写 set = { value = 数 }",
    says(
        "talk", "2021-01-01", 'when = "nonsense"'
    ): "没有“nonsense”这个条件或属性；请检查拼写，或在 [predicates] 里写明",
    says("decision", "2021-01-01", "min = 1", 'confirms = ["min"]'): (
        "“min”在 small 里不是本区设定，用不着确认；请删去"
    ),
}


@pytest.mark.parametrize("block", WRONG)
def test_what_does_not_fit_is_named_at_its_line(base: Pack, tmp_path: Path, block: str) -> None:
    with pytest.raises(PackProblems) as caught:
        resolve(base, [layer(tmp_path, "up", 10, block)])
    assert [str(each) for each in caught.value.problems] == [f"up/pack.toml:15 {WRONG[block]}"]


UNREADABLE = {
    says("talk", "2021-01-01", "minimum = 2"): "不认识“minimum”；请检查拼写，或删去",
    'target = "talk"\nfrom = 2021-01-01\nset = { min = 2 }': "缺少“source”；请补上",
    'target = "talk"\nfrom = 2021-01-01\nsource = "某条"': "缺少“set”或“confirms”；请补上",
}


@pytest.mark.parametrize("block", UNREADABLE)
def test_what_cannot_be_read_is_named(tmp_path: Path, block: str) -> None:
    with pytest.raises(PackProblems) as caught:
        layer(tmp_path, "up", 10, block)
    (problem,) = caught.value.problems
    assert problem.message == UNREADABLE[block]
    assert problem.line >= 15


WORD = st.tuples(st.sampled_from([10, 20, 40]), st.integers(0, 9), st.integers(1, 6), st.booleans())


@given(st.lists(WORD, max_size=6, unique_by=lambda word: word[:2]))
def test_the_binding_number_is_what_every_day_says(
    tmp_path_factory: pytest.TempPathFactory, words: list[tuple[int, int, int, bool]]
) -> None:
    """Asked day by day: the latest word of each document, from the highest down, less only with a citation."""
    folder = tmp_path_factory.mktemp("layers")
    base = load_pack(write_pack(folder / "base", cases=False))
    first = date(2021, 1, 1)
    blocks: dict[int, list[str]] = {}
    for number, day, value, loosens in words:
        since = first + timedelta(days=day)
        block = says("talk", since.isoformat(), f"min = {value}", *["loosens = true"] * loosens)
        blocks.setdefault(number, []).append(block)
    layers = [layer(folder, f"l{number}", number, *some) for number, some in blocks.items()]
    found = resolve(base, layers)
    for day in range(-1, 10):
        held = {30: (1, False)}
        for number, since, value, loosens in sorted(words, key=lambda word: word[1]):
            if since <= day:
                held[number] = (value, loosens)
        expected = 0
        for number in sorted(held):
            value, loosens = held[number]
            expected = value if value > expected or (loosens and expected) else expected
        assert found.pack.obligation("talk").on(first + timedelta(days=day)).min == expected


def test_the_shipped_layer_over_the_shipped_document() -> None:
    """The numbers of the national documents, and from when they bind; none has been compared with its text."""
    base, national = (load_pack(SHIPPED / name) for name in ("dongchang-2017", "national"))
    found = resolve(base, [national])
    asked = {
        ("hours.member", "2019-05-05"): 16,
        ("hours.member", "2019-05-06"): 32,
        ("hours.team", "2019-05-06"): 56,
        ("meeting.group", "2026-01-01"): 1,
    }
    for (duty, day), number in asked.items():
        held = found.pack.obligation(duty).on(date.fromisoformat(day))
        assert base.amount(held.min, date.fromisoformat(day)) == number
    assert not any(each.verified for each in national.overrides)
    forums = [found.pack.obligation("decision.procedure").on(date(year, 6, 1)).forum for year in (2021, 2022)]
    assert forums == ["党政联席会议或校务会议", "学校党组织会议"]
    term = found.pack.obligation("term.election").on(date(2020, 1, 1))
    assert (term.every_months, "every_months" in term.assumed) == (36, False)
    assert found.pack.obligation("life.org").on(date(2020, 1, 1)).confirmed
    assert kinds(found) == [("below", "min"), ("below", "min")]
    limit = found.pack.obligation("setup.joint-limit")
    assert (limit.document, limit.layer) == (national.title, 10)
    rule = compile_pack(
        found.pack,
        (date(2017, 1, 1), date(2027, 1, 1)),
        recordable_facts=set(EVIDENCE),
        recordable_attributes={"org.kind"},
    ).rule("setup.joint-limit")
    assert rule.recordable
    assert to_day(national.effective) > to_day(base.effective)
