"""What one office of an authority tells another (`*.xcexchange`): what it gave out, what of it no longer holds, where
its journal stands, and what it last had of the others.

A full statement each time, signed by the office's own document signer, whose certificate names the office: nobody
speaks for another office. Each names all before it by their digests, so that two histories of one office, which a
copied folder makes, cannot follow each other unseen.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final

from certapp.model.certificate_number import LAST_SERIAL
from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item
from certapp.trust.bulletin import ID_BYTES, Policy
from certapp.trust.certificate import Certificate
from certapp.trust.columns import ascending
from certapp.trust.es256 import verifies
from certapp.trust.exchange_content import DAY_BYTES, DIGEST_BYTES, SERIAL_BYTES, Content, Known, Year
from certapp.trust.hierarchy import DOCUMENT_SIGNING, office_in
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.replaced_by import SUPERSEDED, column_of, is_column, number_at
from certapp.trust.second_required import LAST_DAY
from certapp.trust.signed_list import Shape, header_of

LARGEST: Final = cbor.LIST.size
"""Bytes of a file."""
EXCHANGE: Final = -65562
"""The key of the payload under which an exchange stands."""
MOST_FILES: Final = 20_000
MOST_OFFICES: Final = 1296
MOST_YEARS: Final = 400
LONGEST_NUMBER: Final = 64

_ISSUER, _WRITTEN = 1, 6
(
    _OFFICE,
    _JOURNAL,
    _SEQUENCE,
    _HISTORY,
    _YEARS,
    _OTHERS,
    _IDS,
    _DAYS,
    _REASONS,
    _STOLEN,
    _GENUINE,
    _CHECKPOINT,
    _PACKAGE,
    _KNOWN,
    _NUMBERS,
    _SECOND,
    _OLDER,
) = range(1, 18)
_KID_BYTES, _JOURNAL_BYTES = 8, 32
_COUNTRY = re.compile("[A-Z]{2}").fullmatch
_CODE = re.compile("[0-9A-Z]{2}").fullmatch
_SHAPE = Shape("EXCHANGE_DAMAGED", "EXCHANGE_NEWER")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A file whose signature is good; whose key it is says `read_exchange`."""

    content: Content
    signer: Certificate = field(repr=False)
    raw: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """By which later files name this one."""
        return digest_of(self.raw)


def digest_of(data: bytes) -> bytes:
    """The first 16 bytes of SHA-256 of a file."""
    return sha256(data).digest()[:DIGEST_BYTES]


def sign_exchange(content: Content, key: SigningKey) -> bytes:
    """The file, by the office's document signer. ValueError where `parse_exchange` would not take it."""
    inner: dict[int | str, Item] = {
        _OFFICE: content.office,
        _JOURNAL: content.journal,
        _SEQUENCE: content.sequence,
        _HISTORY: b"".join(content.history),
        _YEARS: [[each.year, each.serials, each.ids, each.until] for each in content.years],
        _OTHERS: [
            [year, "\n".join(number for _year, number in rows).encode()]
            for year, rows in groupby(content.others, key=itemgetter(0))
        ],
        _IDS: b"".join(row[0] for row in content.withdrawn),
        _DAYS: b"".join(row[1].to_bytes(DAY_BYTES, "big") for row in content.withdrawn),
        _REASONS: bytes(row[2] for row in content.withdrawn),
        _STOLEN: [[kid, policy] for kid, policy in sorted(content.stolen.items())],
        _GENUINE: b"".join(content.genuine),
        _CHECKPOINT: content.checkpoint,
        _PACKAGE: content.package,
        _KNOWN: [
            [each.office, each.sequence, each.digest, list[Item](each.numbers), each.countersigned, int(each.twice)]
            for each in content.known
        ],
    }
    if numbers := column_of((reason, number) for _id, _day, reason, number in content.withdrawn):
        inner[_NUMBERS] = numbers
    if content.second_since is not None:
        inner[_SECOND] = content.second_since
    if content.older is not None:
        inner[_OLDER] = list[Item](content.older)
    payload = cbor.encode({_ISSUER: content.country, _WRITTEN: content.written_at, EXCHANGE: inner})
    data = cose.sign1(header_of(key.certificate), payload, key.sign_raw)
    try:
        parsed = parse_exchange(data)
    except Refusal as refusal:
        raise ValueError("an exchange file that nobody could read") from refusal
    if parsed.content != content:
        raise ValueError("an exchange file that says something else")
    return data


