"""A checkpoint (`*.xccheckpoint`): where a journal stood at a moment, signed by an official of its office.

Given to another office it is a witness that nobody at home can edit. That office countersigns it: the countersigned
file holds the checkpoint to the byte, so that both signatures are checked from it.
"""

import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item
from certapp.seal.text import from_text, to_text
from certapp.trust.certificate import Certificate
from certapp.trust.es256 import verifies
from certapp.trust.signed_list import LAST_SECOND, Shape, header_of

PREFIX: Final = "XCCHK"
"""Of the printed code of a checkpoint, before its version letter."""
LARGEST: Final = 16 << 10
MOST_YEARS: Final = 3
"""So that the printed code stays small enough."""
CHECKPOINT: Final = -65560
COUNTERSIGNED: Final = -65561
"""The keys of the payload under which either stands."""

_ISSUER, _WRITTEN = 1, 6
_OFFICE, _JOURNAL, _SEQ, _HASH, _AT, _OCCASION, _COUNTS, _NUMBERS = range(1, 9)
_COUNTRY = re.compile("[A-Z]{2}")
_CODE = re.compile("[0-9A-Z]{2}")
_HASH_BYTES = 32
_SHAPE = Shape("CHECKPOINT_DAMAGED", "CHECKPOINT_NEWER")


class Occasion(IntEnum):
    """When a checkpoint is made."""

    START = 1
    CLOSE = 2
    BACKUP = 3
    EXCHANGE = 4


@dataclass(frozen=True, slots=True)
class Statement:
    """Where a journal stood.

    journal: the hash of its first entry, by which it is known. seq, hash, at: of its last entry, `at` in Unix
    milliseconds. written_at: Unix seconds. counts: applications, numbers, certificates, revocations. numbers: the
    highest of each of the last `MOST_YEARS` years that have any.
    """

    country: str
    office: str
    journal: bytes
    seq: int
    hash: bytes
    at: int
    written_at: int
    occasion: Occasion
    counts: tuple[int, int, int, int]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A statement whose signature is good; whose key it is nobody has said yet."""

    statement: Statement
    signer: Certificate = field(repr=False)
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Countersigned:
    """A checkpoint, and who vouches at another office, `country` and `office`, that it follows those seen before."""

    checkpoint: Checkpoint
    country: str
    office: str
    written_at: int
    signer: Certificate = field(repr=False)
    raw: bytes = field(repr=False)


def sign_checkpoint(statement: Statement, key: SigningKey) -> bytes:
    """The file. ValueError where `read_checkpoint` would not take it."""
    inner: dict[int | str, Item] = {
        _OFFICE: statement.office,
        _JOURNAL: statement.journal,
        _SEQ: statement.seq,
        _HASH: statement.hash,
        _AT: statement.at,
        _OCCASION: int(statement.occasion),
        _COUNTS: list(statement.counts),
        _NUMBERS: list(statement.numbers),
    }
    return _signed({_ISSUER: statement.country, _WRITTEN: statement.written_at, CHECKPOINT: inner}, key)


def countersign(checkpoint: Checkpoint, country: str, office: str, now: int, key: SigningKey) -> bytes:
    """The countersigned file, by an official of another office. ValueError as `sign_checkpoint`."""
    inner: dict[int | str, Item] = {1: checkpoint.raw, 2: office}
    return _signed({_ISSUER: country, _WRITTEN: now, COUNTERSIGNED: inner}, key)


def checkpoint_text(data: bytes) -> str:
    """The text of the printed code of a checkpoint."""
    return to_text(data, PREFIX)


def read_checkpoint(data: bytes) -> Checkpoint | Countersigned:
    """A checkpoint, plain or countersigned, from its file or the text of its code; every signature in it checked.

    Refusals: CHECKPOINT_DAMAGED, CHECKPOINT_NEWER, CHECKPOINT_SIGNATURE.
    """
    if len(data) > LARGEST:
        _SHAPE.refuse()
    if data.lstrip()[: len(PREFIX)].upper() == PREFIX.encode():
        try:
            data = from_text(data.decode("ascii").strip(), PREFIX)
        except (Refusal, UnicodeDecodeError):
            _SHAPE.refuse()
    message, outer, signer = _SHAPE.parse(data)
    if not verifies(signer.key, message.signature, message.to_be_signed()):
        raise Refusal("CHECKPOINT_SIGNATURE")
    country = _spelt(outer.get(_ISSUER), _COUNTRY)
    written = _SHAPE.whole(outer.get(_WRITTEN))
    if COUNTERSIGNED not in outer:
        return Checkpoint(_statement(country, written, _SHAPE.inner(outer, CHECKPOINT)), signer, data)
    inner = _SHAPE.inner(outer, COUNTERSIGNED)
    checkpoint = read_checkpoint(_SHAPE.want(inner.get(1), bytes))
    if not isinstance(checkpoint, Checkpoint):  # a countersignature is over the office's own word only
        _SHAPE.refuse()
    return Countersigned(checkpoint, country, _spelt(inner.get(2), _CODE), written, signer, data)


def plain(read: Checkpoint | Countersigned) -> Checkpoint:
    """The office's own word in either."""
    return read.checkpoint if isinstance(read, Countersigned) else read


def _signed(payload: dict[int | str, Item], key: SigningKey) -> bytes:
    data = cose.sign1(header_of(key.certificate), cbor.encode(payload), key.sign_raw)
    try:
        read_checkpoint(data)
    except Refusal as refusal:
        raise ValueError("a checkpoint that nobody could read") from refusal
    return data


def _statement(country: str, written: int, inner: dict[int, Item]) -> Statement:
    counts = [_SHAPE.whole(each) for each in _SHAPE.want(inner.get(_COUNTS), list)]
    numbers = [_SHAPE.want(each, str) for each in _SHAPE.want(inner.get(_NUMBERS), list)]
    occasion = _SHAPE.whole(inner.get(_OCCASION))
    if len(counts) != 4 or len(numbers) > MOST_YEARS or any(not 0 < len(each) <= 32 for each in numbers):
        _SHAPE.refuse()
    if occasion not in set(Occasion):
        raise Refusal("CHECKPOINT_NEWER")
    seq = _SHAPE.whole(inner.get(_SEQ))
    if seq == 0:
        _SHAPE.refuse()
    return Statement(
        country=country,
        office=_spelt(inner.get(_OFFICE), _CODE),
        journal=_hash(inner.get(_JOURNAL)),
        seq=seq,
        hash=_hash(inner.get(_HASH)),
        at=_SHAPE.whole(inner.get(_AT), LAST_SECOND * 1000),
        written_at=written,
        occasion=Occasion(occasion),
        counts=(counts[0], counts[1], counts[2], counts[3]),
        numbers=tuple(numbers),
    )


def _spelt(item: Item | None, pattern: re.Pattern[str]) -> str:
    text = _SHAPE.want(item, str)
    if pattern.fullmatch(text) is None:
        _SHAPE.refuse()
    return text


def _hash(item: Item | None) -> bytes:
    value = _SHAPE.want(item, bytes)
    if len(value) != _HASH_BYTES:
        _SHAPE.refuse()
    return value
