"""Read a pack's folder into a Pack, or say what is wrong with it, as file:line in plain Chinese."""

import hashlib
import json
import tomllib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jsonschema

from . import toml_lines
from .calendars import Calendar
from .consistency import problems_between
from .expressions import Expr, ExpressionError, parse
from .pack import (
    Case,
    Clause,
    Dated,
    Mapping,
    Obligation,
    Override,
    Pack,
    PackProblems,
    Parameter,
    Predicate,
    Problem,
)
from .schema_words import in_chinese

SHIPPED = Path(__file__).resolve().parent.parent / "packs"
SEQUENCES = {"evidence", "exempt", "remind_days", "steps", "parties", "assumed", "quotes"}
IGNORED = {"over_max", "note"}
EXPRESSIONS = ("when", "holds", "exempt_when", "where")
DATES = {"published", "effective", "deadline", "from", "to", "on", "day", "entered", "due_on", "overdue_on"}


def find_pack(path: str, shipped: Path = SHIPPED) -> Path:
    """The folder of a pack: a path to it or to its pack.toml, or the name of a shipped one. May not exist."""
    given = Path(path)
    if given.suffix == ".toml":
        given = given.parent
    return given if given.exists() else shipped / given.name


def fingerprint(folder: Path) -> str:
    """The digest a pack will have: changes with any byte of the files that decide a status.

    The files are read again when one of them was written since.
    """
    found = [
        (path, path.stat()) for path in (folder / "pack.toml", *sorted(folder.glob("obligations-*.toml")))
    ]
    return _digest(tuple((path, at.st_mtime_ns, at.st_ctime_ns, at.st_size) for path, at in found))


@lru_cache(maxsize=50)
def _digest(files: tuple[tuple[Path, int, int, int], ...]) -> str:
    seen = hashlib.sha256()
    for path, *_written in files:
        seen.update(path.read_bytes())
    return seen.hexdigest()


