"""The installation's key in a backup: never the key itself, only proofs that it is the right one."""

import hmac
import os
from pathlib import Path
from typing import Final

from .refusals import Refused

LEAST: Final = 40
"""letters a key has at least"""


def key_check(secret: str, backup_id: str) -> str:
    """Return what a manifest keeps of the key: enough to know it again, nothing to find it by."""
    return _digest(secret, f"hongzhu.backup.key {backup_id}")


def seal(secret: str, sha256: str) -> str:
    """Return the keyed digest of a whole file, by its SHA-256: nobody without the key can make it."""
    return _digest(secret, f"hongzhu.backup.seal {sha256}")


def _digest(secret: str, message: str) -> str:
    return hmac.digest(secret.encode(), message.encode(), "sha256").hex()


def read_key(path: Path) -> str:
    """Return the key kept in a file. Raises Refused where there is none."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise Refused(f"读不了密钥文件 {path}（{error.strerror}）。请核对文件名和权限。") from None
    except ValueError:
        text = ""
    if len(text) < LEAST or any(letter.isspace() for letter in text):
        raise Refused(f"{path} 不是红烛的密钥文件。密钥文件里只有一行字母和数字。")
    return text


def write_key(path: Path, secret: str) -> None:
    """Put the key into a file that only its owner can read, whole or not at all. The same key again is well.

    Raises Refused where the file holds something else.
    """
    if path.exists():
        if path.is_file() and path.read_bytes().strip() == secret.encode():
            return
        raise Refused(f"{path} 已经存在，内容不同，没有改动它。请换一个文件名。")
    replace_key(path, secret)


def replace_key(path: Path, secret: str) -> None:
    """Put the key into a file, in place of what was there. Raises Refused where that cannot be."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Refused(f"写不进密钥文件 {path}（{error.strerror}）。请核对文件夹和权限。") from None
