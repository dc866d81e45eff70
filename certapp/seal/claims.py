"""What the code says of a certificate: a CWT claims set (RFC 8392) with one private claim of our own."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, NoReturn, TypeVar, cast

from certapp.model.errors import Refusal
from certapp.seal import cbor
from certapp.seal.cbor import CODE, Item

PERMANENT: Final = 1
TEMPORARY: Final = 2

NAME_BYTES: Final = 60
NUMBER_BYTES: Final = 32
OBJECTS: Final = 10
COLUMNS: Final = ("type", "title", "materials", "measurements", "maker", "date")
COLUMN_BYTES: Final = (24, 48, 32, 24, 32, 20)
"""UTF-8 bytes that each text column of an object may take."""

_ISSUER, _EXPIRES, _ISSUED_AT, _ID, _CERTIFICATE = (
    1,
    4,
    6,
    7,
    -65537,
)  # RFC 8392 section 4; the last is private
(
    _NUMBER,
    _ISSUED_ON,
    _VALID_UNTIL,
    _KIND,
    _OWNER,
    _CONSIGNEE,
    _DESTINATION,
    _COUNT,
    _OBJECTS,
    _DIGEST,
    _APPLICANT,
    _RETURN_BY,
    _REPLACES,
) = range(1, 14)
_CLAIM_KEYS = frozenset((_ISSUER, _EXPIRES, _ISSUED_AT, _ID, _CERTIFICATE))
_SECOND = 16
_CERTIFICATE_KEYS = frozenset((*range(_NUMBER, _REPLACES + 1), _SECOND))
_LARGEST_ONE_BYTE_KEY = 23

_ID_BYTES = 8
_KID_BYTES, _SIGNATURE_BYTES = 8, 64
_DIGEST_BYTES = 32
_EPOCH = date(1970, 1, 1)
_LAST_DAY = (date.max - _EPOCH).days
_LAST_SECOND = _LAST_DAY * 86400 + 86399
_COUNTRY = re.compile("[A-Z]{2}").fullmatch
_ELLIPSIS = "…"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SealedParty:
    """A person or institution: name (at most 60 bytes) and country (ISO 3166-1 alpha-2)."""

    name: str
    country: str


@dataclass(frozen=True, slots=True)
class SealedObject:
    """One object as far as there was room for it; an empty text or None was left out. `hs`: tariff number."""

    type: str
    title: str = ""
    materials: str = ""
    measurements: str = ""
    maker: str = ""
    date: str = ""
    hs: int | None = None


@dataclass(frozen=True, slots=True)
class SecondSignature:
    """Of the person who approved: kid of the personal certificate, and r || s over `certapp.seal.second`."""

    kid: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Claims:
    """The signed content of a code.

    expires, issued_at: seconds since 1970, UTC. issued_on, valid_until, return_by: days since 1970-01-01.
    issuer, destination: ISO 3166-1 alpha-2. id: 8 random bytes, by which the certificate is revoked.
    object_count: how many objects the certificate has, though the code may name fewer.
    record_digest: SHA-256 of the attached record. unknown_fields: how many fields this program does not know.
    """

    issuer: str
    expires: int
    issued_at: int
    id: bytes
    number: str
    issued_on: int
    valid_until: int
    kind: Literal[1, 2]
    owner: SealedParty
    consignee: SealedParty
    destination: str
    object_count: int
    objects: tuple[SealedObject, ...]
    record_digest: bytes
    applicant: SealedParty | None = None
    return_by: int | None = None
    replaces: str | None = None
    unknown_fields: int = 0
    second: SecondSignature | None = None


def encode_claims(claims: Claims) -> bytes:
    """The payload to be signed. Texts are made NFC and one line, and cut with "…" at their limit; of the
    objects the first ten go in; an applicant who is the owner is left out.

    Refusals: NUMBER_TOO_LONG (a number is never cut), TEXT_NOT_PRINTABLE. ValueError where the claims break a
    rule that no user can break, such as a temporary certificate without a day of return.
    """
    certificate: dict[int | str, Item] = {
        _NUMBER: _number(claims.number),
        _ISSUED_ON: claims.issued_on,
        _VALID_UNTIL: claims.valid_until,
        _KIND: claims.kind,
        _OWNER: _party_item(claims.owner),
        _CONSIGNEE: _party_item(claims.consignee),
        _DESTINATION: claims.destination,
        _COUNT: claims.object_count,
        _OBJECTS: [_object_item(sealed) for sealed in claims.objects[:OBJECTS]],
        _DIGEST: claims.record_digest,
    }
    if claims.applicant is not None and claims.applicant != claims.owner:
        certificate[_APPLICANT] = _party_item(claims.applicant)
    if claims.return_by is not None:
        certificate[_RETURN_BY] = claims.return_by
    if claims.replaces is not None:
        certificate[_REPLACES] = _number(claims.replaces)
    if claims.second is not None:
        certificate[_SECOND] = [claims.second.kid, claims.second.signature]
    payload = cbor.encode(
        {
            _ISSUER: claims.issuer,
            _EXPIRES: claims.expires,
            _ISSUED_AT: claims.issued_at,
            _ID: claims.id,
            _CERTIFICATE: certificate,
        }
    )
    try:
        decode_claims(payload)
    except Refusal as refusal:
        raise ValueError(f"claims that nobody could read: {refusal.params.get('detail')}") from refusal
    return payload


def decode_claims(payload: bytes) -> Claims:
    """The claims in a payload whose signature was found good.

    Refusals: CODE_NEWER (a negative key that is not known: its meaning may matter), CODE_DAMAGED (detail=...)
    for everything else that is not to the letter. Positive keys that are not known are counted.
    """
    return read_claims(cbor.decode(payload, CODE))


def read_claims(item: Item) -> Claims:
    """The claims in a payload already decoded. Refusals as of `decode_claims`."""
    outer = _map(item, "claims")
    inner = _map(outer.get(_CERTIFICATE), "certificate")
    unknown = _unknown(outer, _CLAIM_KEYS) + _unknown(inner, _CERTIFICATE_KEYS)
    rows = inner.get(_OBJECTS)
    if not isinstance(rows, list) or not 1 <= len(rows) <= OBJECTS:
        _refuse("objects")
    count = _whole(inner, _COUNT, _LAST_SECOND)
    if count < len(rows):
        _refuse("object count")
    kind = inner.get(_KIND)
    if kind not in (PERMANENT, TEMPORARY):
        _refuse("kind")
    return_by = _optional(inner, _RETURN_BY, _day)
    if kind == TEMPORARY and return_by is None:
        _refuse("no day of return")
    sealed = [_object(row) for row in rows]
    return Claims(
        issuer=_country(outer.get(_ISSUER)),
        expires=_whole(outer, _EXPIRES, _LAST_SECOND),
        issued_at=_whole(outer, _ISSUED_AT, _LAST_SECOND),
        id=_bytes(outer.get(_ID), _ID_BYTES),
        number=_text(inner.get(_NUMBER), NUMBER_BYTES),
        issued_on=_day(inner, _ISSUED_ON),
        valid_until=_day(inner, _VALID_UNTIL),
        kind=cast("Literal[1, 2]", kind),
        owner=_party(inner, _OWNER),
        consignee=_party(inner, _CONSIGNEE),
        destination=_country(inner.get(_DESTINATION)),
        object_count=count,
        objects=tuple(known for known, _ in sealed),
        record_digest=_bytes(inner.get(_DIGEST), _DIGEST_BYTES),
        applicant=_optional(inner, _APPLICANT, _party),
        return_by=return_by,
        replaces=_optional(inner, _REPLACES, lambda found, key: _text(found[key], NUMBER_BYTES)),
        unknown_fields=unknown + sum(more for _, more in sealed),
        second=_optional(inner, _SECOND, _second),
    )


def claims_json(claims: Claims) -> dict[str, object]:
    """The claims for a JSON file: dates as ISO 8601, bytes as hexadecimal, nothing that is absent."""
    found: dict[str, object | None] = {
        "issuer": claims.issuer,
        "number": claims.number,
        "id": claims.id.hex(),
        "kind": "permanent" if claims.kind == PERMANENT else "temporary",
        "issued_on": _iso_day(claims.issued_on),
        "valid_until": _iso_day(claims.valid_until),
        "return_by": None if claims.return_by is None else _iso_day(claims.return_by),
        "issued_at": _iso_time(claims.issued_at),
        "expires": _iso_time(claims.expires),
        "owner": _party_json(claims.owner),
        "applicant": None if claims.applicant is None else _party_json(claims.applicant),
        "consignee": _party_json(claims.consignee),
        "destination": claims.destination,
        "object_count": claims.object_count,
        "objects": [_object_json(sealed) for sealed in claims.objects],
        "record_digest": claims.record_digest.hex(),
        "replaces": claims.replaces,
        "unknown_fields": claims.unknown_fields,
        "approved_with": None if claims.second is None else claims.second.kid.hex(),
    }
    return {name: value for name, value in found.items() if value is not None}


def shorten(text: str, limit: int) -> str:
    """`text` in at most `limit` bytes of UTF-8, ending in "…" if cut; no accent is torn off its letter."""
    raw = text.encode()
    if len(raw) <= limit:
        return text
    kept = raw[: limit - len(_ELLIPSIS.encode())].decode(errors="ignore")
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


# Writing


def one_line(text: str) -> str:
    """NFC, on one line, white space single. Refusal TEXT_NOT_PRINTABLE."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not cbor.acceptable(line) or any("\ud800" <= character <= "\udfff" for character in line):
        raise Refusal("TEXT_NOT_PRINTABLE", text=ascii(text))
    return line


