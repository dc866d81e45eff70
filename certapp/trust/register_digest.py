"""The register digest (`*.xcdigest`): which numbers a country has ever given out, so that others are known as false.

Per year a random salt and the sorted first eight bytes of SHA-256(salt, number). It tells nobody a number who does not
already have it, and a number that it lacks was never issued up to the day to which it is complete.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Final

from certapp.model.bare_number import bare_number
from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item
from certapp.trust.certificate import Certificate
from certapp.trust.columns import ascending, place
from certapp.trust.es256 import verifies
from certapp.trust.hierarchy import STATUS_SIGNING
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.signed_list import LAST_DAY, Shape, header_of

HASH_BYTES: Final = 8
SALT_BYTES: Final = 16
MOST_YEARS: Final = 400

DIGEST: Final = -65540
"""The key of the payload under which a digest stands."""

_ISSUER, _MADE = 1, 6
_COMPLETE_TO, _OFFICES, _LEGACY, _YEARS, _OLDER = range(1, 6)
_OFFICE = re.compile("[0-9A-Z]{2}").fullmatch
_NUMBER = re.compile(r"([A-Z]{2})-([0-9]{4})-([0-9A-Z]{2})-[0-9]{6}-[0-9A-Z]", re.ASCII)
_SHAPE = Shape("DIGEST_DAMAGED", "DIGEST_NEWER")


@dataclass(frozen=True, slots=True)
class Year:
    """The numbers of one year: their hashes, eight bytes each, sorted."""

    year: int
    salt: bytes = field(repr=False)
    hashes: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RegisterDigest:
    """All numbers given out by these `offices` up to the day `complete_to` (since 1970-01-01).

    made_at: seconds since 1970. legacy_complete: older paper certificates, numbered otherwise, are all in it too.
    older: of older papers those issued from this day to that day (since 1970-01-01) are all in it; None for none.
    """

    country: str
    made_at: int
    complete_to: int
    offices: frozenset[str]
    legacy_complete: bool
    years: tuple[Year, ...]
    signer: Certificate = field(repr=False)
    raw: bytes = field(repr=False)
    older: tuple[int, int] | None = None

    def __len__(self) -> int:
        return sum(len(year.hashes) for year in self.years) // HASH_BYTES

    def holds(self, number: str, year: int | None = None) -> bool:
        """Whether this number was given out, in whichever year; with `year` in that one or one that is not known."""
        bare = bare_number(number)
        rows = self.years if year is None else tuple(each for each in self.years if each.year in (0, year))
        return any(place(each.hashes, HASH_BYTES, _hashed(each.salt, bare)) is not None for each in rows)

    def covers(self, number: str, issued_on: int | None = None) -> bool:
        """Whether the digest would hold this number, had it been given out up to the day `complete_to`.

        issued_on: the day on the paper (since 1970-01-01); by it older papers are covered though not all are.
        """
        match = _NUMBER.fullmatch(number)
        if match is None:
            dated = issued_on is not None and self.older is not None and self.older[0] <= issued_on <= self.older[1]
            return self.legacy_complete or dated
        return match[1] == self.country and match[3] in self.offices

    def rules_out(self, number: str, issued_on: int) -> bool:
        """Whether a certificate with this number, issued on that day (since 1970-01-01), was never given out."""
        return issued_on <= self.complete_to and self.covers(number) and not self.holds(number)


def sign_digest(
    country: str,
    made_at: int,
    complete_to: int,
    offices: Iterable[str],
    numbers: Mapping[int, Iterable[str]],
    key: SigningKey,
    *,
    legacy_complete: bool = False,
    older: tuple[int, int] | None = None,
) -> bytes:
    """A digest as a COSE_Sign1 by a status signer. numbers: by year of issue, 0 where it is not known.

    older: the days (since 1970-01-01) between which older papers are all in it.

    ValueError where the content breaks a rule of the format.
    """
    years: list[Item] = []
    for year in sorted(numbers):
        salt = secrets.token_bytes(SALT_BYTES)
        hashes = sorted({_hashed(salt, bare_number(number)) for number in numbers[year]})
        years.append([year, salt, b"".join(hashes)])
    digest: dict[int | str, Item] = {
        _COMPLETE_TO: complete_to,
        _OFFICES: list[Item](sorted(set(offices))),
        _LEGACY: int(legacy_complete),
        _YEARS: years,
    }
    if older is not None:
        digest[_OLDER] = list[Item](older)
    payload = cbor.encode({_ISSUER: country, _MADE: made_at, DIGEST: digest})
    data = cose.sign1(header_of(key.certificate), payload, key.sign_raw)
    try:
        parse_digest(data)
    except Refusal as refusal:
        raise ValueError("a register digest that nobody could read") from refusal
    return data


def read_digest(data: bytes, anchors: Iterable[Anchor]) -> RegisterDigest:
    """A digest whose signature is good under one of `anchors` (of any country; its own counts).

    Refusals: DIGEST_DAMAGED, DIGEST_NEWER, DIGEST_SIGNATURE (not good, or not by a status signer of that country).
    """
    digest = parse_digest(data)
    signer = digest.signer
    anchor = issuer_of(signer, anchors, STATUS_SIGNING, digest.made_at)
    message = cose.parse(data, cbor.LIST)
    if (
        anchor is None
        or signer.country != digest.country
        or anchor.has_revoked(signer)
        or not verifies(signer.key, message.signature, message.to_be_signed())
    ):
        raise Refusal("DIGEST_SIGNATURE", country=digest.country)
    return digest


def parse_digest(data: bytes) -> RegisterDigest:
    """What a digest says, its signature not looked at. Refusals DIGEST_DAMAGED, DIGEST_NEWER."""
    _, outer, signer = _SHAPE.parse(data)
    inner = _SHAPE.inner(outer, DIGEST)
    offices = _SHAPE.want(inner.get(_OFFICES), list)
    rows = _SHAPE.want(inner.get(_YEARS), list)
    if not all(isinstance(office, str) and _OFFICE(office) for office in offices) or len(rows) > MOST_YEARS:
        _SHAPE.refuse()
    years = tuple(_year(row) for row in rows)
    if any(one.year >= other.year for one, other in pairwise(years)):
        _SHAPE.refuse()
    return RegisterDigest(
        country=_SHAPE.want(outer.get(_ISSUER), str),
        made_at=_SHAPE.whole(outer.get(_MADE)),
        complete_to=_SHAPE.whole(inner.get(_COMPLETE_TO), LAST_DAY),
        offices=frozenset(str(office) for office in offices),
        legacy_complete=bool(_SHAPE.whole(inner.get(_LEGACY), 1)),
        years=years,
        signer=signer,
        raw=data,
        older=_older(inner.get(_OLDER)),
    )


def _older(item: Item | None) -> tuple[int, int] | None:
    """Days may lie before 1970."""
    match item:
        case None:
            return None
        case [int(first), int(last)] if -LAST_DAY <= first <= last <= LAST_DAY:
            return first, last
    _SHAPE.refuse()


def _year(row: Item) -> Year:
    match row:
        case [int(year), bytes(salt), bytes(hashes)] if (
            0 <= year <= 9999 and len(salt) == SALT_BYTES and ascending(hashes, HASH_BYTES)
        ):
            return Year(year, salt, hashes)
    _SHAPE.refuse()


def _hashed(salt: bytes, bare: str) -> bytes:
    return sha256(salt + bare.encode()).digest()[:HASH_BYTES]
