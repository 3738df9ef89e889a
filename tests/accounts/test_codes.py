"""The six digits are those of every other authenticator."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from hongzhu.accounts.codes import (
    ALPHABET,
    STEP,
    code_at,
    digest,
    make_code,
    matching_step,
    printed,
    secret_of,
    setup_address,
    step_at,
    typed_secret,
)
from tests.accounts.makers import NOW

# RFC 6238, appendix B, SHA-1: seconds since 1970 and the eight digits.
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


@pytest.mark.parametrize("seconds", VECTORS)
def test_the_vectors_of_the_rfc(seconds: int) -> None:
    step = step_at(datetime.fromtimestamp(seconds, UTC))
    assert code_at(b"12345678901234567890", step, digits=8) == VECTORS[seconds]


def test_a_code_is_good_for_half_a_minute_before_and_after_and_only_once() -> None:
    secret = secret_of(1, "salt")
    code, step = code_at(secret, step_at(NOW)), step_at(NOW)
    for late in (-1, 0, 1):
        assert matching_step(secret, code, NOW + late * STEP, after=step - 1) == step
    assert matching_step(secret, code, NOW + 2 * STEP, after=0) is None
    assert matching_step(secret, code, NOW - 2 * STEP, after=0) is None
    assert matching_step(secret, code, NOW, after=step) is None
    assert matching_step(secret, f" {code[:3]} {code[3:]} ", NOW, after=0) == step


def test_the_secret_needs_the_installations_key(settings: object) -> None:
    before = secret_of(1, "salt")
    assert before != secret_of(2, "salt") != secret_of(2, "other")
    settings.SECRET_KEY = "another"
    assert secret_of(1, "salt") != before


def test_the_app_is_told_everything() -> None:
    address = urlsplit(setup_address(secret_of(1, "salt"), "zhouyulan"))
    assert (address.scheme, address.netloc, unquote(address.path)) == ("otpauth", "totp", "/红烛:zhouyulan")
    words = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert words == {
        "secret": typed_secret(secret_of(1, "salt")),
        "issuer": "红烛",
        "digits": "6",
        "period": "30",
    }


def test_codes_are_easy_to_read_and_bound_to_their_user_and_purpose() -> None:
    code = make_code()
    assert len(code) == 10
    assert set(code) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01OIL")
    assert printed("RQ4K8MTA2H") == "RQ4K-8MTA-2H"
    assert digest("slip", 1, "rq4k-8mta-2h") == digest("slip", 1, "RQ4K8MTA2H")
    others = {digest("slip", 2, code), digest("recovery", 1, code), digest("slip", 1, code)}
    assert len(others) == 3


def test_steps_are_counted_in_utc() -> None:
    assert step_at(NOW) == step_at(NOW.astimezone()) == step_at(NOW + timedelta(seconds=29))