def _number(number: str) -> str:
    line = one_line(number)
    if len(line.encode()) > NUMBER_BYTES:
        raise Refusal("NUMBER_TOO_LONG", number=line, limit=NUMBER_BYTES)
    return line


def _party_item(party: SealedParty) -> list[Item]:
    return [shorten(one_line(party.name), NAME_BYTES), party.country]


def _object_item(sealed: SealedObject) -> list[Item]:
    row: list[Item] = [
        shorten(one_line(getattr(sealed, column)), limit) for column, limit in zip(COLUMNS, COLUMN_BYTES, strict=True)
    ]
    if sealed.hs is not None:
        return [*row, sealed.hs]
    while len(row) > 1 and row[-1] == "":
        row.pop()
    return row


# Reading


def _refuse(detail: str) -> NoReturn:
    raise Refusal("CODE_DAMAGED", detail=detail)


def _map(item: Item | None, name: str) -> dict[int, Item]:
    if not isinstance(item, dict):
        _refuse(name)
    return cast("dict[int, Item]", item)  # the reader admits no other keys in a code


def _unknown(found: Mapping[int, Item], known: frozenset[int]) -> int:
    unknown = found.keys() - known
    if unknown:
        if min(unknown) < 0:
            raise Refusal("CODE_NEWER")
        if max(unknown) > _LARGEST_ONE_BYTE_KEY:
            _refuse("a key of more than one byte")
    return len(unknown)


