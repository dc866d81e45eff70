"""The status bulletin of a country: which certificates were revoked, when and why (`*.xcstatus`).

A full list each time, three sorted columns, so that a certificate is found exactly, with day and reason.
It is signed by a status signer, never by a document signer: who steals an office's key can forge with it, but
not un-revoke.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from itertools import chain
from types import MappingProxyType
from typing import Final, NoReturn, TypeVar

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.columns import ascending, place
from certapp.trust.contact import Contact, contact_item, read_contact
from certapp.trust.es256 import verifies_digest
from certapp.trust.hierarchy import STATUS_SIGNING
from certapp.trust.path import Anchor, issuer_of
from certapp.trust.replaced_by import NUMBER_BYTES, column_of, counted, is_column, number_at, replaced_before
from certapp.trust.second_required import NONE, read_required, required_item

ID_BYTES: Final = 8
LONGEST_LIFE: Final = 400 * 86400
"""Seconds from a bulletin to its successor at most, or a stolen status key could freeze a list for ever."""

_DAY_BYTES, _HASH_BYTES, _KID_BYTES = 2, 16, 8
STATUS: Final = -65538
"""The key of the payload under which the entries stand."""

_ISSUER, _NEXT, _THIS = 1, 4, 6
_SEQUENCE, _BASE, _IDS, _DAYS, _REASONS, _OLDEST, _COMPROMISED, _ALLOWED, _CONTACT, _NUMBERS, _SECOND = range(1, 12)

_LAST_SECOND = 253_402_300_799  # of the year 9999

T = TypeVar("T")


class RevocationReason(IntEnum):
    """Why a certificate no longer counts."""

    ERROR = 1
    SUPERSEDED = 2
    FORM_LOST = 3
    OBJECT_STOLEN = 4
    FRAUD = 5
    WITHDRAWN = 6
    SUSPENDED = 7


class Policy(IntEnum):
    """What is still believed of a signer whose key was stolen."""

    NOTHING = 1
    ONLY_LISTED = 2


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One revoked certificate: its id (8 bytes), the day (since 1970-01-01), a `RevocationReason`.

    number: of the certificate that took its place (SUPERSEDED), '' where it is not told.
    """

    id: bytes
    day: int
    reason: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A status bulletin; this_update, next_update in seconds since 1970, oldest_day in days.

    base: 0 for a full list, else the sequence to which this only adds. compromised: policy by signer's kid.
    """

    country: str
    sequence: int
    base: int
    this_update: int
    next_update: int
    oldest_day: int
    ids: bytes | memoryview = field(repr=False)
    days: bytes | memoryview = field(repr=False)
    reasons: bytes = field(repr=False)
    compromised: Mapping[bytes, int]
    allowed: bytes | memoryview = field(repr=False)
    signer: Certificate = field(repr=False)
    raw: bytes = field(repr=False)
    contact: Contact | None = None
    numbers: bytes | memoryview = field(default=b"", repr=False)
    """The numbers that took the place of those with reason SUPERSEDED, in their order; empty where it does not tell."""
    second_since: Mapping[str, int] = field(default_factory=dict)
    """By office the day (since 1970-01-01) from which each of its certificates carries a second signature."""
    added: Mapping[bytes, Entry] = field(default_factory=dict, repr=False)
    """By id, what printed additions (`additions`) brought since; `sequence` and times are then the newest one's."""
    printed: tuple[str, ...] = field(default=(), repr=False)
    """The texts of those additions, in order: what is handed on to others beside `raw`."""
    signature: bytes = field(default=b"", repr=False)
    """Of `raw`. By it a store knows a list whose columns it has looked over."""
    _counted: "array[int]" = field(default_factory=lambda: array("I"), repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.reasons) + len(self.added)

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries: those of the full list by id, then those added."""
        return chain(self._listed(), self.added.values())

    def find(self, certificate_id: bytes) -> Entry | None:
        """The entry of a certificate, if it was revoked."""
        if certificate_id in self.added:
            return self.added[certificate_id]
        index = place(self.ids, ID_BYTES, certificate_id)
        return None if index is None else self._entry(index)

    def allows(self, payload: bytes) -> bool:
        """Whether the exact payload of a code is listed as genuine although its signer's key was stolen."""
        return place(self.allowed, _HASH_BYTES, payload_digest(payload)) is not None

    def _listed(self) -> Iterator[Entry]:
        replaced = 0
        for index, reason in enumerate(self.reasons):
            yield self._entry(index, replaced)
            replaced += reason == RevocationReason.SUPERSEDED

    def _entry(self, index: int, replaced: int | None = None) -> Entry:
        """The entry at a place; `replaced`: how many before it were replaced, where that is known."""
        start, reason, number = index * _DAY_BYTES, self.reasons[index], ""
        if self.numbers and reason == RevocationReason.SUPERSEDED:
            before = replaced_before(index, self.reasons, self._counted) if replaced is None else replaced
            number = number_at(self.numbers, before)
        return Entry(
            bytes(self.ids[index * ID_BYTES : (index + 1) * ID_BYTES]),
            int.from_bytes(self.days[start : start + _DAY_BYTES], "big"),
            reason,
            number,
        )


