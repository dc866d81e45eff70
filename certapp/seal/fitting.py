"""As much of a certificate as a code of readable size can hold.

What decides whether print is read back is the size of a module, so the code may not grow without end: it
should stay at version 20 (49 mm), and must stay at version 25 (59 mm). What is left out the record still has,
and the code commits to the record by its digest.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from certapp.seal.claims import OBJECTS, Claims, SealedObject, SecondSignature, encode_claims, shorten
from certapp.seal.cose import ALG, ES256, KID, sign1
from certapp.seal.text import compress, from_compressed

GOOD_BYTES: Final = 602
"""Compressed message at QR version 20, ECC M."""
MOST_BYTES: Final = 903
"""The same at version 25."""
SHORT_TITLE_BYTES: Final = 24
SPARE_BYTES: Final = 12
"""Left free where the code is fitted before its digest and signatures are known."""


@dataclass(frozen=True, slots=True)
class SealedCode:
    """A signed code: its text, the message inside, and how much it holds.

    level: A every column of every object; B type and title; C with short titles; D not every object.
    """

    text: str
    cose: bytes
    level: str


def seal(claims: Claims, kid: bytes, sign: Callable[[bytes], bytes]) -> SealedCode:
    """The fullest code that fits. `kid`: 8 bytes; `sign`: ES256, r || s. Refusals as of `encode_claims`."""
    for level, fitted, most in _attempts(claims):
        # Signed each time: how far a message compresses depends on its signature too.
        message = sign1({ALG: ES256, KID: kid}, encode_claims(fitted), sign)
        compressed = compress(message)
        if len(compressed) <= most:
            return SealedCode(from_compressed(compressed), message, level)
    raise AssertionError("one short object always fits")


def fitting_of(claims: Claims) -> int:
    """Which attempt will fit a code that is signed by two people, found before number and digest are known: random
    bytes stand for both signatures and the digest, and a few bytes are left free for how differently they compress."""
    kid = secrets.token_bytes(8)
    guessed = replace(claims, second=SecondSignature(kid, secrets.token_bytes(64)))
    for place, (_level, fitted, most) in enumerate(_attempts(guessed)):
        message = sign1({ALG: ES256, KID: kid}, encode_claims(fitted), lambda data: secrets.token_bytes(64))
        if len(compress(message)) <= most - SPARE_BYTES:
            return place
    raise AssertionError("one short object always fits")


def fitted(claims: Claims, place: int) -> tuple[str, Claims]:
    """The claims as the attempt at that place has them, and its level. ValueError where there is none."""
    for at, (level, found, _most) in enumerate(_attempts(claims)):
        if at == place:
            return level, found
    raise ValueError("no such attempt")


def seal_as(claims: Claims, place: int, kid: bytes, sign: Callable[[bytes], bytes]) -> SealedCode:
    """The code as `fitting_of` found that it fits: what the second person signed is in it, no more and no less."""
    level, found = fitted(claims, place)
    message = sign1({ALG: ES256, KID: kid}, encode_claims(found), sign)
    return SealedCode(from_compressed(compress(message)), message, level)


def _attempts(claims: Claims) -> Iterator[tuple[str, Claims, int]]:
    objects = claims.objects[:OBJECTS]
    yield "A", claims, GOOD_BYTES
    yield "B", _with(claims, [SealedObject(each.type, each.title) for each in objects]), GOOD_BYTES
    short = [SealedObject(each.type, shorten(each.title, SHORT_TITLE_BYTES)) for each in objects]
    yield "C", _with(claims, short), MOST_BYTES
    for kept in range(len(short) - 1, 0, -1):
        yield "D", _with(claims, short[:kept]), MOST_BYTES


def _with(claims: Claims, objects: list[SealedObject]) -> Claims:
    return replace(claims, objects=tuple(objects))
