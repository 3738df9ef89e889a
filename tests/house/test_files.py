"""The tracked files: nothing of one machine, no registry, locks that hold."""

import re

from tests.house.reading import ROOT, demand_none, tracked_files

# Written in pieces so that this file does not find itself.
MACHINE = re.compile(r"(?<![\w.])/(" + "|".join(("work", "root", "farm", "Users")) + r")/|/home/[a-z]+/")
REGISTRY = re.compile(
    r"https?://\S*(/simple\b|/api/(pypi|npm|debian))|"
    + "|".join(
        host + r"\." + end
        for host, end in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb.debian", "org"))
    )
)
PINNED = re.compile(r"^[A-Za-z0-9._-]+==\S+( ;.*)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def traces(texts: dict[str, str]) -> list[str]:
    """Find paths of one machine and addresses of package registries."""
    return [
        f"{name}:{number} {match.group()}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        for pattern in (MACHINE, REGISTRY)
        if (match := pattern.search(line))
    ]


def loose_locks(texts: dict[str, str]) -> list[str]:
    """Find lock lines that are neither a pinned version nor a hash; an address is neither."""
    return [
        f"{name}:{number} {line}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if not (PINNED.match(line) or HASH.match(line))
    ]


def texts_of(names: list[str]) -> dict[str, str]:
    """Return the text of the files that are text."""
    found = {}
    for name in names:
        data = (ROOT / name).read_bytes()
        if b"\0" not in data:
            found[name] = data.decode()
    return found


def test_no_trace_of_a_machine_or_a_registry() -> None:
    demand_none(traces(texts_of([*tracked_files()])))


def test_a_trace_is_found() -> None:
    planted = (
        "/".join(["see ", "work", "x"]),
        "/".join(["https:", "", "mirror", "simple", "x"]),
        "pypi" + ".org",
    )
    assert len(traces({"a.md": "\n".join(planted)})) == 3
    assert not traces({"a.md": "docs/work/plan src/framework/x"})


def test_locks_are_pinned_and_hashed() -> None:
    demand_none(loose_locks(texts_of(["requirements.lock", "requirements-dev.lock"])))
    assert "uv.lock" not in tracked_files()


def test_a_loose_lock_is_found() -> None:
    planted = "django>=5 \\\n    --hash=sha256:" + "0" * 64 + "\n--index-url https" + "://x"
    assert len(loose_locks({"requirements.lock": planted})) == 2