def load_pack(folder: Path, *, proofs: bool = True) -> Pack:
    """The pack in a folder. Raises PackProblems with everything that is wrong.

    proofs=False leaves out what only check-pack reads: the mapped sentences, the duty table and the worked examples.
    """
    return _Reader(folder).pack(proofs=proofs)


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.lines: dict[str, dict[toml_lines.Path_, int]] = {}

    def pack(self, *, proofs: bool) -> Pack:
        if not (self.folder / "pack.toml").is_file():
            raise PackProblems([Problem(str(self.folder), 1, "这里没有 pack.toml；请给出政策包所在的文件夹")])
        main = self.file("pack.toml", {"obligation": []})
        parts = [("pack.toml", main)] + [
            (path.name, self.file(path.name)) for path in sorted(self.folder.glob("obligations-*.toml"))
        ]
        clauses, cases = self.clauses(), self.cases() if proofs else ()
        sentences = self.mappings("sentences.toml", "sentence", "quote") if proofs else ()
        duties = self.mappings("duties.toml", "duty", "id") if proofs else ()
        self.stop_if_wrong()
        predicates = self.predicates(main.get("predicates", {}))
        obligations = [
            self.obligation(name, index, block)
            for name, data in parts
            for index, block in enumerate(data.get("obligation", []))
        ]
        overrides = [
            self.override(name, index, block)
            for name, data in parts
            for index, block in enumerate(data.get("override", []))
        ]
        self.stop_if_wrong()
        head = main["pack"]
        pack = Pack(
            **{
                key: head[key]
                for key in ("id", "title", "issuer", "published", "effective", "version", "layer")
            },
            area=main["applies"]["area"],
            school_kinds=tuple(main["applies"]["school_kinds"]),
            calendar=_calendar(main.get("calendar", {})),
            params=self.params(main.get("params", {})),
            predicates=predicates,
            obligations=tuple(each for each in obligations if each),
            clauses=clauses,
            sentences=sentences,
            duties=duties,
            cases=cases,
            digest=fingerprint(self.folder),
            folder=str(self.folder),
            overrides=tuple(overrides),
        )
        self.stop_if_wrong()
        self.problems += problems_between(pack, set(main.get("calendar", {})), self.place)
        self.stop_if_wrong()
        return pack

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise PackProblems(sorted(self.problems, key=lambda each: (each.file, each.line)))

    def place(self, file: str, *path: str | int) -> tuple[str, int]:
        """(file, line) of a table or key."""
        return file, toml_lines.nearest(self.lines.get(file, {(): 1}), path)

    def problem(self, message: str, file: str, *path: str | int) -> None:
        problem = Problem(*self.place(file, *path), message)
        if problem not in self.problems:
            self.problems.append(problem)

    def file(self, name: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
        """A file's data over what is given; nothing where it is absent or wrong: then the faults are noted."""
        path = self.folder / name
        if not path.is_file():
            return {}
        try:
            data, self.lines[name] = toml_lines.read(path)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problems.append(Problem(name, *toml_lines.fault(error, path)))
            return {}
        known = len(self.problems)
        self.check_schema(name, data := (given or {}) | data)
        return data if len(self.problems) == known else {}

    def check_schema(self, name: str, data: dict[str, Any]) -> None:
        for error in jsonschema.Draft202012Validator(_schema(name)).iter_errors(data):
            where = self.place(name, *error.absolute_path, *culprit(error))
            found = Problem(*where, in_chinese(error))
            if found not in self.problems:  # several keys missing in one place are one fault
                self.problems.append(found)
        for path, value in _walk(data):
            if path[-1] in DATES and "window" not in path and type(value) is not date:
                self.problem(f"“{path[-1]}”要写成日期，例如 2017-08-29（不加引号）", name, *path)

    def expression(self, text: str | None, file: str, *path: str | int) -> Expr | None:
        if text is None:
            return None
        try:
            return parse(text)
        except ExpressionError as error:
            self.problem(str(error), file, *path)
            return None

    def predicates(self, table: dict[str, Any]) -> dict[str, Predicate]:
        found = {}
        for name, block in table.items():
            expr = self.expression(block["is"], "pack.toml", "predicates", name, "is")
            if expr is not None:
                rest = {key: block[key] for key in ("assumed", "note") if key in block}
                found[name] = Predicate(name=name, of=block["of"], title=block["title"], expr=expr, **rest)
        return found

    def obligation(self, file: str, index: int, block: dict[str, Any]) -> Obligation | None:
        fields: dict[str, Any] = {}
        for key, value in block.items():
            if key in EXPRESSIONS:
                fields[key] = self.expression(value, file, "obligation", index, key)
            elif key == "window":
                fields[key] = (value["from"], value["to"])
            elif key in SEQUENCES:
                fields[key] = tuple(value)
            elif key not in IGNORED:
                fields[key] = value
        return Obligation(**fields, file=file, line=self.place(file, "obligation", index)[1])

    def override(self, file: str, index: int, block: dict[str, Any]) -> Override:
        changed = {
            key: self.expression(value, file, "override", index, "set", key)
            if key in EXPRESSIONS
            else tuple(value)
            if key in SEQUENCES
            else value
            for key, value in block.get("set", {}).items()
        }
        return Override(
            target=block["target"],
            since=block["from"],
            set=changed,
            source=block["source"],
            verified=block.get("verified", False),
            replaces=block.get("replaces", False),
            loosens=block.get("loosens", False),
            confirms=tuple(block.get("confirms", ())),
            line=self.place(file, "override", index)[1],
            file=file,
        )

    def params(self, table: dict[str, Any]) -> dict[str, Parameter]:
        found = {}
        for name, block in table.items():
            values = tuple(
                Dated(each["from"], each["value"], each.get("reference", "")) for each in block["values"]
            )
            dates = [each.since for each in values]
            if dates != sorted(set(dates)):
                self.problem(
                    "取值的日期要从早到晚，而且不能重复（前后两段会互相覆盖）",
                    *("pack.toml", "params", name, "values"),
                )
            found[name] = Parameter(name, block["unit"], values, block.get("stricter", "higher"))
        return found

    def clauses(self) -> tuple[Clause, ...]:
        return tuple(
            Clause(**block, line=self.place("clauses.toml", "clause", index)[1])
            for index, block in enumerate(self.file("clauses.toml").get("clause", []))
        )

    def mappings(self, file: str, table: str, key: str) -> tuple[Mapping, ...]:
        return tuple(
            Mapping(
                key=block[key],
                clause=block.get("clause", ""),
                maps=tuple(block["maps"]),
                line=self.place(file, table, index)[1],
                length=block.get("length", 0),
                sha256=block.get("sha256", ""),
            )
            for index, block in enumerate(self.file(file).get(table, []))
        )

    def cases(self) -> tuple[Case, ...]:
        return tuple(
            _case(block, name, self.place(name, "case", index)[1])
            for path in sorted((self.folder / "cases").glob("*.toml"))
            for name in [f"cases/{path.name}"]
            for index, block in enumerate(self.file(name).get("case", []))
        )


def _case(block: dict[str, Any], file: str, line: int) -> Case:
    return Case(
        name=block["name"],
        obligation=block["obligation"],
        on=block["on"],
        period=block["period"],
        roles=tuple(block["subject"]["roles"]),
        facts=tuple(block.get("fact", ())),
        expect=block["expect"],
        justification=block.get("justification", ""),
        uses_system=block.get("uses_system", True),
        file=file,
        line=line,
    )


def _calendar(table: dict[str, Any]) -> Calendar:
    def month_day(text: str) -> tuple[int, int]:
        return int(text[:2]), int(text[3:])

    chosen: dict[str, Any] = {"skip_vacation_months": table.get("month", {}).get("vacation") == "skip"}
    if "schoolyear" in table:
        chosen["schoolyear_starts"] = month_day(table["schoolyear"]["starts"])
    if "semester" in table:
        chosen["autumn_starts"] = month_day(table["semester"]["autumn"])
        chosen["spring_starts"] = month_day(table["semester"]["spring"])
    if "biennium" in table:
        chosen |= {"cycle_years": table["biennium"]["every"], "cycle_anchor": table["biennium"]["anchor"]}
    return Calendar(**chosen)


@cache
def _schema(name: str) -> dict[str, Any]:
    """The part of the schema that a file has to follow."""
    whole: dict[str, Any] = json.loads(
        (Path(__file__).parent / "pack.schema.json").read_text(encoding="utf-8")
    )
    if name == "pack.toml":
        return whole
    if name.startswith("obligations-"):
        duties = whole["properties"]["obligation"]
        return whole | {"required": ["obligation"], "properties": {"obligation": duties}}
    part = "cases" if name.startswith("cases/") else name
    return {**whole["$defs"][part], "$defs": whole["$defs"]}


def culprit(error: jsonschema.ValidationError) -> list[str]:
    """The unknown key itself, so that the line named is the line to mend."""
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        allowed = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        return [key for key in error.instance if key not in allowed][:1]
    return []


def _walk(value: Any, path: tuple[str | int, ...] = ()) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, (*path, index))
    else:
        yield path, value
