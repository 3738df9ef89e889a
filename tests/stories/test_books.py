"""The books of the demo's first year, word by word: golden/books-D001-2025.txt. Refreshed as CONTRIBUTING.md says."""

import os
import re
from pathlib import Path

from tests.paper.reading import pages, placed, sizes
from tests.stories.conftest import Demo

GOLDEN = Path(__file__).with_name("golden") / "books-D001-2025.txt"
VARIES = (
    (re.compile(r"印于 [-0-9]{10} [0-9:]{5}"), "印于 某时"),
    (re.compile(r"链头\s+[0-9a-f]{64}"), "链头 某值"),
)
"""the moment of printing, and heads of chains, whose salts are drawn anew"""


def test_the_books_of_a_year_are_what_they_were(demo: Demo, tmp_path: Path) -> None:
    demo.put_back()
    path = tmp_path / "books.pdf"
    demo.installation.run("book", "--org", "D001", "--year", "2025", "-o", str(path))
    content = path.read_bytes()
    read = pages(content)
    found = "\n".join(f"== {number}\n{page.strip()}" for number, page in enumerate(read, 1)) + "\n"
    for pattern, words in VARIES:
        found = pattern.sub(words, found)
    if os.environ.get("HONGZHU_REFRESH_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(found)
    assert found == GOLDEN.read_text()
    assert set(sizes(content)) == {(210, 297), (297, 210)}
    for number, (width, height) in enumerate(sizes(content)):
        for piece in placed(content, number):
            assert 14 <= piece.left <= width - 18, (number, piece)
            assert 8 <= piece.foot <= height - 15, (number, piece)


def test_books_are_written_in_every_format_and_mistakes_are_said(demo: Demo, tmp_path: Path) -> None:
    run = demo.installation.run
    for name in ("docx", "xlsx"):
        path = tmp_path / f"roster.{name}"
        run("book", "--org", "D001", "--year", "2025", "--kind", "roster", "--format", name, "-o", str(path))
        assert path.read_bytes().startswith(b"PK")
    words = ("--year", "2025", "-o", str(tmp_path / "x.pdf"))
    assert "没有代码为“D9999”的党组织" in run("book", "--org", "D9999", *words, code=1)
    assert "没有“none”这本簿册" in run("book", "--org", "D001", "--kind", "none", *words, code=1)
    assert "缺少参数" in run("book", "--org", "D001", code=2)
    assert "不能写" in run(
        "book", "--org", "D001", "--year", "2025", "-o", str(tmp_path / "no" / "x.pdf"), code=1
    )
