"""A key at rest: what goes in comes out, with the passphrase and not a byte changed, or not at all."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certapp.model.errors import Refusal
from certapp.trust import keyfile
from certapp.trust.keyfile import TEST_COST, KdfCost, spki, unwrap, wrap

PASSPHRASE = "five plain words are enough"


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def data(key: ec.EllipticCurvePrivateKey) -> bytes:
    return wrap(key, PASSPHRASE, "Ana Example", TEST_COST)


def with_header(data: bytes, **changes: object) -> bytes:
    magic, header, sealed, end = data.split(b"\n")
    changed = json.dumps({**json.loads(header), **changes}, sort_keys=True, separators=(",", ":"))
    return b"\n".join((magic, changed.encode(), sealed, end))


def refused(data: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(Refusal) as refusal:
        unwrap(data, passphrase)
    return refusal.value.code


@pytest.fixture
def nothing_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    def derive(*_: object) -> bytes:
        raise AssertionError("derived before the file was checked")

    monkeypatch.setattr(keyfile, "_derive", derive)


def test_a_key_comes_back_with_its_passphrase(key: ec.EllipticCurvePrivateKey, data: bytes) -> None:
    assert spki(unwrap(data, PASSPHRASE).public_key()) == spki(key.public_key())


def test_accents_may_be_typed_either_way(key: ec.EllipticCurvePrivateKey) -> None:
    wrapped = wrap(key, "la clé du café est là bas", "", TEST_COST)
    unwrap(wrapped, "la cle\u0301 du cafe\u0301 est la\u0300 bas")


def test_a_wrong_passphrase_is_refused(data: bytes) -> None:
    assert refused(data, PASSPHRASE + " ") == "PASSPHRASE_WRONG"
    assert refused(data, "") == "PASSPHRASE_WRONG"


@pytest.mark.parametrize("passphrase", ["", "fifteen letters", " " * 40, "only four words so"[:15]])
def test_a_weak_passphrase_is_refused(key: ec.EllipticCurvePrivateKey, passphrase: str) -> None:
    with pytest.raises(Refusal, match="PASSPHRASE_WEAK"):
        wrap(key, passphrase, "", TEST_COST)


@pytest.mark.parametrize("passphrase", ["a b c d e", "sixteen-letters!"])
def test_five_words_or_sixteen_letters_are_enough(passphrase: str) -> None:
    keyfile.require_strong(passphrase)


@pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
def test_any_flipped_byte_is_refused(
    key: ec.EllipticCurvePrivateKey, monkeypatch: pytest.MonkeyPatch, bit: int
) -> None:
    def cheap(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:  # so that every byte can be tried
        return hashlib.sha256(repr((passphrase, salt, cost)).encode()).digest()

    monkeypatch.setattr(keyfile, "_derive", cheap)
    data = wrap(key, PASSPHRASE, "Ana Example", TEST_COST)
    unwrap(data, PASSPHRASE)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= bit
        assert refused(bytes(changed)) in ("KEY_FILE_DAMAGED", "PASSPHRASE_WRONG"), place


def test_a_flipped_byte_is_refused_with_the_real_derivation(data: bytes) -> None:
    for place in range(20, len(data), len(data) // 5):
        changed = bytearray(data)
        changed[place] ^= 1
        assert refused(bytes(changed)) in ("KEY_FILE_DAMAGED", "PASSPHRASE_WRONG"), place


def test_nothing_of_the_key_is_readable(key: ec.EllipticCurvePrivateKey, data: bytes) -> None:
    secret = key.private_numbers().private_value.to_bytes(32, "big")
    assert secret not in base64.b64decode(data.split(b"\n")[2])
    assert PASSPHRASE.encode() not in data


@pytest.mark.usefixtures("nothing_derived")
@pytest.mark.parametrize(
    "changes",
    [
        {"m": (1 << 20) + 1},
        {"m": (64 << 10) - 1},
        {"t": 17},
        {"t": 1},
        {"p": 9},
        {"p": 0},
        {"p": True},
        {"t": 2.0},
        {"version": 2},
        {"version": True},
        {"kdf": "argon2i"},
        {"salt": "00" * 15},
        {"salt": "AA" * 16},
        {"salt": 5},
        {"nonce": "zz" * 12},
        {"label": "x" * 201},
        {"label": None},
        {"more": 1},
    ],
)
def test_a_hostile_header_is_refused_before_it_costs_anything(data: bytes, changes: dict[str, object]) -> None:
    assert refused(with_header(data, **changes)) == "KEY_FILE_DAMAGED"


@pytest.mark.usefixtures("nothing_derived")
def test_a_file_that_is_not_to_the_letter_is_refused(data: bytes) -> None:
    magic, header, sealed, _ = data.split(b"\n")
    for changed in (
        b"",
        data[:-1],
        data + b"\n",
        data.replace(b"\n", b"\r\n"),
        b"\n".join((magic, header.replace(b",", b", ", 1), sealed, b"")),
        b"\n".join((magic, header.replace(b'{"kdf"', b'{"kdf":"argon2id","kdf"'), sealed, b"")),
        b"\n".join((magic, b"[" * 4000, sealed, b"")),
        b"\n".join((magic, b"9" * 5000, sealed, b"")),
        b"\n".join((magic, header, b"-" + sealed[1:], b"")),
        b"\n".join((magic, header, sealed + b"=", b"")),
        data + b"x" * 9000,
    ):
        assert refused(changed) == "KEY_FILE_DAMAGED"


def test_unused_bits_of_the_base64_do_not_pass(data: bytes) -> None:
    magic, header, sealed, _ = data.split(b"\n")
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    padding = sealed.count(b"=")
    assert padding, "without padding there are no unused bits to try"
    last = len(sealed) - padding - 1
    other = letters[letters.index(sealed[last]) ^ 1 : (letters.index(sealed[last]) ^ 1) + 1]
    changed = sealed[:last] + other + sealed[last + 1 :]
    assert base64.b64decode(changed) == base64.b64decode(sealed)
    assert refused(b"\n".join((magic, header, changed, b""))) == "KEY_FILE_DAMAGED"


def test_another_curve_is_not_wrapped() -> None:
    with pytest.raises(ValueError):
        wrap(ec.generate_private_key(ec.SECP384R1()), PASSPHRASE, "", TEST_COST)


def test_the_cost_is_written_in_the_file(data: bytes) -> None:
    header = json.loads(data.split(b"\n")[1])
    assert KdfCost(header["t"], header["m"], header["p"]) == TEST_COST
