"""ES256 signatures in the form of COSE: exactly 64 bytes, r before s."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from certapp.trust.es256 import sign_der, sign_raw, verifies

KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = KEY.public_key()
GOOD = sign_raw(KEY, b"message")


@given(st.binary(max_size=200))
def test_what_is_signed_verifies_and_nothing_else(data: bytes) -> None:
    signature = sign_raw(KEY, data)
    assert verifies(PUBLIC, signature, data)
    assert not verifies(PUBLIC, signature, data + b"0")


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        bytes(64),
        b"\xff" * 64,
        GOOD[:-1],
        GOOD + b"\x00",
        b"\x00" + GOOD[:32] + b"\x00" + GOOD[32:],  # the same numbers, in two wider halves
        GOOD[32:] + GOOD[:32],
        sign_der(KEY, b"message"),
    ],
    ids=["nothing", "zeros", "ones", "too short", "too long", "wider halves", "halves swapped", "DER"],
)
def test_any_other_form_is_refused(signature: bytes) -> None:
    assert verifies(PUBLIC, GOOD, b"message")
    assert not verifies(PUBLIC, signature, b"message")