def read_exchange(data: bytes, anchors: Iterable[Anchor]) -> Exchange:
    """A file signed by a document signer of the very office that it speaks for, under one of `anchors`.

    Refusals: EXCHANGE_DAMAGED, EXCHANGE_NEWER, EXCHANGE_SIGNATURE (country, office): not good, not by that office, or
    its signer was revoked.
    """
    read = parse_exchange(data)
    content, signer = read.content, read.signer
    believed = tuple(anchor for anchor in anchors if anchor.withdrawn is None)
    anchor = issuer_of(signer, believed, DOCUMENT_SIGNING, content.written_at)
    message = cose.parse(data, cbor.LIST)
    if (
        anchor is None
        or anchor.has_revoked(signer)
        or signer.country != content.country
        or office_in(signer) != content.office
        or not verifies(signer.key, message.signature, message.to_be_signed())
    ):
        raise Refusal("EXCHANGE_SIGNATURE", country=content.country, office=content.office)
    return read


def parse_exchange(data: bytes) -> Exchange:
    """What a file says, its signature not looked at. Refusals EXCHANGE_DAMAGED, EXCHANGE_NEWER."""
    _message, outer, signer = _SHAPE.parse(data)
    inner = _SHAPE.inner(outer, EXCHANGE)
    years = tuple(_year(row) for row in _SHAPE.rows(inner.get(_YEARS), MOST_YEARS))
    others = tuple(pair for row in _SHAPE.rows(inner.get(_OTHERS), MOST_YEARS) for pair in _others(row))
    known = tuple(_known(row) for row in _SHAPE.rows(inner.get(_KNOWN), MOST_OFFICES))
    content = Content(
        country=_matching(outer.get(_ISSUER), _COUNTRY),
        office=_matching(inner.get(_OFFICE), _CODE),
        journal=_of_length(inner.get(_JOURNAL), _JOURNAL_BYTES),
        sequence=_SHAPE.whole(inner.get(_SEQUENCE), MOST_FILES),
        written_at=_SHAPE.whole(outer.get(_WRITTEN)),
        history=_cut(inner.get(_HISTORY), DIGEST_BYTES),
        years=years,
        others=others,
        withdrawn=_withdrawn(inner, outer.get(_ISSUER)),
        stolen=dict(_stolen(row) for row in _SHAPE.rows(inner.get(_STOLEN), MOST_OFFICES)),
        genuine=_cut(inner.get(_GENUINE), DIGEST_BYTES),
        checkpoint=_SHAPE.want(inner.get(_CHECKPOINT), bytes),
        package=_SHAPE.want(inner.get(_PACKAGE), bytes),
        known=known,
        second_since=_SHAPE.whole(inner[_SECOND], LAST_DAY) if _SECOND in inner else None,
        older=_older(inner[_OLDER]) if _OLDER in inner else None,
    )
    _require_sense(content, inner)
    return Exchange(content, signer, data)


def _require_sense(content: Content, inner: Mapping[int, Item]) -> None:
    """What each part alone cannot show."""
    if content.sequence == 0 or len(content.history) != content.sequence - 1:
        _SHAPE.refuse()
    if any(one.year >= other.year for one, other in pairwise(content.years)):
        _SHAPE.refuse()
    if any(one >= other for one, other in pairwise(content.others)):
        _SHAPE.refuse()
    if len({year for year, _number in content.others}) != len(_SHAPE.rows(inner.get(_OTHERS), MOST_YEARS)):
        _SHAPE.refuse()
    offices = [each.office for each in content.known]
    if offices != sorted(set(offices)) or content.office in offices:
        _SHAPE.refuse()
    genuine = b"".join(content.genuine)
    if not ascending(genuine, DIGEST_BYTES) or not ascending(_SHAPE.want(inner.get(_IDS), bytes), ID_BYTES):
        _SHAPE.refuse()
    if len(content.stolen) != len(_SHAPE.rows(inner.get(_STOLEN), MOST_OFFICES)):
        _SHAPE.refuse()
    if content.withdrawn or content.years:
        own = {handle for year in content.years for _serial, handle, _until in year.rows()}
        if len(own) != sum(map(len, content.years)) or not own.issuperset(row[0] for row in content.withdrawn):
            _SHAPE.refuse()  # nobody withdraws what another office gave out


