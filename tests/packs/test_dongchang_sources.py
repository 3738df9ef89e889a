"""The pack dongchang-2017 held against the document it was made from, and against itself.

Standard library only: this file reads the pack as plain data, so it cannot share a mistake with the loader.
The document is not part of the project; where `../shared/seed` is absent the tests that need it are skipped.
"""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "src/hongzhu/packs/dongchang-2017"
SEED = ROOT.parent / "shared/seed"
DUTIES = ROOT.parent / "shared/domain/obligations.tsv"

ROOMS = {
    "decisions", "development", "training", "finance", "care", "activities", "study", "ethics", "moral",
    "integrity", "assignments", "elections", "cadres", "coverage", "disclosure", "appraisal", "meetings",
    "orgs", "people",
}  # fmt: skip
COUNTED = {"count", "sum", "term", "respond"}
LONGEST_QUOTE = 20
"""Characters of a sentence's head in sentences.toml: enough to find the sentence, not to replace it."""


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((PACK / name).read_text(encoding="utf-8"))


def bare(text: str) -> str:
    """Without white space, which the document's line breaks and spaces fall under."""
    return re.sub(r"\s+", "", text)


HEAD = read("pack.toml")
OBLIGATIONS: list[dict[str, Any]] = [
    block for path in sorted(PACK.glob("obligations-*.toml")) for block in read(path.name)["obligation"]
]
CLAUSES: list[dict[str, Any]] = read("clauses.toml")["clause"]
SENTENCES: list[dict[str, Any]] = read("sentences.toml")["sentence"]
MAPPED_DUTIES: list[dict[str, Any]] = read("duties.toml")["duty"]
CASES: list[dict[str, Any]] = [
    block for path in sorted((PACK / "cases").glob("*.toml")) for block in read(f"cases/{path.name}")["case"]
]
BY_ID = {each["id"]: each for each in OBLIGATIONS}


@pytest.fixture(scope="module")
def source() -> str:
    """The document as published, from its preamble to the sentence on its scope, without white space."""
    papers = sorted(SEED.glob("*.txt")) if SEED.is_dir() else []
    if not papers:
        pytest.skip(f"原文不在 {SEED}，跳过与原文的对照")
    text = bare("".join(paper.read_text(encoding="utf-8") for paper in papers))
    end = "(含民办幼儿园)。"
    return text[text.index("根据《中华人民共和国教育法》") : text.index(end) + len(end)]


@pytest.fixture(scope="module")
def sentences(source: str) -> list[str]:
    """Every sentence of 二 and 三, its numbers and headings taken off; a heading alone is no sentence."""
    body = source[source.index("二、主要任务和工作要求") : source.index("本实施意见适用于")]
    marks = "|".join(re.escape(written(each)) for each in CLAUSES if each["number"])
    found = [re.sub(f"^(?:{marks})*", "", sentence) for sentence in body.split("。")]
    return [sentence for sentence in found if sentence]


def written(clause: dict[str, Any]) -> str:
    """A clause's number and heading as the document prints them."""
    number, heading = clause["number"], bare(clause["heading"])
    if number.startswith("("):
        return number + heading
    return f"{number}.{heading}" if number.isdigit() else f"{number}、{heading}"


def test_the_source_is_the_one_the_pack_was_made_from(source: str) -> None:
    assert hashlib.sha256(source.encode()).hexdigest() == HEAD["pack"]["source_sha256"]


def test_every_quote_stands_in_the_source(source: str) -> None:
    for each in OBLIGATIONS:
        quotes = [each["quote"], *each.get("quotes", [])]
        assert [quote for quote in quotes if bare(quote) not in source] == [], each["id"]


def test_every_heading_stands_in_the_source(source: str) -> None:
    headings = [each["heading"] for each in CLAUSES]
    assert [heading for heading in headings if bare(heading) not in source] == []


def test_summaries_are_our_own_words(source: str) -> None:
    assert [each["id"] for each in CLAUSES if not each["summary"] or bare(each["summary"]) in source] == []


def test_heads_of_sentences_are_found_once_and_in_order(source: str) -> None:
    heads = [bare(each["quote"]) for each in SENTENCES]
    assert [head for head in heads if source.count(head) != 1] == []
    places = [source.index(head) for head in heads]
    assert places == sorted(places)


def test_heads_of_sentences_are_short() -> None:
    assert [q for each in SENTENCES if not 8 <= len(q := bare(each["quote"])) <= LONGEST_QUOTE] == []


def test_no_sentence_is_left_unmapped(sentences: list[str]) -> None:
    heads = [bare(each["quote"]) for each in SENTENCES]
    assert len(sentences) > 80
    assert [sentence for sentence in sentences if not any(map(sentence.startswith, heads))] == []
    assert [head for head in heads if sum(head in sentence for sentence in sentences) != 1] == []


