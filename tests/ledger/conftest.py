"""A pack of one's own to change."""

import shutil
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def pack(settings: Any, tmp_path: Path) -> Path:
    """The folder of the pack in force: a copy that a test may change."""
    folder = tmp_path / "packs" / settings.HONGZHU_PACK
    shutil.copytree(settings.PACKS_DIR / settings.HONGZHU_PACK, folder)
    settings.PACKS_DIR = folder.parent
    return folder
