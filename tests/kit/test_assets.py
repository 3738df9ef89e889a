"""One stylesheet, one script: small, named by content, compressed, kept for ever."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from hongzhu.kit import assets

KILOBYTE = 1024


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, settings) -> None:
    settings.ASSETS_DIR = tmp_path / "assets"
    assets._written.cache_clear()
    yield
    assets._written.cache_clear()


def test_a_name_tells_the_content(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = assets.asset("hongzhu.css")
    assert re.fullmatch(r"/static/hongzhu\.[0-9a-f]{12}\.css", before)
    assert assets.asset("hongzhu.css") == before
    settings.DEBUG = True
    monkeypatch.setitem(assets.ASSETS, "hongzhu.css", ("kit/tokens.css",))
    assert assets.asset("hongzhu.css") != before
    assert len(list(settings.ASSETS_DIR.iterdir())) == 4


def test_built_files_are_found_and_nothing_beside_them(settings) -> None:
    listed = [name for name, _ in assets.AssetFinder().list([])]
    assert sorted(listed) == sorted(path.name for path in settings.ASSETS_DIR.iterdir())
    name = assets.asset("hongzhu.js").removeprefix("/static/")
    assert finders.find(name) == str(settings.ASSETS_DIR / name)
    for other in ("hongzhu.css", "hongzhu.000000000000.css", "hongzhu../../db.sqlite3", "x.css"):
        assert finders.find(other) is None


def test_the_parts_are_all_there_and_in_their_order() -> None:
    style = assets.content("hongzhu.css").decode()
    heads = [":root {", "*, *::before", "body { background", ".skip {", ".btns {", "@page {"]
    places = [style.index(head) for head in heads]
    assert places == sorted(places)
    assert "/*" not in style
    script = assets.content("hongzhu.js").decode()
    assert script.index("htmx") < script.index("offline-bar")


def test_every_stylesheet_of_the_kit_is_in_it() -> None:
    root = Path(assets.__file__).parent / "static"
    files = {path.relative_to(root).as_posix() for path in root.rglob("*.css")}
    assert files == set(assets.ASSETS["hongzhu.css"])


def test_weights() -> None:
    assert len(gzip.compress(assets.content("hongzhu.css"))) <= 12 * KILOBYTE
    assert len(gzip.compress(assets.content("hongzhu.js"))) <= 20 * KILOBYTE


@pytest.mark.django_db  # closing an answer asks the connection how it is
def test_served_compressed_and_for_ever(client: Client) -> None:
    address = assets.asset("hongzhu.css")
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    try:
        assert response.status_code == 200
        assert response.headers["Cache-Control"].endswith("public, immutable")
        assert response.headers["Content-Encoding"] == "gzip"
        assert "Content-Security-Policy" in response.headers
    finally:
        response.close()
