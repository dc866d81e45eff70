"""A customs receipt: what a post endorsed on a certificate, object by object, for the authority that issued it.

Signed by the post's key where it has one, else an unsigned record that says so by its shape. It says which bulletin
the post had, so that the authority sees whom its revocations reach.
"""

from dataclasses import dataclass
from typing import Final, NoReturn, cast

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item, Limits
from certapp.seal.text import from_text, to_text
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.es256 import verifies

PREFIX: Final = "XCRCP"
"""Of the printed code, before its version letter."""
LARGEST: Final = 256 << 10
MOST_OBJECTS: Final = 10_000
MOST_PHOTOGRAPHS: Final = 20
KINDS: Final = ("EXPORT", "EXIT", "REIMPORT")
STATUSES: Final = ("PRESENTED", "MISSING", "MISMATCH")
"""Written as 1, 2, 3."""
IRREGULARITIES: Final = (
    *("OBJECT_MISSING", "EXTRA_OBJECT", "PHOTO_MISMATCH", "MEASURE_MISMATCH", "VALUE_MISMATCH", "EXPIRED", "REVOKED"),
    *("SIGNATURE_INVALID", "UNKNOWN_KEY", "DIFFERENT_CONSIGNEE", "WRONG_DESTINATION", "ALTERED_PAPER"),
)
"""What was not as it should be (docs/formats.md, section 11), written as 1 to 12."""
UNNAMED: Final = "UNNAMED"
"""Stands for irregularities that a later program has a name for."""
NUMBER_BYTES, OFFICE_BYTES, POST_BYTES, OFFICER_BYTES, REMARK_BYTES, SEALS_BYTES = 32, 120, 60, 60, 1000, 120

_LIMITS: Final = Limits(depth=5, size=LARGEST, text_keys=False, booleans=False, controls="\n", items=60_000)
_UNSIGNED: Final = "XCRECEIPT"
_ISSUER, _WRITTEN, _ID, _RECEIPT = 1, 6, 7, -65551
_ID8, _NUMBER, _KIND, _OFFICE, _POST, _DAY, _OFFICER, _OBJECTS, _REMARK, _SEALS, _PHOTOGRAPHS, _SEQUENCE, _OF = range(
    1, 14
)
_IRREGULARITIES, _LAST_IRREGULARITY = 14, 255
_ID_BYTES, _HASH_BYTES = 8, 32
_LAST_DAY, _LAST_SECOND = 2_932_896, 253_402_300_799  # of the year 9999
_TAG = b"\xd2"


@dataclass(frozen=True, slots=True)
class Presented:
    """One object, by its place on the certificate (from 1): a status, and the pieces where they were counted."""

    number: int
    status: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a post endorsed.

    country: of the certificate. written_at: seconds since 1970. id: 8 random bytes of this receipt. id8, number: of the
    certificate. kind of KINDS. day, bulletin_day: since 1970-01-01. photographs: SHA-256 of each. bulletin: the number
    of the newest bulletin of that country which the post had, 0 for none. irregularities: of IRREGULARITIES, in their
    order, UNNAMED last.
    """

    country: str
    written_at: int
    id: bytes
    id8: bytes
    number: str
    kind: str
    office: str
    post: str
    day: int
    officer: str
    objects: tuple[Presented, ...]
    remark: str = ""
    seals: str = ""
    photographs: tuple[bytes, ...] = ()
    bulletin: int = 0
    bulletin_day: int = 0
    irregularities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenReceipt:
    """A receipt as it came, and the post's certificate where it was signed with the key of that certificate."""

    receipt: Receipt
    signer: Certificate | None


def write_receipt(receipt: Receipt, key: SigningKey | None) -> bytes:
    """The file. ValueError where `read_receipt` would not take it."""
    payload = cbor.encode(_item(receipt))
    if key is None:
        data = cbor.encode({1: _UNSIGNED, 2: payload})
    else:
        header: dict[int, Item] = {cose.ALG: cose.ES256, cose.X5CHAIN: key.certificate}
        data = cose.sign1(header, payload, key.sign_raw)
    try:
        read_receipt(data)
    except Refusal as refusal:
        raise ValueError("a receipt that nobody could read") from refusal
    return data


