"""The signed message: one shape, and a signature over header and payload."""

from collections.abc import Callable

import cbor2
import pytest

from certapp.model.errors import Refusal
from certapp.seal.cbor import CODE, LIST, Item
from certapp.seal.cose import ALG, ES256, KID, X5CHAIN, code_kid, parse, sign1
from tests.seal.making import KID as EXAMPLE_KID
from tests.seal.making import sign, verify

HEADER: dict[int, Item] = {ALG: ES256, KID: EXAMPLE_KID}
PROTECTED = cbor2.dumps(HEADER, canonical=True)
SIGNATURE = bytes(range(64))


def message(protected: object, unprotected: object, payload: object, signature: object, tag: int = 18) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(tag, [protected, unprotected, payload, signature]), canonical=True)


GOOD = message(PROTECTED, {}, b"payload", SIGNATURE)

BAD = {
    "no tag": GOOD[1:],
    "tag 98, for several signers": message(PROTECTED, {}, b"payload", SIGNATURE, tag=98),
    "tag 17, a MAC": message(PROTECTED, {}, b"payload", SIGNATURE, tag=17),
    "tag 61 around it": b"\xd8\x3d" + GOOD,
    "the tag twice": b"\xd2" + GOOD,
    "the tag in two bytes": b"\xd8\x12" + GOOD[1:],
    "the kid unprotected": message(cbor2.dumps({1: -7}), {4: EXAMPLE_KID}, b"payload", SIGNATURE),
    "something more unprotected": message(PROTECTED, {5: b"iv"}, b"payload", SIGNATURE),
    "the unprotected header not a map": message(PROTECTED, [], b"payload", SIGNATURE),
    "the header not wrapped": message(HEADER, {}, b"payload", SIGNATURE),
    "the header empty": message(b"", {}, b"payload", SIGNATURE),
    "the header a list": message(cbor2.dumps([1, -7]), {}, b"payload", SIGNATURE),
    "the header with something behind": message(PROTECTED + b"\x00", {}, b"payload", SIGNATURE),
    "the header in another order": message(b"\xa2\x04\x48" + EXAMPLE_KID + b"\x01\x26", {}, b"", SIGNATURE),
    "the header with a key twice": message(bytes.fromhex("a301260126 0440"), {}, b"", SIGNATURE),
    "the header with a named key": message(cbor2.dumps({"alg": -7}), {}, b"payload", SIGNATURE),
    "the payload elsewhere": message(PROTECTED, {}, None, SIGNATURE),
    "the payload a text": message(PROTECTED, {}, "payload", SIGNATURE),
    "a short signature": message(PROTECTED, {}, b"payload", SIGNATURE[:-1]),
    "a long signature": message(PROTECTED, {}, b"payload", SIGNATURE + b"\x00"),
    "no signature": message(PROTECTED, {}, b"payload", b""),
    "three parts": cbor2.dumps(cbor2.CBORTag(18, [PROTECTED, {}, b"payload"])),
    "five parts": cbor2.dumps(cbor2.CBORTag(18, [PROTECTED, {}, b"payload", SIGNATURE, 0])),
    "a map": cbor2.dumps(cbor2.CBORTag(18, {})),
    "cut short": GOOD[:-1],
    "something behind": GOOD + b"\x00",
    "nothing": b"",
    "the tag alone": b"\xd2",
}  # fmt: skip


def test_a_message_is_read_as_it_was_signed() -> None:
    signed = sign1(HEADER, b"payload", sign)
    read = parse(signed)
    assert (read.header, read.payload, read.protected) == (HEADER, b"payload", PROTECTED)
    verify(read)


def test_it_is_what_cbor2_would_write() -> None:
    assert sign1(HEADER, b"payload", lambda _: SIGNATURE) == GOOD


def test_what_is_signed_is_the_structure_of_the_standard() -> None:
    seen: list[bytes] = []

    def sign_and_see(data: bytes) -> bytes:
        seen.append(data)
        return SIGNATURE

    signed = sign1(HEADER, b"payload", sign_and_see)
    assert seen == [cbor2.dumps(["Signature1", PROTECTED, b"", b"payload"])]
    assert parse(signed).to_be_signed() == seen[0]


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_every_other_shape_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        parse(data)


@pytest.mark.parametrize(
    "header",
    [
        {1: -7},
        {4: EXAMPLE_KID},
        {1: -8, 4: EXAMPLE_KID},
        {1: 7, 4: EXAMPLE_KID},
        {1: -7, 4: EXAMPLE_KID[:-1]},
        {1: -7, 4: EXAMPLE_KID + b"\x00"},
        {1: -7, 4: "8 letters"[:8]},
        {1: -7, 3: 0, 4: EXAMPLE_KID},
        {1: -7, 2: [1], 4: EXAMPLE_KID},
        {1: -7, 33: b"certificate"},
        {},
    ],
)
def test_a_code_names_its_algorithm_and_key_and_nothing_else(header: dict[int, Item]) -> None:
    with pytest.raises(Refusal, match="CODE_DAMAGED"):
        code_kid(parse(sign1(header, b"payload", sign)))


def test_a_code_gives_its_key_identifier() -> None:
    assert code_kid(parse(sign1(HEADER, b"payload", sign))) == EXAMPLE_KID


def test_a_list_may_be_larger_than_a_code_and_carry_a_certificate() -> None:
    header: dict[int, Item] = {ALG: ES256, X5CHAIN: bytes(600)}
    signed = sign1(header, bytes(100_000), sign)
    assert parse(signed, LIST).header == header
    with pytest.raises(Refusal):
        parse(signed, CODE)


@pytest.mark.parametrize("wrong", [lambda _: b"", lambda _: bytes(63), lambda data: data])
def test_a_signer_who_gives_no_signature_is_a_fault(wrong: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ValueError):
        sign1(HEADER, b"payload", wrong)


def test_a_signature_can_be_turned_round_and_so_names_nothing() -> None:
    """(r, n - s) verifies as well: why certificates are revoked by the number inside."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    signed = sign1(HEADER, b"payload", sign)
    turned = order - int.from_bytes(signed[-32:], "big")
    verify(parse(signed[:-32] + turned.to_bytes(32, "big")))