def _optional(found: Mapping[int, Item], key: int, read: Callable[[Mapping[int, Item], int], T]) -> T | None:
    return read(found, key) if key in found else None


def _text(item: Item | None, limit: int) -> str:
    if not isinstance(item, str) or len(item.encode()) > limit:
        _refuse("a text that is missing or too long")
    return item


def _country(item: Item | None) -> str:
    if not isinstance(item, str) or not _COUNTRY(item):
        _refuse("country")
    return item


def _bytes(item: Item | None, length: int) -> bytes:
    if not isinstance(item, bytes) or len(item) != length:
        _refuse("bytes of another length")
    return item


def _whole(found: Mapping[int, Item], key: int, largest: int) -> int:
    item = found.get(key)
    if not isinstance(item, int) or not 0 <= item <= largest:
        _refuse("a number that is missing or out of range")
    return item


def _day(found: Mapping[int, Item], key: int) -> int:
    return _whole(found, key, _LAST_DAY)


def _party(found: Mapping[int, Item], key: int) -> SealedParty:
    item = found.get(key)
    if not isinstance(item, list) or len(item) != 2:
        _refuse("party")
    return SealedParty(_text(item[0], NAME_BYTES), _country(item[1]))


def _second(found: Mapping[int, Item], key: int) -> SecondSignature:
    item = found[key]
    if not isinstance(item, list) or len(item) != 2:
        _refuse("second signature")
    return SecondSignature(_bytes(item[0], _KID_BYTES), _bytes(item[1], _SIGNATURE_BYTES))


def _object(row: Item) -> tuple[SealedObject, int]:
    """One object, and how many columns it has beyond those known."""
    if not isinstance(row, list) or not row:
        _refuse("object")
    texts = [_text(item, limit) for item, limit in zip(row, COLUMN_BYTES, strict=False)]
    kind, title, materials, measurements, maker, made = texts + [""] * (len(COLUMNS) - len(texts))
    hs: int | None = None
    if len(row) > len(COLUMNS):
        last = row[len(COLUMNS)]
        if not isinstance(last, int) or last < 0:
            _refuse("tariff number")
        hs = last
    sealed = SealedObject(kind, title, materials, measurements, maker, made, hs)
    return sealed, max(0, len(row) - len(COLUMNS) - 1)


# JSON


def _iso_day(days: int) -> str:
    return (_EPOCH + timedelta(days=days)).isoformat()


def _iso_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _party_json(party: SealedParty) -> dict[str, str]:
    return {"name": party.name, "country": party.country}


def _object_json(sealed: SealedObject) -> dict[str, object]:
    row: dict[str, object] = {column: getattr(sealed, column) for column in COLUMNS if getattr(sealed, column)}
    if sealed.hs is not None:
        row["hs"] = sealed.hs
    return row