def receipt_text(data: bytes) -> str:
    """The text of the printed code of a receipt."""
    return to_text(data, PREFIX)


def read_receipt(data: bytes) -> TakenReceipt:
    """A receipt from a file, or from the text of its code.

    That a signature is good says nothing yet of whose key it is: that is for who compared the post's digits.
    Refusals: RECEIPT_DAMAGED, RECEIPT_NEWER, RECEIPT_SIGNATURE.
    """
    if len(data) > LARGEST:
        _damaged()
    try:
        if data.lstrip()[: len(PREFIX)].upper() == PREFIX.encode():
            data = from_text(data.decode("ascii"), PREFIX)
        signer, payload = _signed(data) if data[:1] == _TAG else (None, _unsigned(data))
        content = cbor.decode(payload, _LIMITS)
    except UnicodeDecodeError:
        _damaged()
    except Refusal as refusal:
        if refusal.code == "CODE_NEWER":
            raise Refusal("RECEIPT_NEWER") from None
        if refusal.code == "RECEIPT_SIGNATURE":
            raise
        _damaged()
    receipt = _receipt(_map(content))
    if signer is not None and signer.name != receipt.post:
        _damaged()
    return TakenReceipt(receipt, signer)


def _signed(data: bytes) -> tuple[Certificate, bytes]:
    message = cose.parse(data, _LIMITS)
    der = message.header.get(cose.X5CHAIN)
    if not isinstance(der, bytes):
        _damaged()
    signer = read_certificate(der)
    if message.header != {cose.ALG: cose.ES256, cose.X5CHAIN: signer.der}:
        _damaged()
    if not verifies(signer.key, message.signature, message.to_be_signed()):
        raise Refusal("RECEIPT_SIGNATURE")
    return signer, message.payload


def _unsigned(data: bytes) -> bytes:
    match cbor.decode(data, _LIMITS):
        case {1: str(mark), 2: bytes(payload), **more} if mark == _UNSIGNED and not more:
            return payload
    _damaged()


def _item(receipt: Receipt) -> dict[int | str, Item]:
    inner: dict[int | str, Item] = {
        _ID8: receipt.id8,
        _NUMBER: receipt.number,
        _KIND: KINDS.index(receipt.kind) + 1,
        _OFFICE: receipt.office,
        _POST: receipt.post,
        _DAY: receipt.day,
        _OFFICER: receipt.officer,
        _OBJECTS: [_row(each) for each in receipt.objects],
    }
    noted: list[Item] = [IRREGULARITIES.index(each) + 1 for each in receipt.irregularities]
    more: dict[int, Item] = {
        _IRREGULARITIES: noted,
        _REMARK: receipt.remark,
        _SEALS: receipt.seals,
        _PHOTOGRAPHS: b"".join(receipt.photographs),
    }
    inner |= {key: value for key, value in more.items() if value}
    if receipt.bulletin:
        inner |= {_SEQUENCE: receipt.bulletin, _OF: receipt.bulletin_day}
    return {_ISSUER: receipt.country, _WRITTEN: receipt.written_at, _ID: receipt.id, _RECEIPT: inner}


def _row(each: Presented) -> Item:
    row: list[Item] = [each.number, STATUSES.index(each.status) + 1]
    return row if each.quantity is None else [*row, each.quantity]


