"""Which passwords are taken, under both profiles."""

import pytest
from pytest_django import Settings as SettingsWrapper

from hongzhu.accounts import actions
from hongzhu.accounts.actions.setting_passwords import check_new_password
from hongzhu.accounts.passwords import PROFILES, hashed, matches, problems
from hongzhu.accounts.refusals import Refused
from tests.accounts.makers import HERE, MINUTE, NOW, OTHER_PASSWORD, PASSWORD, make_user

MLPS = PROFILES["mlps"]


def said(password: str, profile: str = "mlps", *words: str) -> str:
    return "；".join(problems(password, own_words=words, rules=PROFILES[profile]))


@pytest.mark.parametrize(
    "password", [PASSWORD, OTHER_PASSWORD, "今天天气Hao2026", "aB3$aB3$xy", "a" * 60 + "B2#xyzq"]
)
def test_a_good_password_is_taken(password: str) -> None:
    assert said(password) == ""


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Xiaohe-19", "密码至少10个字，现在9个"),
        ("x" * 126 + "A1-", "最多128个字"),
        ("xiaohejiang", "大写字母、小写字母、数字、符号中的三样"),
        ("xiaohejiang1987", "中的三样"),
        ("Aa1-Aa1-Aa1-", "重复的字太多"),
        ("Password123!", "太常见"),
        ("P@ssw0rd2026", "太常见"),
        ("Woaini1314.", "太常见"),
        ("Qwertyuiop123!", "太常见"),
        ("Hongzhu-2026!", "本系统的名字"),
        ("红烛Ab123456", "本系统的名字"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(password: str, words: str) -> None:
    assert words in said(password)


def test_full_width_letters_are_the_same_password() -> None:
    assert said("Ｘｉａｏｈｅ－1987") == ""
    assert matches("Xiaohe-1987", hashed("Ｘｉａｏｈｅ－1987"))


def test_ones_own_name_and_number_are_refused() -> None:
    assert "用户名" in said("Zhouyulan-88", "mlps", "zhouyulan")
    assert "手机号" in said("Tel-13900001234", "mlps", "13900001234")
    assert said("Zhouyulan-88", "mlps", "zhao") == ""


def test_asvs_asks_for_length_not_for_classes() -> None:
    assert said("jintianwanshang", "asvs") == ""
    assert "至少12个字" in said("Xiaohe-1987", "asvs")
    assert "太常见" in said("qwertyuiop123", "asvs")


@pytest.mark.django_db
def test_the_last_five_do_not_come_back() -> None:
    user = make_user()
    ring = [f"{word}-2041-Yx" for word in ("Chunjie", "Qingming", "Duanwu", "Zhongqiu", "Dongzhi", "Laba")]
    before = PASSWORD
    for turn, password in enumerate(ring):
        at = NOW + turn * MINUTE
        actions.change_password(user=user, old=before, new=password, address=HERE, now=at, keep=None)
        before = password
    for password in ring[1:]:
        with pytest.raises(Refused, match="最近5次用过"):
            check_new_password(user, password)
    check_new_password(user, ring[0])
    assert user.past_passwords.count() == MLPS.remembered


@pytest.mark.django_db
def test_asvs_remembers_nothing(settings: SettingsWrapper) -> None:
    settings.HONGZHU_PASSWORDS = "asvs"
    user = make_user(password="jintianwanshang")
    actions.change_password(
        user=user, old="jintianwanshang", new="mingtianzaochen", address=HERE, now=NOW, keep=None
    )
    check_new_password(user, "jintianwanshang")


def test_the_price_of_a_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """OWASP: 19 MiB, two passes, one lane."""
    monkeypatch.undo()
    assert hashed(PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
