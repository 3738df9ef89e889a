"""The table of words and its exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hongzhu.__main__ import WORDS, help_text


def run(*words: str) -> subprocess.CompletedProcess[str]:
    # As from a shell: pytest-django names the settings for itself and its children.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "hongzhu", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


def test_help_lists_every_word() -> None:
    done = run("help")
    assert done.returncode == 0
    assert all(f"  {word} " in done.stdout for word in WORDS)


def test_an_unknown_word_is_wrong_use() -> None:
    done = run("无此命令")
    assert done.returncode == 2
    assert "没有“无此命令”这个命令" in done.stderr
    assert help_text() in done.stderr


@pytest.mark.parametrize("name", WORDS)
def test_every_word_has_a_module_and_chinese_help(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("用法："), Path(WORDS[name].module)