def _year(row: Item) -> Year:
    match row:
        case [int(year), bytes(serials), bytes(ids), bytes(until)] if 1 <= year <= 9999 and ids:
            pass
        case _:
            _SHAPE.refuse()
    count = len(ids) // ID_BYTES
    whole = (len(serials), len(ids), len(until)) == (count * SERIAL_BYTES, count * ID_BYTES, count * DAY_BYTES)
    if not whole or not ascending(serials, SERIAL_BYTES):
        _SHAPE.refuse()
    first, last = (int.from_bytes(each, "big") for each in (serials[:SERIAL_BYTES], serials[-SERIAL_BYTES:]))
    if first < 1 or last > LAST_SERIAL:
        _SHAPE.refuse()
    return Year(year, serials, ids, until)


def _others(row: Item) -> Iterator[tuple[int, str]]:
    match row:
        case [int(year), bytes(lines)] if 0 <= year <= 9999:
            pass
        case _:
            _SHAPE.refuse()
    try:
        numbers = lines.decode().split("\n")
    except UnicodeDecodeError:
        _SHAPE.refuse()
    for number in numbers:
        if not 0 < len(number) <= LONGEST_NUMBER or not cbor.acceptable(number):
            _SHAPE.refuse()
        yield year, number


def _withdrawn(inner: Mapping[int, Item], country: Item | None) -> tuple[tuple[bytes, int, int, str], ...]:
    ids, days = _cut(inner.get(_IDS), ID_BYTES), _cut(inner.get(_DAYS), DAY_BYTES)
    reasons = _SHAPE.want(inner.get(_REASONS), bytes)
    if not len(ids) == len(days) == len(reasons) or 0 in reasons:
        _SHAPE.refuse()
    numbers = _SHAPE.want(inner.get(_NUMBERS, b""), bytes)
    if _NUMBERS in inner and not is_column(numbers, reasons, _matching(country, _COUNTRY)):
        _SHAPE.refuse()
    found, replaced = [], 0
    for handle, day, reason in zip(ids, days, reasons, strict=True):
        told = number_at(numbers, replaced) if reason == SUPERSEDED and numbers else ""
        found.append((handle, int.from_bytes(day, "big"), reason, told))
        replaced += reason == SUPERSEDED
    return tuple(found)


def _stolen(row: Item) -> tuple[bytes, int]:
    match row:
        case [bytes(kid), int(policy)] if len(kid) == _KID_BYTES and policy in set(Policy):
            return kid, policy
    _SHAPE.refuse()


def _known(row: Item) -> Known:
    match row:
        case [str(office), int(sequence), bytes(digest), list(numbers), bytes(countersigned), int(twice)] if (
            _CODE(office)
            and 1 <= sequence <= MOST_FILES
            and len(digest) == DIGEST_BYTES
            and len(numbers) <= 3
            and twice in (0, 1)
        ):
            texts = tuple(_SHAPE.want(each, str) for each in numbers)
            if all(0 < len(text) <= LONGEST_NUMBER for text in texts):
                return Known(office, sequence, digest, texts, countersigned, bool(twice))
    _SHAPE.refuse()


def _older(item: Item) -> tuple[int, ...]:
    match item:
        case []:
            return ()
        case [int(first), int(last), int(every)] if -LAST_DAY <= first <= last <= LAST_DAY and every in (0, 1):
            return first, last, every
    _SHAPE.refuse()


def _cut(item: Item | None, width: int) -> tuple[bytes, ...]:
    column = _SHAPE.want(item, bytes)
    if len(column) % width:
        _SHAPE.refuse()
    return tuple(column[start : start + width] for start in range(0, len(column), width))


def _matching(item: Item | None, pattern: Callable[[str], object]) -> str:
    text = _SHAPE.want(item, str)
    if pattern(text) is None:
        _SHAPE.refuse()
    return text


def _of_length(item: Item | None, length: int) -> bytes:
    value = _SHAPE.want(item, bytes)
    if len(value) != length:
        _SHAPE.refuse()
    return value