def payload_digest(payload: bytes) -> bytes:
    """By which a bulletin names the exact payload of a genuine code: the first 16 bytes of its SHA-256."""
    return sha256(payload).digest()[:_HASH_BYTES]


def sign_bulletin(
    country: str,
    sequence: int,
    this_update: int,
    next_update: int,
    entries: Iterable[Entry],
    key: SigningKey,
    *,
    oldest_day: int = 0,
    compromised: Mapping[bytes, Policy] = MappingProxyType({}),
    genuine_payloads: Iterable[bytes] = (),
    contact: Contact | None = None,
    genuine_digests: Iterable[bytes] = (),
    second_since: Mapping[str, int] = NONE,
) -> bytes:
    """A full bulletin as a COSE_Sign1 by a status signer, its certificate in the header.

    genuine_payloads: the payloads of the codes that stay good under a stolen key (`Policy.ONLY_LISTED`);
    genuine_digests: the same where only the first 16 bytes of SHA-256 are at hand. second_since: by office the day
    from which each of its certificates carries a second signature.
    ValueError where the content breaks a rule of the format, such as one id twice.
    """
    listed = sorted(entries)
    status: dict[int | str, Item] = {
        _SEQUENCE: sequence,
        _BASE: 0,
        _IDS: b"".join(entry.id for entry in listed),
        _DAYS: b"".join(entry.day.to_bytes(_DAY_BYTES, "big") for entry in listed),
        _REASONS: bytes(entry.reason for entry in listed),
        _OLDEST: oldest_day,
    }
    if compromised:
        status[_COMPROMISED] = [[kid, int(policy)] for kid, policy in sorted(compromised.items())]
    hashes = sorted({*(payload_digest(payload) for payload in genuine_payloads), *genuine_digests})
    if hashes:
        status[_ALLOWED] = b"".join(hashes)
    if contact:
        status[_CONTACT] = contact_item(contact)
    numbers = column_of((entry.reason, entry.number) for entry in listed)
    if numbers:
        status[_NUMBERS] = numbers
    if second_since:
        status[_SECOND] = required_item(second_since)
    payload = cbor.encode({_ISSUER: country, _NEXT: next_update, _THIS: this_update, STATUS: status})
    header: dict[int, Item] = {cose.ALG: cose.ES256, cose.X5CHAIN: key.certificate}
    data = cose.sign1(header, payload, key.sign_raw)
    try:
        parse_bulletin(data)
    except Refusal as refusal:
        raise ValueError("a bulletin that nobody could read") from refusal
    return data


def read_bulletin(data: bytes, anchors: Iterable[Anchor], looked_over: bytes = b"") -> Bulletin:
    """A bulletin whose signature is good under one of `anchors` (of any country; its own counts).

    looked_over: the signature of one whose columns were looked over before, which then is not done again: what is
    under the same signature is the same.

    Refusals: BULLETIN_DAMAGED, BULLETIN_NEWER, BULLETIN_SIGNATURE (signature not good, or its signer is not a
    status signer of that country, or was revoked).
    """
    message = _message(data)
    bulletin = _read(data, message)
    signer = bulletin.signer
    anchor = issuer_of(signer, anchors, STATUS_SIGNING, bulletin.this_update)
    if (
        anchor is None
        or signer.country != bulletin.country
        or anchor.has_revoked(signer)
        or not verifies_digest(signer.key, message.signature, message.digest())
    ):
        raise Refusal("BULLETIN_SIGNATURE", country=bulletin.country, sequence=bulletin.sequence)
    if message.signature != looked_over:
        _look_over(bulletin)
    return bulletin


