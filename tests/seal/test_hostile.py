"""Whatever is handed in, nothing but a refusal comes out."""

import random
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from certapp.model.errors import Refusal
from certapp.model.sentences import catalogue
from certapp.seal.claims import decode_claims, encode_claims
from certapp.seal.cose import KID as KID_PARAMETER
from certapp.seal.cose import parse, sign1
from certapp.seal.fitting import seal
from certapp.seal.text import from_text, to_text
from tests.seal.making import CLAIMS, KID, read, sign, with_objects

NAMED = {"NOT_OUR_CODE", "CODE_NEWER", "CODE_TOO_LONG", "CODE_DAMAGED"}
CASES = 10_000


def outcome(text: str) -> str:
    try:
        read(text)
    except Refusal as refusal:
        return refusal.code
    return "READ"


def spoil(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, taken out, doubled or put in."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        place = chance.randrange(len(spoilt)) if spoilt else 0
        match chance.randrange(5):
            case 0:
                spoilt[place : place + 1] = bytes((chance.randrange(256),))
            case 1:
                spoilt[place : place + 1] = bytes((spoilt[place] ^ 1 << chance.randrange(8),)) if spoilt else b""
            case 2:
                del spoilt[place : place + chance.randrange(1, 9)]
            case 3:
                spoilt[place:place] = chance.randbytes(chance.randrange(1, 9))
            case _:
                spoilt[place:place] = spoilt[place : place + chance.randrange(1, 30)]
    return bytes(spoilt)


def test_no_spoilt_text_gets_further_than_a_refusal() -> None:
    chance = random.Random(1)
    text = seal(with_objects(3), KID, sign).text
    outcomes = {outcome(spoil(text.encode(), chance).decode("latin-1")) for _ in range(CASES)}
    assert outcomes <= NAMED | {"READ"}
    assert len(outcomes) > 1


def test_no_spoilt_message_gets_further_than_a_refusal() -> None:
    chance = random.Random(2)
    message = seal(with_objects(3), KID, sign).cose
    outcomes = {outcome(to_text(spoil(message, chance))) for _ in range(CASES)}
    assert outcomes <= NAMED | {"READ"}  # a change within a text or the signature leaves the shape good
    assert "CODE_DAMAGED" in outcomes


def test_no_spoilt_payload_gets_further_than_a_refusal() -> None:
    chance = random.Random(3)
    payload = encode_claims(with_objects(3))
    read_at_all = 0
    for _ in range(CASES):
        try:
            claims = decode_claims(spoil(payload, chance))
        except Refusal as refusal:
            assert refusal.code in {"CODE_DAMAGED", "CODE_NEWER"}
        else:
            read_at_all += 1
            if not claims.unknown_fields:
                encode_claims(claims)
    assert 0 < read_at_all < CASES


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=80) | st.text("XCERTB2ΑaB= \n", max_size=60).map(lambda rest: "XCERTB" + rest))
def test_any_text_has_a_named_outcome(text: str) -> None:
    assert outcome(text) in NAMED


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=120))
def test_any_message_has_a_named_outcome(message: bytes) -> None:
    assert outcome(to_text(message)) == "CODE_DAMAGED"
    assert outcome(to_text(b"\xd2\x84" + message)) == "CODE_DAMAGED"


def test_the_known_tricks_are_each_refused() -> None:
    message = parse(seal(CLAIMS, KID, sign).cose)
    cose = seal(CLAIMS, KID, sign).cose
    tricks = {
        "untagged": to_text(cose[1:]),
        "tag 98": to_text(b"\xd8\x62" + cose[1:]),
        "algorithm swapped": to_text(sign1({1: -8, 4: KID}, message.payload, sign)),
        "no algorithm": to_text(sign1({4: KID}, message.payload, sign)),
        "short kid": to_text(sign1({1: -7, 4: KID[:4]}, message.payload, sign)),
        "critical header": to_text(sign1({1: -7, 2: [KID_PARAMETER], 4: KID}, message.payload, sign)),
        "bomb": to_text(bytes(500_000)),
        "bomb inside": to_text(sign1({1: -7, 4: KID}, bytes(8000), sign)),
        "trailing bytes": to_text(cose + b"\x00"),
        "truncated": to_text(cose[:-1]),
        "payload with more behind": to_text(sign1({1: -7, 4: KID}, message.payload + b"\x00", sign)),
        "empty payload": to_text(sign1({1: -7, 4: KID}, b"", sign)),
        "compressed twice": to_text(zlib.compress(cose, 9)),
    }
    assert {name: outcome(text) for name, text in tricks.items()} == dict.fromkeys(tricks, "CODE_DAMAGED")


def test_every_refusal_has_its_sentence() -> None:
    assert catalogue("en").keys() >= NAMED | {"NUMBER_TOO_LONG", "TEXT_NOT_PRINTABLE"}
    try:
        from_text("XCERTB" + "A" * 9999)
    except Refusal as refusal:
        assert "1600" in refusal.text()
