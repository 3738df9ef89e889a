"""Names found by how they sound: every reading of every character counts, for surnames have readings of their own.

单 is read shan as a surname and dan elsewhere, 解 xie and jie, 曾 zeng and ceng: whoever types either finds the name.
"""

import os
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import import_module

LONGEST = 40
"""letters of a search; nobody types more of a name"""


def sounds_like(typed: str, name: str) -> bool:
    """Is `typed` (zhouyulan, zhou yl, zyl, yulan) how the name, or the end or middle of it, is read or begins to be read?"""
    letters = "".join(each for each in typed.lower().replace("ü", "v") if each.isascii() and each.isalpha())
    if not letters or len(letters) > LONGEST:
        return False
    sounds = [readings(each) for each in name]
    return any(_reads(letters, sounds[start:]) for start in range(len(sounds)))


def _reads(letters: str, sounds: list[tuple[str, ...]]) -> bool:
    """Each character in turn takes a whole reading or its first letter; the last may be unfinished."""
    if not letters:
        return True
    if not sounds:
        return False
    for sound in sounds[0]:
        if sound.startswith(letters):
            return True
        if any(
            letters.startswith(part) and _reads(letters[len(part) :], sounds[1:])
            for part in (sound, sound[0])
        ):
            return True
    return False


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """All readings of a character, without tones; ü as v and as u, for both are typed. A letter reads as itself."""
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    found = []
    for sound in _table().get(ord(character), "").split(","):
        plain = _plain(sound)
        found += [plain, plain.replace("v", "u")] if plain else []
    return tuple(dict.fromkeys(found))


def _plain(sound: str) -> str:
    """lǚ → lv."""
    parts = unicodedata.normalize("NFD", sound).replace("u\u0308", "v")
    return "".join(each for each in parts if each.isascii() and each.isalpha())


@cache
def _table() -> Mapping[int, str]:
    """pypinyin's table of characters, read when somebody first searches; that of phrases, four times as large, is not."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    table: Mapping[int, str] = import_module("pypinyin.constants").PINYIN_DICT
    return table