def parse_bulletin(data: bytes) -> Bulletin:
    """What a bulletin says, its signature not looked at. Refusals BULLETIN_DAMAGED, BULLETIN_NEWER."""
    bulletin = glance_at_bulletin(data)
    _look_over(bulletin)
    return bulletin


def glance_at_bulletin(data: bytes) -> Bulletin:
    """As `parse_bulletin`, and nothing of the columns is looked at but their lengths."""
    return _read(data, _message(data))


def _message(data: bytes) -> cose.LongSign1:
    try:
        return cose.parse_long(data)
    except Refusal as refusal:
        raise Refusal("BULLETIN_DAMAGED") from refusal


def _read(data: bytes, message: cose.LongSign1) -> Bulletin:
    try:
        outer = _map(cbor.decode(message.payload, cbor.COLUMNS))
        certificate = _want(message.header.get(cose.X5CHAIN), bytes)
        signer = read_certificate(certificate)
    except Refusal as refusal:
        raise Refusal("BULLETIN_DAMAGED") from refusal
    if message.header != {cose.ALG: cose.ES256, cose.X5CHAIN: signer.der}:
        _damaged()
    status = _map(outer.get(STATUS))
    if min(outer.keys() - {STATUS}, default=0) < 0 or min(status, default=0) < 0:
        raise Refusal("BULLETIN_NEWER")  # what a negative key means may matter
    reasons = bytes(_column(status.get(_REASONS)))
    bulletin = Bulletin(
        country=_want(outer.get(_ISSUER), str),
        sequence=_whole(status.get(_SEQUENCE)),
        base=_whole(status.get(_BASE)),
        this_update=_whole(outer.get(_THIS)),
        next_update=_whole(outer.get(_NEXT)),
        oldest_day=_whole(status.get(_OLDEST)),
        ids=_column(status.get(_IDS)),
        days=_column(status.get(_DAYS)),
        reasons=reasons,
        compromised=_compromised(status.get(_COMPROMISED, [])),
        allowed=_column(status.get(_ALLOWED, b"")),
        signer=signer,
        raw=data,
        contact=read_contact(status[_CONTACT]) if _CONTACT in status else None,
        numbers=_column(status.get(_NUMBERS, b"")),
        signature=message.signature,
        _counted=counted(reasons),
        second_since=read_required(status[_SECOND]) if _SECOND in status else NONE,
    )
    count = len(reasons)
    if len(bulletin.ids) != ID_BYTES * count or len(bulletin.days) != _DAY_BYTES * count:
        _damaged()
    replaced = reasons.count(RevocationReason.SUPERSEDED)
    if _NUMBERS in status and not len(bulletin.numbers) == replaced * NUMBER_BYTES > 0:
        _damaged()
    if bulletin.sequence == 0 or not bulletin.base < bulletin.sequence:
        _damaged()
    if not bulletin.this_update < bulletin.next_update <= bulletin.this_update + LONGEST_LIFE:
        _damaged()
    return bulletin


def _look_over(bulletin: Bulletin) -> None:
    """Every row: sorted, none twice, of a known form."""
    if not ascending(bulletin.ids, ID_BYTES) or not ascending(bulletin.allowed, _HASH_BYTES):
        _damaged()
    if bulletin.numbers and not is_column(bulletin.numbers, bulletin.reasons, bulletin.country):
        _damaged()
    if 0 in bulletin.reasons:
        _damaged()


def _compromised(item: Item) -> Mapping[bytes, int]:
    found: dict[bytes, int] = {}
    for row in _want(item, list):
        match row:
            case [bytes(kid), int(policy)] if len(kid) == _KID_BYTES and kid not in found:
                found[kid] = policy
            case _:
                _damaged()
    return MappingProxyType(found)


def _map(item: Item | None) -> dict[int, Item]:
    found = _want(item, dict)
    return {key: value for key, value in found.items() if isinstance(key, int)}


def _want(item: Item | None, kind: type[T]) -> T:
    if not isinstance(item, kind):
        _damaged()
    return item


def _column(item: Item | None) -> bytes | memoryview:
    if isinstance(item, cbor.Part):
        return item.view
    return _want(item, bytes)


def _whole(item: Item | None) -> int:
    number = _want(item, int)
    if not 0 <= number <= _LAST_SECOND:
        _damaged()
    return number


def _damaged() -> NoReturn:
    raise Refusal("BULLETIN_DAMAGED") from None
