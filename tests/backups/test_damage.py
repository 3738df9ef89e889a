"""A damaged, forged or foreign file is refused before anything is touched.

`./run torture backup` flips a thousand bits and cuts a thousand times on each run; here it is two hundred.
"""

import json
import os
import random
from pathlib import Path

import pytest
from django.core.files.utils import validate_file_name

from hongzhu.backups.archive import MANIFEST, UPLOADS, is_safe_upload, opened
from hongzhu.backups.keys import read_key, write_key
from hongzhu.backups.refusals import Damaged, Refused, TooNew, WrongKey
from tests.backups.sealing import SECRET, SOUND, listed, parts_of, rewritten, sealed

DAMAGES = int(os.environ.get("HONGZHU_HISTORIES", "200"))
OTHER = "another-key-that-is-long-enough-to-be-one-0123456789"


def refusal(path: Path, secret: str | None = SECRET) -> Refused:
    """Why a file is refused."""
    with pytest.raises(Refused) as caught, opened(path, secret):
        pass
    return caught.value


def test_a_sound_file_opens() -> None:
    with opened(SOUND, SECRET) as backup:
        assert backup.manifest.rows > 1000
        assert {part.name for part in backup.manifest.parts} == set(parts_of()[0])


def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    dice, whole = random.Random(seed), SOUND.read_bytes()
    path = tmp_path / "flipped.zip"
    print(f"seed {seed}: {DAMAGES} flips")
    for _ in range(DAMAGES):
        # As often in the last kilobytes, where the seal, the directory and the manifest stand, as elsewhere.
        near = len(whole) - dice.randrange(1, 8_000) if dice.random() < 0.5 else dice.randrange(len(whole))
        broken = bytearray(whole)
        broken[near] ^= 1 << dice.randrange(8)
        path.write_bytes(broken)
        for secret in (SECRET, None):
            if secret is None and near > len(whole) - 70:
                continue  # the seal itself, which nobody can check without the key
            with pytest.raises(Refused), opened(path, secret):
                pytest.fail(f"seed {seed}: a bit flipped at {near} of {len(whole)} was not seen")


def test_every_cut_file_is_found(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    dice, whole = random.Random(seed), SOUND.read_bytes()
    path = tmp_path / "cut.zip"
    for length in [0, 1, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(DAMAGES))]:
        path.write_bytes(whole[:length])
        with pytest.raises(Refused), opened(path, SECRET):
            pytest.fail(f"seed {seed}: cut to {length} of {len(whole)} was not seen")


def test_bytes_before_after_and_doubled_are_found(tmp_path: Path) -> None:
    whole = SOUND.read_bytes()
    for broken in (b"\0" + whole, whole + b"\0", whole + whole, whole[:1000] + whole):
        path = tmp_path / "longer.zip"
        path.write_bytes(broken)
        assert isinstance(refusal(path), Damaged)


def test_another_key_is_named_as_such() -> None:
    assert "密钥不对" in str(refusal(SOUND, OTHER))
    assert isinstance(refusal(SOUND, OTHER), WrongKey)


def test_a_file_changed_and_sealed_without_the_key_is_forged(tmp_path: Path) -> None:
    parts, manifest = parts_of()
    forged = rewritten(tmp_path / "forged.zip", parts, manifest, secret=OTHER)
    assert "封印不符" in str(refusal(forged))


def test_without_the_key_the_digest_still_tells() -> None:
    with opened(SOUND, None) as backup:
        assert backup.manifest.heads


def test_swapped_parts_are_found(tmp_path: Path) -> None:
    parts, manifest = parts_of()
    names = [name for name in parts if name.startswith("tables/")]
    dice = random.Random(7)
    for _ in range(20):
        one, other = dice.sample(names, 2)
        if parts[one] == parts[other]:
            continue
        swapped = parts | {one: parts[other], other: parts[one]}
        path = rewritten(tmp_path / "swapped.zip", swapped, manifest)
        assert "与清单里的指纹不符" in str(refusal(path))


def test_missing_added_and_doubled_parts_are_found(tmp_path: Path) -> None:
    parts, manifest = parts_of()
    path, said = tmp_path / "parts.zip", json.dumps(manifest).encode()
    name = next(name for name in parts if name.startswith("tables/"))
    fewer = {each: data for each, data in parts.items() if each != name}
    assert isinstance(refusal(rewritten(path, fewer, manifest)), Damaged)
    assert isinstance(refusal(rewritten(path, parts | {"uploads/x": b""}, manifest)), Damaged)
    assert isinstance(refusal(rewritten(path, fewer, manifest | {"parts": listed(fewer)})), Damaged)
    with pytest.warns(UserWarning, match="Duplicate name"):
        sealed(path, [*parts.items(), (name, b"again"), (MANIFEST, said)])
    assert isinstance(refusal(path), Damaged)


