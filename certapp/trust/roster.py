"""Who may do what: the officials of a country and their roles, signed under its CA.

A role comes from here and never from a row in a database, which anyone with the file could edit.
"""

import hashlib
from dataclasses import dataclass
from typing import Final, NoReturn

from certapp.model.errors import Refusal
from certapp.model.signing import SigningKey
from certapp.seal import cbor, cose
from certapp.seal.cbor import Item
from certapp.trust.certificate import Certificate, read_certificate
from certapp.trust.es256 import verifies
from certapp.trust.hierarchy import ACTING, serial_of
from certapp.trust.keyfile import spki
from certapp.trust.path import Anchor, issuer_of, read_country_ca

ROLES: Final = frozenset(
    ("CLERK", "EXPERT", "OFFICER", "APPROVER", "SEAL_HOLDER", "SUPERVISOR", "AUDITOR", "ADMIN", "BORDER")
)
MOST_OFFICIALS: Final = 2000

_COUNTRY, _SEQUENCE, _ISSUED_AT, _OFFICIALS, _PREVIOUS = range(1, 6)
_DIGEST_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Official:
    """One person: id (as in the certificate's serialNumber), name, roles, personal certificate (DER)."""

    id: str
    name: str
    roles: frozenset[str]
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Roster:
    """All officials of a country at one time (seconds since 1970); the sequence grows with each change.

    previous: SHA-256 of the signed roster before this one, b'' for the first.
    """

    country: str
    sequence: int
    issued_at: int
    officials: tuple[Official, ...]
    previous: bytes = b""

    def official(self, user: str) -> Official | None:
        """The official of that id."""
        return next((official for official in self.officials if official.id == user), None)


def sign_roster(roster: Roster, ca: SigningKey) -> bytes:
    """The roster as a COSE_Sign1 by the CA. ValueError if it is not what `read_roster` would take."""
    if not all(official.roles <= ROLES for official in roster.officials):
        raise ValueError("an unknown role")
    officials: list[Item] = [
        [official.id, official.name, list[Item](sorted(official.roles)), official.certificate]
        for official in roster.officials
    ]
    content: dict[int | str, Item] = {
        _COUNTRY: roster.country,
        _SEQUENCE: roster.sequence,
        _ISSUED_AT: roster.issued_at,
        _OFFICIALS: officials,
    }
    if roster.previous:
        content[_PREVIOUS] = roster.previous
    return cose.sign1({cose.ALG: cose.ES256, cose.KID: ca.kid}, cbor.encode(content), ca.sign_raw)


def digest_of(signed: bytes) -> bytes:
    """SHA-256 of a signed roster: by it the next one names it."""
    return hashlib.sha256(signed).digest()


def read_roster(data: bytes, ca: bytes) -> Roster:
    """The roster in `data`, signed by the country CA `ca` (DER).

    Refusals: ROSTER_DAMAGED, ROSTER_SIGNATURE (not by this CA, or an official's certificate is not under it),
    CERTIFICATE_DAMAGED, NOT_A_COUNTRY_CA (of `ca`).
    """
    authority = read_country_ca(ca)
    try:
        message = cose.parse(data, cbor.LIST)
        content = cbor.decode(message.payload, cbor.LIST)
    except Refusal:
        _damaged()
    if message.header != {cose.ALG: cose.ES256, cose.KID: authority.kid}:
        raise Refusal("ROSTER_SIGNATURE")
    if not verifies(authority.key, message.signature, message.to_be_signed()):
        raise Refusal("ROSTER_SIGNATURE")
    match content:
        case {1: str(country), 2: int(sequence), 3: int(issued_at), 4: list(rows), **more} if sequence > 0:
            previous = dict[object, object](more).pop(_PREVIOUS, b"")
        case _:
            _damaged()
    if not isinstance(previous, bytes) or len(more) != bool(previous) or len(previous) not in (0, _DIGEST_BYTES):
        _damaged()
    if len(rows) > MOST_OFFICIALS:
        _damaged()
    officials = tuple(_official(row, authority) for row in rows)
    if country != authority.country or len({official.id for official in officials}) != len(officials):
        _damaged()
    keys = {spki(read_certificate(official.certificate).key) for official in officials}
    if len(keys) != len(officials):  # one key is one person, however often it is listed
        _damaged()
    return Roster(country, sequence, issued_at, officials, previous)


def _official(row: Item, authority: Certificate) -> Official:
    match row:
        case [str(user), str(name), list(listed), bytes(certificate)]:
            roles = frozenset(role for role in listed if isinstance(role, str))
        case _:
            _damaged()
    if len(roles) != len(listed) or not roles <= ROLES:
        _damaged()
    personal = read_certificate(certificate)
    if (
        personal.serial != serial_of(user)
        or issuer_of(personal, [Anchor(authority)], ACTING, personal.not_before) is None
    ):
        raise Refusal("ROSTER_SIGNATURE")
    return Official(user, name, roles, certificate)


def _damaged() -> NoReturn:
    raise Refusal("ROSTER_DAMAGED") from None