def _receipt(outer: dict[int, Item]) -> Receipt:
    inner = _map(outer.get(_RECEIPT))
    if min(outer.keys() - {_RECEIPT}, default=0) < 0 or min(inner, default=0) < 0:
        raise Refusal("RECEIPT_NEWER")  # what a negative key means may matter
    country = _text(outer.get(_ISSUER), 2)
    if len(country) != 2 or not country.isascii() or not country.isupper():
        _damaged()
    photographs = inner.get(_PHOTOGRAPHS, b"")
    if not isinstance(photographs, bytes) or len(photographs) % _HASH_BYTES:
        _damaged()
    hashes = tuple(photographs[at : at + _HASH_BYTES] for at in range(0, len(photographs), _HASH_BYTES))
    if len(hashes) > MOST_PHOTOGRAPHS or len(set(hashes)) != len(hashes) or (_SEQUENCE in inner) != (_OF in inner):
        _damaged()
    return Receipt(
        country=country,
        written_at=_whole(outer.get(_WRITTEN), _LAST_SECOND),
        id=_bytes(outer.get(_ID)),
        id8=_bytes(inner.get(_ID8)),
        number=_some(inner.get(_NUMBER), NUMBER_BYTES),
        kind=KINDS[_whole(inner.get(_KIND), len(KINDS), least=1) - 1],
        office=_some(inner.get(_OFFICE), OFFICE_BYTES),
        post=_some(inner.get(_POST), POST_BYTES),
        day=_whole(inner.get(_DAY), _LAST_DAY),
        officer=_some(inner.get(_OFFICER), OFFICER_BYTES),
        objects=_objects(inner.get(_OBJECTS)),
        remark=_text(inner.get(_REMARK, ""), REMARK_BYTES, "\n"),
        seals=_text(inner.get(_SEALS, ""), SEALS_BYTES),
        photographs=hashes,
        bulletin=_whole(inner.get(_SEQUENCE, 0), _LAST_SECOND),
        bulletin_day=_whole(inner.get(_OF, 0), _LAST_DAY),
        irregularities=_irregularities(inner[_IRREGULARITIES]) if _IRREGULARITIES in inner else (),
    )


def _objects(item: Item | None) -> tuple[Presented, ...]:
    if not isinstance(item, list) or not 1 <= len(item) <= MOST_OBJECTS:
        _damaged()
    found: list[Presented] = []
    for row in item:
        match row:
            case [int(number), int(status), *more] if len(more) < 2 and 0 < number <= MOST_OBJECTS:
                quantity = _whole(more[0], 1_000_000) if more else None
                found.append(Presented(number, STATUSES[_whole(status, len(STATUSES), least=1) - 1], quantity))
            case _:
                _damaged()
    numbers = [each.number for each in found]
    if numbers != sorted(set(numbers)):
        _damaged()
    return tuple(found)


def _irregularities(item: Item) -> tuple[str, ...]:
    if not isinstance(item, list) or not item:
        _damaged()
    numbers = [_whole(each, _LAST_IRREGULARITY, least=1) for each in item]
    if numbers != sorted(set(numbers)):
        _damaged()
    known = len(IRREGULARITIES)
    named = tuple(IRREGULARITIES[number - 1] for number in numbers if number <= known)
    return (*named, UNNAMED) if numbers[-1] > known else named


def _map(item: Item | None) -> dict[int, Item]:
    if not isinstance(item, dict):
        _damaged()
    return cast("dict[int, Item]", item)  # the reader admits no other keys


def _some(item: Item | None, limit: int) -> str:
    return _text(item, limit) or _damaged()


def _text(item: Item | None, limit: int, controls: str = "") -> str:
    if not isinstance(item, str) or len(item.encode()) > limit or not cbor.acceptable(item, controls):
        _damaged()
    return item


def _bytes(item: Item | None) -> bytes:
    if not isinstance(item, bytes) or len(item) != _ID_BYTES:
        _damaged()
    return item


def _whole(item: Item | None, most: int, least: int = 0) -> int:
    if not isinstance(item, int) or isinstance(item, bool) or not least <= item <= most:
        _damaged()
    return item


def _damaged() -> NoReturn:
    raise Refusal("RECEIPT_DAMAGED") from None
