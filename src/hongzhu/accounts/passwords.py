"""Which passwords are taken: named profiles, since 等保 and ASVS contradict each other; hashing at one price."""

import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from .spelling import plain_password

MOST: Final = 128
LEAST_DIFFERENT: Final = 5
"""different characters a password has at least"""
LEAST_WORD: Final = 4
"""shortest word of the user's own that a password may not contain"""
OUR_WORDS: Final = ("hongzhu", "dangjian", "dongchang", "红烛", "党建")
CLASSES: Final = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
LOOKALIKES: Final = str.maketrans("@4310$5!7", "aaeiossit")
HASHINGS_AT_ONCE: Final = 2
UNUSABLE: Final = "!"
"""the hash of an account without a password, and of no account at all"""

_turnstile = BoundedSemaphore(HASHINGS_AT_ONCE)


@dataclass(frozen=True, kw_only=True)
class PasswordProfile:
    """What a standard asks of passwords; `lasts` None: no change without a reason."""

    title: str
    least: int
    least_classes: int
    remembered: int
    lasts: timedelta | None

    @property
    def hint(self) -> str:
        """One line for the form."""
        if self.least_classes < 2:
            return f"至少{self.least}个字，可以是一句话"
        return f"至少{self.least}个字，大写字母、小写字母、数字、符号里至少有三样"


PROFILES: Final = {
    "mlps": PasswordProfile(title="等保", least=10, least_classes=3, remembered=5, lasts=timedelta(days=90)),
    "asvs": PasswordProfile(title="ASVS", least=12, least_classes=1, remembered=0, lasts=None),
}


class Argon2(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane, as OWASP asks at least; Django's 100 MiB would starve a small machine."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


def profile() -> PasswordProfile:
    """Return the profile in force."""
    return PROFILES[settings.HONGZHU_PASSWORDS]


def problems(password: str, *, own_words: Iterable[str], rules: PasswordProfile) -> list[str]:
    """Say what is wrong with a new password, in words for its owner. `own_words`: login, name, phone."""
    plain = plain_password(password)
    found = []
    if len(plain) < rules.least:
        found.append(f"密码至少{rules.least}个字，现在{len(plain)}个，请加长")
    elif len(plain) > MOST:
        found.append(f"密码最多{MOST}个字，请缩短")
    if sum(bool(re.search(each, plain)) for each in CLASSES) < rules.least_classes:
        found.append("密码里要有大写字母、小写字母、数字、符号中的三样，请补上缺的")
    if len(set(plain)) < LEAST_DIFFERENT:
        found.append("密码里重复的字太多，请换一个")
    folded = plain.casefold()
    words = [*OUR_WORDS, *(word.casefold() for word in own_words if len(word) >= LEAST_WORD)]
    if any(word in folded for word in words):
        found.append("密码里不要有您的用户名、手机号或本系统的名字，请换一个")
    elif _is_common(folded):
        found.append("这个密码太常见，容易被猜中，请换一个")
    return found


def matches(password: str, encoded: str) -> bool:
    """Is it the password of this hash? UNUSABLE never matches, and takes as long to say so."""
    with _turnstile:
        return check_password(plain_password(password), encoded)


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    with _turnstile:
        return make_password(plain_password(password))


def _is_common(folded: str) -> bool:
    tidy = re.sub(r"[\W_]", "", folded)
    alike = re.sub(r"[\W_]", "", folded.translate(LOOKALIKES))
    tries = {folded, tidy, alike, re.sub(r"[\d\W_]+$", "", folded), re.sub(r"\d+$", "", tidy)}
    return not tries.isdisjoint(_common())


@cache
def _common() -> frozenset[str]:
    """The list that Django ships: twenty thousand, offline."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)