def test_parts_after_a_semicolon_are_mapped_on_their_own(sentences: list[str]) -> None:
    heads = [bare(each["quote"]) for each in SENTENCES]
    parts = [part for sentence in sentences for part in re.split("[;；]", sentence)]
    assert [part for part in parts if not any(map(part.startswith, heads))] == []


def test_sentences_stand_under_the_clause_they_belong_to(source: str) -> None:
    """A head lies between its clause's own mark and the next clause's."""
    ids = [each["id"] for each in CLAUSES]
    starts, at = [], 0
    for clause in CLAUSES:
        if clause["number"]:
            at = source.index(written(clause), at)
        starts.append(at if clause["number"] else (0 if clause["id"] == "前言" else len(source)))
    for each in SENTENCES:
        position, index = source.index(bare(each["quote"])), ids.index(each["clause"])
        assert starts[index] <= position < starts[index + 1], each["quote"]


def test_every_target_exists() -> None:
    for each in [*SENTENCES, *MAPPED_DUTIES]:
        assert each["maps"], each
        for target in each["maps"]:
            kind, _colon, name = target.partition(":")
            known = {"obligation": set(BY_ID), "procedure": ROOMS, "principle": {""}}
            assert name in known.get(kind, set()), (each, target)


def test_every_obligation_answers_a_sentence_of_its_clause() -> None:
    answered = {(target, each["clause"]) for each in SENTENCES for target in each["maps"]}
    assert [key for key, each in BY_ID.items() if (f"obligation:{key}", each["clause"]) not in answered] == []


def test_all_79_duties_are_mapped() -> None:
    ids = [each["id"] for each in MAPPED_DUTIES]
    assert len(ids) == len(set(ids)) == 79


def test_duties_are_those_of_the_study() -> None:
    if not DUTIES.is_file():
        pytest.skip(f"任务表不在 {DUTIES}，跳过编号对照")
    rows = DUTIES.read_text(encoding="utf-8").splitlines()[1:]
    assert [each["id"] for each in MAPPED_DUTIES] == [row.split("\t")[0] for row in rows if row]


def test_clauses_form_one_tree() -> None:
    ids = [each["id"] for each in CLAUSES]
    assert len(ids) == len(set(ids)) == 39
    for each in CLAUSES:
        assert each["parent"] == "" or each["parent"] in ids[: ids.index(each["id"])], each["id"]
        assert each["kind"] in {"requirement", "principle", "definition", "scope"}
    assert {each["clause"] for each in [*OBLIGATIONS, *SENTENCES]} <= set(ids)


def test_obligations_are_named_once_and_say_how_to_settle_them() -> None:
    assert len(BY_ID) == len(OBLIGATIONS)
    assert [key for key, each in BY_ID.items() if not each.get("settled_by", "").endswith("。")] == []


def test_what_is_assumed_is_a_field_or_a_reading_of_the_pack() -> None:
    readings = set(HEAD["calendar"]) | set(HEAD["predicates"])
    for key, each in BY_ID.items():
        assert set(each.get("assumed", [])) <= {*each, *readings}, key
    for name, each in HEAD["predicates"].items():
        assert bool(each.get("note")) == each.get("assumed", False), name


def test_every_number_is_stated_or_assumed() -> None:
    """Numbers the document itself prints; every other one must be marked as the district's."""
    stated = {
        ("meeting.assembly", "min"), ("meeting.committee", "min"), ("meeting.group", "min"),
        ("meeting.group", "max"), ("secretary.training", "min"), ("plan.study", "min"),
        ("honours.biennial", "min"), ("staff.study", "min"), ("staff.talk", "min"), ("duty.letter", "min"),
        ("district.meeting", "min"), ("secretary.appraisal", "min"), ("hours.member", "min"),
        ("hours.team", "min"),
    }  # fmt: skip
    fields = {"min", "max", "grace_days", "within_days", "settle_days", "every_months", "remind_days", "due"}
    for key, each in BY_ID.items():
        loose = (fields | {"window", "partial"}) & set(each) - set(each.get("assumed", []))
        assert {(key, name) for name in loose} <= stated


def test_counted_obligations_have_cases() -> None:
    for key, each in BY_ID.items():
        if each["shape"] in COUNTED or key.startswith("setup."):
            assert sum(case["obligation"] == key for case in CASES) >= 3, key


def test_cases_are_readable() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))
    for case in CASES:
        duty = BY_ID[case["obligation"]]
        known = {"subject", "retired", "when", *HEAD["predicates"]}
        assert {role["role"] for role in case["subject"]["roles"]} <= known, case["name"]
        assert case["expect"], case["name"]
        if case["expect"].get("status") in {"met", "met_late"} and duty["shape"] != "state":
            evidence = {fact["kind"] for fact in case["fact"]}
            counted = duty.get("evidence") or [f"step.{step}" for step in duty["steps"]]
            assert evidence & set(counted), case["name"]