@pytest.mark.parametrize(
    "name",
    [
        "uploads/../secret-key",
        "uploads/a/../../x",
        "/etc/cron.d/x",
        "../x",
        "uploads//x",
        "uploads/./x",
        "uploads/..\\x",
        "uploads/C:x",
        "uploads/x\n",
        "uploads/x.",
        "uploads/",
        "tables/../../x.jsonl",
        "secret-key",
        "uploads/" + "x" * 600,
    ],
)
def test_names_that_lead_elsewhere_are_refused(name: str, tmp_path: Path) -> None:
    parts, manifest = parts_of()
    more = parts | {name: b"x"}
    path = rewritten(tmp_path / "elsewhere.zip", more, manifest | {"parts": listed(more)})
    assert isinstance(refusal(path), Damaged)
    assert not is_safe_upload(name)


def test_usual_names_are_taken() -> None:
    for name in ("3f/3fa9c0", "会议/签到 表.pdf", "a.b.c"):
        assert is_safe_upload(UPLOADS + name)
        validate_file_name(name, allow_relative_path=True)


def test_bombs_are_refused(tmp_path: Path) -> None:
    parts, manifest = parts_of()
    zeros = parts | {"uploads/zeros": bytes(64 << 20)}
    path = rewritten(tmp_path / "bomb.zip", zeros, manifest | {"parts": listed(zeros)})
    assert path.stat().st_size < 1 << 20
    assert "大得不合常理" in str(refusal(path))
    # One that says it is small is not unpacked any further than it says.
    small = [*listed(parts), {"name": "uploads/zeros", "size": 10, "sha256": "0" * 64}]
    path = rewritten(tmp_path / "bomb.zip", zeros, manifest | {"parts": small})
    assert "与清单里的指纹不符" in str(refusal(path))


def test_a_later_format_is_named_as_such(tmp_path: Path) -> None:
    parts, manifest = parts_of()
    assert isinstance(refusal(rewritten(tmp_path / "new.zip", parts, manifest | {"format": 2})), TooNew)
    whole = SOUND.read_bytes()
    at = whole.rindex(b"hongzhu-backup 0001") + len("hongzhu-backup 000")
    later = tmp_path / "later.zip"
    later.write_bytes(whole[:at] + b"2" + whole[at + 1 :])
    assert isinstance(refusal(later), TooNew)


@pytest.mark.parametrize(
    "said",
    [
        {"format": None},
        {"format": "1"},
        {"program": "other"},
        {"made_at": "gestern"},
        {"made_at": "2026-11-22T00:00:00"},
        {"tables": None},
        {"tables": [{"name": "x"}]},
        {"migrations": [["a"]]},
        {"parts": [{"name": "x", "size": -1, "sha256": ""}]},
        {"heads": [{"stream": 1, "seq": 1, "hash": ""}]},
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(said: dict, tmp_path: Path) -> None:
    parts, manifest = parts_of()
    assert isinstance(refusal(rewritten(tmp_path / "odd.zip", parts, manifest | said)), Damaged)


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    for data in (b"", b"PK\x05\x06" + bytes(18), b"x" * 1000, b"[" * 100_000):
        path.write_bytes(data)
        assert "不是红烛的备份文件" in str(refusal(path))
    assert "读不了" in str(refusal(tmp_path / "missing.zip"))
    assert "读不了" in str(refusal(tmp_path))
    sealed(path, [(MANIFEST, b"[" * 100_000)])
    assert isinstance(refusal(path), Damaged)


def test_the_key_goes_into_a_file_of_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_key(path, SECRET)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(path) == SECRET
    write_key(path, SECRET)  # the same again is well
    with pytest.raises(Refused, match="内容不同"):
        write_key(path, OTHER)
    assert read_key(path) == SECRET
    for text in ("", "short", "two words that are long enough to be taken for a key, no", "密" * 60):
        path.write_text(text)
        with pytest.raises(Refused, match="不是红烛的密钥文件"):
            read_key(path)
    with pytest.raises(Refused, match="写不进"):
        write_key(tmp_path / "nowhere" / "key", SECRET)
